"""How far long work has come: on stderr, on a terminal, and only once it has lasted a second."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

SHOWN_AFTER = 1.0  # seconds


class Steps(Protocol):
    """What long work tells about itself. `total` is how many steps there are (None: nobody knows)."""

    total: int | None

    def advance(self, steps: int = 1) -> None:
        """So many more steps are done."""

    def describe(self, description: str) -> None:
        """What is being done now."""


@contextmanager
def progress(
    description: str,
    total: int | None = None,
    *,
    stream: TextIO | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Steps]:
    """A bar for the work in the block: `with progress("Reading", 12) as steps: … steps.advance()`.

    Written to `stream` (stderr), never to stdout, and only if it is a terminal; it appears after a
    second of work and is gone at the end, so that quick work shows nothing. `total` may be set later.
    Exceptions of the block pass through, the bar gone before them.
    """
    out = sys.stderr if stream is None else stream
    shown = _Steps(description, total, out, clock)
    try:
        yield shown
    finally:
        shown.close()


class _Steps:
    def __init__(
        self, description: str, total: int | None, stream: TextIO, clock: Callable[[], float]
    ) -> None:
        self.total = total
        self._description = description
        self._done = 0
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._clock = clock
        self._began = clock()
        self._bar: Progress | None = None
        self._task = TaskID(0)
        self._turn = threading.RLock()
        # Work that takes its first step late, or only one, shows that it goes on all the same.
        self._late = threading.Timer(SHOWN_AFTER, self._show, (True,))
        self._late.daemon = True
        if self._is_terminal:
            self._late.start()

    def advance(self, steps: int = 1) -> None:
        self._done += steps
        self._show()

    def describe(self, description: str) -> None:
        self._description = description
        self._show()

    def close(self) -> None:
        self._late.cancel()
        with self._turn:
            self._is_terminal = False
            if self._bar is not None:
                self._bar.stop()
                self._bar = None

    def _show(self, is_late: bool = False) -> None:
        with self._turn:
            if not self._is_terminal or not (is_late or self._clock() - self._began >= SHOWN_AFTER):
                return
            if self._bar is None:
                self._bar = _bar(self._stream)
                self._task = self._bar.add_task(self._description, total=self.total)
                self._bar.start()
            self._bar.update(
                self._task,
                description=self._description,
                total=self.total,
                completed=self._done,
                refresh=True,
            )


def _bar(stream: TextIO) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(file=stream, stderr=True),
        transient=True,
    )
