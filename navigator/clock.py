"""Data time: the wall clock when live, a clock of its own when a recording runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """Says what time it is in the data."""

    @property
    def speed(self) -> float:
        """Seconds of data time for a second of wall time; 0 when paused."""
        ...

    @property
    def replay(self) -> bool:
        """Whether this is a recording's time and not the present."""
        ...

    @property
    def ended(self) -> bool:
        """Whether there is no data after now, because a recording stops here."""
        ...

    @property
    def horizon(self) -> float:
        """The latest moment that may be looked at, Unix seconds; a recording has more than its now."""
        ...

    def now(self) -> float:
        """Unix seconds."""
        ...


class LiveClock:
    """The present."""

    speed = 1.0
    replay = False
    ended = False

    @property
    def horizon(self) -> float:
        """Nothing is known of the future."""
        return self.now()

    def now(self) -> float:
        """Unix seconds of the wall clock."""
        return time.time()


class ReplayClock:
    """Runs from `at` with `speed` and stands still at `end`."""

    replay = True

    def __init__(
        self, at: float, end: float, speed: float = 1.0, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._at = at
        self._end = end
        self._speed = speed
        self._monotonic = monotonic
        self._started = monotonic()

    @property
    def speed(self) -> float:
        """As given, and 0 once the end of the recording is reached."""
        return 0.0 if self.ended else self._speed

    @property
    def horizon(self) -> float:
        """The end of the recording."""
        return self._end

    @property
    def ended(self) -> bool:
        """Whether the recording has run out."""
        return self.now() >= self._end

    def now(self) -> float:
        """Unix seconds in the recording, never past its end."""
        return min(self._end, self._at + (self._monotonic() - self._started) * self._speed)
