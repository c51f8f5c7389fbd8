"""The way of a request to one source: [cache -> single flight ->] gate -> breaker -> transport."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.breaker import Breaker
from adapters.prometheus.envelope import Answer
from adapters.prometheus.traffic_gate import TrafficGate
from adapters.prometheus.transport import Transport
from hierarchy.model import SourceConfig

Outcome = Answer | SourceFailure


class Pipeline:
    """Everything that stands between a plan and one source; what happens here touches no other source.

    The deadline of a call counts from when it is made: waiting for a slot is part of it.
    """

    def __init__(self, config: SourceConfig, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._timeout = config.timeout
        self._transport = Transport(config)
        self._gate = TrafficGate(config.max_concurrency)
        self._breaker = Breaker(lambda: self._transport.query("vector(1)", time.time()), monotonic)

    async def ask(self, query: str, at: float) -> Outcome:
        """An instant query; failures come back as values."""
        return await self._guarded(lambda: self._transport.query(query, at))

    async def ask_range(self, query: str, start: float, end: float, step: float) -> Outcome:
        """A range query; failures come back as values."""
        return await self._guarded(lambda: self._transport.query_range(query, start, end, step))

    async def aclose(self) -> None:
        """End what is under way and drop connections."""
        await self._gate.drain()
        await self._transport.aclose()

    async def _guarded(self, call: Callable[[], Awaitable[Answer]]) -> Outcome:
        try:
            async with asyncio.timeout(self._timeout):
                return await self._gate.run(lambda: self._passed(call))
        except SourceFailure as failure:
            return failure
        except TimeoutError:
            message = f"its turn among the queries to this source did not end within {self._timeout:g} s"
            return SourceFailure(FailureKind.TIMEOUT, message)

    async def _passed(self, call: Callable[[], Awaitable[Answer]]) -> Answer:
        await self._breaker.admit()
        try:
            answer = await call()
        except SourceFailure as failure:
            self._breaker.note_failure(failure)
            raise
        self._breaker.note_success()
        return answer
