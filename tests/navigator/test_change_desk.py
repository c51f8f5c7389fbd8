"""Changes from everywhere: posted ones, and what sources saw."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from hierarchy.actions import ChangeKind, ChangeRule
from hierarchy.evidence.changes import Change, Changes, Origin
from hierarchy.model import Model
from navigator.change_desk import PENDING, ChangeDesk
from navigator.clock import ReplayClock
from navigator.posted_changes import KEPT_SECONDS, KeyReusedError, NewChange, PostedChanges
from navigator.screen.time_flags import MOST_FLAGS, flags_json
from navigator.series import Window
from navigator.services import Services

NOW = 1_661_142_000.0
RULE = ChangeRule("deploys", "Deploy {version}", ChangeKind.VALUE, match={"service": "service"})


class _Monotonic:
    """The clock by which answers grow old."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def monotonic() -> _Monotonic:
    """That clock, moved by the test."""
    return _Monotonic()


@pytest.fixture
def desk(model: Model, source: Any, clock: Any, monotonic: _Monotonic) -> Iterator[ChangeDesk]:
    """A desk over the small shop, with a rule for deploys."""
    made = ChangeDesk(replace(model, changes=(RULE,)), source, clock, monotonic)
    yield made
    source.go.set()
    made.close()


def _seen(id: str, at: float, **more: Any) -> Change:
    return Change(id, id, at, rule="deploys", labels={"service": "cart"}, nodes=("cart",), **more)


def test_what_is_not_read_yet_is_said_and_nobody_waits(desk: ChangeDesk, source: Any) -> None:
    """An empty answer says that it may be one for want of reading."""
    source.go.clear()
    assert desk.between(NOW - 3600, NOW) == Changes((), (PENDING,))


def test_what_a_source_could_not_say_is_told_with_what_it_could(desk: ChangeDesk, source: Any) -> None:
    """Failures come through, and posted changes beside them."""
    source.done = Changes((_seen("a", NOW - 60),), ("The rule deploys: timed out.",))
    posted = desk.post(NewChange("By hand", NOW - 30))
    assert desk.read(NOW - 3600, NOW) == Changes(
        (source.done.found[0], posted), ("The rule deploys: timed out.",)
    )


def test_many_viewers_cost_one_question_a_step(
    model: Model, source: Any, clock: Any, monotonic: _Monotonic
) -> None:
    """Windows that are about the same share one answer; a step later it is asked for again."""
    asked: list[tuple[float, float]] = []

    def changes(start: float, end: float) -> Changes:
        asked.append((start, end))
        return Changes()

    source.changes = changes
    desk = ChangeDesk(model, source, clock, monotonic)
    for i in range(50):
        desk.read(NOW - 3500 - i % 3, NOW - i % 3)
    assert len(asked) == 1
    assert asked[0] == (NOW - 3600, NOW)
    monotonic.time += model.step + 1
    desk.between(NOW - 3500, NOW)
    desk.read(NOW - 7200, NOW - 3600)  # behind the one before: one thread asks
    assert len(asked) == 3
    desk.close()


def test_nothing_is_asked_about_a_time_to_come(desk: ChangeDesk, source: Any) -> None:
    """A source is not troubled with what it can't know."""
    asked: list[float] = []

    def changes(start: float, _end: float) -> Changes:
        asked.append(start)
        return Changes()

    source.changes = changes
    assert desk.read(NOW + 7200, NOW + 10_800) == Changes()
    assert asked == []


def test_what_nobody_asked_for_in_a_while_is_waited_for_and_said_to_be_old(
    desk: ChangeDesk, source: Any, monotonic: _Monotonic
) -> None:
    """Whoever asks once an hour does not hear each time what was so an hour ago."""
    source.done = Changes((_seen("before", NOW - 600),))
    desk.read(NOW - 3600, NOW)
    monotonic.time += 3600
    source.done = Changes((_seen("after", NOW - 600),))
    source.go.clear()
    old = desk.between(NOW - 3600, NOW)
    source.go.set()
    assert ([one.id for one in old.found], old.failures) == (["before"], (PENDING,))
    assert desk.read(NOW - 3600, NOW) == source.done


