"""What `--workers` buys: answers a second, and what each costs the process that reads and the others.

    python -m benchmarks.workers [--seconds N] [--workers 1 2 4]

A navigator with 500 nodes on made readings, and sixteen who ask again as soon as they are answered: for
pictures, and for news of the hierarchy. They run on the same machine and take their part of it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.fan_out import machine
from benchmarks.operators import Connection, places_of, scene_body
from benchmarks.serving import Running, running, write_files
from benchmarks.table import Row, table
from benchmarks.watched import cpu_seconds
from tests.live.prometheus_server import free_port

COMMAND = "python -m benchmarks.workers"
WORKERS = (1, 2, 4)
NODES = 500
ASKERS = 16
_PLACES = 40
_WARM_UP = 2.0  # seconds
_NEWS = "/screen/edition.json?page=000000000001"


@dataclass(frozen=True)
class Spent:
    """Answers a second, and milliseconds of processor time that one costs: the process that costs most,
    which is the one that reads, and all together."""

    rate: float
    reader: float
    all: float


async def flood(url: str, seconds: float, places: Sequence[str]) -> int:
    """How many answers came while all asked for so long; for news where there are no `places`."""
    address = urlsplit(url)
    until = time.monotonic() + seconds
    count = 0

    async def ask(i: int) -> None:
        nonlocal count
        connection = Connection(address.hostname or "", address.port or 80)
        body = scene_body(f"?focus={places[i % len(places)]}") if places else b""
        where = ("POST", "/_dash-update-component") if places else ("GET", _NEWS)
        while time.monotonic() < until:
            status, _ = await connection.ask(*where, body)
            if status != 200:
                raise RuntimeError(f"{where[1]} was answered with {status}")
            count += 1
        connection.close()

    await asyncio.gather(*(ask(i) for i in range(ASKERS)))
    return count


def measure(started: Running, seconds: float, places: Sequence[str]) -> Spent:
    """Ask for a while that does not count, then for `seconds`."""
    asyncio.run(flood(started.url, _WARM_UP, places))
    before, begun = _spent(started), time.monotonic()
    count = asyncio.run(flood(started.url, seconds, places))
    took, after = time.monotonic() - begun, _spent(started)
    each = [1000 * (after[pid] - before[pid]) / max(1, count) for pid in before if pid in after]
    return Spent(count / took, max(each), sum(each))


def _spent(started: Running) -> dict[int, float]:
    pid = started.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child): cpu_seconds(int(child)) for child in children}


def rows(seconds: float = 10.0, workers: Sequence[int] = WORKERS) -> list[Row]:
    """Pictures, and news."""
    pictures: dict[int, Spent] = {}
    news: dict[int, Spent] = {}
    with tempfile.TemporaryDirectory() as name:
        write_files(Path(name), NODES)
        for count in workers:
            port = free_port()
            arguments = ["-m", "benchmarks.serving", name, str(port), "--workers", str(count)]
            with running(arguments, port) as started:
                places = asyncio.run(places_of(started.url, _PLACES))[1:]
                pictures[count] = measure(started, seconds, places)
                news[count] = measure(started, seconds, ())
    return [_row(f"Pictures of {NODES} nodes", pictures), _row("Whether there is news", news)]


def _row(what: str, found: dict[int, Spent]) -> Row:
    one = next(iter(found.values()))
    ratios = (
        f"{count}: {spent.rate / one.rate:.2f} x the answers a second, {spent.reader / one.reader:.2f} x the "
        f"time of the process that reads, {spent.all / one.all:.2f} x of all"
        for count, spent in list(found.items())[1:]
    )
    each = (
        f"{count}: {spent.rate:.0f} a second, {spent.reader:.2f} ms each of the process that reads, "
        f"{spent.all:.2f} of all"
        for count, spent in found.items()
    )
    return Row(f"{what}, by workers", "; ".join(ratios), "; ".join(each), COMMAND)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10.0, help="for each kind and number")
    parser.add_argument("--workers", type=int, nargs="+", default=list(WORKERS))
    options = parser.parse_args()
    sys.stdout.write(table(rows(options.seconds, options.workers), machine()) + "\n")


if __name__ == "__main__":
    main()
