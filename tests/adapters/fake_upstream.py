"""A server that answers with exactly the bytes it is given, slowly or never if so told."""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator

Piece = bytes | float  # bytes are sent, a number is a pause in seconds


def reply(body: bytes, status: str = "200 OK", headers: str = "", length: int | None = None) -> list[Piece]:
    """A whole HTTP answer with a body of JSON unless `headers` say otherwise."""
    size = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\nConnection: close\r\n{headers}\r\n"
    return [head.encode(), body]


def endless() -> Iterator[Piece]:
    """A body without an end."""
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"x" * 65536
    for _ in range(2000):
        yield b"%x\r\n" % len(chunk) + chunk + b"\r\n"


def dripping(pieces: Iterable[bytes]) -> Iterator[Piece]:
    """Bytes with pauses that are each shorter than any socket timeout."""
    for piece in pieces:
        yield piece
        yield 0.1


def bomb() -> list[Piece]:
    """80 MB of zeros packed small, although it was not asked for packed."""
    return reply(gzip.compress(bytes(80_000_000)), headers="Content-Encoding: gzip\r\n")


class FakeUpstream:
    """Counts the requests it gets and keeps their heads and bodies."""

    def __init__(self, answer: Callable[[bytes], Iterable[Piece]], tls: ssl.SSLContext | None = None) -> None:
        self._answer = answer
        self._tls = tls
        self.requests: list[bytes] = []
        self._stopping = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stop listening; answers under way end soon."""
        self._stopping.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._socket.close()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(5)
        if self._tls is not None:
            try:
                connection = self._tls.wrap_socket(connection, server_side=True)
            except OSError:
                return  # who does not trust us hangs up
        with connection:
            try:
                request = _read_request(connection)
                if not request:
                    return
                self.requests.append(request)
                for piece in self._answer(request):
                    if isinstance(piece, bytes):
                        connection.sendall(piece)
                    elif self._stopping.wait(piece):
                        return
            except OSError:
                return


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            while len(body) < int(line.split(b":")[1]):
                body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
