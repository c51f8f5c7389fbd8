"""What is usual for the signals looked at, in the background."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from hierarchy.evidence.readings import Series
from hierarchy.model import Model, SignalKey, Worse
from navigator.ranges import Ranges
from navigator.references import ALIGNED, ReferenceDesk
from navigator.series import Window

NOW = 1_661_142_000.0
CART, HOST = SignalKey("cart", "errors"), SignalKey("host", "errors")
WINDOW = Window(NOW - 3600, NOW, 60.0)


class _Counted:
    """Counts what is asked of a source."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self.asked: list[tuple[tuple[SignalKey, ...], float, float]] = []

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        self.asked.append((tuple(keys), start, end))
        answer: Mapping[SignalKey, Series] = self._source.series(keys, start, end, step)
        return answer


@pytest.fixture
def counted(source: Any) -> _Counted:
    """The shop's source."""
    return _Counted(source)


@pytest.fixture
def ranges(counted: Any, clock: Any) -> Ranges:
    """A cache before it."""
    return Ranges(counted, 15.0, clock)


@pytest.fixture
def desk(model: Model, ranges: Ranges, source: Any) -> Iterator[ReferenceDesk]:
    """A desk over the small shop."""
    made = ReferenceDesk(model, ranges)
    yield made
    source.go.set()
    made.close()


def test_a_band_is_worked_out_once_for_minutes(desk: ReferenceDesk, counted: _Counted) -> None:
    """Quartiles with what they rest on; windows that end about then share them, and ask for nothing."""
    usual = desk.band([CART], WINDOW, 5)[CART]
    assert usual.low == usual.mid == usual.high == 0.001
    assert usual.count >= 10
    assert usual.basis
    asked = len(counted.asked)
    assert asked >= 1
    for seconds in (15, 60, ALIGNED - 15):
        later = Window(WINDOW.start + seconds, WINDOW.end + seconds, 15.0)
        assert desk.band([CART], later, 5)[CART] == usual
    assert len(counted.asked) == asked


def test_nobody_waits_for_what_is_usual(desk: ReferenceDesk, source: Any) -> None:
    """Until it is known there is no band, and no made-up one."""
    source.go.clear()
    assert desk.band([CART], WINDOW, 0.01) == {}


def test_in_the_present_no_band_is_lost_when_the_next_is_due(
    desk: ReferenceDesk, source: Any, clock: Any
) -> None:
    """What was usual minutes ago stands until that of now is there; in the past nothing stands for it."""
    usual = desk.band([CART], WINDOW, 5)[CART]
    source.go.clear()
    later = Window(WINDOW.start + ALIGNED, WINDOW.end + ALIGNED, 60.0)
    clock.time = NOW + 10 * ALIGNED
    assert desk.band([CART], later, 0.0) == {}
    clock.time = NOW + ALIGNED
    assert desk.band([CART], later, 0.0) == {CART: usual}


def test_with_too_little_to_compare_with_there_is_no_quartile(desk: ReferenceDesk, source: Any) -> None:
    """It is said as that, not drawn as a line at 0."""
    source.values[CART] = None
    usual = desk.band([CART], WINDOW, 5)[CART]
    assert usual.insufficient
    assert (usual.low, usual.mid, usual.high) == (None, None, None)


def test_what_the_model_does_not_have_has_no_band(desk: ReferenceDesk, counted: _Counted) -> None:
    """A key from elsewhere asks for nothing."""
    assert desk.band([SignalKey("nope", "errors")], WINDOW, 5) == {}
    assert counted.asked == []


def test_the_next_desk_keeps_what_is_compared_as_before(
    desk: ReferenceDesk, model: Model, ranges: Ranges, source: Any
) -> None:
    """A signal whose direction is another is worked out anew, and all of them where the times are others."""
    desk.band([CART, HOST], WINDOW, 5)
    (signal,) = model.nodes["host"].signals
    host = replace(model.nodes["host"], signals=(replace(signal, worse=Worse.EITHER),))
    changed = replace(model, nodes={**model.nodes, "host": host})
    keys = {key: key for key in model.asked()}
    source.go.clear()
    after = desk.renewed(changed, ranges, keys)
    assert set(after.band([CART, HOST], WINDOW, 0.0)) == {CART}
    other = replace(model, reference=replace(model.reference, ago=(3600.0,)))
    anew = desk.renewed(other, ranges, keys)
    assert anew.band([CART], WINDOW, 0.0) == {}
    source.go.set()
    after.close()
    anew.close()
