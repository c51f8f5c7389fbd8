"""How many pages are open: each asks for news every few seconds under a name that it made up itself."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable

LATELY = 30.0  # seconds within which an open page has asked; hidden ones ask for nothing
MOST = 10_000
_NAME = re.compile(r"[a-z0-9]{8,20}\Z")


class Viewers:
    """Remembers names for LATELY seconds and nothing else about anybody; safe in several threads."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._seen: dict[str, float] = {}

    def note(self, page: str) -> None:
        """A page has asked; what is no such name, or one too many, is not counted."""
        if not _NAME.match(page):
            return
        with self._lock:
            if page not in self._seen and len(self._seen) >= MOST:
                self._forget()
                if len(self._seen) >= MOST:
                    return
            self._seen[page] = self._monotonic()

    @property
    def count(self) -> int:
        """How many pages asked lately."""
        with self._lock:
            self._forget()
            return len(self._seen)

    def _forget(self) -> None:
        due = self._monotonic() - LATELY
        self._seen = {page: at for page, at in self._seen.items() if at > due}
