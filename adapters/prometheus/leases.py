"""Claims and slots that this replica holds in Redis, kept alive while it lives itself."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import cast

from redis.asyncio import Redis

from adapters.prometheus.redis_link import Lost, RedisLink

# Each is one step for all replicas; the time is that of Redis.
_IF_OURS = "if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end "
_DROP = _IF_OURS + "return redis.call('del', KEYS[1])"
_RENEW = _IF_OURS + "return redis.call('pexpire', KEYS[1], ARGV[2])"
_NOW = "local t = redis.call('time') local now = t[1] * 1000 + math.floor(t[2] / 1000)\n"
_TAKE = (
    _NOW
    + """
redis.call('zremrangebyscore', KEYS[1], '-inf', now)
if redis.call('zcard', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('zadd', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('pexpire', KEYS[1], ARGV[2] * 2)
return 1
"""
)
_KEEP = (
    _NOW
    + """
redis.call('zadd', KEYS[1], 'XX', now + ARGV[2], ARGV[1])
redis.call('pexpire', KEYS[1], ARGV[2] * 2)
return 1
"""
)


class Leases:
    """What is held is renewed thrice in a lease; whoever dies holds nothing a lease later."""

    def __init__(self, link: RedisLink, seconds: float) -> None:
        self._link = link
        self.milliseconds = round(seconds * 1000)
        self._pause = seconds / 3
        self._claims: dict[str, tuple[str, float]] = {}  # token and until when (loop's seconds), by key
        self._slots: dict[str, str] = {}  # key by token
        self._renewing: asyncio.Task[None] | None = None

    @property
    def held(self) -> tuple[int, int]:
        """How many claims and how many slots are held now."""
        return len(self._claims), len(self._slots)

    def hold_claim(self, name: str, token: str, seconds: float) -> None:
        """Keep a claim that was made alive, for at most so many seconds."""
        self._claims[name] = token, asyncio.get_running_loop().time() + seconds
        self._begin()

    async def drop_claim(self, name: str, token: str) -> None:
        """Delete it, if it is still ours."""
        self._claims.pop(name, None)
        with contextlib.suppress(Lost):
            await self._run(_DROP, name, token)

    async def take_slot(self, name: str, token: str, width: int) -> bool:
        """Whether one of `width` slots is ours now. Raises Lost."""
        taken = bool(await self._run(_TAKE, name, token, self.milliseconds, width))
        if taken:
            self._slots[token] = name
            self._begin()
        return taken

    async def give_slot(self, name: str, token: str) -> None:
        """Give it back."""
        self._slots.pop(token, None)
        with contextlib.suppress(Lost):
            await self._link.call(lambda redis: redis.zrem(name, token))

    async def aclose(self) -> None:
        """Give back everything."""
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)
        for name, (token, _) in list(self._claims.items()):
            await self.drop_claim(name, token)
        for token, name in list(self._slots.items()):
            await self.give_slot(name, token)

    def _begin(self) -> None:
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.ensure_future(self._renew())

    async def _renew(self) -> None:
        """Ends by itself when nothing is held."""
        now = asyncio.get_running_loop().time
        while self._claims or self._slots:
            await asyncio.sleep(self._pause)
            self._claims = {name: one for name, one in self._claims.items() if one[1] > now()}
            with contextlib.suppress(Lost):
                for name, (token, _) in list(self._claims.items()):
                    await self._run(_RENEW, name, token, self.milliseconds)
                for token, name in list(self._slots.items()):
                    await self._run(_KEEP, name, token, self.milliseconds)

    async def _run(self, script: str, name: str, *values: object) -> object:
        def ask(redis: Redis) -> Awaitable[object]:
            return cast(Awaitable[object], redis.eval(script, 1, name, *values))  # type: ignore[arg-type]

        return await self._link.call(ask)
