"""Operators at their browsers, many of them in one process: `python -m benchmarks.operators URL`.

Each has a connection of its own and asks what a page asks: the picture of where it is and its lines every few
seconds, for news in between; now and then it moves on. Prints one JSON object. Only this machine is asked.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson

from benchmarks.viewer import percentile, spark_keys

NEWS_SECONDS = 3.0  # between two looks for news of the hierarchy
MOVES = 0.2  # how often a refresh is a move to another place instead
PLACES = 40  # that operators are at; in an incident many look at the same
LINE_TRIES = 6
MOST_OPERATORS = 2000
MOST_SECONDS = 3600.0
_ANSWER_SECONDS = 30.0
_LONGEST = 32 * 1024 * 1024


@dataclass
class Tally:
    """What came of all requests: milliseconds by kind, and errors by what went wrong."""

    took: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    pending: int = 0  # lines that were still not there after LINE_TRIES


@dataclass(frozen=True)
class Kind:
    """How requests of one kind went, in milliseconds as the operator sees them."""

    count: int
    p50: float
    p95: float
    worst: float


class Connection:
    """One kept connection that speaks as much HTTP as our own server needs."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body, unpacked. Raises OSError, ValueError, TimeoutError; the next then begins anew."""
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await self._ask(method, path, body)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _ask(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if self._streams is None or self._streams[0].at_eof():
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nAccept-Encoding: gzip\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (x.partition(":") for x in lines[1:])
        }
        size = int(headers.get("content-length", "0"))
        if "transfer-encoding" in headers or size > _LONGEST:
            raise ValueError("an answer of another form than expected")
        data = await reader.readexactly(size)
        if headers.get("content-encoding") == "gzip":
            data = zlib.decompress(data, zlib.MAX_WBITS | 16)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return int(lines[0].split()[1]), data


