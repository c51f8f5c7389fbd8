"""Tells when hierarchy files have changed and nobody is writing them any more.

By looking again and again, so that it works on every file system and in every container.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hierarchy.file.files import seen

LOOK = 1.0  # seconds between two looks while nothing changes
AGAIN = 0.2  # between two looks while something does; a change that stays so long is taken
MISSING = 1.5  # a file that is gone or empty must stay so this long: editors delete or cut before they write
LONGEST_UNREST = 2.0  # after which a change is taken although others go on
_YOUNG = 3.0  # a file changed so lately may change again without its times telling
_ANYWAY = 10  # every so many looks contents are read whatever the times say

Marks = tuple[object, ...]


class Watch:
    """Looks at files and folders; `changed` says when it is time to load them.

    Contents count, not times: a file that is touched, or exchanged for an equal one, is no change.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        now: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._paths = tuple(paths)
        self._now = now
        self._monotonic = monotonic
        self._looks = 0
        self._marks: Marks | None = None
        self._contents: tuple[str, frozenset[str]] = ("", frozenset())
        self._taken: tuple[str, frozenset[str]] = ("", frozenset())
        self._stands_since = monotonic()
        self._restless_since: float | None = None

    def take(self) -> None:
        """What the files hold now is what is about to be loaded."""
        self._read()
        self._taken = self._contents
        self._restless_since = None

    def changed(self) -> bool:
        """Looks; whether the files hold something else than what was taken, and have come to rest."""
        before = self._contents
        self._look()
        now = self._monotonic()
        if self._contents != before:
            self._stands_since = now
        if self._contents[0] == self._taken[0]:
            self._restless_since = None
            return False
        if self._restless_since is None:
            self._restless_since = now
        lost = bool(self._taken[1] - self._contents[1])
        stood = now - self._stands_since
        if stood >= (MISSING if lost else AGAIN):
            return True
        return not lost and now - self._restless_since >= LONGEST_UNREST

    @property
    def pause(self) -> float:
        """Seconds until the next look."""
        return LOOK if self._restless_since is None else AGAIN

    def _look(self) -> None:
        marks, newest = _marks(self._paths)
        self._looks += 1
        due = self._looks % _ANYWAY == 0 or self._now() - newest < _YOUNG
        if due or marks != self._marks:
            self._marks = marks
            self._read()

    def _read(self) -> None:
        self._contents = seen(self._paths)


def _marks(paths: Sequence[Path]) -> tuple[Marks, float]:
    """What can be told of the files without reading them, and when the newest of them changed."""
    marks: list[object] = []
    newest = 0.0
    for path in _files(paths):
        try:
            about = os.stat(path)
        except (OSError, ValueError):
            marks.append((str(path), None))
            continue
        marks.append((str(path), about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns))
        newest = max(newest, about.st_mtime, about.st_ctime)
    return tuple(marks), newest


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        yield path
        try:
            yield from sorted(path.iterdir()) if path.is_dir() else ()
        except OSError:
            continue
