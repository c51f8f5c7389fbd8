"""The way to a Redis that is only ever a help: a call is over in a moment, and without it all goes on.

A Redis that does not answer is left alone for a while, tried by one call, and taken back at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, RedisError, ResponseError

from adapters.prometheus.vitals import Tally

log = logging.getLogger(__name__)

# Seconds for one call. A Redis beside us takes less than one hundredth of it; but a machine that has too much
# to do, as in an incident, may keep either side waiting, and then it is better to wait than to ask twice.
DEADLINE = 0.25
MEETING = 0.5  # seconds for the first, which finds the way
FAILURES_TO_LEAVE = 3  # in a row; one may be a connection that was closed while it was idle
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 5.0
MOST_CONNECTIONS = 4
_MOST_REFUSALS = 10

T = TypeVar("T")


class Lost(Exception):  # noqa: N818 - not an error: the caller goes on alone
    """There is no answer from Redis, now or in time."""


class RedisLink:
    """Calls one Redis, from one event loop at a time. `address` holds no password; that is in a file."""

    def __init__(
        self,
        address: str,
        password_file: Path | None = None,
        deadline: float = DEADLINE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nothing is opened before the first call."""
        self._address = address
        self._password_file = password_file
        self._monotonic = monotonic
        self._deadline = deadline
        self._client: Redis | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._met = False
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._again_at = 0.0
        self._trying: asyncio.Task[None] | None = None
        self._refusals: set[str] = set()
        self.tally = Tally()

    @property
    def is_up(self) -> bool:
        """Whether it answered, and does so still."""
        return self._met and not self.is_lost

    @property
    def is_lost(self) -> bool:
        """Whether it did not answer lately."""
        return self._failures >= FAILURES_TO_LEAVE

    async def call(self, ask: Callable[[Redis], Awaitable[T]]) -> T:
        """What `ask` gives. Raises Lost at once while Redis is left alone, else within the deadline."""
        if self.is_lost:
            self._look_again()
            raise Lost
        return await self._called(ask, self._deadline if self._met else max(MEETING, self._deadline))

    async def _called(self, ask: Callable[[Redis], Awaitable[T]], seconds: float) -> T:
        try:
            found = await self._within(seconds, ask)
        except AuthenticationError as error:
            await self._drop()  # the file may hold another password by now
            self._note_failure(error)
            raise Lost from None
        except ResponseError as error:
            self._note_refusal(error)
            raise Lost from None
        except (RedisError, OSError, TimeoutError, ValueError) as error:
            self._note_failure(error)
            raise Lost from None
        self._note_success()
        return found

    def _look_again(self) -> None:
        """Behind the back of whoever asks, who need not wait for it."""
        due = self._monotonic() >= self._again_at
        if due and (self._trying is None or self._trying.done()):
            self._trying = asyncio.ensure_future(self._look())

    async def _look(self) -> None:
        with contextlib.suppress(Lost):
            await self._called(lambda redis: redis.ping(), MEETING)

    async def aclose(self) -> None:
        """Drop the connections; idempotent."""
        if self._trying is not None:
            self._trying.cancel()
            await asyncio.gather(self._trying, return_exceptions=True)
        await self._drop()

    async def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _within(self, seconds: float, ask: Callable[[Redis], Awaitable[T]]) -> T:
        """Twice where it was we who were late: a large answer may hold the loop up for longer than that."""
        client, loop = self._open(), asyncio.get_running_loop()
        started = loop.time()
        try:
            async with asyncio.timeout(seconds):
                return await ask(client)
        except TimeoutError:
            if loop.time() - started < 2 * seconds:
                raise
        async with asyncio.timeout(seconds):
            return await ask(client)

    def _open(self) -> Redis:
        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            self._client, self._loop = Redis.from_pool(self._pool()), loop
        return self._client

    def _pool(self) -> BlockingConnectionPool:
        given: dict[str, Any] = {}
        if self._password_file is not None:
            given["password"] = self._password_file.read_text().strip()
        pool: BlockingConnectionPool = BlockingConnectionPool.from_url(
            self._address,
            max_connections=MOST_CONNECTIONS,
            timeout=MEETING,
            retry=Retry(NoBackoff(), 0),
            **given,
        )
        return pool

    def _note_failure(self, error: Exception) -> None:
        was_lost = self.is_lost
        self._failures += 1
        self.tally.failures += 1
        log.debug("a call to the shared cache failed: %s", type(error).__name__)
        if not self.is_lost:
            return
        if not was_lost:
            kind = "no answer in time" if isinstance(error, TimeoutError) else type(error).__name__
            log.warning("the shared cache is lost (%s): this replica asks its sources alone", kind)
            self._pause = FIRST_PAUSE
        self._again_at = self._monotonic() + self._pause * random.uniform(0.5, 1.0)
        self._pause = min(2 * self._pause, LONGEST_PAUSE)

    def _note_refusal(self, error: ResponseError) -> None:
        """It answers, but not this: it is full, or somebody else uses the key. Said once of each kind."""
        self.tally.refused += 1
        kind = str(error).partition(" ")[0][:20]
        if kind not in self._refusals and len(self._refusals) < _MOST_REFUSALS:
            self._refusals.add(kind)
            log.warning("the shared cache refuses what it is asked (%s); it is gone without", kind)

    def _note_success(self) -> None:
        if self.is_lost:
            log.warning("the shared cache is back")
        self._failures = 0
        self._met = True
