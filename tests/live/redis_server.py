"""A real Redis for tests: on a free port, in memory only; killed, held up and brought back as they like."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from pathlib import Path

from tests.live.prometheus_server import free_port

READY_SECONDS = 30.0


class RedisServer:
    """One server; `start` brings it back on the same port, with nothing in it."""

    def __init__(self, folder: Path, password: str = "") -> None:
        self._folder = folder
        self._flags = ("--requirepass", password) if password else ()
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> RedisServer:
        """Run it, and wait until it answers."""
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(
            [*command, "--dir", str(self._folder), *self._flags], stdout=quiet, stderr=quiet
        )
        until = time.monotonic() + READY_SECONDS
        while not self._answers():
            if time.monotonic() > until:
                self.kill()
                raise TimeoutError("redis did not get ready")
            time.sleep(0.02)
        return self

    def kill(self) -> None:
        """End it at once; idempotent."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=20)
            self._process = None

    def pause(self) -> None:
        """Let it hang: connections are taken, nothing is answered."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16)[:1] in (b"+", b"-")
        except OSError:
            return False
