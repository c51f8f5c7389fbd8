"""Ranges for what works in the background: nothing that is settled is read twice, by whomever it is wanted.

Blocks, so no request thread comes here. What lies well in the past is asked for in wider stretches that
serve for a while; what reaches into the present is extended by its last steps.
"""

from __future__ import annotations

import math
import threading
import time
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from dataclasses import dataclass

from adapters.source import Source
from hierarchy.evidence.readings import Series, Trust
from hierarchy.model import SignalKey
from navigator.clock import Clock
from navigator.series import FAILED, KEEP_FAILED_SECONDS, Window
from navigator.shelf import Shelf

MOST_KEPT = 4_000_000  # values of 8 bytes
LATE_SECONDS = 60.0  # samples may still arrive that much, and two steps, after their time
PATIENCE = 2.0  # seconds that what is on screen may go first
LONGEST_WAIT = 60.0  # for what another thread has asked for already

_Length = tuple[SignalKey, float, float]
_LATE = Series((), (), Trust.ERROR, "It was not read in time.")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Values over a window, NaN where nothing was known; those up to `settled` never change any more."""

    window: Window
    values: array[float]
    trust: Trust
    detail: str
    settled: float
    until: float

    def series(self, start: float, end: float) -> Series:
        step = self.window.step
        first = round((start - self.window.start) / step)
        last = round((end - self.window.start) / step)
        values = tuple([None if v != v else v for v in self.values[first : last + 1]])  # NaN
        times = tuple(start + i * step for i in range(len(values)))
        return Series(times, values, self.trust, self.detail)


_Read = dict[SignalKey, _Stretch]


class Ranges:
    """A cache before `Source.series`; safe in several threads."""

    def __init__(
        self,
        source: Source,
        step: float,
        clock: Clock,
        is_busy: Callable[[], bool] = lambda: False,
        monotonic: Callable[[], float] = time.monotonic,
        most: int = MOST_KEPT,
    ) -> None:
        """`step` is the model's in seconds; `is_busy` tells that what is on screen is being read."""
        self._source = source
        self._step = step
        self._clock = clock
        self._is_busy = is_busy
        self._monotonic = monotonic
        self._most = most
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._kept: Shelf[tuple[SignalKey, Window], _Stretch] = Shelf(most)
        self._newest: dict[_Length, Window] = {}
        self._flying: dict[tuple[SignalKey, Window], Future[_Read]] = {}

    def renewed(
        self,
        source: Source,
        step: float,
        keys: Mapping[SignalKey, SignalKey],
        is_busy: Callable[[], bool] = lambda: False,
    ) -> Ranges:
        """Those of the next model, with what is kept of signals that ask the same; `keys` has their keys
        there, each with the one here."""
        after = Ranges(source, step, self._clock, is_busy, self._monotonic, self._most)
        names: dict[SignalKey, list[SignalKey]] = {}
        for new, old in keys.items():
            names.setdefault(old, []).append(new)
        with self._lock:
            kept = list(self._kept.items())
        for (key, _), stretch, _ in kept:
            for name in names.get(key, ()):
                after._keep(name, stretch)
        return after

    def fetch(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        """As `Source.series`: one entry for every key over [start, end], multiples of `step` (s). Waits."""
        window = self._padded(Window(start, end, step))
        found, mine, others = self._claim(keys, window)
        if mine:
            found |= self._read(mine, window)
        wait_for(others, timeout=LONGEST_WAIT)
        for flight in others:
            found |= flight.result() if flight.done() else {}
        return {key: found[key].series(start, end) if key in found else _LATE for key in keys}

    @property
    def now(self) -> float:
        """Data time, Unix seconds."""
        return self._clock.now()

    @property
    def held(self) -> int:
        """How many values are kept."""
        with self._lock:
            return sum(values for _, _, values in self._kept.items())

    @property
    def held_bytes(self) -> int:
        """How much memory the values take that are kept."""
        with self._lock:
            return sum(len(one.values) * one.values.itemsize for _, one, _ in self._kept.items())

    def close(self) -> None:
        """Ask for nothing any more; what is under way is given up."""
        self._closed.set()

    def _padded(self, window: Window) -> Window:
        """A window well in the past grows to multiples of a quarter of its length."""
        coarse = window.step * max(1, round((window.end - window.start) / window.step) // 4)
        start, end = window.start // coarse * coarse, -(-window.end // coarse) * coarse
        return Window(start, end, window.step) if end <= self._settled() else window

    def _settled(self) -> float:
        return min(self._clock.now(), self._clock.horizon) - 2 * self._step - LATE_SECONDS

    def _claim(
        self, keys: Iterable[SignalKey], window: Window
    ) -> tuple[_Read, tuple[SignalKey, ...], set[Future[_Read]]]:
        """What is kept, the keys that the caller is to read, and the flights that bring the rest."""
        flight: Future[_Read] = Future()
        found: _Read = {}
        mine: list[SignalKey] = []
        others: set[Future[_Read]] = set()
        with self._lock:
            now = self._monotonic()
            for key in dict.fromkeys(keys):
                kept = self._kept.get((key, window))
                flying = self._flying.get((key, window))
                if kept is not None and kept.until > now:
                    found[key] = kept
                elif flying is not None:
                    others.add(flying)
                else:
                    self._flying[key, window] = flight
                    mine.append(key)
        return found, tuple(mine), others

    def _read(self, keys: tuple[SignalKey, ...], window: Window) -> _Read:
        """Read the keys from where each is settled, and keep them. What is kept may have to go again at
        once, where there is more than fits; whoever asked gets all of it."""
        landed: _Read = {}
        try:
            for start, some in self._by_start(keys, window).items():
                self._let_pass()
                if self._closed.is_set():
                    break
                settled = self._settled()
                answer = self._source.series(tuple(some), start, window.end, window.step)
                with self._lock:
                    for key, series in answer.items():
                        landed[key] = self._land(key, window, series, some[key], settled)
        finally:
            with self._lock:
                flights = {self._flying.pop((key, window)) for key in keys}
            for flight in flights:
                flight.set_result(landed)
        return landed

    def _by_start(
        self, keys: Iterable[SignalKey], window: Window
    ) -> dict[float, dict[SignalKey, _Stretch | None]]:
        """The keys by the time from which they are missing, each with what is known before that."""
        groups: dict[float, dict[SignalKey, _Stretch | None]] = {}
        with self._lock:
            for key in keys:
                base = self._base(key, window)
                start = window.start
                if base is not None:
                    start = min(window.end, max(start, base.settled // window.step * window.step))
                groups.setdefault(start, {})[key] = base
        return groups

    def _base(self, key: SignalKey, window: Window) -> _Stretch | None:
        """An earlier stretch of the same length and step that this window begins in."""
        before = self._newest.get((key, window.step, window.end - window.start))
        base = None if before is None else self._kept.get((key, before))
        if base is None or base.trust is not Trust.LIVE:
            return None
        inside = base.window.start <= window.start <= base.settled and base.window.end <= window.end
        return base if inside else None

    def _land(
        self, key: SignalKey, window: Window, series: Series, base: _Stretch | None, settled: float
    ) -> _Stretch:
        """Keep what came, after what was known before it."""
        now, step = self._monotonic(), window.step
        count = round((window.end - window.start) / step) + 1
        first = round((series.times[0] - window.start) / step) if series.times else count
        known = array("d", [math.nan if value is None else value for value in series.values])
        values = array("d", [math.nan]) * count
        if base is not None:
            offset = round((window.start - base.window.start) / step)
            before = base.values[offset : offset + first]
            values[: len(before)] = before
        inside = known[max(0, -first) : max(0, count - first)]
        values[max(0, first) : max(0, first) + len(inside)] = inside
        failed = series.trust in FAILED
        forever = window.end <= settled and series.trust is Trust.LIVE
        until = now + (KEEP_FAILED_SECONDS if failed else (math.inf if forever else self._step))
        made = _Stretch(window, values, series.trust, series.detail, min(settled, window.end), until)
        if base is not None and not failed:
            self._kept.drop((key, base.window))  # or each step of the present would push out a reference
        self._keep(key, made)
        return made

    def _keep(self, key: SignalKey, stretch: _Stretch) -> None:
        window = stretch.window
        self._kept.put((key, window), stretch, len(stretch.values))
        self._newest[key, window.step, window.end - window.start] = window
        if len(self._newest) > 4 * len(self._kept) + 64:
            self._newest = {
                of: one for of, one in self._newest.items() if self._kept.get((of[0], one)) is not None
            }

    def _let_pass(self) -> None:
        """What is on screen goes first, for a while."""
        until = self._monotonic() + PATIENCE
        while self._is_busy() and self._monotonic() < until and not self._closed.wait(0.05):
            pass
