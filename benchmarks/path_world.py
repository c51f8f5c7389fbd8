"""What the benchmarks of the metrics path read: a Prometheus with as many samples as a small company has.

A generated hierarchy, of which a navigator is served, and beside it services with pods, counters, buckets
and gauges, of which sixty are a view. Everything ends with its `with` block.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from benchmarks.fan_out import model_of
from benchmarks.generate import generate_model
from benchmarks.made_data import sample_lines
from benchmarks.serving import SEED
from hierarchy.model import Model
from tests.live.prometheus_server import PrometheusServer, build_blocks
from tests.live.victoria_server import VictoriaServer

SCRAPE = 15
BLOCK = 7200  # seconds; promtool reads its input once for every block that lies in it
VIEW = 60  # nodes of a view, three signals each
_BEFORE = 80 * 60  # seconds of samples of the generated hierarchy before the start
_SERIES_A_POD = 6


@dataclass(frozen=True)
class Size:
    """`hours` of samples of `services` with `pods` each, and a hierarchy of `nodes`; samples go on for
    `ahead` seconds after the start, so that what is served is fresh for so long."""

    services: int = 200
    pods: int = 10
    hours: float = 3.5
    nodes: int = 500
    ahead: int = 40 * 60

    @property
    def samples(self) -> int:
        """About how many there are of services up to the start."""
        return int(self.services * self.pods * _SERIES_A_POD * self.hours * 3600 / SCRAPE)


SMALL = Size(services=70, pods=2, hours=0.75, nodes=80, ahead=15 * 60)


@dataclass(frozen=True)
class World:
    """A running server that holds the samples of `size` around `now` (Unix seconds)."""

    server: PrometheusServer
    size: Size
    now: int

    @property
    def services(self) -> list[str]:
        """Their names."""
        return names(self.size.services)

    def view(self, url: str = "") -> Model:
        """Sixty nodes with three signals each, read from the server or from `url`."""
        return model_of(self.services[:VIEW], url or self.server.url)


def names(count: int) -> list[str]:
    """As many names of services."""
    return [f"service-{i:04}" for i in range(count)]


@contextmanager
def world(size: Size) -> Iterator[World]:
    """A Prometheus that holds it; building takes minutes for ten million samples."""
    now = int(time.time()) // 60 * 60
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = generate_model(size.nodes, SEED)
        begin, end = int(now - size.hours * 3600), now + size.ahead
        for start in range(begin // BLOCK * BLOCK, end, BLOCK):
            first, last = max(begin, start), min(end, start + BLOCK - SCRAPE)
            own = (max(first, now - _BEFORE), last)
            known = sample_lines(model, *own) if own[0] <= own[1] else ()
            build_blocks(folder, chain(pod_lines(size, first, last), known))
        server = PrometheusServer(folder).start()
        try:
            yield World(server, size, now)
        finally:
            server.stop()


@contextmanager
def same_in_victoria(there: World, hours: float) -> Iterator[VictoriaServer]:
    """A VictoriaMetrics with the last `hours` of the services; imported line by line, so with fewer."""
    with tempfile.TemporaryDirectory() as name:
        server = VictoriaServer(Path(name)).start()
        try:
            yield server.fill(pod_lines(there.size, int(there.now - hours * 3600), there.now))
        finally:
            server.stop()


def pod_lines(size: Size, first: int, last: int) -> Iterator[str]:
    """OpenMetrics over [first, last]: counters by code, buckets and a gauge of every pod, each metric's
    lines together, as `benchmarks.fan_out` reads them."""
    pods = [f'service="{s}",pod="{s}-{p}"' for s in names(size.services) for p in range(size.pods)]
    times = range(-(-first // SCRAPE) * SCRAPE, last + 1, SCRAPE)
    stamps = [(at % 1_000_000, at) for at in times]
    for metric, label, values in (
        ("requests_total", "code", (("200", 9.0), ("500", 0.5))),
        ("seconds_bucket", "le", (("0.1", 5.0), ("0.5", 8.0), ("+Inf", 9.5))),
    ):
        for pod in pods:
            for value, rate in values:
                head = f'{metric}{{{pod},{label}="{value}"}}'
                yield from (f"{head} {rate * since} {at}" for since, at in stamps)
    for i, pod in enumerate(pods):
        head = f"memory_bytes{{{pod}}}"
        yield from (f"{head} {1e6 * (1 + i % 7) + since} {at}" for since, at in stamps)
