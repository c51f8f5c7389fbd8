"""One signal by the values of a label: each value judged like a signal of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median

from adapters.prometheus.compose import ZERO_MARK
from adapters.prometheus.grids import Column, Finding, Moments
from adapters.prometheus.judging import judge
from adapters.prometheus.plan import AGES, VALUES, Request, Role, Target, build_plan
from hierarchy.evidence.breakdowns import Breakdown, Split, SpreadSeries
from hierarchy.evidence.readings import Reading, Trust
from hierarchy.model import Model, Signal, SignalKey, Worse

MOST = 500  # label values of one split
EXTREME = 50  # of them the most extreme, where there are more
_NAMED = 3
_LEFT_OUT = {
    Trust.STALE: "has no newer sample",
    Trust.AMBIGUOUS: "is several series",
    Trust.NO_TRAFFIC: "had too little or no traffic",
    Trust.ERROR: "is not a number",
    Trust.UNREACHABLE: "could not be asked",
}
_ROLES = (VALUES - {Role.CAPACITY}) | AGES
_ANSWERS = (Role.VALUE, Role.ZERO)
_ABSENCES = (Trust.ABSENT, Trust.NEVER)


def split_plan(model: Model, keys: Sequence[SignalKey], label: str) -> tuple[Request, ...]:
    """The requests that split these signals by the values of a label, what is asked of many nodes together.

    Of a signal that cannot be split nothing is sent, only the refusal is there.
    """
    plan = build_plan(model, keys, _ROLES, label)
    refused = {t.key for r in plan if r.refused for t in _targets(r)}
    return tuple(r for r in plan if r.refused or any(t.key not in refused for t in _targets(r)))


def _targets(request: Request) -> Iterator[Target]:
    return (target for targets in request.targets.values() for target in targets)


def breakdown(
    split: Split, signal: Signal, findings: Sequence[Finding], at: float, limit: float
) -> Breakdown:
    """What was found for a split signal as of `at`; `limit` is its max_age in seconds."""
    judged, bare = _by_value(split.label, findings)
    if not judged:
        return _nothing(split, findings, bare, at, limit)
    readings = {name: judge(own, 0, at, limit, signal.min_total) for name, own in judged.items()}
    readings = {name: found for name, found in readings.items() if found.trust not in _ABSENCES}
    values = {name: r.value for name, r in readings.items() if r.is_believed and r.value is not None}
    warned = next((r.detail for r in readings.values() if r.trust is Trust.PARTIAL), "")
    notes = [warned] if warned else []
    if bare:
        notes.append(f"some of its series have no label '{split.label}'")
    notes += _left_out(readings)
    shown = _bounded(values, signal.worse)
    trust = Trust.PARTIAL if warned or bare else Trust.LIVE
    if any(r.trust not in (Trust.LIVE, Trust.PARTIAL, Trust.NO_TRAFFIC) for r in readings.values()):
        trust = Trust.PARTIAL
    if len(shown) < len(values):
        notes.insert(0, f"{len(shown)} of {len(values)} values of '{split.label}', the most extreme included")
        trust = Trust.TRUNCATED
    if not shown:
        trust = next(iter(readings.values())).trust if readings else Trust.ABSENT
    return Breakdown(split.label, shown, trust, "; ".join(notes) or ("" if shown else "no series matches"))


def spread(
    split: Split, signal: Signal, findings: Sequence[Finding], moments: Moments, limit: float
) -> SpreadSeries:
    """Minimum, median and maximum of what is believed at each moment; of more than MOST values, of none."""
    times = tuple(moments[i] for i in range(moments.count))
    judged, _ = _by_value(split.label, findings)
    several = judged.values() if len(judged) <= MOST else ()
    rows: list[tuple[float, float, float] | None] = []
    for i, at in enumerate(times):
        found = (judge(own, i, at, limit, signal.min_total) for own in several)
        values = sorted(r.value for r in found if r.is_believed and r.value is not None)
        rows.append((values[0], median(values), values[-1]) if values else None)
    low, mid, high = (tuple(None if row is None else row[k] for row in rows) for k in range(3))
    return SpreadSeries(times, low, mid, high)


def unsplit(split: Split, trust: Trust, detail: str) -> Breakdown:
    """The breakdown of what could not be asked."""
    return Breakdown(split.label, {}, trust, detail)


def _by_value(label: str, findings: Sequence[Finding]) -> tuple[Mapping[str, Sequence[Finding]], bool]:
    """The findings of each value of the label, in order of the values; and whether some series have none."""
    columns: dict[str, dict[int, list[Column]]] = {}
    answered: set[str] = set()
    bare = False
    for number, finding in enumerate(findings):
        for column in finding.columns:
            value = column.labels.get(label, "")
            if value:
                columns.setdefault(value, {}).setdefault(number, []).append(column)
                answered |= {value} if finding.role in _ANSWERS else set()
            elif finding.role is Role.VALUE and ZERO_MARK not in column.labels:
                bare = True
    return {
        value: [replace(f, columns=tuple(own.get(i, ()))) for i, f in enumerate(findings)]
        for value, own in sorted(columns.items())
        if value in answered
    }, bare


def _nothing(split: Split, findings: Sequence[Finding], bare: bool, at: float, limit: float) -> Breakdown:
    """No series has a value for the label: why?"""
    if bare:
        return unsplit(split, Trust.ABSENT, f"its series have no label '{split.label}'")
    reading = judge([replace(f, columns=()) for f in findings], 0, at, limit)
    return unsplit(split, reading.trust, reading.detail)


def _left_out(readings: Mapping[str, Reading]) -> list[str]:
    """Sentences such as `2 of 7 left out: pod-3, pod-4 has no newer sample`."""
    out = {name: r.trust for name, r in readings.items() if not r.is_believed or r.value is None}
    said = []
    for trust, count in Counter(out.values()).items():
        names = [name for name, why in out.items() if why is trust]
        shown = ", ".join(names[:_NAMED]) + (", …" if count > _NAMED else "")
        said.append(f"left out {count} of {len(readings)}: {shown} {_LEFT_OUT.get(trust, 'is not known')}")
    return said


def _bounded(values: Mapping[str, float], worse: Worse | None) -> Mapping[str, float]:
    """At most MOST values: the most extreme in the direction that is worse, and evenly many of all the
    others by rank, so that their median and quartiles stay what they are."""
    if len(values) <= MOST:
        return values
    ranked = sorted(values, key=lambda name: (values[name], name))
    if worse is Worse.HIGHER:
        ranked.reverse()
    ends = EXTREME if worse in (Worse.HIGHER, Worse.LOWER) else EXTREME // 2
    last = 0 if ends == EXTREME else ends
    middle = ranked[ends : len(ranked) - last]
    step = len(middle) / (MOST - EXTREME)
    kept = {*ranked[:ends], *ranked[len(ranked) - last :]}
    kept |= {middle[int(i * step)] for i in range(MOST - EXTREME)}
    return {name: value for name, value in values.items() if name in kept}
