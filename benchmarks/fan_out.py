"""What reading 60 nodes × 3 signals costs: our adapter, one query per signal, and bare HTTP.

    python -m benchmarks.fan_out [--large] [--repeats N]

Builds its data in a real Prometheus (`prometheus` and `promtool` on the PATH) and prints everything in
one run, so that the ratios hold on any machine. `--large` adds one sweep of 10,000 nodes × 3 signals.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from adapters.prometheus.adapter import PrometheusSource
from adapters.prometheus.plan import build_plan
from adapters.prometheus.roles import SWEPT, VALUES
from hierarchy.evidence.readings import Trust
from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, SourceConfig
from hierarchy.queries import Matcher
from tests.live.prometheus_server import START, PrometheusServer, build_blocks, sample
from tests.live.victoria_server import VictoriaServer

STEP = 15
NOW = START + 900
PODS = 10
IN_FLIGHT = 3


def signals(service: str) -> tuple[Signal, ...]:
    """A ratio, a quantile and a gauge."""
    match = (Matcher("service", service),)
    buckets = "histogram_quantile(0.95, sum by (le) (rate(seconds_bucket{$match}[2m])))"
    total, bad = "sum(rate(requests_total{$match}[2m]))", 'sum(rate(requests_total{code="500",$match}[2m]))'
    return (
        Signal("errors", "Failed", bad=bad, total=total, match=match),
        Signal("latency", "p95", query=buckets, match=match),
        Signal("memory", "Memory", query="max(memory_bytes{$match})", match=match),
    )


def model_of(services: Sequence[str], url: str) -> Model:
    """A node per service."""
    nodes = {s: Node(s, Level.PHYSICAL_FUNCTION, s, signals=signals(s)) for s in services}
    return Model("1", "Fan-out", nodes, sources={"default": SourceConfig("default", "prometheus", url)})


def lines(services: Sequence[str], pods: int, begin: int = START) -> Iterator[str]:
    """OpenMetrics from `begin` on: counters by code, buckets and a gauge, per pod."""
    where = [{"service": s, "pod": f"{s}-{p}"} for s in services for p in range(pods)]
    moments = range(begin, NOW + 1, STEP)
    for labels in where:
        for code, rate in (("200", 9.0), ("500", 0.5)):
            for at in moments:
                yield sample("requests_total", {**labels, "code": code}, rate * (at - START), at)
    for labels in where:
        for le, rate in (("0.1", 5.0), ("0.5", 8.0), ("+Inf", 9.5)):
            for at in moments:
                yield sample("seconds_bucket", {**labels, "le": le}, rate * (at - START), at)
    for labels in where:
        for at in moments:
            yield sample("memory_bytes", labels, float(at - START), at)


def median_ms(work: Callable[[], object], repeats: int) -> float:
    """The median of `repeats` runs in milliseconds, after one that does not count."""
    work()
    took = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        took.append((time.perf_counter() - begun) * 1000)
    return statistics.median(took)


def one_by_one(client: httpx.Client, url: str, queries: Sequence[str]) -> None:
    """Each query after the other over one kept connection."""
    for query in queries:
        client.post(f"{url}/api/v1/query", data={"query": query, "time": str(NOW)}).raise_for_status()


async def all_at_once(client: httpx.AsyncClient, url: str, queries: Sequence[str]) -> None:
    """The same requests as the adapter's, as many in flight, and nothing done with the answers."""
    gate = asyncio.Semaphore(IN_FLIGHT)

    async def ask(query: str) -> None:
        async with gate:
            form = {"query": query, "time": str(NOW)}
            (await client.post(f"{url}/api/v1/query", data=form)).raise_for_status()

    await asyncio.gather(*(ask(query) for query in queries))


def raw_ms(url: str, queries: Sequence[str], repeats: int) -> float:
    """Median of `all_at_once` in milliseconds."""
    headers = {"Accept-Encoding": "identity"}
    client = httpx.AsyncClient(trust_env=False, headers=headers)
    with asyncio.Runner() as runner:
        took = median_ms(lambda: runner.run(all_at_once(client, url, queries)), repeats)
        runner.run(client.aclose())
    return took


def single_queries(services: Sequence[str], url: str) -> list[str]:
    """One value query per node and signal: what a dashboard of single panels asks."""
    queries = []
    for service in services:
        plan = build_plan(model_of([service], url), roles=VALUES)
        queries += [request.query for request in plan]
    return queries


@dataclass(frozen=True)
class Figures:
    """Queries and medians in ms of the ways to read the same: with ages, bare, values only, one by one."""

    nodes: int
    readings: int
    repeats: int
    queries: int
    adapter: float
    bare: float
    value_queries: int
    bare_values: float
    single_queries: int
    singly: float


