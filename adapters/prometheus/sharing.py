"""Whoever asks the same gets the same answer: a kept one, or the one that is under way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from adapters.failures import SourceFailure
from adapters.prometheus.cache import Entry, Store
from adapters.prometheus.envelope import Answer
from adapters.prometheus.traffic_gate import Priority, Ticket
from adapters.prometheus.vitals import Vitals

Outcome = Answer | SourceFailure
STALE_STEPS = 2.0  # an answer that is out of date answers for so many lifetimes more while it is renewed

MOST_WAITS = 3  # for other processes that ask in turn, and fail

_Ask = Callable[[Ticket, float], Awaitable[Outcome]]  # takes its place in the queue and the seconds left


@dataclass(frozen=True, slots=True, eq=False)
class _Flight:
    task: asyncio.Task[Outcome]
    ticket: Ticket


class Sharing:
    """Answers of one source by question. On the loop of the source alone.

    An answer says itself when it was read (`Answer.at`), so a kept one never looks newer than it is.
    """

    def __init__(
        self, store: Store, vitals: Vitals, timeout: float, now: Callable[[], float] = time.time
    ) -> None:
        """`timeout` (seconds) is what one question may take; `now` is Unix time."""
        self._store = store
        self._vitals = vitals
        self._timeout = timeout
        self._now = now
        self._flying: dict[str, _Flight] = {}

    async def get(self, key: str, seconds: float, priority: Priority, ask: _Ask) -> Outcome:
        """The answer to the question `key`, fresh for `seconds`; `ask` is called once for all who wait.

        One that is out of date is given at once, for a while, and asked for anew behind it.
        """
        entry = await self._store.get(key)
        age = -1.0 if entry is None else self._now() - entry.at  # clocks may jump: then it is unknown
        if entry is not None and 0.0 <= age < seconds:
            return self._kept(entry, age)
        stale = entry is not None and seconds <= age < seconds * (1 + STALE_STEPS)
        flight = self._flying.get(key)
        if flight is None:
            flight = self._start(key, seconds, Priority.REFERENCE if stale else priority, ask)
        elif not stale:
            self._vitals.shared += 1
            flight.ticket.priority = max(flight.ticket.priority, priority)
        if entry is not None and stale:
            self._vitals.stale_served += 1
            return self._kept(entry, age)
        return await asyncio.shield(flight.task)

    async def drain(self) -> None:
        """End what is under way; for closing."""
        tasks = [flight.task for flight in self._flying.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _kept(self, entry: Entry, age: float) -> Answer:
        self._vitals.hits += 1
        self._vitals.served(age, self._now())
        return entry.answer if entry.answer.at else replace(entry.answer, at=entry.at)

    def _start(self, key: str, seconds: float, priority: Priority, ask: _Ask) -> _Flight:
        ticket = Ticket(priority)
        flight = _Flight(asyncio.ensure_future(self._fly(key, seconds, ticket, ask)), ticket)
        self._flying[key] = flight
        flight.task.add_done_callback(lambda _: self._flying.pop(key, None))
        return flight

    async def _fly(self, key: str, seconds: float, ticket: Ticket, ask: _Ask) -> Outcome:
        """Ask, unless another process does: its answer is waited for while that leaves time to ask ourselves,
        and whoever is first when there is none asks in its place."""
        until = self._now() + self._timeout
        mine = await self._store.claim(key, self._timeout)
        for _ in range(MOST_WAITS):
            left = until - self._timeout / 4 - self._now()
            if mine or left <= 0.0:
                break
            await self._store.wait(key, left)
            entry = await self._store.get(key)
            age = -1.0 if entry is None else self._now() - entry.at
            if entry is not None and 0.0 <= age < seconds:
                self._vitals.shared += 1
                return self._kept(entry, age)
            mine = await self._store.claim(key, self._timeout)
        try:
            left = min(self._timeout, max(self._timeout / 4, until - self._now()))
            outcome = await ask(ticket, left)
            if isinstance(outcome, Answer):
                at = self._now()
                outcome = replace(outcome, at=at)
                await self._store.put(key, Entry(outcome, at), seconds * (1 + STALE_STEPS))
            return outcome
        finally:
            if mine:
                await self._store.release(key)
