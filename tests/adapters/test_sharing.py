"""Whoever asks the same gets the same answer, and nobody takes an old one for new."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Coroutine
from typing import Any

import pytest

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.cache import Entry, LocalStore, key_of, packed, size_of, unpacked
from adapters.prometheus.envelope import Answer, AnsweredSeries
from adapters.prometheus.sharing import STALE_STEPS, Outcome, Sharing
from adapters.prometheus.traffic_gate import Priority, Ticket
from adapters.prometheus.vitals import Vitals
from hierarchy.model import SourceConfig

STEP = 15.0
GONE = SourceFailure(FailureKind.TIMEOUT, "late")


class Upstream:
    """Counts what it is asked and numbers its answers; may be held back or fail."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.vitals = Vitals()
        self.store = LocalStore(self.vitals, lambda: self.now)
        self.sharing = Sharing(self.store, self.vitals, 10.0, lambda: self.now)
        self.asked = 0
        self.tickets: list[Ticket] = []
        self.go = asyncio.Event()
        self.go.set()
        self.fails = False

    async def get(self, key: str = "k", priority: Priority = Priority.VISIBLE) -> Outcome:
        """One question."""
        return await self.sharing.get(key, STEP, priority, self._ask)

    async def _ask(self, ticket: Ticket, _seconds: float) -> Outcome:
        self.asked += 1
        self.tickets.append(ticket)
        number = float(self.asked)
        await self.go.wait()
        return GONE if self.fails else answer(number)


def answer(number: float) -> Answer:
    """An answer of one number."""
    return Answer((AnsweredSeries({}, ((0.0, number),)),))


def number_of(outcome: Outcome) -> float:
    """The number of such an answer."""
    assert isinstance(outcome, Answer)
    return outcome.series[0].points[0][1]


def run(work: Coroutine[Any, Any, None]) -> None:
    """Inside a loop, with an end."""
    asyncio.run(asyncio.wait_for(work, 10))


