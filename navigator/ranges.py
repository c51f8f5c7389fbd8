"""Ranges for what works in the background: nothing that is settled is read twice, by whomever it is wanted.

Blocks, so no request thread comes here. What lies well in the past is asked for in wider stretches that
serve for a while; what reaches into the present is extended by its last steps, of which some are read
again. From time to time everything is, and whenever that would not save much, or another server answers.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for

from adapters.prometheus.traffic_gate import Priority
from adapters.source import Source, epoch_of, ranked
from hierarchy.evidence.readings import Series, Trust
from hierarchy.model import Model, SignalKey
from navigator.clock import Clock
from navigator.rooms import Rooms
from navigator.series import FAILED, KEEP_FAILED_SECONDS, Window, fresh_seconds
from navigator.shelf import Shelf
from navigator.stretches import Stretch, laid_out

MOST_KEPT = 4_000_000  # values of 4 or 8 bytes
REREAD_SECONDS = 600.0  # samples may arrive very late (remote write), or be filled in
OVERLAP = 3  # steps that are read again at least
LATE_SECONDS = 60.0  # samples may still arrive that much, and two steps, after their time
PATIENCE = 2.0  # seconds that what is on screen may go first
LONGEST_WAIT = 60.0  # for what another thread has asked for already

_Length = tuple[SignalKey, float, float]
_LATE = Series((), (), Trust.ERROR, "It was not read in time.")


_Read = dict[SignalKey, Stretch]


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
        model: Model | None = None,
    ) -> None:
        """`step` is the model's in seconds; `is_busy` tells that what is on screen is being read; `model`
        says which upstream a signal is read from."""
        self._rooms = Rooms(model)
        self._pools: dict[str, ThreadPoolExecutor] = {}
        self._source = ranked(source, Priority.REFERENCE)
        self._seen = ranked(source, Priority.VISIBLE)
        self._step = step
        self._clock = clock
        self._is_busy = is_busy
        self._monotonic = monotonic
        self._most = most
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._kept: Shelf[tuple[SignalKey, Window], Stretch] = Shelf(most)
        self._newest: dict[_Length, Window] = {}
        self._flying: dict[tuple[SignalKey, Window], Future[_Read]] = {}
        self._pressed = 0

    def renewed(
        self,
        source: Source,
        step: float,
        keys: Mapping[SignalKey, SignalKey],
        is_busy: Callable[[], bool] = lambda: False,
        model: Model | None = None,
    ) -> Ranges:
        """Those of the next model, with what is kept of signals that ask the same; `keys` has their keys
        there, each with the one here."""
        after = Ranges(source, step, self._clock, is_busy, self._monotonic, self._most, model)
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
        return self._fetch(keys, self._padded(Window(start, end, step)), (start, end), seen=False)

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        """The same for what is on screen: before everything else."""
        with self._lock:
            self._pressed += 1
        try:
            return self._fetch(keys, Window(start, end, step), (start, end), seen=True)
        finally:
            with self._lock:
                self._pressed -= 1

    def _fetch(
        self, keys: Sequence[SignalKey], window: Window, part: tuple[float, float], *, seen: bool
    ) -> Mapping[SignalKey, Series]:
        found, mine, others = self._claim(keys, window)
        for room in list(mine)[1:]:  # a source that hangs keeps nobody waiting who asks another
            others.add(self._aside(room, mine[room], window, seen))
        for some in list(mine.values())[:1]:
            found |= self._read(some, window, seen)
        wait_for(others, timeout=LONGEST_WAIT)
        for flight in others:
            found |= flight.result() if flight.done() else {}
        return {key: found[key].series(*part) if key in found else _LATE for key in keys}

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
        """How many bytes those take."""
        with self._lock:
            return sum(stretch.size for _, stretch, _ in self._kept.items())

    def close(self) -> None:
        """Ask for nothing any more; what is under way is given up."""
        self._closed.set()
        with self._lock:
            pools = list(self._pools.values())
        for pool in pools:
            pool.shutdown(wait=False)

    def _padded(self, window: Window) -> Window:
        """A window well in the past grows to multiples of a quarter of its length."""
        coarse = window.step * max(1, round((window.end - window.start) / window.step) // 4)
        start, end = window.start // coarse * coarse, -(-window.end // coarse) * coarse
        return Window(start, end, window.step) if end <= self._settled() else window

    def _settled(self) -> float:
        return min(self._clock.now(), self._clock.horizon) - 2 * self._step - LATE_SECONDS

    def _claim(
        self, keys: Iterable[SignalKey], window: Window
    ) -> tuple[_Read, dict[str, list[SignalKey]], set[Future[_Read]]]:
        """What is kept, the keys of each room that the caller is to read, and the flights that bring the
        rest."""
        flights: dict[str, Future[_Read]] = {}
        found: _Read = {}
        mine: dict[str, list[SignalKey]] = {}
        others: set[Future[_Read]] = set()
        epoch = epoch_of(self._source)
        with self._lock:
            now = self._monotonic()
            for key in dict.fromkeys(keys):
                kept = self._kept.get((key, window))
                flying = self._flying.get((key, window))
                if kept is not None and kept.until > now and kept.epoch == epoch:
                    found[key] = kept
                elif flying is not None:
                    others.add(flying)
                else:
                    room = self._rooms.of(key)
                    self._flying[key, window] = flights.setdefault(room, Future())
                    mine.setdefault(room, []).append(key)
        return found, mine, others

    def _aside(self, room: str, keys: Sequence[SignalKey], window: Window, seen: bool) -> Future[_Read]:
        """Read them in a thread of their room; nothing is read any more where this is closed."""
        with self._lock:
            if room not in self._pools:
                self._pools[room] = ThreadPoolExecutor(2, thread_name_prefix="navigator-ranges")
            pool = self._pools[room]
        try:
            return pool.submit(self._read, keys, window, seen)
        except RuntimeError:
            done: Future[_Read] = Future()
            done.set_result(self._read(keys, window, seen))
            return done

    def _read(self, keys: Sequence[SignalKey], window: Window, seen: bool) -> _Read:
        """Read the keys from where each is settled, and keep them. What is kept may have to go again at
        once, where there is more than fits; whoever asked gets all of it."""
        landed: _Read = {}
        source = self._seen if seen else self._source
        try:
            for start, some in self._by_start(keys, window).items():
                if not seen:
                    self._let_pass()
                if self._closed.is_set():
                    break
                settled = self._settled()
                epoch = epoch_of(source)
                answer = source.series(tuple(some), start, window.end, window.step)
                with self._lock:
                    for key, series in answer.items():
                        landed[key] = self._land(key, window, series, some[key], settled, epoch)
        finally:
            with self._lock:
                flights = {self._flying.pop((key, window)) for key in keys}
            for flight in flights:
                flight.set_result(landed)
        return landed

    def _by_start(
        self, keys: Iterable[SignalKey], window: Window
    ) -> dict[float, dict[SignalKey, Stretch | None]]:
        """The keys by the time from which they are missing, each with what is known before that."""
        groups: dict[float, dict[SignalKey, Stretch | None]] = {}
        epoch, last = epoch_of(self._source), window.end - OVERLAP * window.step
        with self._lock:
            for key in keys:
                base = self._base(key, window, epoch)
                start = window.start
                if base is not None:
                    start = max(start, min(last, base.settled // window.step * window.step))
                groups.setdefault(start, {})[key] = base
        return groups

    def _base(self, key: SignalKey, window: Window, epoch: int) -> Stretch | None:
        """An earlier stretch of the same length and step that this window begins in, if it may be built on
        and that spares at least half of the window."""
        before = self._newest.get((key, window.step, window.end - window.start))
        base = None if before is None else self._kept.get((key, before))
        if base is None or base.trust not in (Trust.LIVE, Trust.PARTIAL) or base.epoch != epoch:
            return None
        if self._monotonic() - base.read_at >= REREAD_SECONDS:
            return None
        inside = base.window.start <= window.start <= base.settled and base.window.end <= window.end
        spares = base.settled - window.start >= (window.end - window.start) / 2
        return base if inside and spares else None

    def _land(
        self,
        key: SignalKey,
        window: Window,
        series: Series,
        base: Stretch | None,
        settled: float,
        epoch: int,
    ) -> Stretch:
        """Keep what came, after what was known before it."""
        now, trust, detail = self._monotonic(), series.trust, series.detail
        failed = trust in FAILED
        read_at = now if base is None or failed else base.read_at
        if base is not None and base.trust is Trust.PARTIAL and trust is Trust.LIVE:
            # The source is whole again, what was read before is not: next time all of it is read.
            trust, detail, read_at = base.trust, base.detail, now - REREAD_SECONDS
        past = window.end <= settled and trust is Trust.LIVE
        fresh = REREAD_SECONDS if past else fresh_seconds(self._step, window)
        fresh = KEEP_FAILED_SECONDS if failed else fresh
        made = Stretch(
            window,
            laid_out(window, series, base),
            trust,
            detail,
            min(settled, window.end),
            now + fresh,
            read_at,
            epoch,
        )
        if base is not None and not failed:
            self._kept.drop((key, base.window))  # or each step of the present would push out a reference
        self._keep(key, made)
        return made

    def _keep(self, key: SignalKey, stretch: Stretch) -> None:
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
        while self._is_busy() and not self._pressed and self._monotonic() < until:
            if self._closed.wait(0.05):
                return
