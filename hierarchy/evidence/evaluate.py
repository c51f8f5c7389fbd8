"""From readings to health: every node of the model judged once, bottom-up. Pure, no clock, no I/O."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple

from hierarchy.evidence.coverage import Coverage
from hierarchy.evidence.groups import combine, felt, passed_up, worst
from hierarchy.evidence.health import Evidence, Health, NodeHealth, Reason, SignalHealth
from hierarchy.evidence.limits import signal_bounds, urgency
from hierarchy.evidence.readings import Reading, SourceState, Sweep, Trust
from hierarchy.evidence.reasons import NO_LIMIT, UNMEASURED, group_reason, signal_reason
from hierarchy.evidence.states import SEVERITY, Bounds, State
from hierarchy.model import MeansGroup, Model, Node, Rule, Signal, SignalKey

_ABSENT = Reading(None, Trust.ABSENT)


def evaluate(model: Model, sweep: Sweep, now: float) -> Health:
    """`Evaluator(model).evaluate(sweep, now)`, for those who evaluate once."""
    return Evaluator(model).evaluate(sweep, now)


class _Group(NamedTuple):
    """A group of means with its members as places in bottom-up order."""

    group: MeansGroup
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What there is to do for one node, worked out once."""

    node: Node
    keys: tuple[SignalKey, ...]
    groups: tuple[_Group, ...]


class _Own(NamedTuple):
    """A node's own signals as judged; `bounds` is None without limits."""

    signals: dict[str, SignalHealth]
    bounds: Bounds | None
    known: int
    oldest: float


class _Felt(NamedTuple):
    """A group as judged: before its impact, and as the end feels it (None: no vote)."""

    plan: _Group
    bounds: Bounds
    felt: Bounds | None


class _Verdict(NamedTuple):
    """A node before its evidence is known: `bounds` is what its ends see."""

    own: _Own
    groups: tuple[_Felt, ...]
    threat: Bounds | None
    bounds: Bounds


class Evaluator:
    """Judges one model again and again; holds no state between calls, safe in several threads."""

    def __init__(self, model: Model) -> None:
        self.model = model
        bottom_up = sorted(model.nodes.values(), key=lambda n: -n.level.rank)
        place = {n.id: i for i, n in enumerate(bottom_up)}
        unlisted = _unlisted(model)
        self._plans = tuple(
            _Plan(
                node=n,
                keys=tuple(SignalKey(n.id, s.id) for s in n.signals),
                groups=tuple(
                    _Group(g, tuple(place[m] for m in g.members)) for g in (*n.how, *unlisted.get(n.id, ()))
                ),
            )
            for n in bottom_up
        )
        self._places = [place[node_id] for node_id in model.nodes]
        means = [tuple({m for g in plan.groups for m in g.members}) for plan in self._plans]
        self._coverage = Coverage(means, [len(plan.keys) for plan in self._plans])

    def evaluate(self, sweep: Sweep, now: float, *, explain: bool = True) -> Health:
        """The health of the whole model at Unix time `now` (seconds) from the readings of a sweep.

        Readings are aged to `now`; a signal without one is absent. With `explain` false the reasons
        are left out, which takes about half the time (for filling the history).
        """
        gone = {name for name, s in sweep.sources.items() if s.state is SourceState.UNREACHABLE}
        verdicts: list[_Verdict] = []
        for plan in self._plans:
            own = _own(plan, sweep, now, gone)
            groups = tuple(_feel(group, verdicts) for group in plan.groups)
            threat = worst(g.felt for g in groups if g.felt is not None)
            verdicts.append(_Verdict(own, groups, threat, passed_up(own.bounds, threat)))
        evidence = self._coverage.evidence([v.own.known for v in verdicts], [v.own.oldest for v in verdicts])
        nodes = {
            self._plans[i].node.id: self._health(i, verdicts, evidence[i], explain) for i in self._places
        }
        return Health(at=now, revision=self.model.revision, nodes=nodes, sources=sweep.sources)

    def _health(self, i: int, verdicts: Sequence[_Verdict], evidence: Evidence, explain: bool) -> NodeHealth:
        node, verdict = self._plans[i].node, verdicts[i]
        own = None if verdict.own.bounds is None else verdict.own.bounds.state
        threat = None if verdict.threat is None else verdict.threat.state
        deciding = _deciding(node, verdict.own.signals)
        bounds = verdict.bounds
        return NodeHealth(
            state=bounds.state,
            own=own,
            threat=threat,
            bounds=bounds,
            evidence=evidence,
            reasons=self._reasons(node, verdict, verdicts, deciding) if explain else (),
            signals=verdict.own.signals,
            deciding=deciding,
            at_least=bounds.best is not bounds.worst and bounds.best is not State.OK,
            contradiction=_contradiction(own, threat, verdict, verdicts),
        )

    def _reasons(
        self, node: Node, verdict: _Verdict, verdicts: Sequence[_Verdict], deciding: str | None
    ) -> tuple[Reason, ...]:
        """Signals first, worst and deciding first, then groups, worst first; ok only where it decides."""
        own = verdict.own
        shown = [s for s in node.signals if own.signals[s.id].state not in (None, State.OK)]
        shown = shown or [s for s in node.signals if s.id == deciding and s.has_limits]
        reasons = [signal_reason(s, own.signals[s.id]) for s in shown]
        reasons.sort(key=lambda r: (-SEVERITY[r.state], r.signal != deciding))
        if own.bounds is None and node.signals:
            reasons.append(NO_LIMIT)
        if own.bounds is None and verdict.threat is None:
            reasons.append(UNMEASURED)
        groups = [g for g in verdict.groups if own.bounds is None or g.bounds.state is not State.OK]
        texts = [
            group_reason(g.plan.group, self._members(g.plan, verdicts), g.bounds, g.felt) for g in groups
        ]
        return (*reasons, *sorted(texts, key=lambda r: -SEVERITY[r.state]))

    def _members(self, group: _Group, verdicts: Sequence[_Verdict]) -> list[tuple[str, str, State]]:
        nodes = [self._plans[i].node for i in group.members]
        states = [verdicts[i].bounds.state for i in group.members]
        return [(n.id, n.title, state) for n, state in zip(nodes, states, strict=True)]


