"""Waiting for a source in few requests at a time, so that it can't take all the threads that answer."""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore
from typing import TypeVar

T = TypeVar("T")

LONGEST = 5.0
MOST = 2


class SourceWaits:
    """At most MOST requests wait for a source, each at most LONGEST seconds; others hear what is known."""

    def __init__(self) -> None:
        self._turns = BoundedSemaphore(MOST)

    def look(self, known_within: Callable[[float], T | None]) -> T | None:
        """What `known_within(seconds)` gives at once, else, if there is a turn, what it gives after a wait.

        None where it is not known yet.
        """
        found = known_within(0.0)
        if found is not None or not self._turns.acquire(blocking=False):
            return found
        try:
            return known_within(LONGEST)
        finally:
            self._turns.release()
