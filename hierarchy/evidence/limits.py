"""One signal against its limits: its state, how far it is beyond them, how far from another state."""

from __future__ import annotations

from dataclasses import replace
from math import inf, isfinite

from hierarchy.evidence.readings import Reading, Trust
from hierarchy.evidence.states import UNKNOWN, Bounds, State, known
from hierarchy.model import Band, Limit, Signal, Worse

_PROVES_WORSE = (Trust.PARTIAL, Trust.CONFLICTING)


def judge(signal: Signal, value: float) -> State:
    """The state of a trusted value; limits are inclusive, a `Band` is left at its very ends."""
    if signal.critical is not None and excess(signal.critical, signal.worse, value) >= 0:
        return State.CRITICAL
    if signal.warning is not None and excess(signal.warning, signal.worse, value) >= 0:
        return State.WARNING
    return State.OK


def signal_bounds(signal: Signal, reading: Reading) -> Bounds:
    """What a reading proves: live any state, partial and conflicting at least warning or critical.

    Every other trust, and a value that is missing or not finite, proves nothing; limits in percent of a
    capacity that is not known are not known either.
    """
    value = reading.value
    if value is None or not isfinite(value):
        return UNKNOWN
    if signal.warning_share is not None or signal.critical_share is not None:
        if reading.capacity is None:
            return UNKNOWN
        signal = scaled(signal, reading.capacity)
    if reading.trust is Trust.LIVE:
        return known(judge(signal, value))
    if reading.trust in _PROVES_WORSE:
        # What is missing may be worse than what was seen, so the worst stays open.
        return Bounds(judge(signal, value), State.CRITICAL)
    return UNKNOWN


def scaled(signal: Signal, capacity: float | None) -> Signal:
    """The signal with limits that are shares of its capacity written in its unit, where that is known."""
    shares = signal.warning_share, signal.critical_share
    if capacity is None or shares == (None, None):
        return signal
    warning, critical = (None if share is None else share * capacity for share in shares)
    return replace(
        signal,
        warning=signal.warning if warning is None else warning,
        critical=signal.critical if critical is None else critical,
        warning_share=None,
        critical_share=None,
    )


def excess(limit: Limit, worse: Worse | None, value: float) -> float:
    """How far the value is beyond a limit, in the signal's unit; negative while on the good side."""
    if isinstance(limit, Band):
        return max(limit.low - value, value - limit.high)
    return limit - value if worse is Worse.LOWER else value - limit


def limit_of(signal: Signal, state: State) -> Limit | None:
    """The limit that a state speaks of: the one reached, or the first one ahead for ok."""
    if state is State.CRITICAL:
        return signal.critical
    if state is State.WARNING:
        return signal.warning
    return signal.warning if signal.warning is not None else signal.critical


def margin(signal: Signal, state: State, value: float) -> float:
    """Distance of a value of this state to the nearest limit that would change it, in the signal's unit."""
    if state is State.WARNING:
        ahead = _distance(signal.critical, value)
        return min(ahead, _distance(signal.warning, value))
    return _distance(limit_of(signal, state), value)


def beyond(signal: Signal, state: State, value: float, distance: float) -> State:
    """The state that lies `distance`, which is its `margin`, away from a value of this state."""
    if state is State.OK:
        return State.WARNING if signal.warning is not None else State.CRITICAL
    if state is State.CRITICAL:
        return State.OK if signal.warning is None else State.WARNING
    near = signal.critical is not None and distance == _distance(signal.critical, value)
    return State.CRITICAL if near else State.OK


def urgency(signal: Signal, state: State, value: float) -> float:
    """How far beyond the limit of its state a value is, relative to that limit, to compare signals.

    Negative on the good side: the nearest to its limit is the most urgent.
    """
    limit = limit_of(signal, state)
    if limit is None:
        return -inf
    size = limit.high - limit.low if isinstance(limit, Band) else abs(limit)
    return excess(limit, signal.worse, value) / (size or 1.0)


def _distance(limit: Limit | None, value: float) -> float:
    if limit is None:
        return inf
    if isinstance(limit, Band):
        return min(abs(value - limit.low), abs(value - limit.high))
    return abs(value - limit)
