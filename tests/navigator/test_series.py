"""Series of what is on screen."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence

import pytest

from hierarchy.evidence.breakdowns import Breakdown, Split, SpreadSeries
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.readings import Series, Sweep, Trust
from hierarchy.levels import Level
from hierarchy.members import Found
from hierarchy.model import Model, Node, Signal, SignalKey
from navigator.series import SeriesDesk, Window

KEY, OTHER = SignalKey("a", "s"), SignalKey("b", "s")
WINDOW = Window(0.0, 120.0, 60.0)


class _Source:
    """Answers three points a signal; can be held back, and told to fail."""

    def __init__(self) -> None:
        self.asked: list[tuple[SignalKey, ...]] = []
        self.go = threading.Event()
        self.go.set()
        self.trust = Trust.LIVE

    def sweep(self, at: float) -> Sweep:
        return Sweep(at, {})

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        self.asked.append(tuple(keys))
        self.go.wait(10)
        times = tuple(start + i * step for i in range(int((end - start) / step) + 1))
        value = 1.0 if self.trust is Trust.LIVE else None
        return {key: Series(times, tuple(value for _ in times), self.trust) for key in keys}

    def breakdowns(self, splits: Sequence[Split], _at: float) -> Mapping[Split, Breakdown]:
        return {split: Breakdown(split.label, trust=Trust.ABSENT) for split in splits}

    def spread_series(
        self, splits: Sequence[Split], start: float, end: float, step: float
    ) -> Mapping[Split, SpreadSeries]:
        times = tuple(start + i * step for i in range(int((end - start) / step) + 1))
        nothing = (None,) * len(times)
        return {split: SpreadSeries(times, nothing, nothing, nothing) for split in splits}

    def changes(self, _start: float, _end: float) -> Changes:
        return Changes()

    def members(self, _at: float) -> Mapping[str, Found]:
        return {}

    def renewed(self, _model: Model) -> _Source:
        return self

    def close(self) -> None:
        self.go.set()


class _Wall:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def source() -> Iterator[_Source]:
    """A source that is let go at the end."""
    made = _Source()
    yield made
    made.close()


@pytest.fixture
def wall() -> _Wall:
    """Time set by hand."""
    return _Wall()


@pytest.fixture
def desk(source: _Source, wall: _Wall) -> Iterator[SeriesDesk]:
    """A desk that keeps series fresh for a minute."""
    made = SeriesDesk(source, 60.0, wall)
    yield made
    source.close()
    made.close()


def settle(desk: SeriesDesk) -> None:
    """Wait until nothing is being read."""
    until = time.monotonic() + 10
    while desk.is_busy and time.monotonic() < until:
        threading.Event().wait(0.001)
    assert not desk.is_busy


def test_all_signals_of_a_view_are_asked_for_at_once(desk: SeriesDesk, source: _Source) -> None:
    """One batch, not one request a signal."""
    found, pending = desk.get((KEY, OTHER), WINDOW, wait=5)
    assert set(found) == {KEY, OTHER}
    assert pending == ()
    assert source.asked == [(KEY, OTHER)]


def test_what_is_fresh_is_not_asked_for_again(desk: SeriesDesk, source: _Source, wall: _Wall) -> None:
    """Within a step everybody is answered from what is there; after it, it is read anew."""
    desk.get((KEY,), WINDOW, wait=5)
    desk.get((KEY,), WINDOW, wait=5)
    assert len(source.asked) == 1
    wall.seconds += 61
    desk.get((KEY,), WINDOW, wait=5)
    _until(lambda: len(source.asked) == 2)


@pytest.mark.parametrize(("width", "asked"), [(15.0, 8), (30.0, 4), (60.0, 2), (600.0, 2)])
def test_how_often_a_window_is_asked_for_does_not_depend_on_how_often_it_is_looked_at(
    source: _Source, wall: _Wall, width: float, asked: int
) -> None:
    """Once while it is the newest, within reason: one viewer asks as much as five hundred do."""
    for every in (7.5, 0.5):
        desk = SeriesDesk(source, 15.0, wall)
        source.asked.clear()
        wall.seconds = 0.0
        while wall.seconds < 120:
            end = wall.seconds // width * width
            desk.get((KEY,), Window(end - 4 * width, end, width), wait=5)
            settle(desk)
            wall.seconds += every
        desk.close()
        assert len(source.asked) == asked


def test_a_hanging_source_makes_nobody_wait_and_is_asked_once(desk: SeriesDesk, source: _Source) -> None:
    """What is under way is pending for everybody who asks, with one request upstream."""
    source.go.clear()
    assert desk.get((KEY,), WINDOW, wait=0) == ({}, (KEY,))
    assert desk.get((KEY,), WINDOW, wait=0) == ({}, (KEY,))
    source.go.set()
    found, _ = desk.get((KEY,), WINDOW, wait=5)
    assert found[KEY].values == (1.0, 1.0, 1.0)
    assert len(source.asked) == 1


def test_a_failure_keeps_the_last_good_values_and_says_that_it_failed(
    desk: SeriesDesk, source: _Source
) -> None:
    """The line stays where it was known, in the new window, and is not called live."""
    desk.get((KEY,), WINDOW, wait=5)
    source.trust = Trust.UNREACHABLE
    later = Window(60.0, 180.0, 60.0)
    found, _ = desk.get((KEY,), later, wait=5)
    assert found[KEY].trust is Trust.UNREACHABLE
    assert found[KEY].times == (60.0, 120.0, 180.0)
    assert found[KEY].values == (1.0, 1.0, None)


def test_long_series_push_out_older_ones_and_the_newest_stays(source: _Source, wall: _Wall) -> None:
    """Memory is bounded by values, so that a few hundred long charts can't fill it."""
    desk = SeriesDesk(source, 60.0, wall, keep=4000)
    windows = [Window(0.0, count * 60.0, 60.0) for count in (1500, 1501, 1502)]
    for window in windows:
        found, _ = desk.get((KEY,), window, wait=5)
        assert len(found[KEY].times) == window.end / 60 + 1
    desk.get((KEY,), windows[2], wait=5)
    assert len(source.asked) == 3
    desk.get((KEY,), windows[0], wait=5)
    assert len(source.asked) == 4
    desk.close()


