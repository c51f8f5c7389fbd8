"""Five hundred operators at one navigator: `make bench-load`, or

    python -m benchmarks.load [--operators 500] [--minutes 10] [--refresh 10] [--workers 1] [--small]

All open the page within a second, then each looks again every ten seconds. Everything runs on this machine:
a real Prometheus with ten million samples, a navigator, and the operators in a process of their own. Ends
with 1 unless 95 of 100 answers took the server at most 150 ms, none failed, and memory stayed flat.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.path_world import SMALL, Size, world
from benchmarks.serving import Running, real_navigator
from benchmarks.watched import Memory, Samples, operate, scrape, server_p95, settle, total
from hierarchy.quantities import format_number

LIMIT_MS = 150.0
FLAT_MB, FLAT_SHARE = 15.0, 0.05  # more than the larger of both is growth
PARTS = ("page", "screen", "files", "api")
WARM_UP = 20.0  # seconds of a few operators before anything counts


def report(running: Running, options: argparse.Namespace) -> Iterator[tuple[str, bool]]:
    """One sentence for everything that was held against its limit, and whether it held."""
    seconds = options.minutes * 60
    settle(running)
    operate(running.url, operators=5, seconds=min(WARM_UP, seconds), refresh=options.refresh)
    before = scrape(running.url)
    with Memory(running) as memory:
        told = operate(running.url, operators=options.operators, seconds=seconds, refresh=options.refresh)
    after = scrape(running.url)
    yield from _answers(told, before, after)
    first, last = memory.seen[0], memory.seen[-1]
    flat = memory.growth <= max(FLAT_MB, FLAT_SHARE * first)
    yield f"memory {first:.0f} MB before, {last:.0f} after, {memory.growth:+.1f} while they worked", flat
    yield _upstream(before, after, seconds, options.operators)


def _answers(told: dict[str, Any], before: Samples, after: Samples) -> Iterator[tuple[str, bool]]:
    p95 = server_p95(before, after, PARTS)
    served = total(after, "navigator_http_request_duration_seconds_count") - total(
        before, "navigator_http_request_duration_seconds_count"
    )
    yield (
        f"{format_number(served)} answers, p95 of server time {p95:.0f} ms (limit {LIMIT_MS:.0f})",
        p95 <= LIMIT_MS,
    )
    for what in ("opening", "watching"):
        for kind, one in told[what]["kinds"].items():
            seen = f"p50 {one['p50']:.0f} ms, p95 {one['p95']:.0f}, worst {one['worst']:.0f}"
            yield f"  {what}, {kind}: {one['count']} times, as operators see it {seen}", True
        errors, late = told[what]["errors"], told[what]["lines_pending"]
        yield f"{what}: {errors or 'no errors'}, lines not there in time: {late}", not errors
    yield f"all {told['operators']} had opened the page after {told['opened_seconds']:g} s", True


def _upstream(before: Samples, after: Samples, seconds: float, operators: int) -> tuple[str, bool]:
    asked, hits = (
        total(after, name) - total(before, name)
        for name in ("navigator_source_requests_total", "navigator_source_cache_hits_total")
    )
    each = asked / max(1.0, seconds) * 60
    who = f"for {operators} operators; {hits:.0f} answered from memory"
    return f"{asked:.0f} queries upstream, {each:.0f} a minute, {who}", True


def main() -> int:
    """Run, print, and say whether all held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--operators", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--refresh", type=float, default=10.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="few samples and nodes, to see that it runs")
    options = parser.parse_args()
    size = SMALL if options.small else Size(ahead=int(options.minutes * 60) + 30 * 60)
    held = True
    with world(size) as there:
        more = ["--workers", str(options.workers)] if options.workers > 1 else []
        with real_navigator(size.nodes, there.server.url, more) as running:
            for sentence, fine in report(running, options):
                held = held and fine
                sys.stdout.write(f"{'' if fine else 'TOO MUCH: '}{sentence}\n")
                sys.stdout.flush()
    return 0 if held else 1


if __name__ == "__main__":
    raise SystemExit(main())
