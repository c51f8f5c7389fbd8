"""Two replicas with one Redis: each question once a step for both, whatever is lost and comes back."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.browser.acceptance.scraped import scraped
from tests.live.conftest import Exporter
from tests.live.counting_proxy import CountingProxy
from tests.live.redis_server import RedisServer

pytestmark = pytest.mark.live

ROOT = Path(__file__).resolve().parents[2]
STEP = 2.0
WITHIN = 60.0
BUSY = 13.0  # seconds that a machine with too much to do may take for what needs no time
IN_A_ROW, PATIENCE = 3, 24  # steps
SERVICES = ("shop", "cart", "bank")
MODEL = f"""\
version: 1
title: Shop
step: {STEP:g}s
templates:
  service:
    match: [service]
    signals:
      lost: {{title: Lost, query: 'max(lost_orders{{$match}})', worse: higher, warning: 1, critical: 5}}
      sold: {{title: Sold orders, query: 'max(sold_orders{{$match}})', worse: lower}}
nodes:
  buy: {{level: functional-purpose, title: Buy, use: service, labels: {{service: shop}}}}
  cart: {{level: physical-function, title: Cart, use: service, labels: {{service: cart}}, why: [buy]}}
  bank: {{level: physical-function, title: Bank, use: service, labels: {{service: bank}}, why: [buy]}}
"""


class Replica:
    """`navigator serve` on the model, as a process of its own."""

    def __init__(self, folder: Path, name: str, *arguments: str) -> None:
        self._said = folder / name
        with self._said.open("wb") as out:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "navigator",
                    "serve",
                    str(folder / "shop.yaml"),
                    "--port",
                    "0",
                    *arguments,
                ],
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                start_new_session=True,
            )
        self._opened: httpx.Client | None = None

    @property
    def _client(self) -> httpx.Client:
        """Once it says where it is: so that several start side by side."""
        if self._opened is None:
            found = until(lambda: re.search(r"Navigator at (\S+)/ \(", self.said), self._process)
            self._opened = httpx.Client(base_url=found.group(1), trust_env=False, timeout=20)
        return self._opened

    @property
    def said(self) -> str:
        """What it printed."""
        return self._said.read_text(errors="replace")

    @property
    def shares(self) -> bool:
        """Whether Redis is not lost to it, as it says itself."""
        return self.said.rfind("cache is back") >= self.said.rfind("cache is lost")

    def health(self) -> Any:
        """All states, with how the source is doing."""
        answer = self._client.get("/api/v1/health")
        return answer.json() if answer.status_code == 200 else None

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Let it end, or kill all its processes; idempotent."""
        if self._opened is not None:
            self._opened.close()
        if self._process.poll() is None:
            (os.killpg if number is signal.SIGKILL else os.kill)(self._process.pid, number)
            self._process.wait(timeout=WITHIN)


def until(look: Callable[[], Any], process: subprocess.Popen[bytes] | None = None) -> Any:
    """What `look` finds, as soon as it finds something."""
    end = time.monotonic() + WITHIN
    while not (found := look()):
        assert time.monotonic() < end, "it did not come"
        assert process is None or process.poll() is None, "it has ended"
        time.sleep(0.05)
    return found


class Watch(threading.Thread):
    """Looks at replicas all the time and writes down whatever is not as it is."""

    def __init__(self, replicas: list[Replica], expected: dict[str, str]) -> None:
        super().__init__(daemon=True)
        self.replicas = replicas
        self.expected = expected
        self.wrong: list[str] = []
        self.looks = 0
        self._over = threading.Event()

    def run(self) -> None:
        """Until told that it is over."""
        while not self._over.wait(0.2):
            for replica in list(self.replicas):
                try:
                    health = replica.health()
                except (httpx.HTTPError, RuntimeError):
                    if replica in self.replicas:
                        raise
                    continue
                states = None if health is None else {id: n["state"] for id, n in health["nodes"].items()}
                self.looks += 1
                if states != self.expected or health["sources"]["default"]["state"] != "live":
                    self.wrong.append(f"{states} {health and health['sources']}")

    def __enter__(self) -> Watch:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join(timeout=WITHIN)


def lines(lost: Callable[[str], int]) -> list[str]:
    """What the exporter says while so many orders are lost at a service."""
    said = [f'lost_orders{{service="{name}"}} {lost(name)}' for name in SERVICES]
    return said + [f'sold_orders{{service="{name}"}} 5' for name in SERVICES]


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Exporter, CountingProxy]]:
    """A shop, and a Prometheus that scrapes it, behind a proxy that counts."""
    exporter = Exporter()
    exporter.lines = lines(lambda _: 0)
    with scraped(tmp_path_factory.mktemp("counted"), exporter) as server:
        made = CountingProxy(server.url)
        yield exporter, made
        made.close()
    exporter.close()


