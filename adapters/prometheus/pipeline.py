"""The way of a request to one source: [cache -> single flight ->] gate -> breaker -> transport."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.breaker import Breaker
from adapters.prometheus.envelope import Answer
from adapters.prometheus.traffic_gate import TrafficGate
from adapters.prometheus.transport import Span, Transport
from hierarchy.model import SourceConfig

Outcome = Answer | SourceFailure
_Call = Callable[[float], Awaitable[Answer]]  # takes the seconds that are left
_GRACE = 0.25  # lets the transport, which knows more, be the one that reports the deadline
_PROBE_SECONDS = 5.0


class Pipeline:
    """Everything that stands between a plan and one source; what happens here touches no other source.

    The deadline of a call counts from when it is made: waiting for a slot is part of it.
    """

    def __init__(self, config: SourceConfig, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._timeout = config.timeout
        self._transport = Transport(config)
        self._gate = TrafficGate(config.max_concurrency)
        self._breaker = Breaker(self._probe, monotonic)

    async def ask(self, query: str, at: float) -> Outcome:
        """An instant query; failures come back as values."""
        return await self._guarded(lambda left: self._transport.query(query, at, left))

    async def ask_range(self, query: str, span: Span) -> Outcome:
        """A range query; failures come back as values."""
        return await self._guarded(lambda left: self._transport.query_range(query, span, left))

    async def aclose(self) -> None:
        """End what is under way and drop connections."""
        await self._gate.drain()
        await self._transport.aclose()

    async def _guarded(self, call: _Call) -> Outcome:
        until = asyncio.get_running_loop().time() + self._timeout
        try:
            async with asyncio.timeout(self._timeout + _GRACE):
                return await self._gate.run(lambda: self._passed(call, until))
        except SourceFailure as failure:
            return failure
        except TimeoutError:
            message = f"its turn among the queries to this source did not come within {self._timeout:g} s"
            return SourceFailure(FailureKind.TIMEOUT, message)

    async def _passed(self, call: _Call, until: float) -> Answer:
        await self._breaker.admit()
        left = until - asyncio.get_running_loop().time()
        try:
            answer = await call(max(left, _GRACE))
        except SourceFailure as failure:
            self._breaker.note_failure(failure)
            raise
        self._breaker.note_success()
        return answer

    async def _probe(self) -> None:
        await self._transport.query("vector(1)", time.time(), min(_PROBE_SECONDS, self._timeout))
