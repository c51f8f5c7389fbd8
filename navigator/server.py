"""Serving one WSGI app with gunicorn: one process that reads, with several threads, and answers, where there
are not several others that do (navigator.processes)."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from navigator.failures import CANNOT_RUN, INTERNAL, report
from navigator.forwarding import Answering, Forwarder
from navigator.front import create_front
from navigator.listening import CannotServeError, address_of, listen
from navigator.processes import Processes, listen_at, living, meeting_place
from navigator.settings import Settings
from navigator.wsgi import WSGIApplication

__all__ = ["CannotServeError", "serve"]

GRACE_SECONDS = 10
# Seconds without a sign of life after which a process is replaced. The sign comes once a second, from a
# thread that waits for no source and answers nobody: even the largest answer (half a second of the
# interpreter) and a processor that others share leave it a dozen times what it needs. With a moment to end
# it and a few seconds to start another, all is back within half a minute.
HUNG_SECONDS = 15
STARTING_SECONDS = 120.0  # the same while it starts: large hierarchies take their time
# gunicorn stops for good when its worker ends with one of these while it starts.
_KNOWN, _UNKNOWN = Arbiter.WORKER_BOOT_ERROR, Arbiter.APP_LOAD_ERROR


def print_address(url: str) -> None:
    """Say where the navigator is to be found, on stdout."""
    sys.stdout.write(f"Navigator at {url} (Ctrl-C stops it)\n")
    sys.stdout.flush()


def serve(
    make_app: Callable[[], WSGIApplication],
    settings: Settings,
    on_ready: Callable[[str], None] = print_address,
    on_hangup: Callable[[], None] | None = None,
) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP, then end with SystemExit(0) after requests in flight.

    With `on_hangup` a SIGHUP ends nothing: it is called in the process that reads, in its main
    thread, between two instructions. A terminal that was closed still ends the server.

    `make_app` runs in the process that reads, so threads that it starts live where the app lives;
    what it registers with `atexit` runs when that process ends. `on_ready` is called there with the
    URL, once requests are answered. Raises CannotServeError before anything is started; an app that
    can't be made ends with the exit code of navigator.failures.
    """
    listener = listen(settings)
    url = address_of(listener, settings)
    sys.stdout.flush()
    parent = os.getpid()
    try:
        with meeting_place() as place:
            # The descriptor is gunicorn's from here on; it closes it in all processes.
            descriptor = listener.detach()
            server = _Server(make_app, settings, descriptor, place, lambda: on_ready(url), on_hangup)
            arbiter: Any = Processes
            arbiter(server).run()
    except SystemExit as end:
        if os.getpid() != parent:
            raise
        code = end.code if isinstance(end.code, int) else 0
        raise SystemExit({_KNOWN: CANNOT_RUN, _UNKNOWN: INTERNAL}.get(code, code)) from None


class _Server(BaseApplication):
    def __init__(
        self,
        make_app: Callable[[], WSGIApplication],
        settings: Settings,
        descriptor: int,
        place: Path,
        on_ready: Callable[[], None],
        on_hangup: Callable[[], None] | None,
    ) -> None:
        self.is_reader = True  # set before each fork
        self._worker: Any = None  # set after it
        self._place = place
        self._make_app = make_app
        self._settings = settings
        self._descriptor = descriptor
        self._on_ready = on_ready
        self._on_hangup = on_hangup
        super().__init__(prog="navigator")  # type: ignore[no-untyped-call]

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": [f"fd://{self._descriptor}"],
            "worker_class": "gthread",
            "workers": self._settings.workers + 1 if self._is_split else 1,
            "threads": self._settings.threads,
            "graceful_timeout": GRACE_SECONDS,
            "timeout": HUNG_SECONDS,
            "keepalive": 15,
            "preload_app": False,
            "limit_request_line": 8190,
            "forwarder_headers": "",
            "logger_class": _Log,
            "loglevel": self._settings.log_level,
            "proc_name": "navigator",
            "when_ready": self._listen_to_signals,
            "post_fork": self._become,
            "post_worker_init": self._worker_ready,
            # Newer versions only: a socket for remote control, which nobody here uses.
            "control_socket_disable": True,
        }
        config: Any = self.cfg
        for name, value in options.items():
            if name in config.settings:
                config.set(name, value)

    @property
    def _is_split(self) -> bool:
        return self._settings.workers > 1

    def _become(self, _arbiter: Any, worker: Any) -> None:
        """The process that reads for others takes no requests from outside."""
        self._worker = worker
        if self._is_split and self.is_reader:
            for one in worker.sockets:
                one.close()
            worker.sockets = []

    def load(self) -> WSGIApplication:
        if not self.is_reader:
            return create_front(self._settings, Forwarder(self._place))
        try:
            with living(self._worker.notify, STARTING_SECONDS):
                return self._make_app()
        except Exception as error:
            code = report(error)
            raise SystemExit(_KNOWN if code == CANNOT_RUN else _UNKNOWN) from None

    def _worker_ready(self, worker: Any) -> None:
        _spare_the_collector()
        # A terminal tells all processes; the parent passes it on as an orderly end.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        reloads = self._on_hangup is not None and self.is_reader
        signal.signal(signal.SIGHUP, self._hung_up if reloads else signal.SIG_IGN)
        if self._is_split and self.is_reader:
            Answering(worker.wsgi, listen_at(self._place)).start()  # not before it can answer
        if worker.age == 1:  # not again after the process had to be replaced
            self._on_ready()

    def _hung_up(self, *_: object) -> None:
        if self._on_hangup is not None:
            self._on_hangup()

    def _listen_to_signals(self, arbiter: Any) -> None:
        """Ctrl-C and a closed terminal end the navigator as SIGTERM does: gunicorn would kill its worker in
        the middle of a request, or start it anew. And there are always as many processes."""
        had_terminal = _has_terminal()

        def end(*_: object) -> None:
            arbiter.signal(signal.SIGTERM, None)

        def hang_up(*_: object) -> None:
            if self._on_hangup is None or (had_terminal and not _has_terminal()):
                end()
                return
            for pid in arbiter.reading():
                os.kill(pid, signal.SIGHUP)

        signal.signal(signal.SIGINT, end)
        signal.signal(signal.SIGHUP, hang_up)
        for number in (signal.SIGUSR2, signal.SIGTTIN, signal.SIGTTOU):
            signal.signal(number, signal.SIG_IGN)


def _spare_the_collector() -> None:
    """A hierarchy stays for the life of the process and a judgement makes hundreds of thousands of objects
    that hold no cycles: walking them all again and again took a quarter of the time at 10,000 nodes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class _Log(Logger):
    """gunicorn's log through ours, without a line for each request."""

    def setup(self, cfg: Any) -> None:
        self.cfg = cfg
        self._access_log_enabled = False
        self.error_log.propagate = True
        self.error_log.setLevel(cfg.loglevel.upper())
        self.error_log.addFilter(_is_news)

    def access(self, *_: Any) -> None:
        """Nothing: who looks at what is nobody's business."""


def _is_news(record: logging.LogRecord) -> bool:
    """An app that can't be made has been reported already; the sequel says less."""
    sequels = ("Shutting down", "Reason:", *(f"exited with code {code}." for code in (_KNOWN, _UNKNOWN)))
    return not any(sequel in record.getMessage() for sequel in sequels)


def _has_terminal() -> bool:
    """Whether the terminal that started this process is there: one that was closed can't be opened."""
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True
