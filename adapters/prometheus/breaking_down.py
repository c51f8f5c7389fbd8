"""One signal by the values of a label: each value judged like a signal of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median

from adapters.prometheus.compose import ZERO_MARK
from adapters.prometheus.grids import Column, Finding, Moments
from adapters.prometheus.judging import judge
from adapters.prometheus.plan import Request, Target, build_plan
from adapters.prometheus.roles import AGES, VALUES, Role
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


class Parted:
    """What was found for a split signal over a row of moments; `limit` is its max_age in seconds."""

    def __init__(self, split: Split, signal: Signal, findings: Sequence[Finding], limit: float) -> None:
        self._split = split
        self._signal = signal
        self._findings = findings
        self._limit = limit
        self._parts, self._bare = _by_value(split.label, findings)

    def at(self, index: int, at: float) -> Breakdown:
        """The breakdown at moment `index`, Unix time `at`."""
        label = self._split.label
        judged = {name: self._judged(own, index, at) for name, own in self._parts.items()}
        readings = {name: found for name, found in judged.items() if found.trust not in _ABSENCES}
        bare = any(column.values[index] is not None for column in self._bare)
        if not readings:
            return self._nothing(index, at, bare)
        values = {name: r.value for name, r in readings.items() if r.is_believed and r.value is not None}
        warned = next((r.detail for r in readings.values() if r.trust is Trust.PARTIAL), "")
        notes = [warned] if warned else []
        notes += [f"some of its series have no label '{label}'"] if bare else []
        notes += _left_out(readings)
        whole = all(r.trust in (Trust.LIVE, Trust.NO_TRAFFIC) for r in readings.values()) and not bare
        trust = Trust.LIVE if whole else Trust.PARTIAL
        shown = _bounded(values, self._signal.worse)
        if len(shown) < len(values):
            notes.insert(0, f"{len(shown)} of {len(values)} values of '{label}', the most extreme included")
            trust = Trust.TRUNCATED
        if not shown:
            trust = next(iter(readings.values())).trust
        return Breakdown(label, shown, trust, "; ".join(notes))

    def spread(self, moments: Moments) -> SpreadSeries:
        """Minimum, median and maximum of what is believed at each moment; None of more than MOST values."""
        times = tuple(moments[i] for i in range(moments.count))
        several = self._parts.values() if len(self._parts) <= MOST else ()
        rows: list[tuple[float, float, float] | None] = []
        for i, at in enumerate(times):
            found = (self._judged(own, i, at) for own in several)
            values = sorted(r.value for r in found if r.is_believed and r.value is not None)
            rows.append((values[0], median(values), values[-1]) if values else None)
        low, mid, high = (tuple(None if row is None else row[k] for row in rows) for k in range(3))
        return SpreadSeries(times, low, mid, high)

    def _judged(self, findings: Sequence[Finding], index: int, at: float) -> Reading:
        return judge(findings, index, at, self._limit, self._signal.min_total)

    def _nothing(self, index: int, at: float, bare: bool) -> Breakdown:
        """No series has a value for the label: why?"""
        label = self._split.label
        if bare:
            return unsplit(self._split, Trust.ABSENT, f"its series have no label '{label}'")
        reading = self._judged([replace(f, columns=()) for f in self._findings], index, at)
        return unsplit(self._split, reading.trust, reading.detail)


def unsplit(split: Split, trust: Trust, detail: str) -> Breakdown:
    """The breakdown of what could not be asked."""
    return Breakdown(split.label, {}, trust, detail)


def _by_value(
    label: str, findings: Sequence[Finding]
) -> tuple[Mapping[str, Sequence[Finding]], Sequence[Column]]:
    """The findings of each value of the label, in order of the values; and the values' series without one."""
    columns: dict[str, dict[int, list[Column]]] = {}
    answered: set[str] = set()
    bare: list[Column] = []
    for number, finding in enumerate(findings):
        for column in finding.columns:
            value = column.labels.get(label, "")
            if value:
                columns.setdefault(value, {}).setdefault(number, []).append(column)
                answered |= {value} if finding.role in _ANSWERS else set()
            elif finding.role is Role.VALUE and ZERO_MARK not in column.labels:
                bare.append(column)
    return {
        value: [replace(f, columns=tuple(own.get(i, ()))) for i, f in enumerate(findings)]
        for value, own in sorted(columns.items())
        if value in answered
    }, bare


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
