"""A navigator over hierarchy files that may change while it runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from hierarchy.file.loader import Loaded
from navigator.clock import Clock, LiveClock
from navigator.desk import Desk
from navigator.reload import Reloader
from navigator.searching import Searching
from navigator.services import NoHierarchy
from navigator.succession import MakeSource, Succession


class Live:
    """The desk of hierarchy files, with the threads that keep it what files and sources say."""

    def __init__(
        self,
        paths: Sequence[Path],
        load: Callable[[], Loaded],
        make_source: MakeSource,
        clock: Clock | None = None,
    ) -> None:
        """`load` reads the files; nothing is read before `start`."""
        self.desk = Desk(NoHierarchy("Navigator", ()))
        self._succession = Succession(self.desk, make_source, clock or LiveClock())
        self._reloader = Reloader(paths, load, self._succession, self.desk)
        self._searching = Searching(self._succession.search)

    def start(self) -> Loaded:
        """Load, begin to read, to watch and to search; what was loaded, so that it can be told."""
        loaded = self._reloader.first()
        self._reloader.start()
        self._searching.start()
        return loaded

    def reload(self) -> None:
        """Load the files at once; for signal handlers."""
        self._reloader.reload()

    def close(self) -> None:
        """Stop everything."""
        self._reloader.stop()
        self._searching.stop()
        self.desk.close()
