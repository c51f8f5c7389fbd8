"""`confirm_with`: what a signal may prove when another one should agree with it.

Two that agree prove what either does. Two that disagree prove the worse of the two and never ok. One
whose other is not known for sure is not confirmed: it proves its own state at most as bad news, never
ok, for the other may have said the opposite. So losing the other one makes nothing healthier, and is
no conflict either.
"""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import NamedTuple

from hierarchy.evidence.limits import judge, scaled, signal_bounds
from hierarchy.evidence.readings import Reading, Trust
from hierarchy.evidence.states import Bounds, State, rank
from hierarchy.model import Model, Signal, SignalKey
from hierarchy.quantities import format_quantity


class Witness(NamedTuple):
    """The signal that should agree with another one: its key and itself."""

    key: SignalKey
    signal: Signal


def witness_of(signal: Signal, model: Model) -> Witness | None:
    """The witness of a signal; None where none is named, or where nothing of the two can be compared:
    without `agree` both need limits."""
    key = signal.confirm_with
    node = None if key is None else model.nodes.get(key.node)
    if key is None or node is None:
        return None
    other = next((s for s in node.signals if s.id == key.signal), None)
    if other is None or (signal.agree is None and not (signal.has_limits and other.has_limits)):
        return None
    return Witness(key, other)


def confirmed(
    signal: Signal, reading: Reading, witness: Signal, testimony: Reading, named: str
) -> tuple[Reading, Bounds, bool]:
    """The reading of a signal with what its witness makes of it, what it proves then, and whether it could
    have proven any state.

    Readings are aged; `named` is how a sentence calls the witness.
    """
    bounds = signal_bounds(signal, reading)
    if _value(reading) is None:
        return reading, bounds, False
    if _value(testimony) is None or not _comparable(signal, reading, witness, testimony):
        said = f"{named} should agree and is not known for sure"
        detail = f"{reading.detail}; {said}" if reading.detail else said
        return replace(reading, detail=detail), Bounds(bounds.best, State.CRITICAL), False
    if _agree(signal, reading, witness, testimony):
        return reading, bounds, True
    mine, theirs = _told(signal, reading), _told(witness, testimony)
    detail = f"{signal.title} says {mine}, {named} says {theirs}"
    worse = max(_states(signal, reading, witness, testimony), key=rank)
    return replace(reading, trust=Trust.CONFLICTING, detail=detail), Bounds(worse, State.CRITICAL), False


def _value(reading: Reading) -> float | None:
    """Only what is live is compared: an incomplete answer differs for that reason alone."""
    value = reading.value
    return value if reading.trust is Trust.LIVE and value is not None and isfinite(value) else None


def _comparable(signal: Signal, reading: Reading, witness: Signal, testimony: Reading) -> bool:
    """Whether both have a state to compare, where it is states: a limit may not be known."""
    if signal.agree is not None:
        return True
    both = signal_bounds(signal, reading), signal_bounds(witness, testimony)
    return all(bounds.best is bounds.worst for bounds in both)


def _agree(signal: Signal, reading: Reading, witness: Signal, testimony: Reading) -> bool:
    """Within the share `agree` of the greater of the two; without it, in the same state."""
    if signal.agree is not None:
        mine, theirs = reading.value or 0.0, testimony.value or 0.0
        return abs(mine - theirs) <= signal.agree * max(abs(mine), abs(theirs)) * (1 + 1e-12)
    return signal_bounds(signal, reading) == signal_bounds(witness, testimony)


def _states(signal: Signal, reading: Reading, witness: Signal, testimony: Reading) -> list[State]:
    """What either proves for sure by its limits; where the values should be the same, also what the value
    of the witness means by the limits of the signal."""
    found = [signal_bounds(signal, reading).best]
    if witness.has_limits:
        found.append(signal_bounds(witness, testimony).best)
    if signal.agree is not None and testimony.value is not None:
        found.append(judge(scaled(signal, reading.capacity), testimony.value))
    return found


def _told(signal: Signal, reading: Reading) -> str:
    value = format_quantity(reading.value or 0.0, signal.unit)
    if not signal.has_limits:
        return value
    return f"{value} ({signal_bounds(signal, reading).state.value})"
