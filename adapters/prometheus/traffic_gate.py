"""At most so many queries in a source at once; who waits, waits in order of arrival."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


class TrafficGate:
    """Lets `width` calls through at a time.

    A caller that gives up leaves its call running in its slot until the call ends by its own
    deadline: Prometheus goes on computing too, and a freed slot would pile more work upon it.
    """

    def __init__(self, width: int) -> None:
        self._slots = asyncio.Semaphore(max(1, width))
        self._running: set[asyncio.Task[object]] = set()

    async def run(self, call: Callable[[], Awaitable[T]]) -> T:
        """The result of `call`, started as soon as a slot is free."""
        await self._slots.acquire()
        task = asyncio.ensure_future(_started(call))
        self._running.add(task)
        task.add_done_callback(self._leave)
        return await asyncio.shield(task)

    async def drain(self) -> None:
        """End all calls under way; for closing."""
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _leave(self, task: asyncio.Task[object]) -> None:
        self._running.discard(task)
        self._slots.release()
        if not task.cancelled():
            task.exception()  # an abandoned call's failure is nobody's news


async def _started(call: Callable[[], Awaitable[T]]) -> T:
    return await call()
