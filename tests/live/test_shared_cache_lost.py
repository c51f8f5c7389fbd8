"""What is left of what replicas share when their Redis is lost: everything but the sharing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.prometheus.cache import LocalStore, key_of
from adapters.prometheus.redis_link import DEADLINE
from adapters.prometheus.shared_cache import RedisShared, SharedStore
from adapters.prometheus.vitals import Vitals
from tests.live.redis_server import RedisServer
from tests.live.replicas import CONFIG, KEY, LIVES, MOMENT, Replicas, entry, number, run, until

pytestmark = pytest.mark.live


@pytest.mark.parametrize("how", ["killed", "hanging"])
def test_without_redis_each_goes_on_alone_at_once_and_together_when_it_is_back(
    redis: RedisServer, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Everybody may ask, and has what it read itself; who waited for another waits no longer."""

    async def work(replicas: Replicas) -> None:
        replicas.deadline = DEADLINE
        one, two = replicas.one(), replicas.one()
        store, other = replicas.store(one), replicas.store(two)
        assert await store.claim(KEY, 30.0)
        waiting = asyncio.ensure_future(other.wait(KEY, 30.0))
        await store.put(KEY, entry(1.0), LIVES)
        redis.kill() if how == "killed" else redis.pause()
        async with asyncio.timeout(5.0):
            await waiting
        for _ in range(4):  # until it is known to be lost
            assert await other.get(KEY) is None
        assert two._link.is_lost
        async with asyncio.timeout(MOMENT):  # 400 calls that cost next to nothing
            for index in range(100):
                key = key_of(CONFIG, "query", "up", float(index))
                assert await other.claim(key, 30.0)
                await other.put(key, entry(float(index)), LIVES)
                assert number(await other.get(key)) == index
                assert await two.slots(CONFIG).take(1, 1.0)
        assert number(await store.get(KEY)) == 1.0
        redis.start() if how == "killed" else redis.resume()
        later = key_of(CONFIG, "query", "up", 1e6)

        async def shared() -> bool:
            await store.put(later, entry(7.0), LIVES)
            return number(await replicas.store(two).get(later)) == 7.0

        await until(shared)

    run(redis, work)
    said = [record.message for record in caplog.records]
    assert any("is lost" in one for one in said)
    assert any("is back" in one for one in said)


def test_a_redis_that_was_never_there_is_found_when_it_comes(tmp_path: Path) -> None:
    """Whoever starts first need not wait."""
    server = RedisServer(tmp_path)

    async def work(replicas: Replicas) -> None:
        replicas.deadline = DEADLINE
        store = replicas.store()
        assert await store.claim(KEY, 10.0)
        await store.put(KEY, entry(1.0), LIVES)
        assert number(await store.get(KEY)) == 1.0
        server.start()

        async def shared() -> bool:
            await store.put(KEY, entry(2.0), LIVES)
            return number(await replicas.store().get(KEY)) == 2.0

        await until(shared)

    try:
        run(server, work)
    finally:
        server.kill()


def test_a_password_is_read_from_its_file_and_told_to_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A wrong one is as if Redis were lost; a right one that comes later is used."""
    server, file = RedisServer(tmp_path, password="open-sesame").start(), tmp_path / "password"
    file.write_text("wrong-word\n")

    async def work(_replicas: Replicas) -> None:
        shared = RedisShared(server.url, file)
        store = SharedStore(shared._link, shared._leases, LocalStore(Vitals()))
        for _ in range(4):
            assert await store.claim(KEY, 10.0)
        assert shared._link.is_lost
        file.write_text("open-sesame\n")

        async def claimed() -> bool:
            other = RedisShared(server.url, file)
            mine = await store.claim(KEY, 10.0)
            theirs = await SharedStore(other._link, other._leases, LocalStore(Vitals())).claim(KEY, 10.0)
            await other.aclose()
            return mine != theirs

        await until(claimed)
        await shared.aclose()

    try:
        run(server, work)
    finally:
        server.kill()
    assert not any(word in caplog.text for word in ("open-sesame", "wrong-word"))
