"""What a node's own signals, laws and members say about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import isfinite

from hierarchy.evidence.groups import worst
from hierarchy.evidence.health import Reason, SignalHealth
from hierarchy.evidence.holds import Memory
from hierarchy.evidence.limits import scaled, signal_bounds
from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.evidence.states import UNKNOWN, Bounds, State, known, rank
from hierarchy.evidence.verdicts import Own
from hierarchy.members import Membership
from hierarchy.model import Model, Node, Signal, SignalKey
from hierarchy.quantities import format_age, format_duration

_ABSENT = Reading(None, Trust.ABSENT)


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to judge of one node by itself, worked out once. `limited[i]`: whether signal i gives
    a state; `plain[i]`: whether it has neither `hold` nor a capacity; `votes`: what nobody can judge."""

    node: Node
    keys: tuple[SignalKey, ...]
    limited: tuple[bool, ...]
    plain: tuple[bool, ...]
    votes: tuple[Reason, ...]


def plan_of(node: Node, model: Model) -> Plan:
    """The plan of one node."""
    votes = [vote for vote in (_laws(node), _members(node, model)) if vote is not None]
    return Plan(
        node,
        tuple(SignalKey(node.id, s.id) for s in node.signals),
        tuple(s.has_limits for s in node.signals),
        tuple(_is_plain(s) for s in node.signals),
        tuple(votes),
    )


def judge_own(
    plan: Plan, sweep: Sweep, now: float, gone: Collection[str], memory: Mapping[SignalKey, Memory] | None
) -> Own:
    """Every signal of a node aged and judged; those with limits combine as all_of, what cannot be judged
    is unknown beside them. `gone` are the sources that do not answer."""
    signals: dict[str, SignalHealth] = {}
    proven: list[Bounds] = [UNKNOWN] * len(plan.votes)
    measures: dict[str, Signal] = {}
    known_count, oldest = 0, -1.0
    for signal, key, limited, plain in zip(
        plan.node.signals, plan.keys, plan.limited, plan.plain, strict=True
    ):
        reading = sweep.readings.get(key, _ABSENT).at(now, unreachable=signal.source in gone)
        age, value, trust = reading.age(now), reading.value, reading.trust
        known_count += trust is Trust.LIVE and value is not None and isfinite(value)
        oldest = oldest if age is None else max(oldest, age)
        if plain and limited:
            bounds = signal_bounds(signal, reading)
            proven.append(bounds)
            signals[signal.id] = SignalHealth(value, bounds.state, trust, age, reading.detail)
            continue
        if not limited:
            signals[signal.id] = SignalHealth(
                value, None, trust, age, reading.detail, _capacity(signal, reading)
            )
            continue
        if signal.warning_share is not None or signal.critical_share is not None:
            measures[signal.id] = scaled(signal, reading.capacity)
        bounds = signal_bounds(measures.get(signal.id, signal), reading)
        shown, momentary, note = bounds, None, ""
        if signal.hold > 0:
            shown, momentary, note = _held(signal, bounds, None if memory is None else memory.get(key), now)
        proven.append(shown)
        capacity = _capacity(signal, reading)
        signals[signal.id] = SignalHealth(
            value, shown.state, trust, age, reading.detail, capacity, momentary, note
        )
    return Own(signals, worst(proven), known_count, oldest, measures, plan.votes)


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
    return Own(signals, UNKNOWN, 0, -1.0, {}, (vote,))


def _is_plain(signal: Signal) -> bool:
    shares = signal.warning_share, signal.critical_share
    return signal.hold <= 0 and signal.capacity is None and shares == (None, None)


def _held(
    signal: Signal, bounds: Bounds, memory: Memory | None, now: float
) -> tuple[Bounds, State | None, str]:
    """What is shown of a signal with `hold`, the state of the moment where that is another, and a note."""
    state = bounds.state
    lasting = format_duration(signal.hold)
    if memory is None:
        return bounds, None, f"as it is at this moment: whether for {lasting} is not remembered"
    if memory.shown is state:
        return bounds, None, ""
    since = format_age(max(0.0, round(now - memory.runs[-1].since)))
    note = f"{state.value} for {since}, which counts after {lasting}"
    if memory.shown is State.UNKNOWN or state is State.UNKNOWN:
        return UNKNOWN, state, note
    if bounds.best is bounds.worst:
        return known(memory.shown), state, note
    # what may be missing proves nothing better than it did, and leaves the worst open
    best = min(bounds.best, memory.shown, key=rank)
    return Bounds(best, bounds.worst), state, note


def _capacity(signal: Signal, reading: Reading) -> float | None:
    if isinstance(signal.capacity, int | float):
        return signal.capacity
    return reading.capacity


def _laws(node: Node) -> Reason | None:
    """Laws of the node that this version does not judge: what they would say is unknown."""
    laws = {"objective": node.objective, "balance": node.balance, "capacity": node.capacity}
    names = [name for name, law in laws.items() if law is not None]
    if not names:
        return None
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    are = "is" if len(names) == 1 else "are"
    return Reason("not-judged", State.UNKNOWN, f"its {listed} {are} not judged by this version")


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
