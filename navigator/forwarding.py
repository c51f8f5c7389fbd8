"""One request carried to the process that reads, over its Unix socket, and the whole answer back."""

from __future__ import annotations

import http.client
import select
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LONGEST = 15.0  # seconds; nothing that answers waits for a source for more than a third of it


class AwayError(Exception):
    """Nobody answers at the socket: the process behind it is starting, or hangs."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, with its headers in order."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Forwarder:
    """Asks at a Unix socket; one connection for each thread that asks, kept while it lasts."""

    def __init__(self, path: Path, seconds: float = LONGEST) -> None:
        self._path = path
        self._seconds = seconds
        self._own = threading.local()

    def ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """The answer to one request. Raises AwayError where there is none; then it may have been heard."""
        kept: _Connection | None = getattr(self._own, "connection", None)
        if kept is not None and kept.is_open:
            return self._on(kept, method, target, headers, body)
        fresh = self._own.connection = _Connection(self._path, self._seconds)
        return self._on(fresh, method, target, headers, body)

    def _on(
        self, connection: _Connection, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        try:
            connection.request(method, target, body or None, dict(headers))
            response = connection.getresponse()
            answer = Answer(response.status, tuple(response.getheaders()), response.read())
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise AwayError from error
        if response.will_close:
            connection.close()
        return answer


class _Connection(http.client.HTTPConnection):
    """HTTP as always, to a path."""

    def __init__(self, path: Path, seconds: float) -> None:
        super().__init__("localhost", timeout=seconds)
        self._path = str(path)

    def connect(self) -> None:
        """Called by the first request."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)

    @property
    def is_open(self) -> bool:
        """Whether the other side has neither closed it nor died since its last answer."""
        if self.sock is None:
            return False
        readable, _, _ = select.select([self.sock], [], [], 0)
        if readable:
            self.close()
        return not readable
