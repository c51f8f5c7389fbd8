"""The loop and the ways to sources that the adapters of one model after another share."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, TypeVar

from adapters.alertmanager import AlertLine
from adapters.prometheus.cache import Shared
from adapters.prometheus.loop_thread import ClosedError, LoopThread
from adapters.prometheus.pipeline import Pipeline
from hierarchy.model import SourceConfig

T = TypeVar("T")
Line = Pipeline | AlertLine
_KINDS = ("prometheus", "alertmanager")


class Lines:
    """Pipelines by configuration: what did not change keeps its connections, its gate and its breaker.

    Everyone who took pipelines gives them back; one that nobody has is closed, and with the last of
    them the loop ends.
    """

    def __init__(self, monotonic: Callable[[], float], shared: Shared | None = None) -> None:
        """With `shared` several processes share what they ask of Prometheus."""
        self._monotonic = monotonic
        self._shared = shared
        self._loop = LoopThread()
        self._lock = threading.Lock()
        self._open: dict[SourceConfig, tuple[Line, int]] = {}
        self._users = 0
        self._ended = False

    def take(self, configs: Iterable[SourceConfig]) -> Mapping[str, Line]:
        """The way to every source, by its name. Raises ClosedError once all have left."""
        taken: dict[str, Line] = {}
        with self._lock:
            if self._ended:
                raise ClosedError
            self._users += 1
            for config in configs:
                if config.type in _KINDS:
                    there, users = self._open.get(config, (None, 0))
                    line = there or self._made(config)
                    self._open[config] = (line, users + 1)
                    taken[config.name] = line
        return taken

    def give_back(self, configs: Iterable[SourceConfig]) -> None:
        """The opposite of `take` with the same configurations."""
        unused: list[Line] = []
        with self._lock:
            self._users -= 1
            for config in configs:
                if config not in self._open:
                    continue
                pipeline, users = self._open.pop(config)
                if users > 1:
                    self._open[config] = (pipeline, users - 1)
                else:
                    unused.append(pipeline)
            self._ended = self._users == 0
        with contextlib.suppress(ClosedError):
            self._loop.run(_close(unused, self._shared if self._ended else None))
        if self._ended:
            self._loop.close()

    def _made(self, config: SourceConfig) -> Line:
        if config.type == "alertmanager":
            return AlertLine(config, self._monotonic)
        return Pipeline(config, self._monotonic, self._shared)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of `work`; the caller waits. Raises ClosedError once all have left."""
        return self._loop.run(work)


async def _close(pipelines: Iterable[Line], shared: Shared | None) -> None:
    await asyncio.gather(*(pipeline.aclose() for pipeline in pipelines))
    if shared is not None:
        await shared.aclose()
