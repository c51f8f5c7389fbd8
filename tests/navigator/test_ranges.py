"""Ranges for the background: nothing that is settled is read twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.evidence.readings import Series, Trust
from hierarchy.model import SignalKey
from navigator.ranges import Ranges

NOW = 1_661_142_000.0
STEP = 15.0
A, B = SignalKey("a", "s"), SignalKey("b", "s")


def _value(key: SignalKey, at: float) -> float | None:
    """Another number at every moment, and a gap now and then."""
    return None if int(at) % 7 == 0 else at + ord(key.node[0])


class _Source:
    """Answers by formula, counts what it is asked for, and may fail or be held back."""

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[SignalKey, ...], float, float]] = []
        self.go = threading.Event()
        self.go.set()
        self.trust = Trust.LIVE

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        self.asked.append((tuple(keys), start, end))
        self.go.wait(10)
        times = tuple(start + i * step for i in range(round((end - start) / step) + 1))
        live = self.trust is Trust.LIVE
        return {
            key: Series(times, tuple(_value(key, t) if live else None for t in times), self.trust)
            for key in keys
        }


class _Clock:
    """Data time, set by the test."""

    speed = 1.0
    replay = False
    ended = False

    def __init__(self) -> None:
        self.time = NOW

    @property
    def horizon(self) -> float:
        return self.time

    def now(self) -> float:
        return self.time


def _ranges(source: Any, clock: Any, busy: Callable[[], bool] = lambda: False) -> Ranges:
    return Ranges(source, STEP, clock, busy, monotonic=lambda: clock.time)


def _right(series: Series, key: SignalKey, start: float, end: float, step: float) -> bool:
    times = tuple(start + i * step for i in range(round((end - start) / step) + 1))
    return series.times == times and series.values == tuple(_value(key, t) for t in times)


def test_what_reaches_into_the_present_is_extended_by_its_last_steps() -> None:
    """A moment later only what may have changed since is asked for, and every value is right."""
    source, clock = _Source(), _Clock()
    ranges = _ranges(source, clock)
    assert _right(ranges.fetch([A], NOW - 3600, NOW, STEP)[A], A, NOW - 3600, NOW, STEP)
    clock.time += 2 * STEP
    end = NOW + 2 * STEP
    assert _right(ranges.fetch([A], end - 3600, end, STEP)[A], A, end - 3600, end, STEP)
    _, start, _ = source.asked[1]
    assert start >= NOW - 10 * STEP


def test_neighbouring_foci_share_what_was_read() -> None:
    """Only the signals that nobody asked for yet go to the source."""
    source = _Source()
    ranges = _ranges(source, _Clock())
    ranges.fetch([A], NOW - 3600, NOW, STEP)
    ranges.fetch([A, B], NOW - 3600, NOW, STEP)
    assert [keys for keys, _, _ in source.asked] == [(A,), (B,)]


def test_a_reference_that_moves_on_with_time_is_read_once_for_a_while() -> None:
    """What lies a day back is asked for in wider stretches that the next minutes lie in, too."""
    source, clock = _Source(), _Clock()
    ranges = _ranges(source, clock)
    for minute in range(10):
        clock.time = NOW + 60 * minute
        start = clock.time - 86_400 - 1800
        found = ranges.fetch([A], start, start + 3600, 60.0)[A]
        assert _right(found, A, start, start + 3600, 60.0)
    assert len(source.asked) <= 2


def test_a_failure_is_kept_for_seconds_only() -> None:
    """As soon as the source is back, so are the values."""
    source, clock = _Source(), _Clock()
    ranges = _ranges(source, clock)
    source.trust = Trust.UNREACHABLE
    lost = ranges.fetch([A], NOW - 86_400, NOW - 82_800, 60.0)[A]
    assert lost.trust is Trust.UNREACHABLE
    assert set(lost.values) == {None}
    source.trust = Trust.LIVE
    clock.time += 6
    start = NOW - 86_400
    assert _right(ranges.fetch([A], start, start + 3600, 60.0)[A], A, start, start + 3600, 60.0)


def test_a_failed_stretch_is_nothing_to_build_on() -> None:
    """After a failure the whole window is read again: no gap is taken for settled."""
    source, clock = _Source(), _Clock()
    ranges = _ranges(source, clock)
    source.trust = Trust.ERROR
    ranges.fetch([A], NOW - 3600, NOW, STEP)
    source.trust = Trust.LIVE
    clock.time += STEP
    end = NOW + STEP
    assert _right(ranges.fetch([A], end - 3600, end, STEP)[A], A, end - 3600, end, STEP)


def test_two_who_ask_for_the_same_at_once_make_one_question() -> None:
    """The second waits for the first."""
    source = _Source()
    ranges = _ranges(source, _Clock())
    source.go.clear()
    found: list[Mapping[SignalKey, Series]] = []
    both = [
        threading.Thread(target=lambda: found.append(ranges.fetch([A], NOW - 600, NOW, STEP)))
        for _ in range(2)
    ]
    for one in both:
        one.start()
    source.go.set()
    for one in both:
        one.join(10)
    assert len(source.asked) == 1
    assert all(_right(one[A], A, NOW - 600, NOW, STEP) for one in found)


def test_a_slow_look_at_an_earlier_moment_loses_nothing_to_a_later_one() -> None:
    """What one extends and puts away meanwhile is still there for the other."""
    source, clock = _Source(), _Clock()
    ranges = _ranges(source, clock)
    ranges.fetch([A], NOW - 3600, NOW, STEP)
    clock.time += 4 * STEP
    answer, nested = source.series, NOW + 3 * STEP

    def series(
        keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        if end != nested:
            ranges.fetch([A], nested - 3600, nested, STEP)  # overtakes
        return answer(keys, start, end, step)

    source.series = series  # type: ignore[method-assign]  # what is asked meanwhile
    end = NOW + 2 * STEP
    assert _right(ranges.fetch([A], end - 3600, end, STEP)[A], A, end - 3600, end, STEP)


def test_what_is_on_screen_goes_first() -> None:
    """While a screen waits for its own, the background lets it pass, but not for ever."""
    source, clock = _Source(), _Clock()
    looks: list[float] = []

    def busy() -> bool:
        looks.append(clock.time)
        clock.time += 0.5
        return True

    _ranges(source, clock, busy).fetch([A], NOW - 600, NOW, STEP)
    assert len(looks) > 2
    assert len(source.asked) == 1


def test_the_next_ranges_know_what_asks_the_same() -> None:
    """A signal that was renamed is not read again, one that is new is."""
    source, clock = _Source(), _Clock()
    ranges = _ranges(source, clock)
    ranges.fetch([A], NOW - 600, NOW, STEP)
    after = ranges.renewed(source, STEP, {SignalKey("c", "s"): A})  # type: ignore[arg-type]  # what is asked
    kept = after.fetch([SignalKey("c", "s")], NOW - 600, NOW, STEP)
    assert len(source.asked) == 1
    assert _right(kept[SignalKey("c", "s")], A, NOW - 600, NOW, STEP)
    after.fetch([A], NOW - 600, NOW, STEP)
    assert len(source.asked) == 2


@given(
    st.lists(
        st.tuples(
            st.integers(0, 40),  # steps of data time that pass before
            st.sampled_from([0, 3, 40, 400, 6000]),  # steps back from now
            st.sampled_from([1, 4, 30, 240]),  # length in steps
            st.sampled_from([(A,), (B,), (A, B)]),
        ),
        max_size=12,
    )
)
def test_whatever_is_asked_in_whatever_order_the_values_are_those_of_the_source(
    asks: list[tuple[int, int, int, tuple[SignalKey, ...]]],
) -> None:
    """No cache, extension or padding changes, moves or drops a value."""
    source, clock = _Source(), _Clock()
    ranges = _ranges(source, clock)
    for passed, back, length, keys in asks:
        clock.time += passed * STEP
        end = clock.time - back * STEP
        found = ranges.fetch(keys, end - length * STEP, end, STEP)
        assert all(_right(found[key], key, end - length * STEP, end, STEP) for key in keys)


def test_more_than_fits_is_answered_all_the_same() -> None:
    """Whoever asks gets every value, though not all of it is kept."""
    source, clock = _Source(), _Clock()
    ranges = Ranges(source, STEP, clock, most=500)  # type: ignore[arg-type]  # what is asked
    keys = [SignalKey(f"n{i}", "s") for i in range(50)]
    found = ranges.fetch(keys, NOW - 3600, NOW, STEP)
    assert all(_right(found[key], key, NOW - 3600, NOW, STEP) for key in keys)


def test_the_present_does_not_push_out_what_it_is_compared_with() -> None:
    """However long somebody looks, what was read of the day before is not read again."""
    source, clock = _Source(), _Clock()
    ranges = Ranges(source, STEP, clock, most=1200)  # type: ignore[arg-type]  # what is asked
    day = NOW - 86_400
    ranges.fetch([A], day, day + 3600, 60.0)
    for i in range(40):
        clock.time = NOW + i * STEP
        ranges.fetch([A], clock.time - 3600, clock.time, STEP)
    asked = len(source.asked)
    ranges.fetch([A], day, day + 3600, 60.0)
    assert len(source.asked) == asked


def test_memory_is_bounded() -> None:
    """However much is looked at, only so many values stay."""
    source, clock = _Source(), _Clock()
    ranges = Ranges(source, STEP, clock, most=2000)  # type: ignore[arg-type]  # what is asked
    for i in range(100):
        ranges.fetch([SignalKey(f"n{i}", "s")], NOW - 3600, NOW, STEP)
    assert ranges.held <= 2000 + 300


@pytest.mark.parametrize("late", [0.0, 30.0])
def test_what_may_still_come_late_is_asked_for_again(late: float) -> None:
    """A value that had not arrived yet shows as soon as it has: nothing near the present is settled."""
    source, clock = _Source(), _Clock()
    ranges = _ranges(source, clock)
    ranges.fetch([A], NOW - 600, NOW - late, STEP)
    clock.time += STEP + 1
    ranges.fetch([A], NOW - 600, NOW - late, STEP)
    assert source.asked[1][1] <= NOW - late - 30
