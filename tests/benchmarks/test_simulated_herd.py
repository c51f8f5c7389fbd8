"""The simulated herd: nobody is lost from any count, and it takes three things together to do harm."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.simulated_editor import BAD, FILE, LOSSY, Editor, Plan
from benchmarks.simulated_herd import KAPPA, TASK_LIMIT, Gateway, Place, Task, tcp_throughput
from benchmarks.simulated_metrics import Chance

_NEVER = 10**9
_SHORT = Plan(
    telemetry=10, route=20, released=60, mended=1_700, blocked=2_000, opened=2_500, full=2_800, end=3_000
)
_LOSS = st.floats(1e-6, 0.5)


@given(_LOSS, _LOSS, st.floats(0.001, 0.5), st.floats(0.001, 0.5))
def test_more_loss_and_longer_ways_make_transfers_slower(p: float, q: float, near: float, far: float) -> None:
    """Padhye's formula falls in both."""
    assert tcp_throughput(max(p, q), near) <= tcp_throughput(min(p, q), near)
    assert tcp_throughput(p, max(near, far)) <= tcp_throughput(p, min(near, far))


def test_throughput_is_that_of_the_published_formula() -> None:
    """By hand for 1 % of loss and 100 ms: 0.1 √(0.04/3) + min(1, 3 √0.0075) · 0.01 · 1.0032 s a segment."""
    segments = 1 / (0.1 * 0.115470 + 0.259808 * 0.01 * 1.0032)
    assert tcp_throughput(0.01, 0.1) == pytest.approx(1440 * segments, rel=1e-4)
    assert FILE / tcp_throughput(LOSSY, 0.23) == pytest.approx(1_200, rel=0.05)  # twenty minutes


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 500), min_size=1, max_size=80),
    st.floats(1e-6, 0.4),
    st.floats(0, 2e6),
    st.integers(0, 60),
)
def test_who_asked_a_place_was_given_the_file_left_or_waits(
    opening: list[int], loss: float, missing: float, when: int
) -> None:
    """And as long as a byte is missing nobody gets it."""
    place = Place("x", 0.0, 0.2, Chance("x"), loss)
    for second, number in enumerate(opening):
        if second == when:
            place.missing = missing
        given_ = place.step(number)
        assert place.asked == place.delivered + place.left + place.waiting
        assert place.waiting >= 0
        assert given_ == 0 or place.missing == 0


@given(st.lists(st.integers(0, 60_000), min_size=1, max_size=60), st.sampled_from([0.0, KAPPA, 1e-4]))
def test_calls_of_a_task_are_answered_killed_or_inside(calls: list[int], kappa: float) -> None:
    """Never more inside than its memory has room for: what is beyond kills it."""
    task = Task(0, Chance("task"))
    for now, number in enumerate(calls):
        served, lost = task.step(now, number, kappa)
        assert task.asked == task.answered + task.killed + task.inside
        assert min(served, lost, task.inside) >= 0
        assert task.memory <= TASK_LIMIT
        assert not lost or (task.inside == 0 and task.ready_at > now)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 90_000), min_size=1, max_size=120), st.integers(1, 4))
def test_calls_of_the_gateway_are_answered_refused_killed_or_inside(calls: list[int], tasks: int) -> None:
    """Whichever tasks are there at the time."""
    gateway = Gateway([Task(i, Chance(f"{i}")) for i in range(tasks)], Chance("g"), KAPPA, wanted=tasks)
    for now, number in enumerate(calls):
        gateway.step(now, number)
        gateway.scale(now, 1.0, tasks, 2 * tasks, takes=30)
        assert gateway.offered == gateway.answered + gateway.refused + gateway.killed + gateway.inside
        assert len(gateway.tasks) <= 2 * tasks


def _conserved(editor: Editor) -> None:
    gateway, clients = editor.gateway, editor.clients
    assert gateway.offered == gateway.answered + gateway.refused + gateway.killed + gateway.inside
    assert clients.wanted == clients.answered + clients.given_up + clients.turned_away + clients.pending
    for place in editor.places:
        assert place.asked == place.delivered + place.left + place.waiting


def test_nobody_is_lost_from_any_count_at_any_second() -> None:
    """Herd, kills, tries, the block at the CDN and the way back included."""
    editor = Editor(_SHORT)
    for _ in editor.run():
        _conserved(editor)
    assert sum(task.kills for task in editor.gateway.tasks) > 100


@settings(max_examples=8, deadline=None)
@given(
    st.integers(1, 100),
    st.integers(1, 300),
    st.floats(1_000, 900_000),
    st.floats(0, 3),
    st.text("ab", max_size=2),
)
def test_nobody_is_lost_on_any_other_day(
    released: int, mended: int, calls: float, editors: float, seed: str
) -> None:
    """Conservation is no property of the day that ships."""
    plan = Plan(1, 2, released, mended, 300, 340, 380, 400, calls, editors, seed)
    editor = Editor(plan)
    for _ in editor.run():
        _conserved(editor)


def test_the_same_seed_gives_the_same_morning() -> None:
    """To the last call; another seed gives another."""
    plan = replace(_SHORT, end=300)
    one, same, other = Editor(plan), Editor(plan), Editor(replace(plan, seed="other"))
    for _ in zip(one.run(), same.run(), other.run(), strict=True):
        assert one.clients == same.clients
        assert one.places == same.places
    assert one.clients != other.clients


def test_a_quarter_of_a_million_wait_without_a_single_error_and_then_call_at_once() -> None:
    """270,000 after twenty minutes, and 1.5 million calls a second, as the public account has it."""
    editor = Editor(_SHORT)
    bad = next(place for place in editor.places if place.name == BAD)
    waited = before = 0
    for _ in editor.run():
        if waited and not bad.missing:
            break
        assert editor.gateway.refused + editor.gateway.killed == 0
        waited, before = (bad.waiting if bad.missing else 0), editor.gateway.offered
    assert editor.now - _SHORT.released == pytest.approx(1_200, rel=0.05)
    assert waited == pytest.approx(270_000, rel=0.03)
    assert editor.gateway.offered - before == pytest.approx(1_500_000, rel=0.05)
    editor.step()
    editor.step()
    assert editor.gateway.ready(editor.now) == []


@pytest.mark.parametrize(
    "plan",
    [
        replace(_SHORT, telemetry=_NEVER),
        replace(_SHORT, route=_NEVER, mended=_NEVER + 1),
        replace(_SHORT, released=_NEVER),
        replace(_SHORT, editors=0.5),
    ],
    ids=["without the lock", "without the loss", "without a new version", "with half of the people"],
)
def test_without_any_one_of_them_nothing_is_killed(plan: Plan) -> None:
    """Each contributor is harmless alone: there is no single one to blame."""
    editor = Editor(replace(plan, blocked=1_900, opened=1_900, full=1_900, end=1_900))
    for _ in editor.run():
        pass
    assert sum(task.kills for task in editor.gateway.tasks) == 0
    assert editor.gateway.refused == 0