def test_a_recording_may_be_looked_at_further_ahead_than_it_is_played(
    model: Model, source: Any, monotonic: _Monotonic
) -> None:
    """Changes of a later moment are there with its states; at the present nothing of what comes is known."""
    seen = Changes((_seen("early", NOW - 60, until=NOW + 600), _seen("late", NOW + 1200)))
    source.changes = lambda _start, _end: seen
    played = ReplayClock(NOW, NOW + 3600, 0.0, monotonic)
    desk = ChangeDesk(replace(model, changes=(RULE,)), source, played, monotonic)
    ahead = desk.read(NOW, NOW + 1800).found
    present = desk.read(NOW - 1800, NOW).found
    desk.close()
    assert [(one.id, one.until) for one in ahead] == [("early", NOW + 600), ("late", None)]
    assert [(one.id, one.until, one.lasting) for one in present] == [("early", None, True)]


def test_a_change_that_goes_on_touches_every_later_window(desk: ChangeDesk, source: Any) -> None:
    """What began before and has not ended is there; what ended before the window is not."""
    seen = Changes(
        (
            _seen("going on", NOW - 3000, lasting=True),
            _seen("over", NOW - 3000, until=NOW - 2000),
            _seen("reaching in", NOW - 3000, until=NOW - 1000),
            _seen("at once", NOW - 3000),
        )
    )
    source.changes = lambda _start, _end: seen
    assert {one.id for one in desk.read(NOW - 1800, NOW).found} == {"going on", "reaching in"}


def test_what_is_known_of_a_neighbouring_window_is_shown_while_a_new_one_is_read(
    desk: ChangeDesk, source: Any
) -> None:
    """A window that moves on loses no flag for a moment."""
    source.done = Changes((_seen("a", NOW - 600),))
    desk.read(NOW - 3600, NOW)
    source.go.clear()
    shown = desk.between(NOW - 7200, NOW)
    assert [one.id for one in shown.found] == ["a"]
    assert shown.failures == (PENDING,)


def test_after_a_reload_changes_are_those_of_the_nodes_that_there_are(
    desk: ChangeDesk, model: Model, source: Any
) -> None:
    """Posted ones and those of rules are matched anew; those of a rule that went are gone; none is lost
    that was posted to the desk before."""
    source.done = Changes((_seen("a", NOW - 600),))
    desk.read(NOW - 3600, NOW)
    desk.post(NewChange("Deploy", NOW - 60, {"service": "cart"}))
    basket = replace(model.nodes["cart"], id="basket")
    nodes = {id: node for id, node in model.nodes.items() if id != "cart"} | {"basket": basket}
    source.go.clear()
    after = desk.renewed(replace(model, revision="rev2", nodes=nodes, changes=(RULE,)), source)
    assert [one.nodes for one in after.between(NOW - 3600, NOW).found] == [("basket",), ("basket",)]
    desk.post(NewChange("Late", NOW - 10, {"service": "host"}))
    assert [one.nodes for one in after.between(NOW - 20, NOW).found if one.origin is Origin.POSTED] == [
        ("host",)
    ]
    ruleless = after.renewed(replace(model, revision="rev3"), source)
    assert [one.title for one in ruleless.between(NOW - 3600, NOW).found] == ["Deploy", "Late"]
    source.go.set()
    after.close()
    ruleless.close()


