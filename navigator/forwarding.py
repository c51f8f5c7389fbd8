"""Requests carried to the process that reads, over its Unix socket, and the whole answers back.

Not as HTTP: what a server makes of a request need not be written and read a second time, which would cost
the one process that reads as much as many answers do. A message is two lengths, a head in JSON, and a body.
"""

from __future__ import annotations

import io
import logging
import select
import socket
import struct
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson

from navigator.wsgi import Environ, WSGIApplication

log = logging.getLogger(__name__)

LONGEST = 15.0  # seconds; nothing that answers waits for a source for more than a third of it
_LENGTHS = struct.Struct(">II")
_Head = list[object]


class AwayError(Exception):
    """Nobody answers at the socket: the process behind it is starting, or hangs."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status line without the protocol, headers in order, the body."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Forwarder:
    """Asks at a Unix socket; one connection for each thread that asks, kept while it lasts."""

    def __init__(self, path: Path, seconds: float = LONGEST) -> None:
        self._path = str(path)
        self._seconds = seconds
        self._own = threading.local()

    def ask(self, environ: Mapping[str, str], body: bytes) -> Answer:
        """The answer to a request with the texts of its WSGI environment. Raises AwayError where there is
        none; then it may have been heard."""
        connection: socket.socket | None = None
        try:
            connection = self._connected()
            _send(connection, [dict(environ)], body)
            message = _receive(connection)
            if message is None:
                raise ConnectionError("it has ended")
        except (OSError, ValueError) as error:
            if connection is not None:
                connection.close()
            self._own.connection = None
            raise AwayError from error
        (status, headers), answer = message
        return Answer(str(status), tuple((name, value) for name, value in headers), answer)  # type: ignore[attr-defined]

    def _connected(self) -> socket.socket:
        kept: socket.socket | None = getattr(self._own, "connection", None)
        if kept is not None:
            readable, _, _ = select.select([kept], [], [], 0)
            if not readable:
                return kept
            kept.close()  # the other side has ended since
        fresh = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._own.connection = fresh
        fresh.settimeout(self._seconds)
        fresh.connect(self._path)
        return fresh


class Answering:
    """The other side: a thread for each connection, that gives what the app says."""

    def __init__(self, app: WSGIApplication, listener: socket.socket) -> None:
        self._app = app
        self._listener = listener

    def start(self) -> None:
        """Begin to answer; ends with the process."""
        threading.Thread(target=self._accept, name="navigator-answering", daemon=True).start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                while (message := _receive(connection)) is not None:
                    (environ,), body = message
                    _send(connection, *self._answer(dict(environ), body))  # type: ignore[call-overload]
            except OSError:
                return  # who asked has gone, or the answer broke off: then its connection must, too
            except Exception:
                log.exception("a request that was carried here could not be answered")

    def _answer(self, texts: dict[str, str], body: bytes) -> tuple[_Head, bytes]:
        head: _Head = []

        def start(status: str, headers: list[tuple[str, str]], _error: object = None, /) -> object:
            head[:] = [status, headers]
            return None

        environ: Environ = {
            **texts,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        chunks = self._app(environ, start)  # type: ignore[arg-type]
        try:
            return head, b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()


def _send(connection: socket.socket, head: _Head, body: bytes) -> None:
    packed = orjson.dumps(head)
    connection.sendall(b"".join((_LENGTHS.pack(len(packed), len(body)), packed, body)))


def _receive(connection: socket.socket) -> tuple[_Head, bytes] | None:
    """The next message, None where the other side has ended."""
    lengths = _read(connection, _LENGTHS.size)
    if lengths is None:
        return None
    first, second = _LENGTHS.unpack(lengths)
    whole = _read(connection, first + second)
    return None if whole is None else (orjson.loads(whole[:first]), whole[first:])


def _read(connection: socket.socket, size: int) -> bytes | None:
    found = bytearray()
    while len(found) < size:
        piece = connection.recv(min(size - len(found), 1 << 18))
        if not piece:
            return None
        found += piece
    return bytes(found)
