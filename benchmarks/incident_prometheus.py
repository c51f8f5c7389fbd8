"""A real Prometheus that holds an incident of the past, for live tests, benchmarks and remaking the demos."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.incident_data import BOUTIQUE, RAW, Day, read_incident

_READY_WITHIN = 60.0
_IMPORT_WITHIN = 120.0


@contextlib.contextmanager
def incident_prometheus(
    folder: Path, *, raw: Path = RAW, start: float = 0.0, end: float = float("inf"), day: Day = BOUTIQUE
) -> Iterator[str]:
    """Import a recorded day into `folder` (empty, scratch) and serve it; yields the base URL.

    Only samples in [start, end] (Unix seconds) are imported; all of the day by default. Needs `promtool`
    and `prometheus` on the path. Raises RuntimeError with the program's words when one of them fails.
    """
    with prometheus_of(folder, read_incident(raw, start, end, day).lines()) as url:
        yield url


@contextlib.contextmanager
def prometheus_of(folder: Path, lines: Iterable[str]) -> Iterator[str]:
    """Import OpenMetrics text into `folder` (empty, scratch) and serve it; yields the base URL.

    Needs and raises what `incident_prometheus` does.
    """
    blocks = folder / "blocks"
    _import(folder, blocks, lines)
    port = _free_port()
    with (folder / "prometheus.log").open("wb") as log:
        server = subprocess.Popen(_command(folder, blocks, port), stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_ready(server, url, folder / "prometheus.log")
        yield url
    finally:
        _stop(server)


def _import(folder: Path, blocks: Path, lines: Iterable[str]) -> None:
    text = folder / "incident.om"
    with text.open("w", encoding="utf-8") as file:
        file.writelines(lines)
    command = ["promtool", "tsdb", "create-blocks-from", "openmetrics", str(text), str(blocks)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_IMPORT_WITHIN, check=False)
    text.unlink()
    if done.returncode:
        raise RuntimeError(f"promtool could not import the incident: {done.stderr.strip()}")


def _command(folder: Path, blocks: Path, port: int) -> list[str]:
    config = folder / "prometheus.yml"
    config.write_text("global: {scrape_interval: 60s}\n", encoding="utf-8")
    return [
        "prometheus",
        f"--config.file={config}",
        f"--storage.tsdb.path={blocks}",
        f"--web.listen-address=127.0.0.1:{port}",
        # The samples are years old: without this the first compaction would delete them.
        "--storage.tsdb.retention.time=100y",
        # Equal limits keep Prometheus from compacting the import while it is being queried.
        "--storage.tsdb.min-block-duration=2h",
        "--storage.tsdb.max-block-duration=2h",
        "--log.level=warn",
    ]


def _wait_ready(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + _READY_WITHIN
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(f"{url}/-/ready", timeout=2) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"Prometheus did not become ready: {log.read_text(errors='replace')[-2000:]}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
