"""What runs on which machine: the same host in the address of two instances."""

from __future__ import annotations

from collections.abc import Iterable

from navigator.drafting.mechanisms import Placed
from navigator.drafting.page import Page


def link_machines(page: Page, machines: Iterable[Placed], mechanisms: Iterable[Placed]) -> int:
    """Let every machine serve what runs on it; gives how many links were written.

    A single machine and a single instance are linked by name, all else by the label `host`.
    """
    links = 0
    known = list(mechanisms)
    for machine in machines:
        for mechanism in known:
            if not machine.hosts & mechanism.hosts:
                continue
            links += 1
            both_single = not machine.is_family and not mechanism.is_family
            same = [machine.by, "host"] if machine.by else ["host"]
            link: object = mechanism.id if both_single else {"node": mechanism.id, "same": same}
            page.append(machine.id, "why", link)
        if not any(machine.hosts & mechanism.hosts for mechanism in known):
            page.decide("which mechanisms run on this? Write them under `why`.", machine.id)
    return links
