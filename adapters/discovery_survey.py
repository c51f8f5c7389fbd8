"""Asking a source, once and with limits, what it knows about the system it watches.

What a compatible server does not offer is replaced or told, never a failure of the whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from adapters.discovery_asking import HOPELESS, Asking
from adapters.discovery_facts import CALLS, PUSHED, Call, Facts, Job, Labels, Workload
from adapters.failures import SourceFailure
from hierarchy.promql import quote

MOST_TARGETS = 10_000
MOST_JOBS = 300
MOST_CALLS = 2_000
MOST_WORKLOADS = 500
_SELECTORS_AT_ONCE = 20
_REQUEST_TIME = re.compile(r".*(?:request|http|rpc|handler|call).*(?:duration|latency|time).*_seconds")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_KINDS = {
    "deployment": "kube_deployment_spec_replicas",
    "statefulset": "kube_statefulset_replicas",
    "daemonset": "kube_daemonset_status_desired_number_scheduled",
}

Advance = Callable[[str, int], None]
"""Told before each step what is done in it, and how many steps are left with it, as far as is known."""


def survey(asking: Asking, advance: Advance = lambda _words, _left: None) -> Facts:
    """Everything that can be learnt without a human. Raises SourceFailure when the source itself fails.

    A few requests, one more for each job; what is too much is left out and told in `left_out`.
    """
    left_out: list[str] = []
    advance("Asking for targets", 3)
    scraped, count, interval = _targets(asking, left_out)
    jobs = _jobs(scraped, "up", left_out)
    jobs += _pushed(asking, {job.name for job in jobs})
    known = []
    for position, job in enumerate(jobs):
        advance(f"Asking what {job.name} tells", len(jobs) - position + 2)
        known.append(Job(job.name, job.instances, asking.metrics_of(job.name), job.found_by))
    told = frozenset[str]().union(*(job.metrics for job in known))
    advance("Asking who calls whom", 2)
    return Facts(
        targets=count,
        jobs=tuple(known),
        calls=_calls(asking, left_out),
        workloads=_workloads(asking, told, left_out),
        pods=asking.count("kube_pod_info") if "kube_pod_info" in told else 0,
        machines=asking.count("kube_node_info") if "kube_node_info" in told else 0,
        interval=interval,
        histograms=_histograms(asking, told),
        left_out=(*left_out, *asking.failed),
    )


def present(asking: Asking, selectors: Sequence[str], advance: Advance) -> frozenset[str]:
    """Those of the selectors that match at least one series now; those nobody could tell are among them."""
    found: set[str] = set()
    for start in range(0, len(selectors), _SELECTORS_AT_ONCE):
        advance("Asking which signals there are", -(-(len(selectors) - start) // _SELECTORS_AT_ONCE))
        some = selectors[start : start + _SELECTORS_AT_ONCE]
        arms = [f'label_replace(group({text}), "which", "{i}", "", "")' for i, text in enumerate(some)]
        try:
            series = asking.series(" or ".join(arms))
        except SourceFailure as failure:
            if failure.kind in HOPELESS:
                raise
            found.update(some)
            continue
        found.update(some[int(labels["which"])] for labels in series if labels.get("which", "").isdigit())
    return frozenset(found)


def _targets(asking: Asking, left_out: list[str]) -> tuple[list[Labels], int, float | None]:
    """The labels of scraped targets, how many there are, and how often most are scraped."""
    try:
        active = asking.targets()
    except SourceFailure as failure:
        if failure.kind in HOPELESS:
            raise
        active = []
    labels = [one["labels"] for one in active if _is_labels(one.get("labels"))]
    intervals = Counter(str(one.get("scrapeInterval", "")) for one in active)
    usual = intervals.most_common(1)[0][0] if intervals else ""
    if not labels:
        labels = asking.series("up")
        labels = [{k: v for k, v in one.items() if k != "__name__"} for one in labels]
    labels = [one for one in labels if one.get("job") and one.get("instance")]
    count = len(labels)
    if count > MOST_TARGETS:
        left_out.append(
            f"{count - MOST_TARGETS} of {count} targets were not looked at: {MOST_TARGETS} are the most"
        )
        labels = sorted(labels, key=lambda one: (one["job"], one["instance"]))[:MOST_TARGETS]
    return labels, count, _duration(usual)


def _is_labels(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _jobs(scraped: Iterable[Labels], found_by: str, left_out: list[str]) -> list[Job]:
    """The targets by job, in the order of names; the smallest jobs are left out where there are too many."""
    members: dict[str, list[Labels]] = {}
    for labels in scraped:
        members.setdefault(labels["job"], []).append(labels)
    names = sorted(members)
    if len(names) > MOST_JOBS:
        largest = sorted(names, key=lambda name: (-len(members[name]), name))
        left_out.append(
            f"{len(names) - MOST_JOBS} of {len(names)} jobs were left out, those with the fewest targets"
        )
        names = sorted(largest[:MOST_JOBS])
    return [
        Job(name, tuple(sorted(members[name], key=lambda one: one["instance"])), found_by=found_by)
        for name in names
    ]


def _pushed(asking: Asking, scraped: set[str]) -> list[Job]:
    """Programs that send their metrics, and so are no targets."""
    found: dict[str, Job] = {}
    for metric in PUSHED:
        series = asking.series_or_none(f'group by (job, instance) ({metric}{{job!="",instance!=""}})')
        fresh = [one for one in series if one["job"] not in scraped and one["job"] not in found]
        for job in _jobs(fresh[:MOST_TARGETS], metric, []):
            found[job.name] = job
    return list(found.values())


def _calls(asking: Asking, left_out: list[str]) -> tuple[Call, ...]:
    found: list[Call] = []
    for convention in CALLS:
        metric, caller, callee, only = convention
        matchers = ",".join(part for part in (f'{caller}!="",{callee}!=""', only) if part)
        series = asking.series_or_none(f"group by ({caller}, {callee}) ({metric}{{{matchers}}})")
        if len(series) > MOST_CALLS:
            left_out.append(f"{len(series) - MOST_CALLS} calls of {metric} were left out")
        found += [Call(one[caller], one[callee], convention) for one in series[:MOST_CALLS]]
    return tuple(sorted(call for call in found if call.caller != call.callee))


def _workloads(asking: Asking, told: frozenset[str], left_out: list[str]) -> tuple[Workload, ...]:
    found: list[Workload] = []
    for kind, metric in _KINDS.items():
        series = asking.series_or_none(f"group by (namespace, {kind}) ({metric})") if metric in told else []
        found += [Workload(kind, one.get("namespace", ""), one[kind]) for one in series if one.get(kind)]
    if len(found) > MOST_WORKLOADS:
        left_out.append(f"{len(found) - MOST_WORKLOADS} of {len(found)} Kubernetes workloads were left out")
    return tuple(sorted(found, key=lambda one: (one.namespace, one.name))[:MOST_WORKLOADS])


def _histograms(asking: Asking, told: frozenset[str]) -> frozenset[str]:
    likely = {name.removesuffix("_bucket") for name in told if name.endswith("_bucket")}
    if not any(_REQUEST_TIME.fullmatch(name) for name in likely):
        return frozenset()
    types = asking.types()
    return frozenset(
        name
        for name in likely
        if _REQUEST_TIME.fullmatch(name) and types.get(name, "histogram") == "histogram"
    )


def _duration(text: str) -> float | None:
    """Seconds of a duration such as 1m30s, None where it is none."""
    pieces = re.findall(r"(\d+)(ms|[smh])", text)
    return sum(int(count) * _SECONDS[unit] for count, unit in pieces) if pieces else None


def scope_of(job: str) -> str:
    """The matcher for all that one job tells; for all that any job tells where it has no name."""
    return f"job={quote(job)}" if job else 'job!=""'


def selector_of(metric: str, job: str, matchers: Iterable[str] = ()) -> str:
    """The selector of one metric of one job, with further matchers as text."""
    return f"{metric}{{{','.join((scope_of(job), *matchers))}}}"
