"""What one view costs by the way it is read: 60 nodes x 3 signals over an hour, and a sweep of everything.

    python -m benchmarks.path_view [--small] [--victoria] [--repeats N]

Against a real Prometheus with ten million samples, all ways in one run: what stands behind a screen with
nothing kept, with everything kept, and one step later; the same requests bare, and those for values alone;
one query per signal. `--victoria` adds the same through VictoriaMetrics.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import httpx
import orjson

from adapters.prometheus.adapter import PrometheusSource
from adapters.prometheus.judging import max_age
from adapters.prometheus.plan import build_plan, plan_over_time
from adapters.prometheus.roles import VALUES
from benchmarks.fan_out import IN_FLIGHT, machine
from benchmarks.path_world import SCRAPE, SMALL, Size, World, same_in_victoria, world
from benchmarks.table import Row, table
from hierarchy.evidence.readings import Trust
from hierarchy.model import Model
from navigator.ranges import Ranges
from navigator.series import SeriesDesk, Window

COMMAND = "python -m benchmarks.path_view"
STEP = 60.0
LENGTH = 3600.0
WAIT = 60.0  # seconds for which the benchmark would rather hang than go on
APART = 6  # steps between the windows of two turns


@dataclass(frozen=True)
class Figures:
    """Medians in ms, and the requests behind them."""

    requests: int
    cold: float
    warm: float
    incremental: float
    bare: float
    decoded: float
    values: float
    single_requests: int
    singly: float


@dataclass(frozen=True)
class _Asked:
    """The model and the queries of the ways to read it."""

    model: Model
    source: PrometheusSource
    url: str
    plan: Sequence[str]
    values: Sequence[str]
    singles: Sequence[str]


class _Then:
    """A clock that stands at a moment."""

    speed, replay, ended = 0.0, False, False

    def __init__(self, at: float) -> None:
        self.horizon = at

    def now(self) -> float:
        """Unix seconds."""
        return self.horizon


def measure(model: Model, now: int, repeats: int) -> Figures:
    """All ways in turn, again and again, each over windows that nobody has asked for before: no cache of
    the server's knows them, and whatever else the machine does hits all of them alike."""
    source = PrometheusSource(model)
    asked = _Asked(model, source, model.sources["default"].url, *_queries(model))
    took: dict[str, list[float]] = {}
    try:
        source.sweep(now)  # connections, and how often samples come
        for turn in range(repeats + 1):
            for way, ms in _all_ways(asked, now - STEP * APART * turn):
                took.setdefault(way, []).append(ms)
    finally:
        source.close()
    median = {way: statistics.median(some[1:]) for way, some in took.items()}
    return Figures(requests=len(asked.plan), single_requests=len(asked.singles), **median)


def _queries(model: Model) -> tuple[list[str], list[str], list[str]]:
    """Those of the adapter; those of them without ages; and one for every node and signal, without ages."""
    keys = list(model.asked())
    planned = plan_over_time(model, keys, lambda _: max_age(model.step, SCRAPE))
    plan = [one.query for one in planned if not one.refused]
    values = [one.query for one in planned if not one.refused and one.roles & VALUES]
    singles = [
        request.query
        for node in model.nodes.values()
        for request in build_plan(model, [key for key in keys if key.node == node.id], VALUES)
    ]
    return plan, values, singles


def _all_ways(asked: _Asked, end: float) -> Iterator[tuple[str, float]]:
    step = asked.model.step
    ranges = Ranges(asked.source, step, _Then(end + STEP))
    desk = SeriesDesk(ranges, step, model=asked.model)
    for way, last in (("cold", end), ("warm", end), ("incremental", end + STEP)):
        yield way, _timed(partial(_read, desk, asked.model, Window(last - LENGTH, last, STEP)))
    desk.close()
    ranges.close()
    for way, queries, back, decode in (
        ("bare", asked.plan, 2, False),
        ("decoded", asked.plan, 3, True),
        ("values", asked.values, 4, False),
        ("singly", asked.singles, 5, True),
    ):
        yield way, asyncio.run(_bare(asked.url, queries, end - STEP * back, decode=decode))


def _read(desk: SeriesDesk, model: Model, window: Window) -> None:
    found, pending = desk.get(list(model.asked()), window, WAIT)
    if pending or any(one.trust is not Trust.LIVE for one in found.values()):
        raise RuntimeError("the data are not as they should be")


def _timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


async def _bare(url: str, queries: Sequence[str], end: float, *, decode: bool) -> float:
    """Milliseconds to ask all queries over an hour, some at a time, on connections that are there."""
    gate = asyncio.Semaphore(IN_FLIGHT)
    headers = {"Accept-Encoding": "identity"}
    async with httpx.AsyncClient(trust_env=False, headers=headers, timeout=WAIT) as client:

        async def ask(query: str) -> None:
            form = {"query": query, "start": str(end - LENGTH), "end": str(end), "step": str(STEP)}
            async with gate:
                answer = await client.post(f"{url}/api/v1/query_range", data=form)
            answer.raise_for_status()
            if decode:
                orjson.loads(answer.content)

        await asyncio.gather(*(client.get(f"{url}/api/v1/query?query=1") for _ in range(IN_FLIGHT)))
        begun = time.perf_counter()
        await asyncio.gather(*(ask(query) for query in queries))
        return (time.perf_counter() - begun) * 1000


def row_of(found: Figures, where: str, command: str) -> Row:
    """One line of the table."""
    return Row(
        f"A view of 60 nodes x 3 signals over 1 h, {where}",
        f"cold {found.cold / found.bare:.2f} x the same requests bare "
        f"({found.cold / found.decoded:.2f} x with their answers decoded), one step later "
        f"{found.incremental / found.bare:.2f} x; values alone, without ages, "
        f"{found.values / found.bare:.2f} x, one query per signal {found.singly / found.bare:.1f} x",
        f"{found.requests} requests: cold {found.cold:.0f} ms, one step later {found.incremental:.0f}, "
        f"warm {found.warm:.1f}; bare {found.bare:.0f}, decoded {found.decoded:.0f}; values alone "
        f"{found.values:.0f}; singly {found.single_requests} in {found.singly:.0f} ms",
        command,
    )


def rows(there: World, repeats: int, victoria: bool) -> list[Row]:
    """Prometheus, and if wanted VictoriaMetrics."""
    amount = f"{there.size.samples / 1e6:.1f} M samples"
    found = [row_of(measure(there.view(), there.now, repeats), f"Prometheus with {amount}", COMMAND)]
    if victoria:
        hours = min(there.size.hours, 1.5 + STEP * APART * repeats / 3600)
        with same_in_victoria(there, hours) as server:
            measured = measure(there.view(server.url), there.now, repeats)
        found.append(row_of(measured, f"VictoriaMetrics, {hours:.1f} h", f"{COMMAND} --victoria"))
    return found


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--small", action="store_true", help="few samples, to see that it runs")
    parser.add_argument("--victoria", action="store_true", help="also through VictoriaMetrics")
    parser.add_argument("--repeats", type=int, default=9)
    options = parser.parse_args()
    with world(SMALL if options.small else Size()) as there:
        sys.stdout.write(table(rows(there, options.repeats, options.victoria), machine()) + "\n")


if __name__ == "__main__":
    main()