@pytest.fixture
def exporter(counted: tuple[Exporter, CountingProxy]) -> Exporter:
    """The shop, in which the cart is critical."""
    counted[0].lines = lines(lambda name: 9 if name == "cart" else 0)
    return counted[0]


@pytest.fixture
def proxy(exporter: Exporter, counted: tuple[Exporter, CountingProxy], tmp_path: Path) -> CountingProxy:
    """The Prometheus that scrapes it, behind its proxy."""
    del exporter
    (tmp_path / "shop.yaml").write_text(MODEL)
    return counted[1]


CRITICAL = {"buy": "ok", "cart": "critical", "bank": "ok"}


def settled(replica: Replica, expected: dict[str, str]) -> None:
    """Wait until it knows everything."""

    def look() -> bool:
        health = replica.health()
        return bool(health) and {id: node["state"] for id, node in health["nodes"].items()} == expected

    until(look)


def steps(proxy: CountingProxy, count: int) -> dict[Any, int]:
    """What is asked in so many whole steps from the next one on; several questions in each."""
    begin = time.monotonic() + STEP - time.time() % STEP
    while time.monotonic() < begin + count * STEP - 0.3:
        time.sleep(0.05)
    asked = proxy.since(begin)
    assert len({question[2] for question in asked}) >= count - 1, asked
    assert len(asked) >= 2 * (count - 1)
    return dict(asked)


def together(proxy: CountingProxy) -> None:
    """Wait for so many whole steps in a row in which each question is asked once. On a machine that has too
    much to do a call to Redis may be late, and then one more asks: not in all of so many steps."""
    seen: list[dict[Any, int]] = []
    while len(seen) < IN_A_ROW or any(set(one.values()) != {1} for one in seen[-IN_A_ROW:]):
        assert len(seen) < PATIENCE, f"asked more often than once: {seen}"
        seen.append(steps(proxy, 1))


def test_two_replicas_ask_once_and_nothing_that_is_lost_or_comes_back_makes_a_picture_wrong(
    proxy: CountingProxy, redis: RedisServer, tmp_path: Path
) -> None:
    """Redis killed, held up and brought back; a replica killed and started anew."""
    arguments = ("--prometheus", proxy.url, "--cache", redis.url)
    with ExitStack() as stack:
        first, second = (Replica(tmp_path, name, *arguments) for name in ("first", "second"))
        stack.callback(first.end)
        stack.callback(second.end)
        for replica in (first, second):
            settled(replica, CRITICAL)
        with Watch([first, second], CRITICAL) as watch:
            together(proxy)

            redis.kill()
            assert 2 in steps(proxy, 2).values()  # each for itself
            assert not first.shares
            assert not second.shares
            redis.start()
            until(lambda: first.shares and second.shares)
            together(proxy)

            redis.pause()
            assert 2 in steps(proxy, 2).values()
            assert not first.shares, first.said
            assert not second.shares, second.said
            redis.resume()
            until(lambda: first.shares and second.shares)
            together(proxy)

            watch.replicas.remove(first)
            first.end(signal.SIGKILL)
            together(proxy)  # whatever the dead one held is free, and the other asks it once
            third = Replica(tmp_path, "third", *arguments)
            stack.callback(third.end)
            settled(third, CRITICAL)
            watch.replicas.append(third)
            together(proxy)
        assert watch.looks > 100
        assert watch.wrong == []


def test_what_changes_is_seen_on_both_in_time_with_redis_and_without(
    proxy: CountingProxy, redis: RedisServer, exporter: Exporter, tmp_path: Path
) -> None:
    """A kept answer never hides what a step later would show."""
    arguments = ("--prometheus", proxy.url, "--cache", redis.url, "--workers", "2")
    with ExitStack() as stack:
        replicas = [Replica(tmp_path, name, *arguments) for name in ("first", "second")]
        for replica in replicas:
            stack.callback(replica.end)
        for replica in replicas:
            settled(replica, CRITICAL)
        for well, lost in (("cart", False), ("", True)):
            if lost:
                redis.kill()
            exporter.lines = lines({**dict.fromkeys(SERVICES, 9), well: 0}.__getitem__)
            expected = dict.fromkeys(CRITICAL, "critical") | ({"cart": "ok"} if well else {})
            begun = time.monotonic()
            for replica in replicas:
                settled(replica, expected)
            assert time.monotonic() - begun < 4 * STEP + BUSY


def test_without_a_cache_each_asks_for_itself(proxy: CountingProxy, tmp_path: Path) -> None:
    """What the test of two replicas counts would show it."""
    with ExitStack() as stack:
        replicas = [Replica(tmp_path, name, "--prometheus", proxy.url) for name in ("first", "second")]
        for replica in replicas:
            stack.callback(replica.end)
        for replica in replicas:
            settled(replica, CRITICAL)
        asked = list(steps(proxy, 3).values())
        assert asked.count(2) > asked.count(1)  # how often samples come, each looks up at times of its own