@pytest.mark.parametrize(("points", "finest"), [(60, 15.0), (240, 60.0), (60, 1.0)])
def test_a_window_is_aligned_and_has_about_the_points_asked_for(points: int, finest: float) -> None:
    """Both ends are multiples of the step, and the step of the finest."""
    window = Window.of(1_661_142_007.0, 1_661_145_607.0, points, finest)
    assert window.start % window.step == window.end % window.step == window.step % finest == 0
    assert (window.end - window.start) / window.step <= points


def _until(true: object) -> None:
    assert callable(true)
    gate = threading.Event()
    for _ in range(500):
        if true():
            return
        gate.wait(0.01)
    raise AssertionError("did not happen within five seconds")


class _HalfHanging(_Source):
    """Two sources in one: whoever asks for OTHER waits until `back`."""

    def __init__(self) -> None:
        super().__init__()
        self.back = threading.Event()

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        if OTHER in keys:
            self.back.wait(60)
        return super().series(keys, start, end, step)


def test_a_source_that_hangs_keeps_the_lines_of_no_other_waiting() -> None:
    """Every source has flights of its own: what is there is shown, the rest is pending."""
    nodes = {
        key.node: Node(
            key.node,
            Level.PHYSICAL_FORM,
            key.node,
            signals=(Signal("s", "S", query="s", source=f"source-{key.node}"),),
        )
        for key in (KEY, OTHER)
    }
    source = _HalfHanging()
    desk = SeriesDesk(source, 15.0, model=Model("1", "Two", nodes))
    # As many windows as would hold every thread of a pool that both shared.
    for shift in range(3):
        desk.get([KEY, OTHER], Window(60.0 * shift, 120.0 + 60.0 * shift, 60.0), wait=0.0)
    found, pending = desk.get([KEY], WINDOW, wait=30.0)
    assert found[KEY].trust is Trust.LIVE
    assert not pending
    assert desk.get([OTHER], WINDOW, wait=0.0)[1] == (OTHER,)
    source.back.set()
    assert desk.get([OTHER], WINDOW, wait=30.0)[0][OTHER].trust is Trust.LIVE
    desk.close()
