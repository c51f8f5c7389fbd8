"""What a source does wrong, as behaviours of the fault server."""

from __future__ import annotations

import gzip
import json
import math
import time
from collections.abc import Callable, Iterable, Iterator
from email.utils import formatdate
from functools import cache

from tests.adapters.fake_upstream import Piece, bomb, dripping, endless, reply
from tests.faults.chain import VALUES
from tests.faults.fault_server import Asked, Behaviour, html
from tests.faults.shop_answers import Json, Shop, failure, success

GOOD = Shop(VALUES)
PROBE = "vector(1)"
EVIL = "<img src=x onerror=alert(1)>\u202egnp.evil\u0007" + "x" * 10_000
TOKEN = "tops3cret-token"


def always(pieces: Callable[[], Iterable[Piece]]) -> Behaviour:
    """The same to whatever is asked."""
    return lambda _: pieces()


def status(line: str, body: bytes = b"", headers: str = "") -> Behaviour:
    """A status line with a body."""
    return always(lambda: reply(body, line, headers))


def page(
    line: str = "200 OK", text: str = "<!doctype html><title>Sign in</title>", headers: str = ""
) -> Behaviour:
    """A web page."""
    return always(lambda: html(text, line, headers))


def holding(seconds: float) -> Behaviour:
    """A good answer whose first byte comes late."""

    def late(asked: Asked) -> Iterator[Piece]:
        yield seconds
        yield from GOOD(asked)

    return late


def drip(start: bytes) -> Behaviour:
    """A start, and then a byte now and then."""
    return always(lambda: dripping([start, *[b" "] * 300]))


def altered(change: Callable[[list[Json], Asked], list[Json]], shop: Shop = GOOD) -> Behaviour:
    """Good answers with other series in them; the probe is answered well."""

    def answer(asked: Asked) -> Iterable[Piece]:
        series = shop.series(asked)
        return reply(success(series if asked.query == PROBE else change(series, asked), asked))

    return answer


def of_values(change: Callable[[list[Json], Asked], list[Json]]) -> Behaviour:
    """The same where the number of lost orders is asked, not how old it is."""
    return altered(lambda series, asked: change(series, asked) if _is_value(asked) else series)


def valued(value: float) -> Behaviour:
    """That number instead of every value."""
    made = Shop(dict.fromkeys(VALUES, value))
    return lambda asked: made(asked) if _is_value(asked) else GOOD(asked)


def cut(asked: Asked) -> Iterable[Piece]:
    """A good body without its end."""
    return reply(success(GOOD.series(asked), asked)[:-20])


def shorter_than_said(asked: Asked) -> Iterable[Piece]:
    """A good body of which the length is said to be more."""
    body = success(GOOD.series(asked), asked)
    return reply(body, length=len(body) + 9)


def longer_than_said(asked: Asked) -> Iterable[Piece]:
    """A good body of which the length is said to be less."""
    body = success(GOOD.series(asked), asked)
    return reply(body, length=len(body) - 9)


def warning(words: str) -> Behaviour:
    """Good answers that say that they may be partial."""
    return lambda asked: reply(success(GOOD.series(asked), asked, warnings=[words]))


def every_other_fails() -> Behaviour:
    """The values of some queries come, the others find it overloaded."""
    return lambda asked: reply(failure("overloaded"), "503 X") if "timestamp" in asked.query else GOOD(asked)


def repeating_its_request(asked: Asked) -> Iterable[Piece]:
    """An error that repeats who asked."""
    sent = next((line for line in asked.head.split("\r\n") if line.lower().startswith("authorization")), "")
    return reply(failure(f"cannot parse request: {sent}"), "500 X")


def warning_of_its_request(asked: Asked) -> Iterable[Piece]:
    """A warning that repeats who asked."""
    return warning(asked.head)(asked)


def clock(seconds: float) -> Behaviour:
    """A well server whose clock, by the date of its answers, is so far ahead of ours."""
    shop = Shop(VALUES, late=max(0.0, -seconds))

    def answer(asked: Asked) -> Iterable[Piece]:
        date = formatdate(time.time() + seconds, usegmt=True)
        return reply(success(shop.series(asked), asked), headers=f"Date: {date}\r\n")

    return answer


def stamped(seconds: float) -> Behaviour:
    """Good answers for another moment than was asked about."""
    return altered(
        lambda series, _: [
            {**one, "value": [one["value"][0] + seconds, one["value"][1]]}  # type: ignore[index]
            if "value" in one
            else one
            for one in series
        ]
    )


def nameless(series: list[Json], _: Asked) -> list[Json]:
    """One number without labels for all that was asked about."""
    return [{**one, "metric": {}} for one in series[:1]]


def twice(series: list[Json], _: Asked) -> list[Json]:
    """Every series a second time, with a pod to tell them apart and another value."""
    return [
        {**one, "metric": {**one["metric"], "pod": pod}}  # type: ignore[dict-item]
        for one in series
        for pod in ("a", EVIL)
    ]


def histograms(series: list[Json], _: Asked) -> list[Json]:
    """Native histograms instead of numbers."""
    return [{"metric": one["metric"], "histogram": [0, {"count": "3", "sum": "1"}]} for one in series]


def result(kind: str, value: object) -> Behaviour:
    """Another type of result."""
    body = json.dumps({"status": "success", "data": {"resultType": kind, "result": value}}).encode()
    return always(lambda: reply(body))


def million() -> Iterator[Piece]:
    """A million series, in an answer that is small enough for itself."""
    yield b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    yield b'{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1"]}'
    chunk = b',{"metric":{},"value":[1,"1"]}' * 10_000
    for _ in range(100):
        yield chunk
    yield b"]}}"


def too_long_numbers(series: list[Json], _: Asked) -> list[Json]:
    """Numbers that no float holds."""
    return [{**one, "value": [one["value"][0], "1e999"]} for one in series if "value" in one]  # type: ignore[index]


def packed_badly(asked: Asked) -> Iterable[Piece]:
    """A packed body with damage in its middle."""
    body = bytearray(gzip.compress(success(GOOD.series(asked), asked)))
    body[len(body) // 2] ^= 0xFF
    return reply(bytes(body), headers="Content-Encoding: gzip\r\n")


def _is_value(asked: Asked) -> bool:
    return asked.query != PROBE and "timestamp(" not in asked.query and "_over_time(" not in asked.query


NAN = valued(math.nan)
INFINITE = valued(math.inf)
BOMB = always(cache(bomb))
ENDLESS = always(endless)
MILLION = always(million)
