"""What a node's own signals, laws and members say about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import isfinite

from hierarchy.evidence.confirming import Witness, confirmed, witness_of
from hierarchy.evidence.groups import worst
from hierarchy.evidence.health import Reason, SignalHealth
from hierarchy.evidence.holds import Memory, held
from hierarchy.evidence.laws.judging import has_laws, laws_said
from hierarchy.evidence.laws.said import sure
from hierarchy.evidence.limits import scaled, signal_bounds
from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.evidence.states import UNKNOWN, Bounds, State
from hierarchy.evidence.verdicts import Own
from hierarchy.members import Membership
from hierarchy.model import Model, Node, Signal, SignalKey
from hierarchy.quantities import format_age
from hierarchy.terms import with_terms

_ABSENT = Reading(None, Trust.ABSENT)


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to judge of one node by itself, worked out once. `limited[i]`: whether signal i gives
    a state; `plain[i]`: whether it has neither `hold` nor a capacity nor a witness, which are in
    `witnesses`; `votes`: what nobody can judge; `lawful`: whether it has laws; `step`: the model's."""

    node: Node
    keys: tuple[SignalKey, ...]
    limited: tuple[bool, ...]
    plain: tuple[bool, ...]
    votes: tuple[Reason, ...]
    witnesses: Mapping[str, Witness] = field(default_factory=dict)
    lawful: bool = False
    step: float = 15.0

    @property
    def expected(self) -> int:
        """How many readings the node should have: of its signals, and of the terms of its laws."""
        return len(self.keys) + len(self.node.terms)


def plan_of(node: Node, model: Model) -> Plan:
    """The plan of one node."""
    vote = _members(node, model)
    lawful = has_laws(node)
    if lawful and not node.reckoned:
        node = with_terms(node, model.step)
    found = {s.id: witness_of(s, model) for s in node.signals if s.confirm_with is not None}
    witnesses = {signal_id: one for signal_id, one in found.items() if one is not None}
    return Plan(
        node,
        tuple(SignalKey(node.id, s.id) for s in node.signals),
        tuple(s.has_limits for s in node.signals),
        tuple(_is_plain(s) and s.id not in witnesses for s in node.signals),
        () if vote is None else (vote,),
        witnesses,
        lawful,
        model.step,
    )


def judge_own(
    plan: Plan, sweep: Sweep, now: float, gone: Collection[str], memory: Mapping[SignalKey, Memory] | None
) -> Own:
    """Every signal of a node aged and judged; those with limits combine as all_of, with what the laws of the
    node say, and what cannot be judged is unknown beside them. `gone` are the sources that do not answer."""
    signals: dict[str, SignalHealth] = {}
    proven: list[Bounds] = [UNKNOWN] * len(plan.votes)
    measures: dict[str, Signal] = {}
    known_count, oldest = 0, -1.0
    for signal, key, limited, plain in zip(
        plan.node.signals, plan.keys, plan.limited, plan.plain, strict=True
    ):
        reading = sweep.readings.get(key, _ABSENT)
        age = reading.age(now)
        if age is None or not age <= reading.max_age:  # else it is what it was, as nearly all are
            reading = reading.at(now, unreachable=signal.source in gone)
        bounds, whole = None, True
        if not plain and signal.id in plan.witnesses:
            reading, bounds, whole = _confirmed(plan, signal, reading, sweep, now, gone)
        value, trust, detail, seen = reading.value, reading.trust, reading.detail, reading.seen
        known_count += trust is Trust.LIVE and value is not None and isfinite(value)
        oldest = age if age is not None and age > oldest else oldest
        if plain and limited:
            bounds = signal_bounds(signal, reading)
            proven.append(bounds)
            signals[signal.id] = SignalHealth(value, bounds.state, trust, age, detail, None, None, "", seen)
            continue
        capacity = _capacity(signal, reading)
        if not limited:
            signals[signal.id] = SignalHealth(value, None, trust, age, detail, capacity, seen=seen)
            continue
        if signal.warning_share is not None or signal.critical_share is not None:
            measures[signal.id] = scaled(signal, reading.capacity)
        bounds = bounds or signal_bounds(measures.get(signal.id, signal), reading)
        shown, momentary, note = _shown(signal, bounds, key, memory, now, whole and trust is Trust.LIVE)
        proven.append(shown)
        more = capacity, momentary, note, seen
        signals[signal.id] = SignalHealth(value, shown.state, trust, age, detail, *more)
    own = Own(signals, worst(proven), known_count, oldest, measures, plan.votes)
    return _with_laws(plan, own, sweep, now, gone, memory) if plan.lawful else own


