"""A navigator and its Prometheus while operators work: what both say they did, read from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import orjson
from prometheus_client.parser import text_string_to_metric_families

from benchmarks.operators import PLACES
from benchmarks.serving import ROOT, Running
from benchmarks.viewer import Viewer

_TICK = os.sysconf("SC_CLK_TCK")
_TOOK = "navigator_http_request_duration_seconds"
_FILLING = 180.0  # seconds
_LATE = 120.0  # seconds that a server may need to work off what nobody waits for any more
_STARTING = 60.0  # seconds that starting and ending the operators may take

Samples = Mapping[tuple[str, tuple[tuple[str, str], ...]], float]


def scrape(url: str) -> Samples:
    """Every sample of a /metrics page, by name and labels."""
    text = httpx.get(f"{url}/metrics", trust_env=False, timeout=_LATE).text
    return {
        (one.name, tuple(sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def total(samples: Samples, name: str, **labels: str) -> float:
    """The sum over all series of a name with these labels among theirs."""
    wanted = set(labels.items())
    return sum(value for (one, has), value in samples.items() if one == name and wanted <= set(has))


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its children that run, from the kernel."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK + sum(cpu_seconds(int(child)) for child in children)


def server_p95(before: Samples, after: Samples, parts: Sequence[str]) -> float:
    """Milliseconds below which 95 of 100 answers of these parts were made in between, interpolated in the
    histogram's buckets as `histogram_quantile` does."""
    counts: dict[float, float] = {}
    for (name, labels), value in after.items():
        has = dict(labels)
        if name == f"{_TOOK}_bucket" and has["part"] in parts:
            bound = float(has["le"])
            counts[bound] = counts.get(bound, 0.0) + value - before.get((name, labels), 0.0)
    ranked = sorted(counts.items())
    if not ranked or not ranked[-1][1]:
        return 0.0
    wanted, low, below = 0.95 * ranked[-1][1], 0.0, 0.0
    for bound, count in ranked:
        if count >= wanted:
            share = (wanted - below) / (count - below) if count > below else 1.0
            return 1000 * (low if bound == float("inf") else low + (bound - low) * share)
        low, below = bound, count
    return 1000 * low


def operate(
    url: str, *, operators: int, seconds: float, refresh: float = 10.0, places: int = PLACES
) -> dict[str, Any]:
    """Operators in a process of their own; what they found."""
    command = [sys.executable, "-m", "benchmarks.operators", url, "--operators", str(operators)]
    command += ["--seconds", str(seconds), "--refresh", str(refresh), "--places", str(places)]
    limit = seconds + 2 * refresh + _STARTING + operators / 2
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=limit, check=False)
    if done.returncode:
        raise RuntimeError(f"the operators could not work: {done.stderr[-1000:]}")
    told: dict[str, Any] = orjson.loads(done.stdout)
    return told


def settle(running: Running) -> None:
    """Wait until the history of what is looked at first is there: reading it is not what is measured."""
    viewer = Viewer(running.url)
    try:
        viewer.wait_filled("?", _FILLING)
    finally:
        viewer.close()


@dataclass
class Memory:
    """Resident memory of a navigator every few seconds while the block runs, in MB."""

    running: Running
    every: float = 5.0
    seen: list[float] = field(default_factory=list)

    def __enter__(self) -> Memory:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(timeout=10)

    def _look(self) -> None:
        while True:
            self.seen.append(self.running.memory_mb())
            if self._over.wait(self.every):
                return

    @property
    def growth(self) -> float:
        """How much more there was in the last fifth of the time than in the second, in MB: what is kept for
        a while has filled by then."""
        fifth = max(1, len(self.seen) // 5)
        middle, last = self.seen[fifth : 2 * fifth] or self.seen[:1], self.seen[-fifth:]
        return sum(last) / len(last) - sum(middle) / len(middle)


def bystander(url: str, seconds: float, every: float = 0.1) -> list[float]:
    """Milliseconds of a trivial query of somebody else, again and again for so long."""
    took = []
    with httpx.Client(trust_env=False, timeout=60) as client:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            begun = time.perf_counter()
            client.get(f"{url}/api/v1/query", params={"query": "count(up) or vector(0)"}).raise_for_status()
            took.append((time.perf_counter() - begun) * 1000)
            time.sleep(every)
    return took
