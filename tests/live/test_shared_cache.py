"""What replicas share over a real Redis: answers, claims and slots."""

from __future__ import annotations

import asyncio
import math
import struct
import time
import zlib

import pytest

from adapters.prometheus.cache import key_of, packed
from adapters.prometheus.redis_link import FAILURES_TO_LEAVE
from adapters.prometheus.shared_cache import FORMAT
from adapters.prometheus.vitals import SharedSigns
from tests.live.redis_server import RedisServer
from tests.live.replicas import CONFIG, KEY, LEASE, LIVES, MOMENT, Replicas, entry, number, run

pytestmark = pytest.mark.live


def test_what_one_replica_read_another_has_with_its_warnings(redis: RedisServer) -> None:
    """Numbers that JSON has no words for too."""

    async def work(replicas: Replicas) -> None:
        one, two = replicas.store(), replicas.store()
        for at, value in enumerate((0.1, math.inf, -math.inf, math.nan)):
            key = key_of(CONFIG, "query", "up", float(at))
            await one.put(key, entry(value), LIVES)
            found = await two.get(key)
            assert found is not None
            assert repr(found.answer.series) == repr(entry(value).answer.series)
            assert found.answer.warnings == ("a warning",)
        assert await two.get(key_of(CONFIG, "query", "up", 120.0)) is None

    run(redis, work)


@pytest.mark.parametrize("ahead", [-7.0, 0.0, 7.0])
def test_an_answer_is_as_old_as_it_is_whatever_the_clocks_of_replicas_say(
    redis: RedisServer, ahead: float
) -> None:
    """A clock that is ahead must not make it newer, nor one that is behind look as if it came from later."""

    async def work(replicas: Replicas) -> None:
        await replicas.store().put(KEY, entry(at=time.time() - 20.0), LIVES)
        found = await replicas.store(ahead=ahead).get(KEY)
        assert found is not None
        age = time.time() + ahead - found.at
        assert 20.0 <= age + 0.01 < 20.0 + MOMENT
        client = await replicas.raw()
        assert await client.pttl(f"{FORMAT}answer:{KEY}") <= (LIVES - 20.0) * 1000

    run(redis, work)


def test_one_asks_and_the_others_wait_until_it_has_answered(redis: RedisServer) -> None:
    """Then none of them asks again, neither who waited nor who comes late."""

    async def work(replicas: Replicas) -> None:
        one, two, late = (replicas.store() for _ in range(3))
        assert await one.claim(KEY, 10.0)
        assert not await two.claim(KEY, 10.0)
        waiting = asyncio.ensure_future(two.wait(KEY, 10.0))
        await asyncio.sleep(3 * LEASE)  # longer than a lease: it is alive, and keeps it
        assert not waiting.done()
        await one.put(KEY, entry(3.0), LIVES)
        await one.release(KEY)
        await waiting
        assert number(await two.get(KEY)) == 3.0
        assert not await late.claim(KEY, 10.0)
        await late.wait(KEY, 10.0)
        assert number(await late.get(KEY)) == 3.0

    run(redis, work)


def test_a_claim_ends_with_a_failure_at_once_and_with_its_owner_after_a_lease(redis: RedisServer) -> None:
    """Nobody waits for who is dead, and who was too slow does not overwrite what another has read since."""

    async def work(replicas: Replicas) -> None:
        dead, heir = replicas.one(), replicas.store()
        owner = replicas.store(dead)
        assert await owner.claim(KEY, 10.0)
        await owner.release(KEY)
        assert await owner.claim(KEY, 10.0)
        renewing = dead._leases._renewing
        assert renewing is not None
        renewing.cancel()  # as a process that is stopped
        assert not await heir.claim(KEY, 10.0)
        await heir.wait(KEY, 10.0)
        assert await heir.claim(KEY, 10.0)
        await heir.put(KEY, entry(2.0), LIVES)
        await owner.put(KEY, entry(1.0), LIVES)
        await owner.release(KEY)
        assert number(await replicas.store().get(KEY)) == 2.0
        client = await replicas.raw()
        assert await client.exists(f"{FORMAT}claim:{KEY}")  # still the heir's

    run(redis, work)


