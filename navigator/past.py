"""The whole model as it was at another moment: read in the background, kept, asked for again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet

from adapters.source import Source
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import SourceState
from hierarchy.model import Model

KEEP = 128
QUEUE = 16


class BusyError(Exception):
    """Too many moments are being read already; ask again in a few seconds."""


class Past:
    """Health at any time, single-flight: a moment asked for by many is read once."""

    def __init__(self, model: Model, source: Source) -> None:
        self._step = model.step
        self._source = source
        self._evaluator = Evaluator(model)
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="navigator-past")
        self._lock = threading.Lock()
        self._kept: OrderedDict[float, Future[Health]] = OrderedDict()

    def at(self, time: float, wait: float) -> Health | None:
        """Health at `time`, floored to the step. None when it has not come back within `wait` seconds.

        Raises BusyError when more than QUEUE moments are under way.
        """
        try:
            return self._future(self.moment(time)).result(timeout=wait)
        except NotYet:
            return None

    def moment(self, time: float) -> float:
        """The step that `time` lies in."""
        return time // self._step * self._step

    def close(self) -> None:
        """Stop; what is under way is given up."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _future(self, moment: float) -> Future[Health]:
        with self._lock:
            if moment in self._kept:
                self._kept.move_to_end(moment)
                return self._kept[moment]
            if sum(not future.done() for future in self._kept.values()) >= QUEUE:
                raise BusyError
            future = self._kept[moment] = self._pool.submit(self._read, moment)
            while len(self._kept) > KEEP:
                self._kept.popitem(last=False)
            return future

    def _read(self, moment: float) -> Health:
        try:
            sweep = self._source.sweep(moment)
        except Exception:
            self._forget(moment)
            raise
        if any(status.state is SourceState.UNREACHABLE for status in sweep.sources.values()):
            self._forget(moment)  # a failure is an answer now, but not one to keep
        return self._evaluator.evaluate(sweep, moment)

    def _forget(self, moment: float) -> None:
        with self._lock:
            self._kept.pop(moment, None)
