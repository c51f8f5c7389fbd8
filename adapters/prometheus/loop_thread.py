"""One event loop on one background thread, for callers that block."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from typing import Any, TypeVar

T = TypeVar("T")


class ClosedError(RuntimeError):
    """The loop has been closed, before or while the work was under way."""


class LoopThread:
    """Runs coroutines for any thread; the thread is a daemon and never keeps the process alive."""

    def __init__(self, name: str = "navigator-source") -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()
        self._closing = threading.Lock()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of `work`, run on the loop; the caller waits. Raises ClosedError once closed."""
        with self._closing:
            if self._loop.is_closed():
                work.close()
                raise ClosedError
            future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except CancelledError:
            raise ClosedError from None

    def close(self) -> None:
        """Cancel what is under way, stop the loop and its thread; idempotent."""
        with self._closing:
            if self._loop.is_closed():
                return
            asyncio.run_coroutine_threadsafe(_cancel_all(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()


async def _cancel_all() -> None:
    """Nobody shall wait for ever for a loop that has stopped."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
