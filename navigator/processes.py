"""Which processes a server consists of: one that reads, and several that answer where that is wanted.

With one worker the process that reads answers too. With more, those that answer hold nothing of their own
and carry what they are asked to the one that reads (navigator.front), over a Unix socket.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gunicorn import sock
from gunicorn.arbiter import Arbiter

from navigator.listening import BACKLOG

SIGN_SECONDS = 1.0


@contextmanager
def meeting_place() -> Iterator[Path]:
    """The path of a socket in a folder that nobody else may enter; the folder goes in the end."""
    parent = os.getpid()
    folder = Path(tempfile.mkdtemp(prefix="navigator-"))
    try:
        yield folder / "reader"
    finally:
        if os.getpid() == parent or os.getppid() != parent:  # or the parent was killed, and can't
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def living(notify: Callable[[], None], seconds: float) -> Iterator[None]:
    """Give a sign of life every second, for at most so many seconds: for work that may take long, but not
    for ever."""
    over = threading.Event()

    def signs() -> None:
        until = time.monotonic() + seconds
        while not over.wait(SIGN_SECONDS) and time.monotonic() < until:
            notify()

    thread = threading.Thread(target=signs, name="navigator-living", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def listen_at(path: Path) -> socket.socket:
    """A listening socket at the path, instead of one that an earlier process left there."""
    fresh = path.with_suffix(f".{os.getpid()}")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(fresh))
    listener.listen(BACKLOG)
    fresh.rename(path)
    return listener


class Processes(Arbiter):
    """gunicorn's parent process with children of two kinds. Its app has `is_reader`, which a child finds set
    to what it is to be."""

    def spawn_worker(self) -> Any:
        """A child of the kind that is missing: first the one that reads, then those that answer."""
        self.app.is_reader = not any(worker.is_reader for worker in self.WORKERS.values())
        pid = super().spawn_worker()  # type: ignore[no-untyped-call]  # a child never gets beyond it
        self.WORKERS[pid].is_reader = self.app.is_reader
        return pid

    def stop(self, graceful: bool = True) -> None:
        """First those that answer come to an end, which still need the one that reads."""
        sock.close_sockets(self.LISTENERS, False)  # type: ignore[no-untyped-call]
        self.LISTENERS = []
        limit = time.monotonic() + self.cfg.graceful_timeout
        number = signal.SIGTERM if graceful else signal.SIGQUIT
        for pid in self.answering():
            self.kill_worker(pid, number)  # type: ignore[no-untyped-call]
        while self.answering() and time.monotonic() < limit:
            self.reap_workers()  # type: ignore[no-untyped-call]
            time.sleep(0.05)
        super().stop(graceful)  # type: ignore[no-untyped-call]

    def answering(self) -> list[int]:
        """The processes that answer and hold nothing."""
        return [pid for pid, worker in tuple(self.WORKERS.items()) if not worker.is_reader]

    def reading(self) -> list[int]:
        """The process that reads, none while it is replaced."""
        return [pid for pid, worker in tuple(self.WORKERS.items()) if worker.is_reader]