class Operator:
    """Somebody who watches, and moves now and then."""

    def __init__(self, url: str, places: Sequence[str], seed: int, tally: Tally) -> None:
        address = urlsplit(url)
        self._connection = Connection(address.hostname or "", address.port or 80)
        self._places = places
        self._dice = random.Random(seed)
        self._page = f"{seed:012x}"
        self._tally = tally
        self._place = ""

    async def open(self) -> None:
        """The page, its model, its picture with lines, the time bar."""
        self._move()
        await self._asked("page", "GET", f"/{self._place}")
        scene = await self._picture()
        if scene is not None:
            revision = scene["revision"]
            await self._asked("model", "GET", f"/screen/model.json?revision={revision}")
            start, end = scene["window"]
            query = urlencode({"revision": revision, "from": start, "to": end})
            await self._asked("timeline", "GET", f"/screen/timeline.json?{query}")

    async def watch(self, refresh: float, until: float) -> None:
        """Look again every `refresh` seconds until a time of the loop's clock; news in between."""
        loop = asyncio.get_running_loop()
        due = loop.time() + refresh * self._dice.random()  # not everybody at once
        while due < until:
            while (left := due - loop.time()) > 0:
                await asyncio.sleep(min(NEWS_SECONDS, left))
                await self._asked("news", "GET", f"/screen/edition.json?page={self._page}")
            if self._dice.random() < MOVES:
                self._move()
            await self._picture()
            due = max(due + refresh, loop.time())
        self._connection.close()

    def _move(self) -> None:
        """Somewhere else; half of the people are at the same few places."""
        few = self._places[: max(1, len(self._places) // 10)]
        place = self._dice.choice(few if self._dice.random() < 0.5 else self._places)
        self._place = f"?{urlencode({'focus': place})}" if place else "?"

    async def _picture(self) -> dict[str, Any] | None:
        found = await self._asked("scene", "POST", "/_dash-update-component", scene_body(self._place))
        if found is None:
            return None
        scene: dict[str, Any] = found["response"]["scene"]["data"]
        start, end = scene["window"]
        span = {"keys": spark_keys(scene), "from": start, "to": end, "revision": scene["revision"]}
        for turn in range(LINE_TRIES):
            lines = await self._asked("lines", "GET", f"/screen/sparks.json?{urlencode(span)}")
            if lines is None or not lines["pending"]:
                return scene
            await asyncio.sleep(0.5 * 2**turn * (0.8 + 0.4 * self._dice.random()))
        self._tally.pending += 1
        return scene

    async def _asked(self, kind: str, method: str, path: str, body: bytes = b"") -> Any:
        begun = time.perf_counter()
        try:
            status, data = await self._connection.ask(method, path, body)
        except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError) as error:
            self._tally.errors[f"{kind}: {type(error).__name__}"] += 1
            return None
        self._tally.took.setdefault(kind, []).append((time.perf_counter() - begun) * 1000)
        if status != 200:
            self._tally.errors[f"{kind}: {status}"] += 1
            return None
        return orjson.loads(data) if data[:1] == b"{" else data


def scene_body(place: str) -> bytes:
    """What a page posts for the picture of a place (`?focus=…`)."""
    inputs = [
        {"id": "place", "property": "data", "value": place},
        {"id": "viewport", "property": "data", "value": {"columns": 6, "rows": 4}},
        {"id": "tick", "property": "data", "value": 0},
    ]
    outputs = {"id": "scene", "property": "data"}
    asked = {"output": "scene.data", "outputs": outputs, "inputs": inputs, "changedPropIds": ["place.data"]}
    return orjson.dumps(asked)


async def places_of(url: str, most: int) -> list[str]:
    """So many places: the overview and nodes of all levels, spread evenly; a single one is a node."""
    tally = Tally()
    visitor = Operator(url, [""], 0, tally)
    found = await visitor._asked("hierarchy", "GET", "/api/v1/hierarchy")
    if found is None:
        raise SystemExit(f"{url} does not answer: {dict(tally.errors)}")
    nodes = [node["id"] for node in found["nodes"]]
    if most == 1:
        return [nodes[len(nodes) // 2]]
    return ["", *nodes[:: max(1, len(nodes) // (most - 1))]][:most]


async def simulate(
    url: str, operators: int, refresh: float, seconds: float, herd: float, places: int = PLACES
) -> dict[str, Any]:
    """All of them open the page within `herd` seconds, each at one of so many `places`, then watch for
    `seconds`."""
    there = await places_of(url, places)
    loop = asyncio.get_running_loop()
    opening, watching = Tally(), Tally()
    people = [Operator(url, there, 1 + i, opening) for i in range(operators)]

    async def arrive(one: Operator, after: float) -> None:
        await asyncio.sleep(after)
        await one.open()

    begun = loop.time()
    await asyncio.gather(*(arrive(one, herd * i / operators) for i, one in enumerate(people)))
    opened, until = loop.time() - begun, loop.time() + seconds
    for one in people:
        one._tally = watching
    await asyncio.gather(*(one.watch(refresh, until) for one in people))
    return {
        "operators": operators,
        "opened_seconds": round(opened, 2),
        "opening": _told(opening),
        "watching": _told(watching),
    }


def _told(tally: Tally) -> dict[str, Any]:
    kinds = {
        name: asdict(Kind(len(took), percentile(took, 0.5), percentile(took, 0.95), max(took)))
        for name, took in tally.took.items()
    }
    return {"kinds": kinds, "errors": dict(tally.errors), "lines_pending": tally.pending}


def on_this_machine(url: str) -> bool:
    """Whether an address is one that nobody else is hurt at."""
    try:
        return ip_address(urlsplit(url).hostname or "").is_loopback
    except ValueError:
        return False


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--operators", type=int, default=500)
    parser.add_argument("--refresh", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--herd", type=float, default=1.0, help="seconds within which all open the page")
    parser.add_argument("--places", type=int, default=PLACES, help="that they are at")
    options = parser.parse_args()
    if not on_this_machine(options.url):
        raise SystemExit("only an address of this machine (127.0.0.1) is asked")
    if not (0 < options.operators <= MOST_OPERATORS and 0 <= options.seconds <= MOST_SECONDS):
        raise SystemExit(f"at most {MOST_OPERATORS} operators for {MOST_SECONDS:g} s")
    told = asyncio.run(
        simulate(
            options.url, options.operators, options.refresh, options.seconds, options.herd, options.places
        )
    )
    sys.stdout.write(orjson.dumps(told).decode() + "\n")


if __name__ == "__main__":
    main()
