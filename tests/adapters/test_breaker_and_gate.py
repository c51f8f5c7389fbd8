"""A source that is gone is probed, not hammered; a slow one is never asked too much at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.breaker import FAILURES_TO_OPEN, LONGEST_PAUSE, Breaker
from adapters.prometheus.traffic_gate import TrafficGate

GONE = SourceFailure(FailureKind.REFUSED, "no connection")
WRONG = SourceFailure(FailureKind.BAD_QUERY, "parse error")


class Bench:
    """A breaker with a clock and a source under our control."""

    def __init__(self) -> None:
        self.now = 0.0
        self.alive = False
        self.probes = 0
        self.breaker = Breaker(self._probe, lambda: self.now, lambda: 1.0)

    async def _probe(self) -> None:
        self.probes += 1
        await asyncio.sleep(0)
        if not self.alive:
            raise GONE

    def open(self) -> None:
        """As many failures as it takes."""
        for _ in range(FAILURES_TO_OPEN):
            self.breaker.note_failure(GONE)

    async def admitted(self, calls: int) -> int:
        """How many of several simultaneous calls are let through."""
        tries = await asyncio.gather(*(self.breaker.admit() for _ in range(calls)), return_exceptions=True)
        return sum(outcome is None for outcome in tries)


def run(work: Callable[[Bench], Awaitable[None]]) -> None:
    """Inside a loop."""

    async def inside() -> None:
        await work(Bench())

    asyncio.run(inside())


def test_three_failures_in_a_row_open_it_and_one_answer_between_them_does_not() -> None:
    """A wrong query is an answer of a living source too."""

    async def work(bench: Bench) -> None:
        for failure in (GONE, GONE, WRONG, GONE, GONE):
            bench.breaker.note_failure(failure)
        assert await bench.admitted(3) == 3
        bench.breaker.note_failure(GONE)
        assert await bench.admitted(3) == 0
        assert bench.probes == 0

    run(work)


def test_after_the_pause_one_probe_decides_for_all_who_wait() -> None:
    """A source that is back is back for the whole sweep at once."""

    async def work(bench: Bench) -> None:
        bench.open()
        bench.now = 5.1
        bench.alive = True
        assert await bench.admitted(20) == 20
        assert bench.probes == 1
        assert not bench.breaker.is_open

    run(work)


def test_failed_probes_are_rare_and_never_rarer_than_the_longest_pause() -> None:
    """In ten minutes of outage a dead source gets about forty probes, and is back within the pause."""

    async def work(bench: Bench) -> None:
        bench.open()
        for second in range(600):
            bench.now = float(second)
            assert await bench.admitted(2) == 0
        assert 600 / LONGEST_PAUSE - 2 <= bench.probes <= 600 / LONGEST_PAUSE + 2
        bench.alive = True
        bench.now += LONGEST_PAUSE
        assert await bench.admitted(2) == 2

    run(work)


def test_an_open_breaker_repeats_why_the_source_is_gone() -> None:
    """The reason is shown at every signal."""

    async def work(bench: Bench) -> None:
        bench.open()
        with pytest.raises(SourceFailure, match="no connection") as caught:
            await bench.breaker.admit()
        assert caught.value.kind is FailureKind.REFUSED

    run(work)


def test_the_gate_lets_so_many_through_at_a_time() -> None:
    """In order of arrival."""

    async def work() -> None:
        gate, order, running, most = TrafficGate(2), [], 0, 0

        async def call(number: int) -> None:
            nonlocal running, most
            order.append(number)
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

        await asyncio.gather(*(gate.run(lambda n=n: call(n)) for n in range(9)))  # type: ignore[misc]
        assert order == list(range(9))
        assert most == 2

    asyncio.run(work())


def test_an_abandoned_call_keeps_its_slot_until_it_ends() -> None:
    """Prometheus goes on computing, so the next call has to wait."""

    async def work() -> None:
        gate, ended, served = TrafficGate(1), asyncio.Event(), []

        async def serve() -> None:
            served.append(True)

        slow = asyncio.ensure_future(gate.run(ended.wait))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        slow.cancel()
        waiting = asyncio.ensure_future(gate.run(serve))
        for _ in range(5):
            await asyncio.sleep(0)
        assert slow.cancelled()
        assert served == []
        ended.set()
        await waiting
        assert served == [True]

    asyncio.run(work())


def test_pauses_are_drawn_evenly_and_grow_to_the_longest() -> None:
    """Many who lost a source together do not come back together, and none asks more than once a second."""

    async def work(bench: Bench) -> None:
        for drawn, least, most in ((0.0, 1.0, 1.0), (0.5, 2.0, 7.5), (0.999, 3.9, LONGEST_PAUSE)):
            bench.breaker = Breaker(bench._probe, lambda: bench.now, lambda drawn=drawn: drawn)  # type: ignore[misc]
            bench.open()
            pauses = []
            for _ in range(6):
                before, probes = bench.now, bench.probes
                while bench.probes == probes:
                    bench.now += 0.05
                    await bench.admitted(1)
                pauses.append(round(bench.now - before, 1))
            assert pauses == sorted(pauses)
            assert least - 0.1 <= pauses[0]
            assert pauses[-1] == pytest.approx(most, abs=0.2)

    run(work)


@pytest.mark.parametrize(("told", "pause"), [(4.0, 4.0), (0.0, 1.0), (3600.0, LONGEST_PAUSE)])
def test_a_source_that_says_when_to_come_again_is_left_alone_until_then(told: float, pause: float) -> None:
    """After the first time, but never for so long that its return would be missed."""

    async def work(bench: Bench) -> None:
        bench.breaker.note_failure(SourceFailure(FailureKind.THROTTLED, "slow down", retry_after=told))
        assert await bench.admitted(1) == 0
        bench.now = pause - 0.1
        assert await bench.admitted(1) == 0
        assert bench.probes == 0
        with pytest.raises(SourceFailure, match="slow down"):
            bench.breaker.check()
        bench.now, bench.alive = pause + 0.1, True
        bench.breaker.check()
        assert await bench.admitted(5) == 5
        assert bench.probes == 1

    run(work)
