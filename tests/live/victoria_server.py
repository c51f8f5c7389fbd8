"""A real VictoriaMetrics for tests and benchmarks: on a free port, filled by import or by its own scrapes."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import httpx

from tests.live.prometheus_server import free_port

READY_SECONDS = 60.0
_LINES_AT_ONCE = 20_000


class VictoriaServer:
    """One running server; `stop()` ends it. With a `config` it scrapes as a Prometheus of that file does."""

    def __init__(self, folder: Path, config: str = "", flags: Iterable[str] = ()) -> None:
        self._folder = folder
        self._flags = tuple(flags)
        if config:
            (folder / "scrape.yml").write_text(config)
            self._flags += (f"-promscrape.config={folder / 'scrape.yml'}",)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process, while it runs."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> VictoriaServer:
        """Run it and wait until it answers; raises TimeoutError."""
        command = [
            "victoria-metrics",
            f"-storageDataPath={self._folder / 'victoria'}",
            f"-httpListenAddr=127.0.0.1:{self.port}",
            "-retentionPeriod=100y",
            "-memory.allowedBytes=512MB",
            "-loggerLevel=ERROR",
            *self._flags,
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self._wait_ready(self._process)
        except BaseException:
            self.stop()
            raise
        return self

    def fill(self, lines: Iterable[str]) -> VictoriaServer:
        """Import lines of OpenMetrics (times in seconds), and wait until they can be queried."""
        rest = iter(lines)
        while chunk := list(islice(_in_milliseconds(rest), _LINES_AT_ONCE)):
            self._post("/api/v1/import/prometheus", "\n".join(chunk).encode() + b"\n")
        self._post("/internal/force_flush", b"")
        return self

    def stop(self) -> None:
        """End it; idempotent."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(timeout=20)
            self._process = None

    def await_series(self, selector: str) -> None:
        """Wait until something matches also for those who ask as of now; raises TimeoutError."""
        until = time.monotonic() + READY_SECONDS
        while True:
            form = {"query": selector, "time": str(int(time.time()))}
            answer = httpx.post(f"{self.url}/api/v1/query", data=form, trust_env=False, timeout=10)
            if answer.json()["data"]["result"]:
                return
            if time.monotonic() > until:
                raise TimeoutError(f"nothing matches {selector}")
            time.sleep(0.2)

    def _post(self, path: str, body: bytes) -> None:
        httpx.post(f"{self.url}{path}", content=body, trust_env=False, timeout=60).raise_for_status()

    def _wait_ready(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until and process.poll() is None:
            try:
                if httpx.get(f"{self.url}/health", trust_env=False, timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.05)
        raise TimeoutError("victoria-metrics did not get ready")


def _in_milliseconds(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith("#"):
            sample, _, at = line.rpartition(" ")
            yield f"{sample} {float(at) * 1000:.0f}"
