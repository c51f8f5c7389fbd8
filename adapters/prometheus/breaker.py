"""A source that is gone is probed now and then instead of hammered, and taken back at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

from adapters.failures import SourceFailure

FAILURES_TO_OPEN = 3
FIRST_PAUSE = 5.0
LONGEST_PAUSE = 15.0  # a source that is back is used again within 30 s


class Breaker:
    """Closed: calls pass. Open: calls fail at once with the last failure until a probe succeeds.

    `probe` is one cheap query; while it is under way every call waits for its outcome, so a source
    that is back is back for all. `monotonic` gives seconds, `jitter` a number in [0, 1).
    """

    def __init__(
        self,
        probe: Callable[[], Awaitable[object]],
        monotonic: Callable[[], float],
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._probe = probe
        self._monotonic = monotonic
        self._jitter = jitter
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._reopen_at = 0.0
        self._last: SourceFailure | None = None
        self._probing: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether calls are held back."""
        return self._last is not None and self._failures >= FAILURES_TO_OPEN

    async def admit(self) -> None:
        """Return when a call may be made; raises the SourceFailure that keeps the breaker open."""
        if not self.is_open:
            return
        if self._monotonic() >= self._reopen_at and self._probing is None:
            self._probing = asyncio.ensure_future(self._try())
        if self._probing is not None:
            await asyncio.shield(self._probing)
        if self.is_open:
            assert self._last is not None
            raise SourceFailure(self._last.kind, self._last.message, self._last.hint)

    def note_success(self) -> None:
        """A call was answered: the source is there."""
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._last = None

    def note_failure(self, failure: SourceFailure) -> None:
        """A call failed; only failures of the source as a whole count."""
        if not failure.is_unreachable:
            self.note_success()
            return
        was_open = self.is_open
        self._failures += 1
        self._last = failure
        if self.is_open and not was_open:
            self._hold()

    async def _try(self) -> None:
        try:
            await self._probe()
        except SourceFailure as failure:
            self.note_failure(failure)
            if self.is_open:
                self._pause = min(self._pause * 2, LONGEST_PAUSE)
                self._hold()
        else:
            self.note_success()
        finally:
            self._probing = None

    def _hold(self) -> None:
        self._reopen_at = self._monotonic() + self._pause * (0.8 + 0.2 * self._jitter())
