"""Work that is done again and again in a thread of its own while the navigator runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Repeating:
    """Calls `work` every `seconds` (of wall time, after it has come back), whatever becomes of it.

    `name` is the thread's, `failed` the sentence in the log when the work raised.
    """

    def __init__(self, work: Callable[[], None], seconds: float, name: str, failed: str) -> None:
        self._work = work
        self._seconds = seconds
        self._failed = failed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin at once."""
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing any more; waits a moment for what is under way."""
        self._stop.set()
        self._thread.join(timeout=1.0)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._work()
            except Exception:
                log.exception(self._failed)
            self._stop.wait(self._seconds)
