"""A source that is gone is probed now and then instead of hammered, and taken back at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable

from adapters.failures import SourceFailure
from adapters.prometheus.vitals import BreakerState, Vitals

FAILURES_TO_OPEN = 3
SHORTEST_PAUSE = 1.0
FIRST_PAUSE = 4.0
# A source that is back is used again within 30 s: this, the pause of whoever asks, and the probe.
LONGEST_PAUSE = 15.0


class Breaker:
    """Closed: calls pass. Open: calls fail at once with the last failure until a probe succeeds.

    `probe` is one cheap query; while it is under way every call waits for its outcome, so a source
    that is back is back for all. Pauses double from probe to probe, each drawn evenly between
    SHORTEST_PAUSE and its length ("full jitter"), so that many who lost a source together do not come
    back together. `monotonic` gives seconds, `jitter` a number in [0, 1).
    """

    def __init__(
        self,
        probe: Callable[[], Awaitable[object]],
        monotonic: Callable[[], float],
        jitter: Callable[[], float] = random.random,
        vitals: Vitals | None = None,
    ) -> None:
        self._probe = probe
        self._monotonic = monotonic
        self._jitter = jitter
        self._vitals = vitals or Vitals()
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._reopen_at = 0.0
        self._last: SourceFailure | None = None
        self._probing: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether calls are held back."""
        return self._last is not None and self._failures >= FAILURES_TO_OPEN

    def check(self) -> None:
        """Raise the SourceFailure that keeps the breaker open, where it is too early to probe."""
        if self.is_open and self._probing is None and self._monotonic() < self._reopen_at:
            self._refuse()

    async def admit(self) -> None:
        """Return when a call may be made; raises the SourceFailure that keeps the breaker open."""
        if not self.is_open:
            return
        if self._monotonic() >= self._reopen_at and self._probing is None:
            self._probing = asyncio.ensure_future(self._try())
            self._vitals.breaker = BreakerState.HALF_OPEN
        if self._probing is not None:
            await asyncio.shield(self._probing)
        if self.is_open:
            self._refuse()

    def note_success(self) -> None:
        """A call was answered: the source is there."""
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._last = None
        self._vitals.breaker = BreakerState.CLOSED

    def note_failure(self, failure: SourceFailure) -> None:
        """A call failed; only failures of the source as a whole count. One that says when to come again
        is taken at its word, within reason."""
        if not failure.is_unreachable:
            self.note_success()
            return
        was_open = self.is_open
        self._failures += 1
        self._last = failure
        if failure.retry_after is not None:
            self._failures = max(self._failures, FAILURES_TO_OPEN)
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
        told = None if self._last is None else self._last.retry_after
        pause = self._pause * self._jitter() if told is None else told
        self._reopen_at = self._monotonic() + min(LONGEST_PAUSE, max(SHORTEST_PAUSE, pause))
        self._vitals.breaker = BreakerState.OPEN

    def _refuse(self) -> None:
        assert self._last is not None
        raise SourceFailure(self._last.kind, self._last.message, self._last.hint)
