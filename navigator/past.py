"""The whole model as it was at another moment: read in the background, kept, asked for again."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass

from adapters.source import Source
from hierarchy.evidence.assumptions import Assumptions
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import SourceState, Sweep
from hierarchy.model import Model, SignalKey
from navigator.carrying import carried_sweep, is_whole
from navigator.clock import Clock
from navigator.judged import Judged
from navigator.mutes import Mutes, NoMutes

KEEP = 24  # a whole judgement of 2,000 nodes takes some megabytes
KEEP_SWEEPS = 4  # of the moments looked at last, so that another model judges them at once
KEEP_DOUBTFUL_SECONDS = 5.0
QUEUE = 16


class BusyError(Exception):
    """Too many moments are being read already; ask again in a few seconds."""


@dataclass(slots=True)
class _Kept:
    """A moment that is read or being read; `until` is when it is read anew, None for never.

    `sweep` is what was read, while it is one of the newest.
    """

    future: Future[Health]
    until: float | None = None
    sweep: Sweep | None = None


class Past:
    """Health at any time, single-flight: a moment asked for by many is read once."""

    def __init__(
        self,
        model: Model,
        source: Source,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
        mutes: Mutes | None = None,
    ) -> None:
        """Nothing is muted where `mutes` are not given."""
        self._model = model
        self._mutes = mutes or NoMutes()
        self._clock = clock
        self._monotonic = monotonic
        self._step = model.step
        self._source = source
        self._evaluator = Evaluator(model)
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="navigator-past")
        self._lock = threading.Lock()
        self._kept: OrderedDict[float, _Kept] = OrderedDict()

    def renewed(self, model: Model, source: Source, keys: Mapping[SignalKey, SignalKey]) -> Past:
        """The past of the next model. It judges what was read of the moments looked at last, and reads
        them again where the model has signals that were not asked; `keys` are those that were, each
        with the key here."""
        after = Past(model, source, self._clock, self._monotonic, self._mutes)
        if model.step != self._step:
            return after
        with self._lock:
            known = [(moment, kept.until, kept.sweep) for moment, kept in self._kept.items() if kept.sweep]
        soon = self._monotonic() + KEEP_DOUBTFUL_SECONDS
        for moment, until, read in known:
            sweep = carried_sweep(read, self._evaluator.model, model, keys)
            judged = after._pool.submit(after._judge, sweep, moment)
            after._kept[moment] = _Kept(judged, until if is_whole(sweep, model) else soon, sweep)
        return after

    def at(self, when: float, wait: float) -> Health | None:
        """Health at `when`, floored to the step. None when it has not come back within `wait` seconds.

        Raises BusyError when more than QUEUE moments are under way.
        """
        try:
            return self._future(self.moment(when)).result(timeout=wait)
        except NotYet:
            return None

    def judged(self, when: float, wait: float) -> Judged | None:
        """As `at`, with what the judgement was made from: read again where that is not kept any more."""
        moment = self.moment(when)
        try:
            health = self._future(moment, with_sweep=True).result(timeout=wait)
        except NotYet:
            return None
        with self._lock:
            kept = self._kept.get(moment)
            sweep = None if kept is None else kept.sweep
        return None if sweep is None else Judged(health, sweep)

    def moment(self, when: float) -> float:
        """The step that `when` lies in."""
        return when // self._step * self._step

    def close(self) -> None:
        """Stop; what is under way is given up."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _future(self, moment: float, *, with_sweep: bool = False) -> Future[Health]:
        with self._lock:
            kept = self._kept.get(moment)
            if kept and with_sweep and kept.sweep is None and kept.future.done():
                kept = None
            if kept and (kept.until is None or kept.until > self._monotonic()):
                self._kept.move_to_end(moment)
                return kept.future
            if sum(not other.future.done() for other in self._kept.values()) >= QUEUE:
                raise BusyError
            made = self._kept[moment] = _Kept(self._pool.submit(self._read, moment))
            self._kept.move_to_end(moment)
            while len(self._kept) > KEEP:
                self._kept.popitem(last=False)
            return made.future

    def _read(self, moment: float) -> Health:
        settled = False
        try:
            sweep = self._source.sweep(moment)
            whole = all(status.state is SourceState.LIVE for status in sweep.sources.values())
            settled = whole and moment <= self._clock.horizon - self._step
            self._remember(moment, sweep)
            return self._judge(sweep, moment)
        finally:
            if not settled:
                self._doubt(moment)

    def _judge(self, sweep: Sweep, moment: float) -> Health:
        return self._evaluator.evaluate(sweep, moment, assumed=Assumptions(mutes=self._mutes.at(moment)))

    def _remember(self, moment: float, sweep: Sweep) -> None:
        with self._lock:
            kept = self._kept.get(moment)
            if kept:
                kept.sweep = sweep
            with_sweeps = [one for one in self._kept.values() if one.sweep is not None]
            for one in with_sweeps[:-KEEP_SWEEPS]:
                one.sweep = None

    def _doubt(self, moment: float) -> None:
        """A failed, partial or quite recent answer is an answer now, but not one to keep."""
        with self._lock:
            kept = self._kept.get(moment)
            if kept:
                kept.until = self._monotonic() + KEEP_DOUBTFUL_SECONDS
