"""Answers, flights and slots that several replicas share over Redis. Lost, it costs queries, never truth.

Only the clock of Redis counts, in lives and leases: those of replicas may differ by seconds. What is in
Redis is taken for an answer only where it is whole and of this format; the names of keys are hashes.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import random
import secrets
import struct
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from adapters.prometheus.cache import Entry, LocalStore, Store, packed, unpacked
from adapters.prometheus.leases import Leases
from adapters.prometheus.redis_link import DEADLINE, Lost, RedisLink
from adapters.prometheus.sharing import STALE_STEPS
from adapters.prometheus.traffic_gate import Slots
from adapters.prometheus.vitals import SharedSigns, Vitals
from hierarchy.model import SourceConfig

FORMAT = "navigator:1:"  # of keys and values; the next one shares nothing with this
MOST_PACKED = 8 * 1024 * 1024  # bytes of one entry in Redis; larger ones stay here
MOST_UNPACKED = 64 * 1024 * 1024
LEASE = 2.0  # seconds after which a claim or a slot of a dead replica is free
FIRST_LOOK, LAST_LOOK = 0.01, 0.15  # seconds between two looks at what another replica holds
_LARGE = 64 * 1024  # bytes; packing more would hold up the loop
_MOST_KNOWN = 4096
_HEAD = struct.Struct(">4sdd")  # mark, seconds that it lives, its age when it was written
_MARK = b"nav1"

# Each is one step for all replicas. KEYS: entry, mark of freshness, claim. No claim of ours lives longer than
# a lease: one that does is somebody's mistake, and would keep everybody waiting.
_CLAIM = """
if redis.call('exists', KEYS[1], KEYS[2]) == 2 then return 0 end
local left = redis.call('pttl', KEYS[3])
if left == -1 or left > tonumber(ARGV[2]) then redis.call('del', KEYS[3]) end
return redis.call('set', KEYS[3], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0
"""
# A replica that has lost its claim meanwhile was too slow: what another has read since stays.
_PUT = """
if redis.call('exists', KEYS[2]) == 1 and redis.call('get', KEYS[3]) ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('set', KEYS[2], '', 'PX', ARGV[4])
return 1
"""


class RedisShared:
    """What replicas share in one Redis. See `adapters.prometheus.cache.Shared`."""

    def __init__(
        self,
        address: str,
        password_file: Path | None = None,
        lease: float = LEASE,
        deadline: float = DEADLINE,
    ) -> None:
        """Nothing is opened before something is asked. Who dies holds nothing after `lease` seconds; a
        call that takes longer than `deadline` (seconds) is given up."""
        self._link = RedisLink(address, password_file, deadline)
        self._leases = Leases(self._link, lease)

    def store(self, config: SourceConfig, vitals: Vitals) -> Store:
        """Where the answers of a source are kept: here, and in Redis. Keys say of which source."""
        del config
        return SharedStore(self._link, self._leases, LocalStore(vitals))

    def slots(self, config: SourceConfig) -> Slots:
        """The slots of all replicas in the server at the address of the source."""
        name = hashlib.blake2b(config.url.encode(), digest_size=20).hexdigest()
        return SharedSlots(self._link, self._leases, f"{FORMAT}slots:{name}")

    def signs(self) -> SharedSigns:
        """The numbers as they are now."""
        tally, (claims, slots) = self._link.tally, self._leases.held
        return SharedSigns(
            self._link.is_up, tally.hits, tally.misses, tally.failures, tally.refused, claims, slots
        )

    async def aclose(self) -> None:
        """Give back what is held, and drop the connections."""
        await self._leases.aclose()
        await self._link.aclose()


class SharedStore:
    """A store over that of this process: answers of others are found in it, and its own are told them."""

    def __init__(
        self,
        link: RedisLink,
        leases: Leases,
        local: LocalStore,
        now: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._link = link
        self._leases = leases
        self._local = local
        self._now = now
        self._monotonic = monotonic
        self._fresh: dict[str, float] = {}  # until when no other can have a newer answer worth reading
        self._tokens: dict[str, str] = {}

    async def get(self, key: str) -> Entry | None:
        """The newer of what is kept here and there."""
        here = await self._local.get(key)
        if here is not None and self._fresh.get(key, 0.0) > self._monotonic():
            return here
        found = await self._read(key)
        if found is None:
            return here
        there, left = found
        if here is not None and here.at >= there.at:
            return here
        await self._keep(key, there, left)
        return there

    async def put(self, key: str, entry: Entry, seconds: float) -> None:
        """Keep it here and there."""
        await self._keep(key, entry, seconds)
        age = max(0.0, self._now() - entry.at)
        body = await _aside(
            _pack, entry, seconds, age, size=sum(len(s.points) for s in entry.answer.series) * 30
        )
        if len(body) > MOST_PACKED:
            return
        fresh = seconds / (1 + STALE_STEPS) - age
        if fresh <= 0.0:
            return
        numbers = (_milliseconds(seconds - age), _milliseconds(fresh))
        try:
            await self._script(_PUT, key, self._tokens.get(key, ""), body, *numbers)
        except Lost:
            return

    async def claim(self, key: str, seconds: float, /) -> bool:
        """Whether nobody else asks, and nobody has just been answered. True where that can't be known."""
        token = secrets.token_hex(8)
        try:
            mine = await self._script(_CLAIM, key, token, self._leases.milliseconds)
        except Lost:
            return True
        if mine:
            self._tokens[key] = token
            self._leases.hold_claim(_names(key)[2], token, seconds)
        return bool(mine)

    async def release(self, key: str, /) -> None:
        """Let others ask."""
        token = self._tokens.pop(key, None)
        if token is not None:
            await self._leases.drop_claim(_names(key)[2], token)

    async def wait(self, key: str, seconds: float, /) -> None:
        """Look again and again, until nobody has the claim or Redis is lost."""
        until, pause = self._monotonic() + seconds, FIRST_LOOK
        try:
            while await self._link.call(lambda redis: redis.exists(_names(key)[2])):
                left = until - self._monotonic()
                if left <= 0.0:
                    return
                await asyncio.sleep(min(left, pause * random.uniform(0.5, 1.0)))
                pause = min(1.5 * pause, LAST_LOOK)
        except Lost:
            return

    async def _keep(self, key: str, entry: Entry, seconds: float) -> None:
        age = max(0.0, self._now() - entry.at)
        await self._local.put(key, entry, seconds - age)
        now = self._monotonic()
        if len(self._fresh) >= _MOST_KNOWN:
            self._fresh = {name: until for name, until in self._fresh.items() if until > now}
        self._fresh[key] = now + seconds / (1 + STALE_STEPS) - age

    async def _read(self, key: str) -> tuple[Entry, float] | None:
        """What is in Redis, as of our own clock, and the seconds that it lives in all."""
        name = _names(key)[0]

        async def both(redis: Any) -> list[Any]:
            async with redis.pipeline(transaction=True) as together:
                together.get(name)
                together.pttl(name)
                found: list[Any] = await together.execute()
                return found

        try:
            body, left = await self._link.call(both)
        except Lost:
            return None
        if not isinstance(body, bytes) or left <= 0:
            self._link.tally.misses += 1
            return None
        read = await _aside(_unpack, body, size=len(body))
        if read is None:  # whoever reads it next shall write it anew
            self._link.tally.misses += 1
            await self._forget(key)
            return None
        self._link.tally.hits += 1
        entry, seconds, age = read
        aged = age + max(0.0, seconds - age - left / 1000)
        return replace(entry, at=self._now() - aged), seconds

    async def _forget(self, key: str) -> None:
        with contextlib.suppress(Lost):
            await self._link.call(lambda redis: redis.delete(*_names(key)[:2]))

    async def _script(self, text: str, key: str, *values: object) -> object:
        return await self._link.call(lambda redis: redis.eval(text, 3, *_names(key), *values))  # type: ignore[arg-type]


class SharedSlots:
    """At most so many queries of all replicas in one server."""

    def __init__(self, link: RedisLink, leases: Leases, name: str) -> None:
        self._link = link
        self._leases = leases
        self._name = name
        self._taken: list[str] = []

    async def take(self, width: int, seconds: float) -> bool:
        """Whether there was a slot within so many seconds; true at once where Redis is lost."""
        loop = asyncio.get_running_loop()
        until, pause, token = loop.time() + seconds, FIRST_LOOK, secrets.token_hex(8)
        try:
            while not await self._leases.take_slot(self._name, token, width):
                left = until - loop.time()
                if left <= 0.0:
                    return False
                await asyncio.sleep(min(left, pause * random.uniform(0.5, 1.0)))
                pause = min(1.5 * pause, LAST_LOOK)
        except Lost:
            token = ""
        self._taken.append(token)
        return True

    async def give(self) -> None:
        """Whichever of ours: they are alike."""
        token = self._taken.pop() if self._taken else ""
        if token:
            await self._leases.give_slot(self._name, token)


def _names(key: str) -> tuple[str, str, str]:
    return f"{FORMAT}answer:{key}", f"{FORMAT}fresh:{key}", f"{FORMAT}claim:{key}"


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))


def _pack(entry: Entry, seconds: float, age: float) -> bytes:
    return _HEAD.pack(_MARK, seconds, age) + zlib.compress(packed(entry), 1)


def _unpack(body: bytes) -> tuple[Entry, float, float] | None:
    """None for whatever is not whole: it may have been written by anybody."""
    try:
        mark, seconds, age = _HEAD.unpack_from(body)
        reader = zlib.decompressobj()
        text = reader.decompress(body[_HEAD.size :], MOST_UNPACKED)
    except (struct.error, zlib.error):
        return None
    if mark != _MARK or not reader.eof or not 0.0 <= age <= seconds < 1e9:
        return None
    entry = unpacked(text)
    return None if entry is None else (entry, seconds, age)


async def _aside(work: Callable[..., Any], *given: object, size: int) -> Any:
    return await asyncio.to_thread(work, *given) if size > _LARGE else work(*given)
