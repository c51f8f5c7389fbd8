"""Signals split by a label, read in the background."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.evidence.readings import Trust
from hierarchy.model import SignalKey
from navigator.breakdown_desk import BreakdownDesk
from navigator.series import KEEP_FAILED_SECONDS, Window

NOW = 1_661_142_000.0
CART = Split(SignalKey("cart", "errors"), "pod")
HOST = Split(SignalKey("host", "errors"), "disk")


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
def desk(source: Any, clock: Any, monotonic: _Monotonic) -> Iterator[BreakdownDesk]:
    """A desk over a source in which three pods share the cart."""
    source.split[CART] = Breakdown("pod", {"a": 0.1, "b": 0.2, "c": 0.9})
    made = BreakdownDesk(source, 15.0, clock, monotonic)
    yield made
    source.go.set()
    made.close()


def _counted(source: Any) -> list[tuple[tuple[Split, ...], float]]:
    asked: list[tuple[tuple[Split, ...], float]] = []
    answer = source.breakdowns

    def breakdowns(splits: Sequence[Split], at: float) -> object:
        asked.append((tuple(splits), at))
        return answer(splits, at)

    source.breakdowns = breakdowns
    return asked


def test_a_split_is_read_once_a_step_for_everybody(desk: BreakdownDesk, source: Any) -> None:
    """Moments of one step are the same, and only what is missing is asked for."""
    asked = _counted(source)
    assert desk.get([CART], NOW + 3, 5)[CART].values == {"a": 0.1, "b": 0.2, "c": 0.9}
    assert set(desk.get([CART, HOST], NOW + 7, 5)) == {CART, HOST}
    assert asked == [((CART,), NOW), ((HOST,), NOW)]
    assert desk.get([CART], NOW + 15, 5, exact=True)[CART].trust is Trust.LIVE
    assert asked[-1] == ((CART,), NOW + 15)


def test_what_is_pending_is_missing(desk: BreakdownDesk, source: Any) -> None:
    """Nobody waits longer than said."""
    source.go.clear()
    assert desk.get([CART], NOW, 0.01) == {}
    assert desk.series([CART], Window(NOW - 60, NOW, 15.0), 0.01) == {}


def test_what_was_read_a_step_ago_stands_until_the_next_is_there(
    desk: BreakdownDesk, source: Any, clock: Any
) -> None:
    """No picture says with every step that something is missing; what is older is not shown for it."""
    desk.get([CART], NOW, 5)
    source.go.clear()
    assert desk.get([CART], NOW + 15, 5)[CART].values["c"] == 0.9
    assert desk.get([CART], NOW + 15, 0.01, exact=True) == {}
    assert desk.get([CART], NOW + 60, 0.01) == {}
    clock.time = NOW + 600
    assert desk.get([CART], NOW + 15, 0.01) == {}, "a look at the past is not refreshed: it waits"
    source.split[CART] = Breakdown("pod", {"c": 0.3})
    source.go.set()
    assert desk.get([CART], NOW + 15, 5, exact=True)[CART].values == {"c": 0.3}
    assert desk.get([CART], NOW + 15, 0.0)[CART].values == {"c": 0.3}


def test_a_failure_is_asked_for_again_soon(desk: BreakdownDesk, source: Any, monotonic: _Monotonic) -> None:
    """What a source did not say is told as that, and not for a whole step."""
    source.split[CART] = Breakdown("pod", {}, Trust.UNREACHABLE, "Connection refused.")
    assert desk.get([CART], NOW, 5)[CART].trust is Trust.UNREACHABLE
    source.split[CART] = Breakdown("pod", {"a": 0.1})
    monotonic.time += KEEP_FAILED_SECONDS + 0.1
    desk.get([CART], NOW, 5)
    desk.get([HOST], NOW, 5)  # behind the one before: one thread asks
    assert desk.get([CART], NOW, 5)[CART].values == {"a": 0.1}


def test_a_spread_over_time_has_three_lines(desk: BreakdownDesk) -> None:
    """Least, median and most at every moment of the window."""
    window = Window(NOW - 30, NOW, 15.0)
    found = desk.series([CART], window, 5)[CART]
    assert found.times == (NOW - 30, NOW - 15, NOW)
    assert (found.low[0], found.mid[0], found.high[0]) == (0.1, 0.2, 0.9)


def test_the_next_desk_knows_the_splits_that_ask_the_same(desk: BreakdownDesk, source: Any) -> None:
    """Under the name that the signal has now; what is not asked any more is forgotten."""
    window = Window(NOW - 30, NOW, 15.0)
    desk.get([CART], NOW, 5)
    desk.series([CART], window, 5)
    source.go.clear()
    basket = SignalKey("basket", "errors")
    after = desk.renewed(source, 15.0, {basket: CART.key})
    assert after.get([Split(basket, "pod")], NOW, 0.0)[Split(basket, "pod")].values
    assert after.series([Split(basket, "pod")], window, 0.0)
    assert after.get([CART], NOW, 0.0) == {}
    source.go.set()
    after.close()
