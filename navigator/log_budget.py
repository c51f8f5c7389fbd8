"""A bound on how many lines strangers can make us log."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable


class LogBudget:
    """Lets at most `lines` lines through per `seconds`, then says how many were left out."""

    def __init__(
        self,
        logger: logging.Logger,
        lines: int = 30,
        seconds: float = 60.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._logger = logger
        self._lines = lines
        self._seconds = seconds
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._window_start = monotonic()
        self._used = 0

    def log(self, level: int, message: str, *args: object, error: BaseException | None = None) -> None:
        """Log one line within the budget; `error` lends its traceback to the record."""
        allowed, left_out = self._take()
        if left_out:
            self._logger.warning("%d more lines like these were left out", left_out)
        if allowed:
            self._logger.log(level, message, *args, exc_info=error)

    def _take(self) -> tuple[bool, int]:
        with self._lock:
            left_out = 0
            now = self._monotonic()
            if now - self._window_start >= self._seconds:
                left_out = max(0, self._used - self._lines)
                self._window_start, self._used = now, 0
            self._used += 1
            return self._used <= self._lines, left_out