def test_what_is_in_the_way_is_ignored_and_written_anew(redis: RedisServer) -> None:
    """Of another format, cut off, a bomb, or of another kind: it may have been written by anybody."""
    head = struct.pack(">4sdd", b"nav1", LIVES, 0.0)
    whole = head + zlib.compress(packed(entry(5.0)))
    foreign = (
        b"",
        b"hello",
        b"nav2" + whole[4:],
        whole[:-5],
        whole[:20],
        head + zlib.compress(b"[1, 2]"),
        head + zlib.compress(b'[1, [], [], [[{"a": "b"}, [1], ["x"]]]]'),
        head + zlib.compress(b" " * 70_000_000),
        struct.pack(">4sdd", b"nav1", math.nan, 0.0) + whole[20:],
    )

    async def work(replicas: Replicas) -> None:
        client, name = await replicas.raw(), f"{FORMAT}answer:{KEY}"
        for body in foreign:
            await client.set(name, body, px=60_000)
            await client.set(f"{FORMAT}fresh:{KEY}", "", px=60_000)
            store = replicas.store()
            assert await store.get(KEY) is None, body[:40]
            assert await store.claim(KEY, 10.0)
            await store.put(KEY, entry(4.0), LIVES)
            await store.release(KEY)
            assert number(await replicas.store().get(KEY)) == 4.0
        for kind in ("answer", "fresh", "claim"):
            await client.flushall()
            await client.rpush(f"{FORMAT}{kind}:{KEY}", "of another")
            store = replicas.store()
            assert await store.get(KEY) is None
            assert await store.claim(KEY, 10.0)
            await store.put(KEY, entry(4.0), LIVES)
            assert number(await store.get(KEY)) == 4.0

    run(redis, work)


def test_names_of_keys_tell_nothing_and_everything_has_an_end(redis: RedisServer) -> None:
    """Neither query nor address, tenant or file can be read in them."""

    async def work(replicas: Replicas) -> None:
        shared = replicas.one()
        slots = shared.slots(CONFIG)
        assert await slots.take(2, 1.0)
        store = replicas.store(shared)
        assert await store.claim(KEY, 10.0)
        await store.put(KEY, entry(), LIVES)
        client = await replicas.raw()
        names = [name.decode() async for name in client.scan_iter()]
        assert len(names) == 4
        for name in names:
            assert name.startswith(FORMAT)
            assert not any(word in name for word in ("prometheus", "9090", "blue", "up:"))
            assert 0 < await client.pttl(name) <= LIVES * 1000
        await slots.give()

    run(redis, work)


def test_all_replicas_together_have_so_many_slots(redis: RedisServer) -> None:
    """Also when one of them dies with some: they are free a lease later."""

    async def work(replicas: Replicas) -> None:
        dead = replicas.one()
        lost, one, two = dead.slots(CONFIG), replicas.one().slots(CONFIG), replicas.one().slots(CONFIG)
        assert await lost.take(2, 1.0)
        assert await one.take(2, 1.0)
        assert not await two.take(2, 2 * LEASE)
        renewing = dead._leases._renewing
        assert renewing is not None
        renewing.cancel()
        assert await two.take(2, 20.0)
        assert not await one.take(2, 0.05)
        await two.give()
        assert await one.take(2, 20.0)

    run(redis, work)


def test_many_calls_at_once_never_have_more_slots_than_there_are(redis: RedisServer) -> None:
    """Three replicas with ten calls each, and a width of three."""

    async def work(replicas: Replicas) -> None:
        within, most = 0, 0

        async def call(slots: object) -> None:
            nonlocal within, most
            assert await slots.take(3, 30.0)  # type: ignore[attr-defined]
            within += 1
            most = max(most, within)
            await asyncio.sleep(0.01)
            within -= 1
            await slots.give()  # type: ignore[attr-defined]

        all_slots = [replicas.one().slots(CONFIG) for _ in range(3)]
        await asyncio.gather(*(call(slots) for slots in all_slots for _ in range(10)))
        assert most == 3

    run(redis, work)


def test_what_happens_on_the_way_to_redis_is_counted(redis: RedisServer) -> None:
    """Whether it is there, what was found in it, what it refused, and what is held."""

    async def work(replicas: Replicas) -> None:
        one = replicas.one()
        assert one.signs() == SharedSigns()
        store = replicas.store(one)
        assert await store.get(KEY) is None
        assert await store.claim(KEY, 10.0)
        slots = one.slots(CONFIG)
        assert await slots.take(1, 1.0)
        assert one.signs() == SharedSigns(True, 0, 1, 0, 0, 1, 1)
        await store.put(KEY, entry(1.0), LIVES)
        await store.release(KEY)
        await slots.give()
        assert number(await replicas.store(one).get(KEY)) == 1.0
        assert one.signs() == SharedSigns(True, 1, 1)
        raw = await replicas.raw()
        await raw.config_set("maxmemory", "1")
        await store.put(key_of(CONFIG, "query", "down", 60.0), entry(2.0), LIVES)
        assert one.signs().refused == 1
        assert one.signs().up
        redis.kill()
        for _ in range(FAILURES_TO_LEAVE):
            await replicas.store(one).get(KEY)
        signs = one.signs()
        assert (signs.up, signs.failures) == (False, FAILURES_TO_LEAVE)

    run(redis, work)