def compare(server: PrometheusServer, services: Sequence[str], repeats: int) -> Figures:
    """Measure all ways in turn."""
    model = model_of(services, server.url)
    plan = build_plan(model, roles=SWEPT)
    values = [request.query for request in plan if request.roles & VALUES]
    source = PrometheusSource(model)
    try:
        readings = source.sweep(NOW).readings.values()
        assert all(reading.trust is Trust.LIVE for reading in readings), "the data are not as they should be"
        earlier = iter(range(NOW - 1, NOW - 2 - repeats, -1))  # the same moment would be remembered
        ours = median_ms(lambda: source.sweep(next(earlier)), repeats)
        before = server.queries()
        source.sweep(NOW - 3 - repeats)
        asked = server.queries() - before
    finally:
        source.close()
    raw = raw_ms(server.url, [request.query for request in plan], repeats)
    raw_values = raw_ms(server.url, values, repeats)
    queries = single_queries(services, server.url)
    with httpx.Client(trust_env=False, headers={"Accept-Encoding": "identity"}) as client:
        singly = median_ms(lambda: one_by_one(client, server.url, queries), max(3, repeats // 3))
    return Figures(
        nodes=len(services),
        readings=len(readings),
        repeats=repeats,
        queries=asked,
        adapter=ours,
        bare=raw,
        value_queries=len(values),
        bare_values=raw_values,
        single_queries=len(queries),
        singly=singly,
    )


def describe(found: Figures) -> list[str]:
    """The rows of the table."""
    return [
        f"{found.nodes} nodes x 3 signals, instant, {found.readings} readings, medians of {found.repeats}",
        f"  adapter, values and ages      {found.queries:6d} queries  {found.adapter:9.1f} ms",
        f"  the same requests bare        {found.queries:6d} queries  {found.bare:9.1f} ms",
        f"  the value queries bare        {found.value_queries:6d} queries  {found.bare_values:9.1f} ms",
        f"  one value query per signal    {found.single_queries:6d} queries  {found.singly:9.1f} ms",
        f"  one per signal / values bare  {found.singly / found.bare_values:6.1f} x (neither asks for ages)",
        f"  one per signal / adapter      {found.singly / found.adapter:6.1f} x (it asks for ages too)",
        f"  adapter / the same bare       {found.adapter / found.bare:6.2f} x",
    ]


def small(repeats: int) -> Figures:
    """The comparison for 60 nodes, on a Prometheus made for it."""
    services = [f"service-{i:02}" for i in range(60)]
    with tempfile.TemporaryDirectory() as name:
        build_blocks(Path(name), lines(services, PODS))
        server = PrometheusServer(Path(name)).start()
        try:
            return compare(server, services, repeats)
        finally:
            server.stop()


@dataclass(frozen=True)
class Swept:
    """One sweep: its queries, its median in ms and that of the same requests bare, how many readings were
    live of how many."""

    queries: int
    ms: float
    bare: float
    known: int
    readings: int


def sweep_large(folder: Path, count: int, *, victoria: bool = False) -> Swept:
    """One sweep of many nodes with one pod each, through Prometheus or VictoriaMetrics."""
    services = [f"service-{i:05}" for i in range(count)]
    known = lines(services, 1, NOW - 180)
    server: PrometheusServer | VictoriaServer
    if victoria:
        server = VictoriaServer(folder).start().fill(known)
    else:
        build_blocks(folder, known)
        server = PrometheusServer(folder).start()
    try:
        return _swept(model_of(services, server.url), server.url)
    finally:
        server.stop()


def _swept(model: Model, url: str) -> Swept:
    source = PrometheusSource(model)
    try:
        later = iter(range(NOW - 20, NOW))  # another second each time: the same one would be remembered
        took = median_ms(lambda: source.sweep(next(later)), 5)
        before = source.vitals()["default"].asked
        readings = source.sweep(NOW).readings.values()
        asked = source.vitals()["default"].asked - before
    finally:
        source.close()
    plan = [request.query for request in build_plan(model, roles=SWEPT) if not request.refused]
    live = sum(reading.trust is Trust.LIVE for reading in readings)
    return Swept(asked, took, raw_ms(url, plan, 5), live, len(readings))


def machine() -> str:
    """Cores and versions, to read the figures by."""
    said = subprocess.run(["prometheus", "--version"], capture_output=True, text=True, timeout=20, check=True)
    version = (said.stdout or said.stderr).removeprefix("prometheus, version ").split(" (")[0]
    python = f"Python {platform.python_version()}, httpx {httpx.__version__}"
    return f"{os.cpu_count()} cores, {python}, Prometheus {version}"


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--large", action="store_true", help="also sweep 10,000 nodes")
    parser.add_argument("--repeats", type=int, default=15)
    options = parser.parse_args()
    sys.stdout.write(machine() + "\n")
    sys.stdout.write("\n".join(describe(small(options.repeats))) + "\n")
    if options.large:
        for victoria in (False, True):
            with tempfile.TemporaryDirectory() as name:
                found = sweep_large(Path(name), 10_000, victoria=victoria)
            sys.stdout.write(
                f"10000 nodes x 3 signals, one sweep{' of VictoriaMetrics' if victoria else ''}: "
                f"{found.queries} queries, {found.ms:.0f} ms, bare {found.bare:.0f}, "
                f"{found.known} of {found.readings} readings live\n"
            )


if __name__ == "__main__":
    main()
