"""A capacity as judged: how much of the supply the demand takes, and what is left."""

from __future__ import annotations

from dataclasses import replace
from math import inf, isfinite

from hierarchy.evidence.health import Reason, SignalHealth
from hierarchy.evidence.law_health import CapacityHealth
from hierarchy.evidence.laws.said import Heard, Said, in_the_way, oldest, sure
from hierarchy.evidence.limits import beyond, limit_of, margin, scaled, signal_bounds
from hierarchy.evidence.readings import Reading, Trust
from hierarchy.evidence.reasons import flip_text
from hierarchy.evidence.states import UNKNOWN, State
from hierarchy.laws import Capacity
from hierarchy.model import Signal
from hierarchy.quantities import format_number, format_quantity
from hierarchy.queries import Query
from hierarchy.terms import DEMAND, SUPPLY, USE


def capacity_said(capacity: Capacity, heard: Heard) -> Said:
    """Demand against the limits, which are shares of supply. A demand that is incomplete proves warning or
    critical as any signal does; a supply must be known for sure. Where nothing is supplied, any demand
    is beyond every limit. Without limits there is no state."""
    demand, supply = heard.term(DEMAND), _supply(capacity, heard)
    signal = replace(heard.reckoned(USE), warning_share=capacity.warning, critical_share=capacity.critical)
    limited = signal.has_limits
    reading = replace(demand, capacity=supply)
    bounds = UNKNOWN if supply is None else signal_bounds(signal, reading)
    if supply == 0 and not (demand.value or 0.0) > 0:
        bounds = UNKNOWN  # nothing asked of nothing
    measure = scaled(signal, supply)
    state = bounds.state if limited else None
    detail, trust = _detail(heard, supply, state), demand.trust
    if supply is None and trust is Trust.LIVE:
        trust = heard.term(SUPPLY).trust
    age = oldest(_readings(capacity, heard), heard.now)
    judged = SignalHealth(demand.value, state, trust, age, detail, supply)
    use, headroom = _use(demand, supply)
    reason = _reason(measure, judged, use, headroom)
    law = CapacityHealth(demand.value, supply, use, headroom, state or State.UNKNOWN, reason.text)
    return Said(law, {USE: judged}, {USE: reason}, bounds if limited else None, {USE: measure})


def _supply(capacity: Capacity, heard: Heard) -> float | None:
    if not isinstance(capacity.supply, Query):
        return capacity.supply
    value = sure(heard.term(SUPPLY))
    return value if value is not None and value >= 0 else None


def _readings(capacity: Capacity, heard: Heard) -> list[Reading]:
    asked = (DEMAND, SUPPLY) if isinstance(capacity.supply, Query) else (DEMAND,)
    return [heard.term(term) for term in asked]


def _detail(heard: Heard, supply: float | None, state: State | None) -> str:
    """What keeps it from being judged, or what was not seen."""
    if supply is None:
        reading = heard.term(SUPPLY)
        value = sure(reading)
        if value is not None:
            return f"a supply of {format_number(value)} is none"
        return in_the_way(heard.node, SUPPLY, reading, heard.now)
    demand = heard.term(DEMAND)
    if state in (State.WARNING, State.CRITICAL) and sure(demand) is None:
        return f"the answer is incomplete{f' ({demand.detail})' if demand.detail else ''}"
    return "" if sure(demand) is not None else in_the_way(heard.node, DEMAND, demand, heard.now)


def _use(demand: Reading, supply: float | None) -> tuple[float | None, float | None]:
    """Demand ÷ supply and supply − demand, None where not known."""
    value = demand.value
    if value is None or supply is None or not demand.is_believed or not isfinite(value):
        return None, None
    return (value / supply if supply > 0 else None), supply - value


def _reason(signal: Signal, judged: SignalHealth, use: float | None, headroom: float | None) -> Reason:
    """Such as "demand 180 of 200, 90 %, 20 left, warning from 160; 10 to critical"."""
    state, value, supply = judged.state, judged.value, judged.capacity
    if value is None or supply is None or headroom is None or (state is State.UNKNOWN and judged.detail):
        text = f"use of capacity not known, {judged.detail}"
        return Reason(judged.trust.value, State.UNKNOWN, text, signal.id, value=value)
    said = f"demand {_number(value)} of {_number(supply)}"
    if use is not None:
        said += f", {format_quantity(use, 'ratio')}"
    left = f"{_number(headroom)} left" if headroom >= 0 else f"{_number(-headroom)} too much"
    said += f", {left}"
    if state is None or state is State.UNKNOWN:
        return Reason("no-limit" if state is None else "suspended", State.UNKNOWN, said, signal.id, (), value)
    limit = limit_of(signal, state)
    distance = margin(signal, state, value)
    if isinstance(limit, float):
        word = "critical" if state is State.CRITICAL or signal.warning is None else "warning"
        said += f", {word} from {_number(limit)}"
    if 0 < distance < inf:
        said += flip_text(_number(distance), state, beyond(signal, state, value, distance))
    if judged.detail:
        said += f"; {judged.detail}"
    return Reason(state.value, state, said, signal.id, (), value, limit, distance)


def _number(value: float) -> str:
    return format_quantity(value, "count")
