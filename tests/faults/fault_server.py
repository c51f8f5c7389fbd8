"""An HTTP server whose behaviour is switched while it runs, from a well Prometheus to no server at all."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs

from tests.adapters.fake_upstream import Piece, reply


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its method, path, form and head (with all that proves who is asking)."""

    method: str
    path: str
    form: dict[str, str]
    head: str

    @property
    def query(self) -> str:
        """The PromQL asked, empty where there is none."""
        return self.form.get("query", "")

    @property
    def is_range(self) -> bool:
        """Whether values over a stretch of time are asked for."""
        return self.path.endswith("query_range")


Behaviour = Callable[[Asked], Iterable[Piece]]


class FaultServer:
    """Answers every request as `behaviour` says at that moment.

    With `lasting` connections stay open for further requests, as those of a real server do; an answer
    that then ends with `hang_up` is followed by nothing. `tls` makes it speak TLS.
    """

    def __init__(
        self, behaviour: Behaviour, *, tls: ssl.SSLContext | None = None, lasting: bool = False
    ) -> None:
        self.behaviour = behaviour
        self.requests: list[Asked] = []
        self.connections = 0
        self.most_at_once = 0
        self._at_once = 0
        self._tls = tls
        self._lasting = lasting
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._changed = threading.Condition(self._lock)
        self._open: set[socket.socket] = set()
        self._listening: socket.socket | None = None
        self.port = 0
        self.listen()

    @property
    def url(self) -> str:
        """Its address, which stays the same while nobody listens there."""
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self.port}"

    def listen(self) -> None:
        """Listen, again on the same port."""
        if self._listening is None:
            self._listening = socket.create_server(("127.0.0.1", self.port), backlog=64)
            self.port = int(self._listening.getsockname()[1])
            threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def refuse(self) -> None:
        """Listen no more, and drop every connection that there is."""
        listening, self._listening = self._listening, None
        if listening is not None:
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
            listening.close()
        with self._lock:
            left = list(self._open)
        for connection in left:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End everything; idempotent."""
        self._closed.set()
        self.refuse()

    def wait_for(self, reached: Callable[[], bool], seconds: float = 20.0) -> bool:
        """Whether something about its requests came true in time; looked at whenever one begins or ends."""
        with self._changed:
            return self._changed.wait_for(reached, timeout=seconds)

    def asked(self) -> tuple[Asked, ...]:
        """The requests so far."""
        with self._lock:
            return tuple(self.requests)

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(30)
        with self._lock:
            self.connections += 1
            self._open.add(connection)
        plain = connection
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                while self._answered(connection) and self._lasting:
                    pass
        except OSError:
            pass  # who does not like the answer hangs up
        finally:
            plain.close()
            with self._lock:
                self._open.discard(plain)

    def _answered(self, connection: socket.socket) -> bool:
        """Whether a request came, and its answer does not end the connection."""
        asked = _read(connection)
        if asked is None:
            return False
        self._count(1, asked)
        try:
            for piece in self.behaviour(asked):
                if piece == HANG_UP:
                    return False
                if isinstance(piece, bytes):
                    connection.sendall(piece)
                elif self._closed.wait(piece):
                    return False
            return True
        finally:
            self._count(-1, None)

    def _count(self, change: int, asked: Asked | None) -> None:
        with self._changed:
            self._at_once += change
            self.most_at_once = max(self.most_at_once, self._at_once)
            if asked is not None:
                self.requests.append(asked)
            self._changed.notify_all()


HANG_UP = -1.0  # a piece that ends the connection
_HELLO = b"\x16\x03"  # how TLS begins, which is no request


def whole(body: bytes, status: str = "200 OK", headers: str = "") -> list[Piece]:
    """An answer after which the connection may be used again."""
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
    return [head.encode() + body]


def and_hang_up(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """An answer after which the peer closes, without having said so."""
    yield from pieces
    yield HANG_UP


def html(body: str, status: str = "200 OK", headers: str = "") -> list[Piece]:
    """A web page where data should be."""
    return reply(body.encode(), status, f"Content-Type: text/html\r\n{headers}")


def _read(connection: socket.socket) -> Asked | None:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
        if data.startswith(_HELLO):
            connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")
            return None
    head, _, body = data.partition(b"\r\n\r\n")
    text = head.decode("latin-1")
    length = next(
        (
            int(line.split(":")[1])
            for line in text.split("\r\n")
            if line.lower().startswith("content-length:")
        ),
        0,
    )
    while len(body) < length:
        more = connection.recv(65536)
        if not more:
            return None
        body += more
    method, target, _ = text.split("\r\n")[0].split(" ", 2)
    path, _, search = target.partition("?")
    form = {name: values[0] for name, values in parse_qs(search or body.decode()).items()}
    return Asked(method, path, form, text)
