"""Navigators to measure: real server processes on generated hierarchies, ended with their `with` block.

`python -m benchmarks.serving FOLDER PORT` is the process with made readings; `--rivals` adds
the pages that it is compared with.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

import hierarchy
from benchmarks.generate import generate_model, generate_yaml
from benchmarks.made_data import MadeSource, sample_lines
from benchmarks.naive_page import add_naive_page
from benchmarks.rival_pages import add_rival_pages
from navigator.app import create_app
from navigator.clock import LiveClock
from navigator.desk import Desk
from navigator.server import serve
from navigator.services import Services
from navigator.settings import Settings
from navigator.wsgi import WSGIApplication
from tests.live.prometheus_server import PrometheusServer, build_blocks, free_port

SEED = 11
ROOT = Path(__file__).resolve().parents[1]
_LARGEST_FILE = 900_000  # characters; a hierarchy file may have 1 MiB
_READY_SECONDS = 90.0
_BEFORE, _AFTER = 80 * 60, 40 * 60  # seconds of samples on both sides of the start


@dataclass(frozen=True)
class Running:
    """A navigator that answers at `url`; `process` is gunicorn's parent."""

    url: str
    process: subprocess.Popen[bytes]

    def memory_mb(self) -> float:
        """Resident memory of the processes that answer and read, in 10^6 bytes."""
        parent = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        pages = [Path(f"/proc/{pid}/status").read_text() for pid in parent]
        lines = [line for text in pages for line in text.splitlines() if line.startswith("VmRSS")]
        return sum(int(line.split()[1]) for line in lines) * 1024 / 1e6


@contextmanager
def made_navigator(nodes: int) -> Iterator[Running]:
    """The real app, loader and server on readings that cost next to nothing, with its rivals beside it."""
    with tempfile.TemporaryDirectory() as name:
        write_files(Path(name), nodes)
        port = free_port()
        with running(["-m", "benchmarks.serving", name, str(port), "--rivals"], port) as started:
            yield started


@contextmanager
def real_navigator(nodes: int, prometheus: str, more: Sequence[str] = ()) -> Iterator[Running]:
    """`navigator serve` on generated files against a Prometheus, with further options."""
    with tempfile.TemporaryDirectory() as name:
        write_files(Path(name), nodes)
        port = free_port()
        command = ["-m", "navigator", "serve", name, "--prometheus", prometheus, "--port", str(port), *more]
        with running(command, port) as started:
            yield started


@contextmanager
def real_prometheus(nodes: int) -> Iterator[PrometheusServer]:
    """A Prometheus with samples of the generated hierarchy, 80 minutes back and 40 ahead."""
    now = int(time.time()) // 60 * 60
    with tempfile.TemporaryDirectory() as name:
        build_blocks(Path(name), sample_lines(generate_model(nodes, SEED), now - _BEFORE, now + _AFTER))
        server = PrometheusServer(Path(name)).start()
        try:
            yield server
        finally:
            server.stop()


def write_files(folder: Path, nodes: int) -> None:
    """A generated hierarchy as files, each small enough to be read."""
    head, _, body = generate_yaml(nodes, SEED).partition("nodes:\n")
    parts: list[list[str]] = [[]]
    size = 0
    for line in body.splitlines():
        if size > _LARGEST_FILE and line[:3].strip():
            parts.append([])
            size = 0
        parts[-1].append(line)
        size += len(line) + 1
    for i, lines in enumerate(parts):
        text = (head if i == 0 else "version: 1\n") + "nodes:\n" + "\n".join(lines) + "\n"
        (folder / f"part-{i}.yaml").write_text(text, encoding="utf-8")


@contextmanager
def running(arguments: Sequence[str], port: int, within: float = _READY_SECONDS) -> Iterator[Running]:
    """A navigator of ours with these arguments of Python, once it is ready on a port of this machine, for
    which it has `within` seconds."""
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen([sys.executable, *arguments], stdout=log, stderr=log, cwd=ROOT)
        try:
            _wait_ready(process, url, within)
            yield Running(url, process)
        except RuntimeError as error:
            log.seek(0)
            raise RuntimeError(f"{error}: {log.read()[-2000:].decode(errors='replace')}") from None
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=20)


def _wait_ready(process: subprocess.Popen[bytes], url: str, within: float) -> None:
    until = time.monotonic() + within
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{url}/readyz", trust_env=False, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the navigator did not get ready")


def main() -> None:
    """Serve a folder of hierarchy files on made readings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("port", type=int)
    parser.add_argument("--rivals", action="store_true")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    model = hierarchy.load([options.folder], {}).model
    if model is None:
        raise SystemExit("the generated hierarchy does not load")

    def make_app() -> WSGIApplication:
        services = Services.build(model, MadeSource(model), LiveClock())
        app = create_app(Settings(), Desk(services))
        services.start()
        server: WSGIApplication = app.server
        return add_rival_pages(add_naive_page(server, services), services) if options.rivals else server

    serve(make_app, Settings(port=options.port, workers=options.workers))


if __name__ == "__main__":
    main()
