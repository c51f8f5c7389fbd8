"""A real Prometheus for tests and benchmarks: on a free port, with built blocks or with live scrapes."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import httpx

START = 1_700_006_400  # Unix seconds, on the border of a two-hour block
FLAGS = (
    "--storage.tsdb.min-block-duration=2h",
    "--storage.tsdb.max-block-duration=2h",
    "--storage.tsdb.retention.time=100y",
    "--log.level=error",
)
READY_SECONDS = 60.0


class PrometheusServer:
    """One running server; `stop()` ends it, `start()` brings it back on the same port with the same data."""

    def __init__(self, folder: Path, config: str = "", flags: Iterable[str] = ()) -> None:
        self._folder = folder
        self._flags = (*FLAGS, *flags)
        (folder / "prometheus.yml").write_text(config or "scrape_configs: []\n")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> PrometheusServer:
        """Run it and wait until it answers; raises TimeoutError."""
        command = [
            "prometheus",
            f"--config.file={self._folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={self._folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{self.port}",
            *self._flags,
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self._wait_ready(self._process)
        except BaseException:
            self.stop()
            raise
        return self

    def _wait_ready(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until and process.poll() is None:
            try:
                if httpx.get(f"{self.url}/-/ready", trust_env=False, timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.05)
        raise TimeoutError("prometheus did not get ready")

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

    def ask(self, query: str, at: float) -> list[tuple[dict[str, str], str]]:
        """A direct instant query: (labels, value as text) of every series."""
        answer = self._get("query", {"query": query, "time": str(at)})
        return [(dict(item["metric"]), str(item["value"][1])) for item in answer]

    def await_series(self, selector: str) -> None:
        """Wait until something matches also for those who ask as of the whole second; raises TimeoutError."""
        until = time.monotonic() + READY_SECONDS
        while not self.ask(selector, int(time.time())):
            if time.monotonic() > until:
                raise TimeoutError(f"nothing matches {selector}")
            time.sleep(0.1)

    def ask_range(self, query: str, start: float, end: float, step: float) -> list[list[tuple[float, str]]]:
        """A direct range query: the points of every series."""
        form = {"query": query, "start": str(start), "end": str(end), "step": str(step)}
        answer = self._get("query_range", form)
        return [[(float(at), str(value)) for at, value in item["values"]] for item in answer]

    def queries(self) -> int:
        """How many queries it has been sent since it started, by its own count."""
        text = httpx.get(f"{self.url}/metrics", trust_env=False, timeout=10).text
        pattern = r'^prometheus_http_requests_total\{.*handler="/api/v1/query(?:_range)?".*\} (\S+)$'
        return int(sum(float(count) for count in re.findall(pattern, text, re.MULTILINE)))

    def _get(self, endpoint: str, form: Mapping[str, str]) -> list[dict[str, Any]]:
        response = httpx.post(f"{self.url}/api/v1/{endpoint}", data=form, trust_env=False, timeout=30)
        response.raise_for_status()
        result: list[dict[str, Any]] = response.json()["data"]["result"]
        return result


def build_blocks(folder: Path, lines: Iterable[str]) -> None:
    """Turn OpenMetrics lines (one metric's lines together) into the data folder of a server."""
    source = folder / "samples.om"
    with source.open("w") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.write("# EOF\n")
    command = [
        "promtool",
        "tsdb",
        "create-blocks-from",
        "openmetrics",
        "-q",
        str(source),
        str(folder / "data"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    source.unlink()


def sample(name: str, labels: Mapping[str, str], value: float, at: float) -> str:
    """One line of OpenMetrics."""
    inside = ",".join(f'{label}="{escaped(text)}"' for label, text in labels.items())
    return (
        f"{name}{{{inside}}} {value:g} {at:g}" if at != int(at) else f"{name}{{{inside}}} {value!r} {int(at)}"
    )


def escaped(text: str) -> str:
    """A label value as OpenMetrics writes it."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
