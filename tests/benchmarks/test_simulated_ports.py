"""The simulated ports keep the kernel's rules, and nobody who reads is lost from the count."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.simulated_feeds import Feeds, Plan
from benchmarks.simulated_metrics import Chance
from benchmarks.simulated_ports import POOL, PORTS, TIME_WAIT, Host, Later, Ports

_SHORT = Plan(deployed=20, grown=60, blocked=240, end=330)
_ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("open"), st.integers(0, 40_000)),
        st.tuples(st.just("close"), st.floats(0, 1)),
        st.tuples(st.just("wait"), st.integers(1, 90)),
    ),
    max_size=40,
)


@given(_ACTIONS)
def test_a_port_is_taken_while_its_connection_lives_and_for_a_minute_after(
    actions: list[tuple[str, float]],
) -> None:
    """However connections come and go: a list of every single one says the same."""
    ports, now = Ports(), 0
    live, until = 0, list[tuple[int, int]]()
    for what, value in actions:
        if what == "open":
            opened = ports.open(int(value))
            assert opened == min(int(value), PORTS - live - sum(number for _, number in until))
            live += opened
        elif what == "close":
            closing = int(value * live)
            ports.close(closing, now)
            live -= closing
            until.append((now + TIME_WAIT, closing))
        else:
            now += int(value)
            ports.expire(now)
            until = [(due, number) for due, number in until if due > now]
        assert (ports.live, ports.waiting) == (live, sum(number for _, number in until))
        assert ports.free == PORTS - ports.live - ports.waiting >= 0


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 12)), max_size=60))
def test_calls_that_wait_leave_when_their_time_has_come(calls: list[tuple[int, int]]) -> None:
    """All of them, once, and their time is what each has waited."""
    later, left, seconds = Later(), 0, 0
    for now, (number, lasting) in enumerate(calls):
        left += later.leave(now)
        later.put(number, now, lasting)
        seconds += number * lasting
    for now in range(len(calls), len(calls) + 13):
        left += later.leave(now)
    assert left == sum(number for number, _ in calls)
    assert (later.inside, later.seconds) == (0, seconds)


def _conserved(feeds: Feeds) -> None:
    front, worker = feeds.front, feeds.worker
    assert front.arrived == front.answered + front.failed + front.waiting
    assert worker.queued == worker.sent + worker.waiting
    for host in feeds.hosts:
        assert host.started == host.answered + host.failed + host.killed + host.in_flight
        assert host.ports.live + host.ports.waiting + host.ports.free == PORTS
        assert host.ports.live == host.idle + sum(keys for _, keys in host.large)
        assert 0 <= host.idle <= POOL
        assert min(host.ports.free, host.ports.waiting, host.in_flight) >= 0


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, 60),
    st.integers(1, 120),
    st.integers(0, 250),
    st.floats(6, 900),
    st.text("abc", max_size=3),
)
def test_every_read_that_arrived_was_answered_failed_or_waits(
    deployed: int, growing: int, lasting: int, calls: float, seed: str
) -> None:
    """At every second of any day, on every host, whatever was killed; and no port is taken twice."""
    plan = Plan(deployed, deployed + growing, deployed + lasting, deployed + lasting + 80, calls, seed)
    feeds = Feeds(plan)
    for _ in feeds.run():
        _conserved(feeds)


def test_the_day_as_it_ships_conserves_too() -> None:
    """Kills, restarts and two callers that try again included."""
    feeds = Feeds(replace(Plan(), deployed=600, grown=2_100, blocked=3_900, end=4_200))
    for _ in feeds.run():
        _conserved(feeds)
    assert sum(host.kills for host in feeds.hosts) >= 5


def test_the_same_seed_gives_the_same_day() -> None:
    """To the last port; another seed gives another."""
    one, same, other = Feeds(_SHORT), Feeds(_SHORT), Feeds(replace(_SHORT, seed="other"))
    for _ in zip(one.run(), same.run(), other.run(), strict=True):
        assert one.front == same.front
        assert [host.ports for host in one.hosts] == [host.ports for host in same.hosts]
    assert one.front != other.front


def test_without_the_new_caller_hardly_a_dial_fails() -> None:
    """What is known is that a few connections are reset; no port runs out and nothing is killed."""
    plan = Plan(deployed=900, grown=901, blocked=902, end=900)
    feeds = Feeds(plan)
    least = min(min(host.ports.free for host in feeds.hosts) for _ in feeds.run())
    assert least > 0.9 * PORTS
    assert sum(host.kills for host in feeds.hosts) == 0
    assert sum(host.dial_errors for host in feeds.hosts) < 60
    assert 0 < feeds.front.failed < 0.001 * feeds.front.arrived


def test_the_new_caller_makes_fewer_than_three_calls_a_second() -> None:
    """And takes all ports nevertheless: traffic says nothing about what is asked for."""
    feeds = Feeds(Plan(deployed=60, grown=61, blocked=900, end=900))
    exhausted = [any(host.ports.free == 0 for host in feeds.hosts) for _ in feeds.run()]
    assert any(exhausted)
    before = exhausted.index(True)
    quiet = Feeds(Plan(deployed=60, grown=61, blocked=900, end=before))
    for _ in quiet.run():
        pass
    assert quiet.newcomer.calls < 3 * (before - 60)
    assert quiet.newcomer.keys > 60 * quiet.newcomer.calls


@pytest.mark.parametrize("second", [120, 200])
def test_once_the_caller_is_turned_away_ports_come_back_within_two_minutes(second: int) -> None:
    """A minute for what it left behind, and nothing that keeps itself going."""
    feeds = Feeds(Plan(deployed=20, grown=21, blocked=second, end=second + 120))
    taken = [max(host.ports.waiting for host in feeds.hosts) for _ in feeds.run()]
    assert max(taken) > 0.9 * PORTS
    assert taken[-1] < 0.3 * PORTS
    assert feeds.front.again == 0


@given(
    st.lists(st.tuples(st.integers(0, 200), st.lists(st.integers(1, 30_000), max_size=2)), max_size=20),
    st.integers(1, 2_000),
)
def test_a_kill_at_any_moment_loses_calls_but_not_their_count(
    seconds: list[tuple[int, list[int]]], last: int
) -> None:
    """A large call that holds its connections included, whose ports wait for a minute like all others."""
    host = Host("h", Chance("h"))
    for now, (calls, batches) in enumerate([*seconds, (0, []), (0, []), (5, [last])], 1):
        host.step(now, calls, batches)
    waiting, killed = host.in_flight, host.killed
    host.log = 1e6  # lines that fill any memory
    host.step(len(seconds) + 4, 0, [])
    assert host.kills == 1
    assert host.killed - killed <= waiting
    assert (host.in_flight, host.idle, host.ports.live) == (0, 0, 0)
    assert host.started == host.answered + host.failed + host.killed
