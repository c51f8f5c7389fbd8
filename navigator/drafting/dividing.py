"""Several clusters in one Prometheus: where addresses repeat, a further label must tell machines apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from adapters.discovery_facts import Job, Labels
from navigator.drafting.naming import host_of
from navigator.drafting.recognition import Recognized, template_signals

LABELS = ("cluster", "datacenter", "dc", "region", "site", "prometheus")

Host = tuple[str, str]
"""The value of the dividing label, empty where there is none, and the host."""


def divider_of(jobs: Iterable[Job]) -> str:
    """The label by which the same host or instance is several, or an empty text where none repeats."""
    every = [labels for job in jobs for labels in job.instances]
    for label in LABELS:
        found: dict[str, set[str]] = {}
        for labels in every:
            for name in {labels["instance"], host_of(labels["instance"])} - {""}:
                found.setdefault(name, set()).add(labels.get(label, ""))
        if any(len(values - {""}) > 1 for values in found.values()):
            return label
    return ""


def dividing(divider: str, job: Job) -> str:
    """The dividing label at a job: only where every instance has it."""
    return divider if divider and all(labels.get(divider) for labels in job.instances) else ""


def identity(by: str, labels: Labels) -> tuple[str, str]:
    """What tells one instance of a job from the others."""
    return (labels[by] if by else "", labels["instance"])


def hosts_of(divider: str, recognized: Iterable[Recognized]) -> frozenset[Host]:
    """The hosts in the addresses of all instances of some jobs."""
    found: set[Host] = set()
    for one in recognized:
        by = dividing(divider, one.job)
        found.update((labels[by] if by else "", host_of(labels["instance"])) for labels in one.job.instances)
    return frozenset(host for host in found if host[1])


def divided_templates(divider: str, recognized: Iterable[Recognized]) -> dict[str, Any]:
    """The library's templates with the dividing label in their match, for the draft's own `templates`."""
    used = dict.fromkeys(use.template for one in recognized if dividing(divider, one.job) for use in one.uses)
    return {
        name: {"match": [divider, "job", "instance"], "signals": dict(template_signals(name))}
        for name in used
    }
