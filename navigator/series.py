"""Series of what is on screen: fetched in the background in one batch, kept for a step.

A request never waits for a source longer than it says: what is not there yet is named as pending.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, replace
from typing import Protocol

from hierarchy.evidence.readings import Series, Trust
from hierarchy.model import Model, SignalKey
from navigator.reckoning import reckoned_of, terms_of
from navigator.shelf import MOST_VALUES, Shelf

KEEP_FAILED_SECONDS = 5.0
_BYTES = 64  # of memory for a value and its time
LONGEST_FRESH = 60.0  # seconds; samples may come late, and a wide window moves on seldom
MOST_BEHIND = 4  # steps that what is shown may be behind while it is read anew
FAILED = (Trust.UNREACHABLE, Trust.ERROR, Trust.TRUNCATED)


@dataclass(frozen=True, slots=True)
class Window:
    """[start, end] in Unix seconds, both multiples of `step`."""

    start: float
    end: float
    step: float

    @classmethod
    def of(cls, start: float, end: float, points: int, finest: float) -> Window:
        """The window with at most about `points` points whose step is a whole number of `finest`."""
        step = finest * max(1, -(-int(end - start) // max(1, int(points * finest))))
        return cls(start // step * step, end // step * step, step)


def fresh_seconds(step: float, window: Window) -> float:
    """For how many seconds what was read of a window is fresh, in a model with this step: until the next
    window begins, within reason. So one viewer asks for a window as often as many do: once."""
    return max(step, min(window.step, LONGEST_FRESH))


class Reads(Protocol):
    """What series are read from: a source, or what is kept before one."""

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        """As `adapters.source.Source.series`."""
        ...


@dataclass(slots=True)
class _Kept:
    series: Series
    until: float


class SeriesDesk:
    """Keeps series by (signal, window); one batch under way per set of missing signals."""

    def __init__(
        self,
        source: Reads,
        fresh_seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
        keep: int = MOST_VALUES,
        model: Model | None = None,
    ) -> None:
        """`model` is what says how signals are reckoned; without one every signal is asked for."""
        self._source = source
        self._model = model
        self._fresh = fresh_seconds
        self._monotonic = monotonic
        self._keep = keep
        self._sources = {} if model is None else {key: one.source for key, one in model.asked().items()}
        self._pools: dict[str, ThreadPoolExecutor] = {}
        self._closed = False
        self._lock = threading.Lock()
        self._kept: Shelf[tuple[SignalKey, Window], _Kept] = Shelf(keep)
        self._last_good: Shelf[tuple[SignalKey, float], Series] = Shelf(keep)
        self._flying: dict[tuple[SignalKey, Window], Future[None]] = {}

    @property
    def is_busy(self) -> bool:
        """Whether something that is on screen is being read."""
        return bool(self._flying)

    @property
    def held_bytes(self) -> int:
        """About how much memory the values and their times take that are kept."""
        with self._lock:
            values = sum(size for shelf in (self._kept, self._last_good) for _, _, size in shelf.items())
        return values * _BYTES

    def renewed(
        self,
        source: Reads,
        fresh_seconds: float,
        keys: Mapping[SignalKey, SignalKey],
        model: Model | None = None,
    ) -> SeriesDesk:
        """The desk of the next model, with what is kept of signals that ask the same; `keys` has their
        keys there, each with the one here."""
        after = SeriesDesk(source, fresh_seconds, self._monotonic, self._keep, model)
        names: dict[SignalKey, list[SignalKey]] = {}
        for new, old in keys.items():
            names.setdefault(old, []).append(new)
        with self._lock:
            kept, good = list(self._kept.items()), list(self._last_good.items())
        for (key, window), one, values in kept:
            for name in names.get(key, ()):
                after._kept.put((name, window), _Kept(one.series, one.until), values)
        for (key, step), series, values in good:
            for name in names.get(key, ()):
                after._last_good.put((name, step), series, values)
        return after

    def get(
        self, keys: Sequence[SignalKey], window: Window, wait: float
    ) -> tuple[dict[SignalKey, Series], tuple[SignalKey, ...]]:
        """What is known of `keys` over `window` after at most `wait` seconds, and what is pending.

        Of what is pending there is what was known of an earlier window, with nothing at its end. For what
        laws say the terms are read, and it is reckoned from those.
        """
        asked, reckoned = (keys, {}) if self._model is None else terms_of(self._model, keys)
        flights = self._order(asked, window)
        if flights:
            wait_for(flights, timeout=wait)
        with self._lock:
            kept = {k: self._kept.get((k, window)) for k in asked}
            late = {k for k, one in kept.items() if one is None}
            before = {k: self._before(k, window) for k in late}
        found = {k: one.series for k, one in kept.items() if one is not None}
        found |= {k: series for k, series in before.items() if series is not None}
        if self._model is not None and reckoned:
            found |= reckoned_of(self._model, reckoned, found)
        pending = [k for k in keys if k not in found or late.intersection(reckoned.get(k, (k,)))]
        return {k: found[k] for k in keys if k in found}, tuple(pending)

    def close(self) -> None:
        """Stop; what is under way is given up, and nothing more is asked for."""
        with self._lock:
            self._closed = True
            pools = list(self._pools.values())
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)

    def _order(self, keys: Sequence[SignalKey], window: Window) -> set[Future[None]]:
        """Start what is missing or out of date; the flights that bring something not there at all."""
        with self._lock:
            now = self._monotonic()
            old = [k for k in keys if not self._is_fresh(k, window, now)]
            new = [k for k in old if (k, window) not in self._flying]
            for source, some in self._by_source(new).items():
                flight = self._pool(source).submit(self._fetch, tuple(some), window)
                for key in some:
                    self._flying[key, window] = flight
            missing = [k for k in old if self._kept.get((k, window)) is None]
            return {self._flying[k, window] for k in missing if (k, window) in self._flying}

    def _by_source(self, keys: Sequence[SignalKey]) -> dict[str, list[SignalKey]]:
        """One flight per source: a source that hangs keeps the signals of no other waiting."""
        found: dict[str, list[SignalKey]] = {}
        for key in () if self._closed else keys:
            found.setdefault(self._sources.get(key, ""), []).append(key)
        return found

    def _pool(self, source: str) -> ThreadPoolExecutor:
        pool = self._pools.get(source)
        if pool is None:
            pool = self._pools[source] = ThreadPoolExecutor(2, thread_name_prefix="navigator-series")
        return pool

    def _is_fresh(self, key: SignalKey, window: Window, now: float) -> bool:
        kept = self._kept.get((key, window))
        return kept is not None and kept.until > now

    def _fetch(self, keys: tuple[SignalKey, ...], window: Window) -> None:
        answer: Mapping[SignalKey, Series] = {}
        try:
            answer = self._source.series(keys, window.start, window.end, window.step)
        finally:
            self._land(keys, window, answer)

    def _land(self, keys: tuple[SignalKey, ...], window: Window, answer: Mapping[SignalKey, Series]) -> None:
        now = self._monotonic()
        with self._lock:
            for key, series in answer.items():
                failed = series.trust in FAILED
                until = now + (KEEP_FAILED_SECONDS if failed else fresh_seconds(self._fresh, window))
                shown = self._or_last_good(key, series, window)
                self._kept.put((key, window), _Kept(shown, until), len(shown.times))
                if not failed:
                    self._last_good.put((key, window.step), series, len(series.times))
            for key in keys:
                self._flying.pop((key, window), None)

    def _or_last_good(self, key: SignalKey, series: Series, window: Window) -> Series:
        """A failed answer shows the last good values where they fall into the window, marked as failed."""
        good = self._last_good.get((key, window.step))
        if series.trust not in FAILED or good is None or not good.times:
            return series
        return replace(_moved(good, window), trust=series.trust, detail=series.detail)

    def _before(self, key: SignalKey, window: Window) -> Series | None:
        """What is known of a window that has only just moved on, as far as it reaches."""
        good = self._last_good.get((key, window.step))
        if good is None or not good.times:
            return None
        behind = window.end - good.times[-1]
        return _moved(good, window) if 0 < behind <= MOST_BEHIND * window.step else None


def _moved(series: Series, window: Window) -> Series:
    """The series over another window: what it does not reach is not known."""
    known = dict(zip(series.times, series.values, strict=True))
    count = int((window.end - window.start) / window.step) + 1
    times = tuple(window.start + i * window.step for i in range(count))
    return replace(series, times=times, values=tuple(known.get(t) for t in times))
