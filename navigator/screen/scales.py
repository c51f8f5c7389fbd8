"""One y-domain per template signal and range, so that cards compare and a drill changes no scale."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable

from hierarchy.model import Band, Limit, Model, Signal, SignalKey, Worse


class Scales:
    """Y-domains that only ever grow, by nice steps; kept for the life of a model revision."""

    def __init__(self, model: Model) -> None:
        self._signals = model.signals()
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], tuple[float, float]] = {}

    def renewed(self, model: Model) -> Scales:
        """The scales of the next model: a kind of signal that begins as before keeps what it grew to, so
        that an edit elsewhere changes no line."""
        after = Scales(model)
        first = {_name(key, signal): _first(signal) for key, signal in self._signals.items()}
        then = {_name(key, signal): _first(signal) for key, signal in after._signals.items()}
        with self._lock:
            kept = list(self._kept.items())
        after._kept.update((name, span) for name, span in kept if first[name[0]] == then.get(name[0]))
        return after

    def name(self, key: SignalKey) -> str:
        """What has one y-domain with the signal: its template's signal of that id, or nothing but itself."""
        return _name(key, self._signals[key])

    def domain(self, key: SignalKey, range_name: str, values: Iterable[float | None]) -> tuple[float, float]:
        """The y-domain of the signal's kind over a range, after taking in `values`."""
        signal = self._signals[key]
        name = (_name(key, signal), range_name)
        with self._lock:
            low, high = self._kept.get(name) or _first(signal)
            known = [value for value in values if value is not None]
            if min(known, default=low) < low:
                low = _nice_below(min(known), high)
            if max(known, default=high) > high:
                high = _nice_above(max(known))
            kept = self._kept[name] = (low, high if high > low else low + 1.0)
            return kept


def _name(key: SignalKey, signal: Signal) -> str:
    return f"{signal.template}/{signal.id}" if signal.template else str(key)


def _first(signal: Signal) -> tuple[float, float]:
    """From zero to the nearest limit, so that a healthy series is drawn low and not blown up to fill
    the card. A signal that gets worse downward starts a little under its lowest limit instead."""
    limits = [edge for limit in (signal.warning, signal.critical) for edge in _edges(limit)]
    if signal.worse is Worse.LOWER and limits:
        return _nice_below(min(limits), max(limits)), max(limits)
    return min([0.0, *limits]), max([0.0, *limits[:1]])


def _edges(limit: Limit | None) -> tuple[float, ...]:
    if limit is None:
        return ()
    return (limit.low, limit.high) if isinstance(limit, Band) else (limit,)


def _nice_above(value: float) -> float:
    """The next of 1, 1.5, 2, 3, 5, 7.5, 10 × a power of ten (0 for what is not above 0)."""
    if value <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    steps = (step * power for step in (1, 1.5, 2, 3, 5, 7.5, 10))
    # The smallest numbers have no power of ten of their own left: then the value itself is the end.
    return next((step for step in steps if step >= value), value)


def _nice_below(value: float, high: float) -> float:
    """A tenth of the way further down than `value`, seen from `high`, and never below 0 from above it; below
    0 by the steps of above."""
    if value < 0:
        return -_nice_above(-value)
    return max(0.0, value - 0.1 * abs(high - value) - 0.02 * value)
