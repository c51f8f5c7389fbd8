"""A navigator over hierarchy files that may change while it runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from hierarchy.file.loader import Loaded
from navigator.clock import Clock, LiveClock
from navigator.desk import Desk
from navigator.reload import Reloader
from navigator.repeating import Repeating
from navigator.services import NoHierarchy
from navigator.succession import MakeSource, Succession

SEARCH_EVERY = 15.0  # seconds between two searches for members
CLOSE_EVERY = 1.0


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
        self._reloader = Reloader(paths, load, self._succession)
        self._repeating = (
            Repeating(
                self._succession.search,
                SEARCH_EVERY,
                "navigator-members",
                "members could not be looked for; trying again",
            ),
            # Not where files are watched: a source that hangs lets go of its connections slowly.
            Repeating(
                self.desk.close_retired,
                CLOSE_EVERY,
                "navigator-closing",
                "what is not served any more could not be closed",
            ),
        )

    def start(self) -> Loaded:
        """Load, begin to read, to watch and to search; what was loaded, so that it can be told."""
        loaded = self._reloader.first()
        self._reloader.start()
        for one in self._repeating:
            one.start()
        return loaded

    def reload(self) -> None:
        """Load the files at once; for signal handlers."""
        self._reloader.reload()

    def close(self) -> None:
        """Stop everything."""
        self._reloader.stop()
        for one in self._repeating:
            one.stop()
        self.desk.close()
