"""A navigator in several processes, as a test starts it: who belongs to it, and where they meet."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

import httpx

from navigator import server

ROOT = Path(server.__file__).resolve().parent.parent
PATIENCE = 60.0
T = TypeVar("T")

PROGRAM = """\
import atexit, os, sys, threading, time
from functools import partial
from pathlib import Path
from adapters.recording import RecordedSource
from flask import request
from navigator import server
from navigator.app import create_app
from navigator.clock import ReplayClock
from navigator.desk import Desk
from navigator.logs import configure_logging
from navigator.runtime import open_recording
from navigator.server import serve
from navigator.services import Services
from navigator.settings import Settings

settings = Settings(port=0, workers=int(sys.argv[1]))
server.HUNG_SECONDS = int(sys.argv[2])
late = Path(sys.argv[3])
configure_logging("error", "text")

def make_app():
    if late.name and not late.exists():  # the first time only
        late.touch()
        time.sleep(server.HUNG_SECONDS * 1.1)
    recording, model = open_recording(Path("examples/port-exhaustion/incident.navrec.gz"))
    clock = ReplayClock(recording.start + 3600, recording.end, 0.0)
    services = Services.build(model, RecordedSource(recording, model), clock)
    services.poller.sweep_once()
    app = create_app(settings, Desk(services)).server
    told = []
    @app.get("/tell/<word>")
    def tell(word):
        told.append(word)
        return " ".join([str(os.getpid()), *told])
    @app.get("/slow/<word>")
    def slow(word):
        print("slow", word, flush=True)
        time.sleep(1)
        return word
    @app.get("/busy")
    def busy():
        until = time.monotonic() + server.HUNG_SECONDS * 1.1
        while time.monotonic() < until:
            sum(range(1000))
        return "done"
    @app.post("/echo")
    def echo():
        return request.get_data()
    atexit.register(lambda: print("closed", flush=True))
    return app

serve(make_app, settings, on_hangup=lambda: print("reloading", flush=True))
"""


@contextmanager
def running(
    workers: int, hung: int = server.HUNG_SECONDS, late: Path | None = None
) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """A server with so many processes that answer, and a client of it, once it says where it is.

    Who gives no sign of life for `hung` seconds is replaced; with `late`, the path of a file that is made
    then, the first start takes longer than that.
    """
    with ExitStack() as stack:
        process = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", PROGRAM, str(workers), str(hung), str(late or "")],
                cwd=ROOT,
                env={**os.environ, "PYTHONHASHSEED": "0"},  # the order of attributes in a page
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        )
        stack.callback(_end, process)
        assert process.stdout is not None
        line = process.stdout.readline()
        url = next(word for word in line.split() if word.startswith("http://"))
        yield process, stack.enter_context(httpx.Client(base_url=url, timeout=PATIENCE))


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def children(process: subprocess.Popen[str]) -> list[int]:
    """The processes below a server."""
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def until(look: Callable[[], T | None]) -> T:
    """What `look` finds, as soon as it finds anything."""
    end = time.monotonic() + PATIENCE
    while (found := look()) is None:
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)
    return found


def reader(client: httpx.Client) -> int:
    """The process that reads, once it answers."""

    def look() -> int | None:
        response = client.get("/tell/x")
        return int(response.text.split()[0]) if response.status_code == 200 else None

    return until(look)


def meeting_place(pid: int) -> Path:
    """The path of the socket at which a process is asked by the others."""
    inodes = {os.readlink(fd) for fd in Path(f"/proc/{pid}/fd").iterdir() if fd.is_symlink()}
    rows = [row.split() for row in Path(f"/proc/{pid}/net/unix").read_text().splitlines()[1:]]
    bound = (Path(row[7]) for row in rows if len(row) > 7 and f"socket:[{row[6]}]" in inodes)
    return next(path.with_name("reader") for path in bound if path.parent.name.startswith("navigator-"))
