"""What somebody looks at goes before all else; a queue has an end, and a source that is full a rest."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus import traffic_gate
from adapters.prometheus.traffic_gate import PATIENT_SECONDS, WIDEN_SECONDS, Priority, Ticket, TrafficGate
from adapters.prometheus.vitals import Vitals

REFERENCE, SWEEP, VISIBLE = Priority.REFERENCE, Priority.SWEEP, Priority.VISIBLE


class Bench:
    """A gate with a clock of our own; calls end when `go` is set."""

    def __init__(self, width: int = 1, most: int = 100) -> None:
        self.now = 0.0
        self.vitals = Vitals()
        self.gate = TrafficGate(width, self.vitals, lambda: self.now, most)
        self.go = asyncio.Event()
        self.order: list[str] = []

    def call(self, name: str, priority: Priority = VISIBLE) -> asyncio.Task[None]:
        """A call that waits its turn."""
        return asyncio.ensure_future(self.gate.run(self._named(name), Ticket(priority)))

    def _named(self, name: str) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            self.order.append(name)
            await self.go.wait()

        return run


async def settle() -> None:
    """Let everything that can go on go on."""
    for _ in range(20):
        await asyncio.sleep(0)


def run(work: Coroutine[Any, Any, None]) -> None:
    """Inside a loop, with an end."""
    asyncio.run(asyncio.wait_for(work, 10))


def test_what_is_looked_at_goes_before_sweeps_and_those_before_references() -> None:
    """Whoever came first; among equals the order of arrival holds."""

    async def work() -> None:
        bench = Bench()
        tasks = [bench.call("first", REFERENCE)]
        await settle()
        names = {"r1": REFERENCE, "s1": SWEEP, "r2": REFERENCE, "v1": VISIBLE, "s2": SWEEP, "v2": VISIBLE}
        tasks += [bench.call(name, priority) for name, priority in names.items()]
        await settle()
        assert bench.vitals.waiting == 6
        bench.go.set()
        await asyncio.gather(*tasks)
        assert bench.order == ["first", "v1", "v2", "s1", "s2", "r1", "r2"]
        assert (bench.vitals.waiting, bench.vitals.in_flight) == (0, 0)

    run(work())


def test_a_sweep_that_has_waited_long_enough_is_as_important_as_what_is_looked_at() -> None:
    """Otherwise a crowd of viewers could make every state unknown."""

    async def work() -> None:
        bench = Bench()
        tasks = [bench.call("first")]
        await settle()
        tasks += [bench.call("s", SWEEP), bench.call("r", REFERENCE)]
        await settle()
        bench.now = PATIENT_SECONDS
        tasks.append(bench.call("v", VISIBLE))
        await settle()
        bench.go.set()
        await asyncio.gather(*tasks)
        assert bench.order == ["first", "s", "v", "r"]

    run(work())


def test_a_full_queue_refuses_the_least_important_and_says_so() -> None:
    """Of several the one that has waited longest, whoever asks about to give up on it."""

    async def work() -> None:
        bench = Bench(most=3)
        tasks = [bench.call("first")]
        await settle()
        queue = [bench.call("r1", REFERENCE), bench.call("r2", REFERENCE), bench.call("s", SWEEP)]
        await settle()
        queue.append(bench.call("v", VISIBLE))
        await settle()
        with pytest.raises(SourceFailure, match="3 queries to this source wait already") as caught:
            await queue[0]
        assert caught.value.kind is FailureKind.CROWDED
        assert caught.value.is_unreachable
        assert "max_concurrency" in caught.value.hint
        late = bench.call("r3", REFERENCE)
        await settle()
        assert bench.vitals.refused == 2
        bench.go.set()
        outcomes = await asyncio.gather(*tasks, *queue[1:], late, return_exceptions=True)
        assert [isinstance(one, SourceFailure) for one in outcomes] == [False, True, False, False, False]
        assert bench.order == ["first", "v", "s", "r3"]

    run(work())


def test_a_source_that_has_too_much_gets_half_as_much_at_once_and_slowly_more_again() -> None:
    """Several refusals of one moment count once."""

    async def work() -> None:
        bench = Bench(width=8)
        bench.now = 1.0
        for _ in range(5):
            bench.gate.narrow(started=0.5)
        assert (bench.gate.width, bench.vitals.width) == (4, 4)
        bench.now = 2.0
        bench.gate.narrow(started=1.5)
        assert bench.gate.width == 2
        bench.gate.widen()
        assert bench.gate.width == 2
        for expected in (3, 4, 5):
            bench.now += WIDEN_SECONDS
            bench.gate.widen()
            bench.gate.widen()
            assert bench.gate.width == expected
        bench.now += 100 * WIDEN_SECONDS
        for _ in range(20):
            bench.now += WIDEN_SECONDS
            bench.gate.widen()
        assert bench.gate.width == 8

    run(work())


def test_one_at_a_time_is_the_least() -> None:
    """However often it refuses, a source is asked."""

    async def work() -> None:
        bench = Bench(width=3)
        for second in range(1, 10):
            bench.now = float(second)
            bench.gate.narrow(started=second - 0.1)
        assert bench.gate.width == 1
        bench.go.set()
        await bench.call("still")
        assert bench.order == ["still"]

    run(work())


def test_a_narrowed_gate_starts_nothing_new_until_it_fits() -> None:
    """What is under way goes on to its end."""

    async def work() -> None:
        bench = Bench(width=4)
        tasks = [bench.call(f"a{i}") for i in range(4)]
        await settle()
        bench.now = 1.0
        bench.gate.narrow(started=0.5)
        tasks.append(bench.call("next"))
        await settle()
        assert len(bench.order) == 4
        bench.go.set()
        await asyncio.gather(*tasks)
        assert bench.order[-1] == "next"

    run(work())


def test_an_engine_that_was_given_up_keeps_a_slot_a_little_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """It notices the deadline late, and must not get more work meanwhile."""
    monkeypatch.setattr(traffic_gate, "LINGER_SECONDS", 0.05)

    async def work() -> None:
        bench = Bench(width=1)
        bench.go.set()
        bench.gate.linger()
        waiting = bench.call("next")
        await settle()
        assert bench.order == []
        assert bench.vitals.in_flight == 1
        await waiting
        assert bench.order == ["next"]

    run(work())


def test_a_caller_that_gives_up_while_it_waits_leaves_no_trace() -> None:
    """Nobody waits behind somebody who has gone."""

    async def work() -> None:
        bench = Bench()
        first = bench.call("first")
        await settle()
        gone, stays = bench.call("gone"), bench.call("stays")
        await settle()
        gone.cancel()
        await settle()
        assert bench.vitals.waiting == 1
        bench.go.set()
        await asyncio.gather(first, stays)
        assert bench.order == ["first", "stays"]
        assert bench.vitals.in_flight == 0
        assert bench.vitals.queue_wait_count == 2

    run(work())
