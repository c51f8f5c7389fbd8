"""Members of nodes with `each`, looked for again and again while the navigator runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

EVERY = 15.0  # seconds of wall time between two searches, at least


class Searching:
    """Calls `search` every `seconds` in a thread of its own, whatever becomes of the time before."""

    def __init__(self, search: Callable[[], None], seconds: float = EVERY) -> None:
        self._search = search
        self._seconds = seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="navigator-members", daemon=True)

    def start(self) -> None:
        """Begin to search."""
        self._thread.start()

    def stop(self) -> None:
        """Search no more; waits a moment for what is under way."""
        self._stop.set()
        self._thread.join(timeout=1.0)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._search()
            except Exception:
                log.exception("members could not be looked for; trying again")
            self._stop.wait(self._seconds)
