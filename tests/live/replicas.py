"""Several replicas in one test, over a real Redis, each with a clock of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from redis.asyncio import Redis

from adapters.prometheus.cache import Entry, LocalStore, key_of
from adapters.prometheus.envelope import Answer, AnsweredSeries
from adapters.prometheus.shared_cache import RedisShared, SharedStore
from adapters.prometheus.sharing import STALE_STEPS
from adapters.prometheus.vitals import Vitals
from hierarchy.model import SourceConfig
from tests.live.redis_server import RedisServer

CONFIG = SourceConfig("default", "prometheus", "http://prometheus:9090", tenant="blue")
KEY = key_of(CONFIG, "query", "up", 60.0)
LIVES = 60.0 * (1 + STALE_STEPS)
LEASE = 0.6
PATIENT = 5.0  # where Redis is well, however busy the machine is
MOMENT = 1.0  # seconds that nothing here takes longer than, however slow the machine
Work = Callable[["Replicas"], Awaitable[None]]


class Replicas:
    """Makes what several replicas would have, each with a clock of its own."""

    def __init__(self, server: RedisServer, stack: AsyncExitStack) -> None:
        self.server = server
        self.deadline = PATIENT
        self._stack = stack

    def one(self) -> RedisShared:
        """What one replica has."""
        shared = RedisShared(self.server.url, lease=LEASE, deadline=self.deadline)
        self._stack.push_async_callback(shared.aclose)
        return shared

    def store(self, shared: RedisShared | None = None, ahead: float = 0.0) -> SharedStore:
        """The store of a replica whose clock is so far ahead."""
        shared = shared or self.one()
        return SharedStore(
            shared._link, shared._leases, LocalStore(Vitals()), now=lambda: time.time() + ahead
        )

    async def raw(self) -> Redis:
        """A plain client."""
        client = Redis.from_url(self.server.url)
        self._stack.push_async_callback(client.aclose)
        return client


def run(server: RedisServer, work: Work) -> None:
    """Do the work, and leave nothing open."""

    async def all_of_it() -> None:
        async with asyncio.timeout(60), AsyncExitStack() as stack:
            await work(Replicas(server, stack))

    asyncio.run(all_of_it())


def entry(value: float = 1.0, at: float | None = None) -> Entry:
    """An answer of one series."""
    series = AnsweredSeries({"job": "shop"}, ((60.0, value),))
    return Entry(Answer((series,), ("a warning",)), time.time() if at is None else at)


def number(found: Entry | None) -> float | None:
    """The value in it."""
    return None if found is None else found.answer.series[0].points[0][1]


async def until(look: Callable[[], Awaitable[object]], seconds: float = 20.0) -> None:
    """Return as soon as `look` finds something."""
    async with asyncio.timeout(seconds):
        while not await look():
            await asyncio.sleep(0.02)