def _shown(
    signal: Signal,
    bounds: Bounds,
    key: SignalKey,
    memory: Mapping[SignalKey, Memory] | None,
    now: float,
    whole: bool,
) -> tuple[Bounds, State | None, str]:
    """What is shown of a signal whose state may have to last; `whole`: whether it may be any."""
    if signal.hold <= 0:
        return bounds, None, ""
    return held(signal.hold, bounds, None if memory is None else memory.get(key), now, whole=whole)


def _with_laws(
    plan: Plan,
    own: Own,
    sweep: Sweep,
    now: float,
    gone: Collection[str],
    memory: Mapping[SignalKey, Memory] | None,
) -> Own:
    """What the laws of the node say beside its signals; their terms are readings like any other."""
    terms, said = laws_said(plan.node, sweep, now, gone, own.signals, memory, plan.step)
    ages = [age for reading in terms.values() if (age := reading.age(now)) is not None]
    votes = [one.bounds for one in said if one.bounds is not None]
    return own._replace(
        signals={**own.signals, **{k: v for one in said for k, v in one.signals.items()}},
        bounds=worst(votes if own.bounds is None else (own.bounds, *votes)),
        known=own.known + sum(sure(reading) is not None for reading in terms.values()),
        oldest=max((own.oldest, *ages)),
        scaled={**own.scaled, **{k: v for one in said for k, v in one.scaled.items()}},
        laws=tuple(one.law for one in said),
        told={k: v for one in said for k, v in one.reasons.items()},
        callouts=tuple(callout for one in said for callout in one.callouts),
    )


def _confirmed(
    plan: Plan,
    signal: Signal,
    reading: Reading,
    sweep: Sweep,
    now: float,
    gone: Collection[str],
) -> tuple[Reading, Bounds, bool]:
    witness = plan.witnesses[signal.id]
    other = sweep.readings.get(witness.key, _ABSENT)
    testimony = other.at(now, unreachable=witness.signal.source in gone)
    here = witness.key.node == plan.node.id
    named = witness.signal.title if here else f"{witness.signal.title} of {witness.key.node}"
    return confirmed(signal, reading, witness.signal, testimony, named)


def absent_own(plan: Plan, now: float) -> Own:
    """A member that is not there at Unix time `now`: unknown, whatever was read of it."""
    node = plan.node
    life = node.lifetime
    until = None if life is None else life.until
    if until is not None and until <= now:
        text = f"departed, last seen {format_age(max(0.0, round(now - until)))} ago"
        vote = Reason("departed", State.UNKNOWN, text)
    else:
        vote = Reason("not-there-yet", State.UNKNOWN, "not there yet at this time")
    signals = {
        s.id: SignalHealth(None, State.UNKNOWN if limited else None, Trust.ABSENT, detail=vote.text)
        for s, limited in zip(node.signals, plan.limited, strict=True)
    }
    signals |= {
        s.id: SignalHealth(None, State.UNKNOWN, Trust.ABSENT, detail=vote.text) for s in node.reckoned
    }
    return Own(signals, UNKNOWN, 0, -1.0, {}, (vote,))


def _is_plain(signal: Signal) -> bool:
    shares = signal.warning_share, signal.critical_share
    return signal.hold <= 0 and signal.capacity is None and shares == (None, None)


def _capacity(signal: Signal, reading: Reading) -> float | None:
    if isinstance(signal.capacity, int | float):
        return signal.capacity
    return reading.capacity


def _members(node: Node, model: Model) -> Reason | None:
    """Why the members of a node with `each` are not, or not all, known."""
    if node.each is None:
        return None
    membership: Membership | None = model.members.get(node.id)
    if membership is None:
        return Reason("members-unknown", State.UNKNOWN, "its members have not been searched for yet")
    if membership.failure:
        return Reason("members-unknown", State.UNKNOWN, membership.failure)
    return None
