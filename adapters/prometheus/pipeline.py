"""The way of a request to one source: gate -> breaker -> transport."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.breaker import Breaker
from adapters.prometheus.envelope import Answer
from adapters.prometheus.traffic_gate import TrafficGate
from adapters.prometheus.transport import Span, Transport
from hierarchy.model import SourceConfig

Outcome = Answer | SourceFailure
T = TypeVar("T")
_Call = Callable[[float], Awaitable[T]]  # takes the seconds that are left
_GRACE = 0.25  # lets the transport, which knows more, be the one that reports the deadline
_PROBE_SECONDS = 5.0


class Guarded:
    """Everything that stands between us and one source; what happens here touches no other source.

    The deadline of a call counts from when it is made: waiting for a slot is part of it. `probe` is a
    cheap call that shows whether the source is back; it takes seconds.
    """

    def __init__(
        self,
        config: SourceConfig,
        transport: Transport,
        probe: Callable[[float], Awaitable[object]],
        monotonic: Callable[[], float],
    ) -> None:
        self._timeout = config.timeout
        self._transport = transport
        self._gate = TrafficGate(config.max_concurrency)
        self._breaker = Breaker(lambda: probe(min(_PROBE_SECONDS, config.timeout)), monotonic)

    async def aclose(self) -> None:
        """End what is under way and drop connections."""
        await self._gate.drain()
        await self._transport.aclose()

    async def guarded(self, call: _Call[T], counts: bool = True) -> T | SourceFailure:
        """The result of `call` in its turn; failures come back as values, and where one `counts` it says
        something about the source."""
        until = asyncio.get_running_loop().time() + self._timeout
        try:
            async with asyncio.timeout(self._timeout + _GRACE):
                return await self._gate.run(lambda: self._passed(call, until, counts))
        except SourceFailure as failure:
            return failure
        except TimeoutError:
            message = f"its turn among the queries to this source did not come within {self._timeout:g} s"
            return SourceFailure(FailureKind.TIMEOUT, message)

    async def _passed(self, call: _Call[T], until: float, counts: bool) -> T:
        await self._breaker.admit()
        left = until - asyncio.get_running_loop().time()
        try:
            answer = await call(max(left, _GRACE))
        except SourceFailure as failure:
            if counts:
                self._breaker.note_failure(failure)
            raise
        self._breaker.note_success()
        return answer


class Pipeline(Guarded):
    """The way to one Prometheus."""

    def __init__(self, config: SourceConfig, monotonic: Callable[[], float] = time.monotonic) -> None:
        transport = Transport(config)
        probe = partial(transport.query, "vector(1)")
        super().__init__(config, transport, lambda seconds: probe(time.time(), seconds), monotonic)

    async def ask(self, query: str, at: float) -> Outcome:
        """An instant query; failures come back as values."""
        return await self.guarded(lambda left: self._transport.query(query, at, left))

    async def ask_aside(self, query: str, at: float) -> Outcome:
        """The same for what may be too much for a source that is well."""
        return await self.guarded(lambda left: self._transport.query(query, at, left), counts=False)

    async def ask_range(self, query: str, span: Span) -> Outcome:
        """A range query; failures come back as values."""
        return await self.guarded(lambda left: self._transport.query_range(query, span, left))
