"""What viewers cost the metric store: 1, 50 and 500 of them, and somebody else who asks it meanwhile.

    python -m benchmarks.path_viewers [--small] [--seconds N] [--operators 1 50 500]

A navigator on a real Prometheus with ten million samples, and operators who all look at one place. Counted
are the queries that Prometheus was sent and the processor time of both. The bystander asks a trivial query
ten times a second: alone, while all operators work with the navigator, and while as many look at dashboards
of a view of sixty nodes, each of which asks for itself.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from adapters.prometheus.plan import build_plan
from adapters.prometheus.roles import VALUES
from benchmarks.fan_out import machine
from benchmarks.path_world import SMALL, Size, World, world
from benchmarks.serving import Running, real_navigator
from benchmarks.table import Row, table
from benchmarks.viewer import percentile
from benchmarks.watched import Samples, bystander, cpu_seconds, operate, scrape, settle, total

COMMAND = "python -m benchmarks.path_viewers"
OPERATORS = (1, 50, 500)
REFRESH = 10.0
SECONDS = 60.0  # of each number of operators: whole windows of an hour's lines, begun as one begins
_IDLE = 20.0  # of the bystander alone, and of the dashboards, which leave the store work for longer
_WARM_UP = 45.0
_UNSHARED_WIDTH = 100  # connections of all the dashboards together
_DRAIN = 60.0  # seconds that the store may go on with what the dashboards asked


@dataclass(frozen=True)
class Spent:
    """Per minute: queries, and seconds of processor time of the store and of the navigator."""

    operators: int
    queries: float
    store: float
    navigator: float
    errors: int
    waits: list[float]


def watch(there: World, running: Running, operators: int, seconds: float) -> Spent:
    """What so many cost while they look, opening the page left out."""
    waits: list[float] = []
    thread = threading.Thread(target=lambda: waits.extend(bystander(there.server.url, seconds)), daemon=True)
    time.sleep(-time.time() % min(60.0, seconds))  # all begin as a minute does: each sees as many windows
    before, store = scrape(there.server.url), cpu_seconds(running.process.pid)
    begun = time.monotonic()
    thread.start()
    told = operate(running.url, operators=operators, seconds=seconds, refresh=REFRESH, places=1)
    thread.join(timeout=60)
    after, minutes = scrape(there.server.url), (time.monotonic() - begun) / 60
    bystanders = len(waits)
    queries = _queries(after) - _queries(before) - bystanders
    cpu = total(after, "process_cpu_seconds_total") - total(before, "process_cpu_seconds_total")
    own = cpu_seconds(running.process.pid) - store
    errors = sum(told["opening"]["errors"].values()) + sum(told["watching"]["errors"].values())
    return Spent(operators, queries / minutes, cpu / minutes, own / minutes, errors, waits)


def _queries(samples: Samples) -> float:
    handlers = ("/api/v1/query", "/api/v1/query_range")
    name = "prometheus_http_requests_total"
    return sum(total(samples, name, handler=one) for one in handlers)


async def unshared(url: str, queries: Sequence[str], operators: int, seconds: float) -> int:
    """As many dashboards as operators, each of which asks the queries of one view over an hour for itself
    every REFRESH seconds; how many questions were answered."""
    answered = 0
    limits = httpx.Limits(max_connections=_UNSHARED_WIDTH)
    async with httpx.AsyncClient(trust_env=False, limits=limits, timeout=_DRAIN) as client:

        async def dashboard(after: float) -> None:
            nonlocal answered
            await asyncio.sleep(after)
            until = asyncio.get_running_loop().time() + seconds - after
            while asyncio.get_running_loop().time() < until:
                end = time.time() // 60 * 60
                for query in queries:
                    form = {"query": query, "start": str(end - 3600), "end": str(end), "step": "60"}
                    try:
                        (await client.post(f"{url}/api/v1/query_range", data=form)).raise_for_status()
                        answered += 1
                    except httpx.HTTPError:
                        pass
                await asyncio.sleep(REFRESH)

        work = [dashboard(min(REFRESH, seconds) * i / operators) for i in range(operators)]
        try:
            async with asyncio.timeout(seconds + _DRAIN):
                await asyncio.gather(*work)
        except TimeoutError:
            pass
    return answered


def beside_dashboards(there: World, operators: int, seconds: float) -> list[float]:
    """What the bystander waits meanwhile."""
    queries = [one.query for one in build_plan(there.view(), roles=VALUES) if not one.refused]
    waits: list[float] = []
    thread = threading.Thread(target=lambda: waits.extend(bystander(there.server.url, seconds)), daemon=True)
    thread.start()
    asyncio.run(unshared(there.server.url, queries, operators, seconds))
    thread.join(timeout=_DRAIN)
    return waits


def rows(there: World, seconds: float, operators: Sequence[int]) -> list[Row]:
    """Viewers first, then the bystander."""
    idle = bystander(there.server.url, min(_IDLE, seconds))
    with real_navigator(there.size.nodes, there.server.url) as running:
        settle(running)
        operate(running.url, operators=2, seconds=min(_WARM_UP, seconds), refresh=REFRESH, places=1)
        spent = [watch(there, running, count, seconds) for count in (*operators, operators[0])]
    most = spent[-2]
    beside = beside_dashboards(there, most.operators, min(_IDLE, seconds))
    return [_viewers(spent, there.size), _beside(idle, most, beside)]


def _viewers(spent: Sequence[Spent], size: Size) -> Row:
    one, most, again = spent[0], spent[-2], spent[-1]
    before_and_after = (one.queries + again.queries) / 2  # what there is to ask differs from minute to minute
    measured = "; ".join(
        f"{s.operators}: {s.queries:.0f} queries a minute, {s.store:.1f} s of the store, "
        f"{s.navigator:.1f} s of the navigator" + (f", {s.errors} errors" if s.errors else "")
        for s in spent
    )
    return Row(
        f"Viewers of {size.nodes} nodes, Prometheus with {size.samples / 1e6:.1f} M samples",
        f"{most.operators} ask upstream {most.queries / max(1.0, before_and_after):.2f} x what one does "
        f"before and after them ({again.queries / max(1.0, one.queries):.2f} x as much after as before)",
        measured,
        COMMAND,
    )


def _beside(idle: Sequence[float], most: Spent, dashboards: Sequence[float]) -> Row:
    alone, shared, each = (percentile(list(some), 0.5) for some in (idle, most.waits, dashboards))
    high = [percentile(list(some), 0.95) for some in (idle, most.waits, dashboards)]
    return Row(
        f"Somebody else who asks the same store, {most.operators} operators",
        f"waits {shared / alone:.2f} x as alone, {each / alone:.1f} x beside as many dashboards",
        f"p50 {alone:.1f} ms alone, {shared:.1f} beside the navigator, {each:.1f} beside dashboards; "
        f"p95 {high[0]:.1f}, {high[1]:.1f}, {high[2]:.1f}",
        COMMAND,
    )


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--small", action="store_true", help="few samples and nodes, to see that it runs")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for each number of operators")
    parser.add_argument("--operators", type=int, nargs="+", default=list(OPERATORS))
    options = parser.parse_args()
    with world(SMALL if options.small else Size()) as there:
        found = rows(there, options.seconds, options.operators)
        sys.stdout.write(table(found, machine()) + "\n")


if __name__ == "__main__":
    main()
