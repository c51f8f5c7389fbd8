"""The way of a request to one source: cache -> single flight -> gate -> breaker -> transport."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.breaker import Breaker
from adapters.prometheus.cache import LocalStore, Shared, key_of
from adapters.prometheus.capabilities import Capabilities, probe
from adapters.prometheus.coarsening import LEAST_POINTS as LEAST
from adapters.prometheus.coarsening import Coarsening, coarser, is_too_much, points_of, why_coarser
from adapters.prometheus.envelope import Answer
from adapters.prometheus.identity import Identity
from adapters.prometheus.sharing import Outcome, Sharing
from adapters.prometheus.traffic_gate import Priority, Slots, Ticket, TrafficGate
from adapters.prometheus.transport import Span, Transport
from adapters.prometheus.vitals import Vitals
from hierarchy.model import SourceConfig

__all__ = ["Guarded", "Outcome", "Pipeline"]

T = TypeVar("T")
_Call = Callable[[float], Awaitable[T]]  # takes the seconds that are left
_GRACE = 0.25  # lets the transport, which knows more, be the one that reports the deadline
_PROBE_SECONDS = 5.0
ABOUT_SECONDS = 3600.0  # a source is upgraded now and then
LEAST_FRESH = 5.0  # seconds for which every answer is kept


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
        slots: Slots | None = None,
    ) -> None:
        self.vitals = transport.vitals
        self._timeout = config.timeout
        self._transport = transport
        self._monotonic = monotonic
        self._slots = slots
        self._gate = TrafficGate(config.max_concurrency, self.vitals, monotonic)
        seconds = min(_PROBE_SECONDS, config.timeout)
        self._breaker = Breaker(lambda: probe(seconds), monotonic, vitals=self.vitals)

    async def aclose(self) -> None:
        """End what is under way and drop connections."""
        await self._gate.drain()
        await self._transport.aclose()

    async def guarded(
        self,
        call: _Call[T],
        counts: bool = True,
        ticket: Ticket | None = None,
        seconds: float | None = None,
    ) -> T | SourceFailure:
        """The result of `call` in its turn; failures come back as values, and where one `counts` it says
        something about the source. Over after `seconds`, at most those of the source."""
        allowed = min(self._timeout, seconds or self._timeout)
        until = asyncio.get_running_loop().time() + allowed
        try:
            self._breaker.check()
            async with asyncio.timeout(allowed + _GRACE):
                return await self._gate.run(lambda: self._passed(call, until, counts), ticket)
        except SourceFailure as failure:
            return failure.settled()
        except TimeoutError:
            return self._late(allowed)

    def _late(self, seconds: float) -> SourceFailure:
        self.vitals.failures[FailureKind.TIMEOUT] += 1
        message = f"its turn among the queries to this source did not come within {seconds:.1f} s"
        hint = "what it was asked before still holds its places: is it overloaded?"
        return SourceFailure(FailureKind.TIMEOUT, message, hint)

    async def _passed(self, call: _Call[T], until: float, counts: bool) -> T:
        await self._breaker.admit()
        left = until - asyncio.get_running_loop().time()
        if self._slots is not None and not await self._slots.take(self._gate.width, left):
            raise self._late(self._timeout)
        try:
            return await self._sent(call, until, counts)
        finally:
            if self._slots is not None:
                await self._slots.give()

    async def _sent(self, call: _Call[T], until: float, counts: bool) -> T:
        started = self._monotonic()
        self.vitals.asked += 1
        try:
            answer = await call(max(until - asyncio.get_running_loop().time(), _GRACE))
        except SourceFailure as failure:
            self.vitals.failures[failure.kind] += 1
            if failure.kind is FailureKind.OVERLOADED:
                self._gate.narrow(started)
            elif failure.kind is FailureKind.TIMEOUT:
                self._gate.linger()
            if counts:
                self._breaker.note_failure(failure)
            raise
        self._breaker.note_success()
        self._gate.widen()
        return answer


class Pipeline(Guarded):
    """The way to one Prometheus. What is asked twice within its time is sent once, also when it is under
    way; with `shared` that holds for several processes."""

    def __init__(
        self,
        config: SourceConfig,
        monotonic: Callable[[], float] = time.monotonic,
        shared: Shared | None = None,
    ) -> None:
        vitals = Vitals()
        transport = Transport(config, vitals=vitals)
        probe = partial(transport.query, "vector(1)")
        slots = None if shared is None else shared.slots(config)
        super().__init__(config, transport, lambda seconds: probe(time.time(), seconds), monotonic, slots)
        store = LocalStore(vitals, monotonic) if shared is None else shared.store(config, vitals)
        self._config = config
        self._sharing = Sharing(store, vitals, config.timeout)
        self._coarsening = Coarsening(monotonic)
        self.identity = Identity(self._itself, monotonic)
        self._about: tuple[float, Capabilities] | None = None

    async def aclose(self) -> None:
        """End what is under way and drop connections."""
        await self.identity.aclose()
        await self._sharing.drain()
        await super().aclose()

    async def ask(
        self,
        query: str,
        at: float,
        priority: Priority = Priority.VISIBLE,
        fresh: float = 0.0,
        counts: bool = True,
    ) -> Outcome:
        """An instant query, whose answer serves others for `fresh` seconds; failures come back as values.

        Where it does not count (`counts`), that it fails says nothing about the source.
        """
        failure = self._coarsening.refused(query) if self._coarsening.knows(query) else None
        if failure is not None:
            return failure

        async def send(ticket: Ticket, seconds: float) -> Outcome:
            def call(left: float) -> Awaitable[Answer]:
                return self._transport.query(query, at, left)

            return await self.guarded(call, counts, ticket, seconds)

        key = key_of(self._config, "query", query, at)
        outcome = await self._sharing.get(key, max(fresh, LEAST_FRESH), priority, send)
        if is_too_much(outcome) and isinstance(outcome, SourceFailure):
            self._coarsening.learn(query, 1.0, outcome)
        return outcome

    async def ask_range(
        self, query: str, span: Span, priority: Priority = Priority.VISIBLE, fresh: float = 0.0
    ) -> Outcome:
        """A range query; failures come back as values. What the source finds too much is asked for once
        in coarser steps, and so from then on for a while: the answer says it."""
        fresh, points = max(fresh, LEAST_FRESH), points_of(span)
        known = self._coarsening.knows(query, points)
        if not known:
            outcome = await self._ranged(query, span, priority, fresh)
            if not is_too_much(outcome) or not isinstance(outcome, SourceFailure):
                return outcome
            if points < LEAST:
                self._coarsening.learn(query, points, outcome)
                return outcome
        failure = self._coarsening.refused(query) if known else None
        if failure is not None:
            return failure
        return await self._more_coarsely(query, span, priority, fresh)

    async def _more_coarsely(self, query: str, span: Span, priority: Priority, fresh: float) -> Outcome:
        wide = coarser(span)
        self.vitals.coarsened += 1
        outcome = await self._ranged(query, wide, priority, fresh)
        if isinstance(outcome, Answer):
            self._coarsening.learn(query, points_of(span), None)
            return replace(outcome, step=wide.step, warnings=(*outcome.warnings, why_coarser(span, wide)))
        if is_too_much(outcome):
            self._coarsening.learn(query, points_of(span), outcome)
        return outcome

    async def _ranged(self, query: str, span: Span, priority: Priority, fresh: float) -> Outcome:
        async def send(ticket: Ticket, seconds: float) -> Outcome:
            def call(left: float) -> Awaitable[Answer]:
                return self._transport.query_range(query, span, left)

            outcome = await self.guarded(call, ticket=ticket, seconds=seconds)
            self.identity.look(not isinstance(outcome, SourceFailure) or not outcome.is_unreachable)
            return outcome

        return await self._sharing.get(
            key_of(self._config, "query_range", query, *span), fresh, priority, send
        )

    async def about(self) -> Capabilities | SourceFailure:
        """What the source is and has beside answers to queries; asked once in ABOUT_SECONDS, behind
        everything else."""
        known = self._about
        if known is not None and self._monotonic() - known[0] < ABOUT_SECONDS:
            return known[1]
        try:
            found = await probe(self._told)
        except SourceFailure as failure:
            return failure if known is None else known[1]
        self._about = self._monotonic(), found
        return found

    async def samples(self, query: str, at: float) -> int | None:
        """How many samples an instant query touches; None where the source does not tell or answer. Asked
        behind everything else, and never from memory."""

        def call(left: float) -> Awaitable[int | None]:
            return self._transport.samples(query, at, left)

        found = await self.guarded(call, counts=False, ticket=Ticket(Priority.REFERENCE))
        return None if isinstance(found, SourceFailure) else found

    async def _told(self, path: str, form: Mapping[str, str]) -> bytes:
        """What is at a path; that it is not there says nothing about the source. Raises SourceFailure."""

        def call(left: float) -> Awaitable[bytes]:
            return self._transport.get(path, form, left)

        body = await self.guarded(call, counts=False, ticket=Ticket(Priority.REFERENCE))
        if isinstance(body, SourceFailure):
            raise body
        return body

    async def _itself(self) -> bytes | SourceFailure:
        """What it says of itself; asked behind everything else, and no matter if it fails."""

        def call(left: float) -> Awaitable[bytes]:
            return self._transport.get("/api/v1/status/runtimeinfo", {}, left)

        return await self.guarded(call, counts=False, ticket=Ticket(Priority.REFERENCE))
