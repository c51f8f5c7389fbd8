"""Files that are edited while the navigator runs: loaded when they change, whoever looks at it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from hierarchy.file.loader import Loaded
from navigator.succession import Succession
from navigator.watching import AGAIN, Watch

log = logging.getLogger(__name__)

_UNDER_WAY = "file-changing"  # the check that says that the files were being written while they were read


class Reloader:
    """Watches hierarchy files in a thread of its own and has them loaded when they have changed."""

    def __init__(self, paths: Sequence[Path], load: Callable[[], Loaded], succession: Succession) -> None:
        """Nothing is looked at before `first`."""
        self._watch = Watch(paths)
        self._load = load
        self._succession = succession
        self._wake = threading.Event()
        self._asked = False
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="navigator-reload", daemon=True)

    def first(self) -> Loaded:
        """Load the files for the first time and show them; whatever changes from here on is noticed."""
        self._watch.take()
        loaded = self._load()
        self._succession.take(loaded)
        return loaded

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def reload(self) -> None:
        """Load the files now, changed or not; returns at once. May be called by a signal handler."""
        self._asked = True
        self._wake.set()

    def stop(self) -> None:
        """Stop watching; waits a moment for what is under way."""
        self._stopped = True
        self._wake.set()
        self._thread.join(timeout=2.0)

    def look(self) -> None:
        """One look at the files, and what follows from it."""
        if self._watch.changed() or self._asked:
            self._asked = False
            self._watch.take()
            loaded = self._load()
            if any(problem.id == _UNDER_WAY for problem in loaded.problems):
                self._asked = True  # with the next look
            else:
                self._succession.take(loaded)

    def _run(self) -> None:
        while not self._stopped:
            try:
                self.look()
            except Exception:
                log.exception("the hierarchy files could not be looked at; trying again")
            self._wake.wait(AGAIN if self._asked else self._watch.pause)
            self._wake.clear()