@pytest.mark.parametrize(
    ("labels", "nodes"),
    [
        ({"service": "cart"}, ("cart",)),
        ({"service": "cart", "version": "7"}, ("cart",)),
        ({"service": "cart", "zone": "a"}, ("cart",)),
        ({"service": "cart", "zone": "b"}, ()),
        ({"zone": "a"}, ("cart", "host")),
        ({"version": "7"}, ()),
        ({"service": "none"}, ()),
    ],
)
def test_a_posted_change_concerns_the_nodes_that_agree_most_and_contradict_nothing(
    labels: dict[str, str], nodes: tuple[str, ...], model: Model, source: Any, clock: Any
) -> None:
    """Labels that no node has say nothing against one; a value that contradicts does."""
    zoned = {
        id: replace(node, labels={**node.labels, "zone": "a"}) if id in ("cart", "host") else node
        for id, node in model.nodes.items()
    }
    desk = ChangeDesk(replace(model, nodes=zoned), source, clock)
    assert desk.post(NewChange("x", NOW, labels)).nodes == nodes
    desk.close()


def test_posted_changes_are_bounded_in_number_and_age() -> None:
    """The earliest go first; what is a week old goes with the next one."""
    posted = PostedChanges(most=3)
    for i in range(5):
        posted.add(NewChange(str(i), NOW + i), NOW + i)
    assert [one.title for one in posted.between(0, NOW * 2)] == ["2", "3", "4"]
    posted.add(NewChange("later", None), NOW + 3.5 + KEPT_SECONDS)
    assert [one.title for one in posted.between(0, NOW * 2)] == ["4", "later"]


def test_posted_changes_are_bounded_in_memory_with_their_keys() -> None:
    """One foreign letter makes four bytes of every letter of a text."""
    posted = PostedChanges(most_bytes=100_000)
    for i in range(100):
        posted.add(NewChange(str(i), NOW + i, {"service": f"{i}\U0001f600{'x' * 500}"}), NOW + i, f"key-{i}")
    kept = [one.title for one in posted.between(0, NOW * 2)]
    assert kept == [str(i) for i in range(100 - len(kept), 100)]
    assert 20 < len(kept) < 40
    assert posted.add(NewChange("another"), NOW + 100, "key-0").title == "another"


def test_retries_from_many_threads_keep_one_change() -> None:
    """Whoever comes second gets what the first one made."""
    posted, made = PostedChanges(), []
    start = threading.Barrier(16)

    def post() -> None:
        start.wait(10)
        made.append(posted.add(NewChange("Deploy"), NOW, "key").id)

    threads = [threading.Thread(target=post) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(made) == 16
    assert len(set(made)) == 1
    with pytest.raises(KeyReusedError):
        posted.add(NewChange("Rollback"), NOW, "key")


def test_the_time_bar_gets_the_newest_flags_and_how_many_more_there_are(
    services: Services, source: Any
) -> None:
    """Each with its nodes by index, what goes on up to the end, and what is said about gaps."""
    source.done = Changes((_seen("a", NOW - 600, lasting=True),), ("Alerts: refused.",))
    for i in range(MOST_FLAGS):
        services.changes.post(NewChange(f"n{i}", NOW - 500 + i, {"service": "host"}, "https://ci.example/"))
    services.changes.read(NOW - 3600, NOW)
    flags, pending = flags_json(services, Window(NOW - 3600, NOW, 60.0))
    listed = flags["changes"]
    assert isinstance(listed, list)
    assert len(listed) == MOST_FLAGS
    assert flags["moreChanges"] == 1
    assert flags["changeFailures"] == ["Alerts: refused."]
    assert not pending
    host = services.index["host"]
    assert listed[0] == [NOW - 500, None, "n0", [host], "posted", 0, "https://ci.example/"]
    alone, _ = flags_json(services, Window(NOW - 3600, NOW - 550, 60.0))
    assert alone["moreChanges"] == 0


def test_the_time_bar_is_asked_for_again_while_changes_are_being_read(
    services: Services, source: Any
) -> None:
    """Until then it draws what is known."""
    source.go.clear()
    services.changes.post(NewChange("Everything", NOW - 5))
    flags, pending = flags_json(services, Window(NOW - 3600, NOW, 60.0))
    assert pending
    assert flags["changes"] == [[NOW - 5, None, "Everything", [], "posted", 1, ""]]