async def settle() -> None:
    """Let everything that can go on go on."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_five_hundred_who_ask_at_once_are_one_question() -> None:
    """All of them get its answer."""

    async def work() -> None:
        upstream = Upstream()
        found = await asyncio.gather(*(upstream.get() for _ in range(500)))
        assert {number_of(one) for one in found} == {1.0}
        assert upstream.asked == 1
        assert upstream.vitals.shared == 499

    run(work())


def test_within_a_step_the_kept_answer_is_given_with_the_time_it_was_read_at() -> None:
    """Its age is known however often it is given."""

    async def work() -> None:
        upstream = Upstream()
        await upstream.get()
        upstream.now += STEP - 1
        kept = await upstream.get()
        assert isinstance(kept, Answer)
        assert (number_of(kept), kept.at) == (1.0, 1000.0)
        assert (upstream.asked, upstream.vitals.hits, upstream.vitals.stale_served) == (1, 1, 0)
        assert upstream.vitals.oldest_age == STEP - 1

    run(work())


def test_an_old_answer_is_given_at_once_and_asked_for_anew_behind_it() -> None:
    """Behind everything that somebody waits for."""

    async def work() -> None:
        upstream = Upstream()
        await upstream.get()
        upstream.go.clear()
        upstream.now += STEP + 1
        old = await upstream.get()
        again = await upstream.get()
        assert isinstance(old, Answer)
        assert (number_of(old), number_of(again), old.at) == (1.0, 1.0, 1000.0)
        await settle()
        assert (upstream.asked, upstream.vitals.stale_served) == (2, 2)
        assert upstream.tickets[1].priority is Priority.REFERENCE
        upstream.go.set()
        await settle()
        assert number_of(await upstream.get()) == 2.0
        assert upstream.asked == 2

    run(work())


def test_what_is_too_old_is_waited_for() -> None:
    """So is an answer from the future: clocks have been set."""

    async def work() -> None:
        upstream = Upstream()
        await upstream.get()
        upstream.now += STEP * (1 + STALE_STEPS)
        assert number_of(await upstream.get()) == 2.0
        upstream.now -= 100
        assert number_of(await upstream.get()) == 3.0

    run(work())


def test_failures_are_shared_by_those_who_wait_and_kept_for_nobody() -> None:
    """The next one asks again."""

    async def work() -> None:
        upstream = Upstream()
        upstream.fails = True
        found = await asyncio.gather(upstream.get(), upstream.get())
        assert all(one is GONE for one in found)
        upstream.fails = False
        assert number_of(await upstream.get()) == 2.0

    run(work())


def test_somebody_who_looks_makes_a_question_under_way_important() -> None:
    """A reference that is wanted on screen does not wait behind the sweep."""

    async def work() -> None:
        upstream = Upstream()
        upstream.go.clear()
        first = asyncio.ensure_future(upstream.get(priority=Priority.REFERENCE))
        await settle()
        second = asyncio.ensure_future(upstream.get(priority=Priority.VISIBLE))
        await settle()
        assert upstream.tickets[0].priority is Priority.VISIBLE
        upstream.go.set()
        await asyncio.gather(first, second)

    run(work())


def test_who_gives_up_takes_nothing_from_the_others() -> None:
    """The flight goes on, and its answer is kept."""

    async def work() -> None:
        upstream = Upstream()
        upstream.go.clear()
        first = asyncio.ensure_future(upstream.get())
        await settle()
        first.cancel()
        await settle()
        second = asyncio.ensure_future(upstream.get())
        upstream.go.set()
        assert number_of(await second) == 1.0
        assert upstream.asked == 1

    run(work())


class Foreign(LocalStore):
    """A store in which another process has claimed everything; it answers while it is waited for, or dies."""

    def __init__(self, upstream: Upstream, *, answers: bool) -> None:
        super().__init__(upstream.vitals, lambda: upstream.now)
        self._upstream = upstream
        self._answers = answers
        self.released = 0

    async def claim(self, _key: str, _seconds: float) -> bool:
        return False

    async def wait(self, key: str, _seconds: float) -> None:
        if self._answers:
            await self.put(key, Entry(answer(7.0), self._upstream.now), STEP)

    async def release(self, _key: str) -> None:
        self.released += 1


@pytest.mark.parametrize(("answers", "expected"), [(True, 7.0), (False, 1.0)])
def test_what_another_process_asks_is_waited_for_and_asked_after_all_if_it_dies(
    answers: bool, expected: float
) -> None:
    """Slower, never wrong; and nothing is released that another one holds."""

    async def work() -> None:
        upstream = Upstream()
        store = Foreign(upstream, answers=answers)
        upstream.sharing = Sharing(store, upstream.vitals, 10.0, lambda: upstream.now)
        assert number_of(await upstream.get()) == expected
        assert upstream.asked == (0 if answers else 1)
        assert store.released == 0

    run(work())


def test_what_is_kept_is_bounded_by_bytes_and_told() -> None:
    """The oldest goes first; what is over goes before."""

    async def work() -> None:
        now, vitals = [0.0], Vitals()
        size = size_of(answer(1.0))
        store = LocalStore(vitals, lambda: now[0], most=3 * size)
        for name in "abcd":
            await store.put(name, Entry(answer(1.0), 0.0), 10.0)
        assert await store.get("a") is None
        assert await store.get("d") is not None
        assert (vitals.kept_answers, vitals.kept_bytes) == (3, 3 * size)
        now[0] = 11.0
        assert await store.get("d") is None
        await store.put("e", Entry(answer(1.0), 0.0), 10.0)
        assert (vitals.kept_answers, vitals.kept_bytes) == (1, size)
        points = tuple((float(i), 1.0) for i in range(1000))
        await store.put("huge", Entry(Answer((AnsweredSeries({}, points),)), 0.0), 10.0)
        assert await store.get("huge") is None

    run(work())


def test_questions_differ_by_source_tenant_credentials_query_and_times() -> None:
    """An answer never comes under the name of another question."""
    one = SourceConfig("d", "prometheus", "http://a")
    keys = [
        key_of(one, "query", "up", 1.0),
        key_of(one, "query", "up", 2.0),
        key_of(one, "query", "down", 1.0),
        key_of(one, "query_range", "up", 1.0),
        key_of(SourceConfig("d", "prometheus", "http://b"), "query", "up", 1.0),
        key_of(SourceConfig("d", "prometheus", "http://a", tenant="t"), "query", "up", 1.0),
        key_of(SourceConfig("d", "prometheus", "http://a", bearer_token_file="t"), "query", "up", 1.0),
    ]
    assert len(set(keys)) == len(keys)
    assert key_of(SourceConfig("other", "prometheus", "http://a"), "query", "up", 1.0) == keys[0]


def test_an_entry_survives_being_packed_with_all_that_json_cannot_say() -> None:
    """NaN and infinities are values; anything else that lies in a store is none of ours."""
    points = ((1.0, 2.5), (2.0, math.inf), (3.0, -math.inf))
    whole = Answer((AnsweredSeries({"a": "ü\n"}, points),), ("w",), ("i",), 0.5, 60.0)
    back = unpacked(packed(Entry(whole, 12.5)))
    assert back == Entry(whole, 12.5)
    assert back is not None
    assert back.answer.at == 12.5
    nan = unpacked(packed(Entry(answer(math.nan), 1.0)))
    assert nan is not None
    assert math.isnan(number_of(nan.answer))
    for body in (b"", b"[]", b"[1,2,3]", b"[1,[[],[],0,0],[[1,2,3]]]", b"{}", packed(Entry(whole, 1.0))[:-3]):
        assert unpacked(body) is None
