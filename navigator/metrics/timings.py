"""How long something took, counted by bounds: a histogram that knows nothing of how it is told."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds


class Timings:
    """Counts durations; safe in several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = [0] * (len(BOUNDS) + 1)
        self._sum = 0.0

    def note(self, seconds: float) -> None:
        """Count one."""
        with self._lock:
            self._counts[bisect_left(BOUNDS, seconds)] += 1
            self._sum += seconds

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Count the block, also where it raises."""
        begun = perf_counter()
        try:
            yield
        finally:
            self.note(perf_counter() - begun)

    @property
    def total(self) -> float:
        """Seconds of all together."""
        return self._sum

    def buckets(self) -> tuple[list[tuple[str, float]], float]:
        """(upper bound as text, how many took at most so long) with +Inf last, and the sum in seconds."""
        with self._lock:
            counts, total = list(self._counts), self._sum
        found: list[tuple[str, float]] = []
        so_far = 0
        for bound, count in zip((*BOUNDS, float("inf")), counts, strict=True):
            so_far += count
            found.append(("+Inf" if bound == float("inf") else repr(bound), float(so_far)))
        return found, total