def _unlisted(model: Model) -> dict[str, tuple[MeansGroup, ...]]:
    """Means that name an end which does not list them; they carry it as all_of, so none is overlooked."""
    listed = {n.id: {m for g in n.how for m in g.members} for n in model.nodes.values()}
    extra: dict[str, list[str]] = {}
    for node in model.nodes.values():
        for end in node.why:
            if node.id not in listed[end]:
                extra.setdefault(end, []).append(node.id)
    return {end: (MeansGroup(Rule.ALL_OF, tuple(means)),) for end, means in extra.items()}


def _own(plan: _Plan, sweep: Sweep, now: float, gone: set[str]) -> _Own:
    """Every signal of a node aged and judged; those with limits combine as all_of."""
    signals: dict[str, SignalHealth] = {}
    proven: list[Bounds] = []
    known, oldest = 0, -1.0
    for signal, key in zip(plan.node.signals, plan.keys, strict=True):
        found = sweep.readings.get(key, _ABSENT)
        reading = found.at(now, unreachable=signal.source in gone)
        state = None
        if signal.has_limits:
            bounds = signal_bounds(signal, reading)
            proven.append(bounds)
            state = bounds.state
        age = reading.age(now)
        value = reading.value
        known += reading.trust is Trust.LIVE and value is not None and isfinite(value)
        oldest = oldest if age is None else max(oldest, age)
        signals[signal.id] = SignalHealth(value, state, reading.trust, age, reading.detail)
    return _Own(signals, worst(proven), known, oldest)


def _feel(plan: _Group, verdicts: Sequence[_Verdict]) -> _Felt:
    group = plan.group
    bounds = combine(group.rule, group.at_least, [verdicts[i].bounds for i in plan.members])
    return _Felt(plan, bounds, felt(group.impact, bounds))


def _deciding(node: Node, signals: dict[str, SignalHealth]) -> str | None:
    """The signal that best explains the state: the worst, among equally bad ones the one most beyond its
    limit; while all are fine the first with limits, so that a card does not change what it speaks of."""
    best: tuple[float, float] | None = None
    chosen: Signal | None = None
    for signal in node.signals:
        judged = signals[signal.id]
        if judged.state is None:
            continue
        proves = judged.state in (State.WARNING, State.CRITICAL) and judged.value is not None
        rank = (SEVERITY[judged.state], urgency(signal, judged.state, judged.value or 0.0) if proves else 0.0)
        if best is None or rank > best:
            best, chosen = rank, signal
    chosen = chosen or (node.signals[0] if node.signals else None)
    return chosen.id if chosen else None


def _contradiction(
    own: State | None, threat: State | None, verdict: _Verdict, verdicts: Sequence[_Verdict]
) -> str:
    """Own and means that cannot both be the whole story: lag, redundancy, a model gap, a wrong sensor."""
    if own is State.OK and threat is State.CRITICAL:
        return "own-ok-threat-critical"
    if own is State.CRITICAL and verdict.groups:
        members = {i for g in verdict.groups for i in g.plan.members}
        if all(verdicts[i].bounds.state is State.OK for i in members):
            return "own-critical-means-ok"
    return ""
