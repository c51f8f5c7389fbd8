"""Who calls whom, where a service mesh, a service graph or the metrics of clients say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from adapters.discovery_facts import Call, Convention
from hierarchy.promql import quote
from navigator.drafting.mechanisms import Placed
from navigator.drafting.naming import host_of, slug
from navigator.drafting.page import Page
from navigator.drafting.recognition import Role
from navigator.drafting.upper import Upper

MOST_UNSCRAPED = 100
_NOBODY = frozenset(("unknown", "user", "-", "localhost", "127.0.0.1"))
# What marks a failed request in the metric of each convention: another metric, or matchers.
_FAILED = {
    "traces_service_graph_request_total": ("traces_service_graph_request_failed_total", ""),
    "istio_requests_total": ("istio_requests_total", 'response_code=~"5.."'),
    "response_total": ("response_total", 'classification="failure"'),
    "http_client_request_duration_seconds_count": (
        "http_client_request_duration_seconds_count",
        'error_type!=""',
    ),
}


class Called(NamedTuple):
    """How many calls were drawn, and what was left out."""

    links: int
    left_out: tuple[str, ...]


def link_calls(
    page: Page, upper: Upper, placed: Iterable[Placed], workloads: Mapping[str, str], calls: Iterable[Call]
) -> Called:
    """Write the calls at the nodes of the callers; a callee that nothing else tells of becomes a node."""
    every = tuple(calls)
    by_name, callees = _names(placed, workloads), {call.callee for call in every}
    pairs: dict[tuple[str, str], None] = {}
    made = left = 0
    for call in every:
        ends: list[str] = []
        for name in _of_interest(call, by_name):
            node = by_name.get(_plain(name))
            if node is None and made < MOST_UNSCRAPED:
                made += 1
                node = _unscraped(page, upper, name, call.convention, name in callees)
                by_name[_plain(name)] = node
            left += node is None
            ends += [] if node is None else [node]
        if len(ends) == 2 and ends[0] != ends[1]:
            pairs[ends[0], ends[1]] = None
    for caller, callee in pairs:
        page.append(caller, "calls", callee)
    out = (f"{left} ends of calls were left out: nodes for {MOST_UNSCRAPED} were made",) if left else ()
    return Called(len(pairs), out)


def _of_interest(call: Call, by_name: Mapping[str, str]) -> list[str]:
    """The names in a call that can be nodes; a job that was left out is none, nor is who nobody knows."""
    if call.convention.caller == "job" and _plain(call.caller) not in by_name:
        return []
    return [name for name in (call.caller, call.callee) if name.lower() not in _NOBODY]


def _names(placed: Iterable[Placed], workloads: Mapping[str, str]) -> dict[str, str]:
    """Every name by which a workload or a job may be called, to its node; the workload is the whole."""
    found = {_plain(name): node for name, node in workloads.items()}
    for one in placed:
        if one.recognized.role is Role.MACHINE:
            continue
        services = {labels.get("service", "") for labels in one.job.instances}
        names = [one.job.name, *(services if len(services) == 1 else ())]
        names += [labels["instance"] for labels in one.job.instances]
        for name in names:
            if name:
                found.setdefault(_plain(name), one.id)
    return found


def _plain(name: str) -> str:
    """A name without port, and without what Kubernetes puts behind a service."""
    host = host_of(name) or name
    return slug(host.split(".")[0] if ".svc" in host else host)


def _unscraped(page: Page, upper: Upper, name: str, convention: Convention, is_called: bool) -> str:
    node = page.ids.take(name)
    page.add(
        node,
        level="physical-function",
        title=name,
        labels={"service": name},
        signals=_signals(name, convention) if is_called else {},
        why=[upper.function("", Role.OTHER)],
    )
    page.decide(
        f"nothing scrapes this; it is known by {convention.metric} only. Whose is it, and what is it for?",
        node,
    )
    return node


def _signals(name: str, convention: Convention) -> Mapping[str, Any]:
    """What its callers see of it."""
    metric, _, callee, only = convention
    matchers = ",".join(part for part in (f"{callee}={quote(name)}", only) if part)
    total = f"sum(rate({metric}{{{matchers}}}[5m]))"
    signals: dict[str, Any] = {
        "received": {
            "title": "Requests, as its callers count them",
            "query": total,
            "unit": "per_second",
            "worse": "either",
        }
    }
    failed = _FAILED.get(metric)
    if failed:
        inside = ",".join(part for part in (matchers, failed[1]) if part)
        signals["failed"] = {
            "title": "Failed requests, as its callers count them",
            "bad": f"sum(rate({failed[0]}{{{inside}}}[5m]))",
            "total": total,
            "worse": "higher",
            "warning": "2%",
            "critical": "20%",
        }
    return signals
