"""One y-domain per template signal and range, so that cards compare and a drill changes no scale.

It is made of what the signals of the kind are known to have said within the range, also those that nobody
looks at: so it is known before a card of one of them is drawn. What else a chart draws may reach beyond it
(`reaching`), and never makes it larger for others.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Sequence

from hierarchy.evidence.health import Health
from hierarchy.model import Band, Limit, Model, Signal, SignalKey, Worse

AHEAD = 1.5  # times what is read now: so far a line usually reaches within its window
_A_TURN = 500  # signals
_BUCKET = 300.0  # seconds of which the least and most of a kind are kept together
_MOST_BUCKETS = 600  # of a kind, the newest that were read: two days, or what several people look back at
_MOST = {"ratio": 1.0, "percent": 100.0}


class Scales:
    """Y-domains that only ever grow, by nice steps; kept for the life of a model revision."""

    def __init__(self, model: Model) -> None:
        self._signals = model.signals()
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], tuple[float, float]] = {}
        self._kinds: dict[str, list[SignalKey]] = {}
        for key, signal in self._signals.items():
            self._kinds.setdefault(_name(key, signal), []).append(key)
        self._turns: dict[str, int] = {}
        self._read: tuple[Health | None, dict[str, tuple[float, ...]]] = None, {}
        self._said: dict[str, dict[float, tuple[float, float]]] = {}

    def renewed(self, model: Model) -> Scales:
        """The scales of the next model: a kind of signal that begins as before keeps what it grew to, so
        that an edit elsewhere changes no line."""
        after = Scales(model)
        first = {_name(key, signal): _first(signal) for key, signal in self._signals.items()}
        then = {_name(key, signal): _first(signal) for key, signal in after._signals.items()}
        with self._lock:
            kept = list(self._kept.items())
            said = {kind: dict(buckets) for kind, buckets in self._said.items()}
        after._kept.update((name, span) for name, span in kept if first[name[0]] == then.get(name[0]))
        after._said.update((kind, one) for kind, one in said.items() if first[kind] == then.get(kind))
        return after

    def learn(self, health: Health) -> None:
        """Take in what all signals said at a moment, now or earlier; for threads in the background.

        A signal that is the only one of its kind is left out: its own line says all there is.
        """
        begin = health.at // _BUCKET * _BUCKET
        for kind, keys in self._kinds.items():
            known = _values(keys, health) if len(keys) > 1 else []
            if not known:
                continue
            with self._lock:
                buckets = self._said.setdefault(kind, {})
                buckets[begin] = _spanning((*buckets.get(begin, ()), *known))
                if len(buckets) > _MOST_BUCKETS:
                    del buckets[next(iter(buckets))]

    def name(self, key: SignalKey) -> str:
        """What has one y-domain with the signal: its template's signal of that id, or nothing but itself."""
        return _name(key, self._signals[key])

    def domain(
        self,
        key: SignalKey,
        range_name: str,
        values: Iterable[float | None],
        health: Health | None = None,
        window: tuple[float, float] | None = None,
    ) -> tuple[float, float]:
        """The y-domain of the signal's kind over a range, after taking in `values` of the signal.

        With a `window` (Unix seconds) all that was learned of the kind in it lies within. With a `health`
        there is room for what every signal of the kind says there, and `AHEAD` of that, so that those
        which come to be shown next seldom make it larger.
        """
        signal = self._signals[key]
        name = (_name(key, signal), range_name)
        known = [value for value in values if value is not None]
        foreseen = () if health is None else self._foreseen(name[0], health)
        with self._lock:
            said = () if window is None else self._within(name[0], *window)
            kept = self._kept.get(name)
            low, high = kept or _first(signal)
            beyond = [value for value in known if not low <= value <= high]
            # What has to grow again grows enough for a while.
            ends = _roomy(signal, beyond) if kept and beyond else ()
            low, high = reaching((low, high), (*known, *ends, *said, *foreseen))
            self._kept[name] = (low, high if high > low else low + 1.0)
            return self._kept[name]

    def _within(self, kind: str, start: float, end: float) -> tuple[float, ...]:
        """What was least and most in a window, as far as it was learned."""
        buckets = self._said.get(kind, {}).items()
        return tuple(
            edge for begin, span in buckets if begin <= end and begin + _BUCKET > start for edge in span
        )

    def _foreseen(self, kind: str, health: Health) -> tuple[float, ...]:
        """The least and most that signals of a kind say, with room beyond; nothing where none is known.

        Of a large kind only the first health is looked through; later ones by turns, `_A_TURN` each.
        """
        with self._lock:
            if self._read[0] is not health:
                self._read = health, {}
            read = self._read[1]
            if kind not in read:
                keys, turn = self._kinds[kind], self._turns.get(kind)
                begin = 0 if turn is None or turn >= len(keys) else turn
                part = keys if turn is None else keys[begin : begin + _A_TURN]
                self._turns[kind] = begin + len(part)
                known = _values(part, health)
                read[kind] = _roomy(self._signals[part[0]], known) if known else ()
            return read[kind]


def reaching(domain: tuple[float, float], values: Iterable[float | None]) -> tuple[float, float]:
    """A domain made so large, by nice steps, that all known values lie in it; itself where they do."""
    low, high = domain
    known = [value for value in values if value is not None]
    if min(known, default=low) < low:
        low = _nice_below(min(known), high)
    return low, _nice_above(max(known)) if max(known, default=high) > high else high


def _values(keys: Sequence[SignalKey], health: Health) -> list[float]:
    """What is known and finite of what these signals say."""
    nodes = health.nodes
    judged = (node.signals.get(key.signal) for key in keys if (node := nodes.get(key.node)))
    values = (one.value for one in judged if one is not None)
    return [value for value in values if value is not None and math.isfinite(value)]


def _spanning(values: Sequence[float]) -> tuple[float, float]:
    return min(values), max(values)


def _roomy(signal: Signal, values: Sequence[float]) -> tuple[float, float]:
    """Least and most with `AHEAD` away from 0; none where more is better, and none beyond all of it."""
    ahead = 1.0 if signal.worse is Worse.LOWER else AHEAD
    low, high = min(values), max(values)
    most = _MOST.get(signal.unit, math.inf)
    return low * (ahead if low < 0 else 1.0), max(high, min(most, high * (ahead if high > 0 else 1.0)))


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
