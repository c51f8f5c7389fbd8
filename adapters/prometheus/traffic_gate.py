"""At most so many queries in a source at once; who waits, waits by importance, and not without end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol, TypeVar

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.vitals import Vitals

T = TypeVar("T")

MOST_WAITING = 256
PATIENT_SECONDS = 3.0  # a sweep waits no longer than this behind what is looked at: states are made of it
WIDEN_SECONDS = 30.0  # between two steps back to the full width
LINGER_SECONDS = 2.0  # an engine notices a deadline late


class Priority(IntEnum):
    """How important a query is; the greater goes first."""

    REFERENCE = 1  # what is usual, what was long ago, what nobody waits for
    SWEEP = 2  # the states of all nodes
    VISIBLE = 3  # what somebody looks at


class Slots(Protocol):
    """Slots that several processes share; asked after the gate's own. None of it raises: shared slots
    that are lost let everyone through."""

    async def take(self, width: int, seconds: float) -> bool:
        """Whether one of `width` slots came free within so many seconds."""
        ...

    async def give(self) -> None:
        """Give a slot back."""
        ...


@dataclass(slots=True, eq=False)
class Ticket:
    """A place in the queue. Its priority may rise while it waits."""

    priority: Priority = Priority.VISIBLE
    since: float = 0.0
    turn: asyncio.Future[None] | None = None


class TrafficGate:
    """Lets `width` calls through at a time, the most important first, those in order of arrival.

    A caller that gives up leaves its call running in its slot until the call ends by its own
    deadline: Prometheus goes on computing too, and a freed slot would pile more work upon it. Of more
    than `most` that wait the least important is refused, of several the one that has waited longest.
    """

    def __init__(
        self,
        width: int,
        vitals: Vitals | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        most: int = MOST_WAITING,
    ) -> None:
        self._full = max(1, width)
        self._width = self._full
        self._vitals = vitals or Vitals()
        self._vitals.width = self._width
        self._monotonic = monotonic
        self._most = most
        self._changed = monotonic()
        self._taken = 0
        self._waiting: list[Ticket] = []  # in order of arrival
        self._running: set[asyncio.Task[object]] = set()
        self._timers: set[asyncio.TimerHandle] = set()

    @property
    def width(self) -> int:
        """How many may be in the source at once now."""
        return self._width

    async def run(self, call: Callable[[], Awaitable[T]], ticket: Ticket | None = None) -> T:
        """The result of `call`, started as soon as it is its turn. Raises SourceFailure (crowded) where
        the queue is full of what is at least as important."""
        await self._turn(ticket or Ticket())
        task = asyncio.ensure_future(_started(call))
        self._running.add(task)
        task.add_done_callback(self._leave)
        return await asyncio.shield(task)

    def narrow(self, started: float) -> None:
        """The source had too much of a call that began at `started` (monotonic seconds): half as many at
        once. What had begun before the last change says nothing about the new width."""
        if started >= self._changed and self._width > 1:
            self._set_width(self._width // 2)
        elif self._width == 1:
            self._changed = self._monotonic()

    def widen(self) -> None:
        """The source has answered: one more at once, if it has for WIDEN_SECONDS."""
        if self._width < self._full and self._monotonic() - self._changed >= WIDEN_SECONDS:
            self._set_width(self._width + 1)
            self._admit()

    def linger(self) -> None:
        """A call that is about to end was given up by us: its engine notices that a little later, and for
        so long there is one slot less."""
        loop = asyncio.get_running_loop()
        self._timers = {timer for timer in self._timers if timer.when() > loop.time()}
        self._take()
        self._timers.add(loop.call_later(LINGER_SECONDS, self._free))

    async def drain(self) -> None:
        """End all calls under way; for closing."""
        for timer in self._timers:
            timer.cancel()
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _turn(self, ticket: Ticket) -> None:
        ticket.since = self._monotonic()
        if self._taken < self._width and not self._waiting:
            self._take()
        else:
            await self._wait(ticket)
        self._vitals.queue_wait_seconds += self._monotonic() - ticket.since
        self._vitals.queue_wait_count += 1

    async def _wait(self, ticket: Ticket) -> None:
        turn = ticket.turn = asyncio.get_running_loop().create_future()
        self._waiting.append(ticket)
        self._vitals.waiting = len(self._waiting)
        if len(self._waiting) > self._most:
            self._refuse(min(self._waiting, key=lambda one: one.priority))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._free()  # its turn had come just when its caller gave up
            raise
        finally:
            self._forget(ticket)

    def _refuse(self, ticket: Ticket) -> None:
        self._vitals.refused += 1
        self._forget(ticket)
        if ticket.turn is not None and not ticket.turn.done():
            words = f"not asked: {self._most} queries to this source wait already, all at least as important"
            hint = "the source is too slow for what is asked of it: see max_concurrency, pace and step"
            ticket.turn.set_exception(SourceFailure(FailureKind.CROWDED, words, hint))

    def _forget(self, ticket: Ticket) -> None:
        if ticket in self._waiting:
            self._waiting.remove(ticket)
            self._vitals.waiting = len(self._waiting)

    def _admit(self) -> None:
        while self._waiting and self._taken < self._width:
            now = self._monotonic()
            ticket = max(self._waiting, key=lambda one: _rank(one, now))  # the first of several
            self._forget(ticket)
            if ticket.turn is not None and not ticket.turn.done():
                self._take()
                ticket.turn.set_result(None)

    def _take(self) -> None:
        self._taken += 1
        self._vitals.in_flight = self._taken

    def _free(self) -> None:
        self._taken -= 1
        self._vitals.in_flight = self._taken
        self._admit()

    def _set_width(self, width: int) -> None:
        self._width = self._vitals.width = width
        self._changed = self._monotonic()

    def _leave(self, task: asyncio.Task[object]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # an abandoned call's failure is nobody's news
        self._free()


def _rank(ticket: Ticket, now: float) -> Priority:
    impatient = ticket.priority is Priority.SWEEP and now - ticket.since >= PATIENT_SECONDS
    return Priority.VISIBLE if impatient else ticket.priority


async def _started(call: Callable[[], Awaitable[T]]) -> T:
    return await call()
