"""What is on screen costs its last steps only, and is read whole again when that could be wrong."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.prometheus.traffic_gate import Priority
from hierarchy.evidence.readings import Series, Trust
from hierarchy.model import SignalKey
from navigator.ranges import OVERLAP, REREAD_SECONDS, Ranges
from navigator.series import SeriesDesk, Window
from navigator.stretches import joined, packed, unpacked

NOW = 1_661_142_000.0
STEP = 15.0
A, B = SignalKey("a", "s"), SignalKey("b", "s")


class _Source:
    """Answers with small numbers and remembers what it was asked for, how importantly, and how far back."""

    def __init__(self) -> None:
        self.asked: list[tuple[Priority, float, float]] = []
        self.number = 0
        self.trust = Trust.LIVE
        self.factor = 1.0

    def ranked(self, priority: Priority) -> Any:
        """A view of it."""
        return _Ranked(self, priority)

    def epoch(self) -> int:
        """Set by the test."""
        return self.number

    def answer(
        self, priority: Priority, keys: Sequence[SignalKey], span: tuple[float, float, float]
    ) -> Mapping[SignalKey, Series]:
        start, end, step = span
        self.asked.append((priority, start, end))
        times = tuple(start + i * step for i in range(round((end - start) / step) + 1))
        values = tuple(self.factor * (int(t / 15) % 97) / 8 for t in times)
        return {
            key: Series(times, values, self.trust, "partly" if self.trust is Trust.PARTIAL else "")
            for key in keys
        }


class _Ranked:
    def __init__(self, source: _Source, priority: Priority) -> None:
        self._source = source
        self._priority = priority

    def ranked(self, priority: Priority) -> Any:
        return _Ranked(self._source, priority)

    def epoch(self) -> int:
        return self._source.number

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        return self._source.answer(self._priority, keys, (start, end, step))


class _Clock:
    """Data time, and seconds that pass."""

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


class _Screen:
    """Ranges that are looked at step by step."""

    def __init__(self) -> None:
        self.source, self.clock = _Source(), _Clock()
        source: Any = self.source
        clock: Any = self.clock
        self.ranges = Ranges(source, STEP, clock, monotonic=lambda: self.clock.time)

    def look(self, *, seconds: float = 3600.0, step: float = STEP) -> Series:
        """The line that ends now."""
        end = self.clock.time // step * step
        return self.ranges.series([A], end - seconds, end, step)[A]

    def read(self) -> float:
        """For how many seconds the source was asked the last time."""
        _, start, end = self.source.asked[-1]
        return end - start


@pytest.fixture
def screen() -> _Screen:
    """A screen that has been looked at once."""
    made = _Screen()
    made.look()
    return made


def test_a_moment_later_only_the_last_steps_are_read_before_everything_else(screen: _Screen) -> None:
    """With an overlap: at least three steps, and the last minute."""
    screen.clock.time += STEP
    line = screen.look()
    assert line.values == screen.ranges.fetch([A], line.times[0], line.times[-1], STEP)[A].values
    assert len(screen.source.asked) == 2
    assert screen.source.asked[1][0] is Priority.VISIBLE
    assert max(60.0, OVERLAP * STEP) <= screen.read() <= 180.0
    whole = _Screen()
    whole.clock.time += STEP
    assert whole.look() == line


def test_wide_steps_overlap_by_three_as_well() -> None:
    """The last minute is less than one of them."""
    screen = _Screen()
    screen.look(seconds=86_400, step=600.0)
    screen.clock.time += 300.0
    screen.look(seconds=86_400, step=600.0)
    assert screen.read() >= OVERLAP * 600.0


def test_late_samples_are_taken_over_by_the_overlap(screen: _Screen) -> None:
    """What was read as one number and is another now is the other."""
    screen.source.factor = 2.0
    screen.clock.time += STEP
    line = screen.look()
    at = line.times[-3]
    assert line.values[-3] == 2.0 * (int(at / 15) % 97) / 8


def test_after_a_gap_of_more_than_half_of_the_window_all_of_it_is_read(screen: _Screen) -> None:
    """One question instead of two halves."""
    screen.clock.time += 400.0
    screen.look(seconds=600.0)
    screen.clock.time += 400.0
    screen.look(seconds=600.0)
    assert screen.read() == 600.0


def test_from_time_to_time_all_of_it_is_read_again(screen: _Screen) -> None:
    """Samples may have come very late, or have been filled in."""
    whole = 0
    for _ in range(int(2 * REREAD_SECONDS / STEP) + 2):
        screen.clock.time += STEP
        screen.look()
        whole += screen.read() == 3600.0
    assert whole == 2


def test_another_server_in_its_place_is_asked_for_all_of_it(screen: _Screen) -> None:
    """Its past may be another, so nothing kept goes with what it says; not even within a step."""
    screen.source.number += 1
    screen.source.factor = 3.0
    line = screen.look()
    assert screen.read() == 3600.0
    assert line.values[0] == 3.0 * (int(line.times[0] / 15) % 97) / 8
    screen.clock.time += STEP
    screen.look()
    assert screen.read() < 300.0


def test_what_was_partly_read_stays_so_until_all_of_it_is_read_again() -> None:
    """A store that was away is missing in the middle, too."""
    screen = _Screen()
    screen.source.trust = Trust.PARTIAL
    screen.look()
    screen.clock.time += STEP
    assert screen.look().trust is Trust.PARTIAL
    assert screen.read() < 300.0
    screen.source.trust = Trust.LIVE
    screen.clock.time += STEP
    back = screen.look()
    assert (back.trust, back.detail) == (Trust.PARTIAL, "partly")
    screen.clock.time += STEP
    assert screen.look().trust is Trust.LIVE
    assert screen.read() == 3600.0


def test_references_are_asked_for_behind_everything_else() -> None:
    """Nobody waits for what is usual."""
    screen = _Screen()
    screen.ranges.fetch([A], NOW - 3600, NOW, STEP)
    assert screen.source.asked[0][0] is Priority.REFERENCE


def test_lines_are_kept_in_four_bytes_a_value_and_told(screen: _Screen) -> None:
    """Two hundred and forty steps and one."""
    assert screen.ranges.held == 241
    assert screen.ranges.held_bytes == 4 * 241


def test_a_line_that_has_just_moved_on_is_shown_as_far_as_it_reaches_while_it_is_read() -> None:
    """Its end is not known, and it is pending: nothing old passes for new."""
    screen = _Screen()
    held: Any = _Held(screen.ranges)
    desk = SeriesDesk(held, STEP, monotonic=lambda: screen.clock.time)
    first = Window(NOW - 600, NOW, STEP)
    before, _ = desk.get([A], first, wait=5)
    held.holds = True
    later = Window(NOW - 600 + STEP, NOW + STEP, STEP)
    found, pending = desk.get([A], later, wait=0.0)
    assert pending == (A,)
    assert found[A].times[-1] == NOW + STEP
    assert found[A].values == (*before[A].values[1:], None)
    far = Window(NOW + 600, NOW + 1200, STEP)
    assert desk.get([A], far, wait=0.0) == ({}, (A,))
    desk.close()


class _Held:
    """Ranges that can be told to bring nothing for now."""

    def __init__(self, ranges: Ranges) -> None:
        self._ranges = ranges
        self.holds = False

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        return {} if self.holds else self._ranges.series(keys, start, end, step)


@given(st.lists(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)), max_size=40))
@example([2.0**-24])  # has more digits than four bytes are read with
def test_no_number_is_moved_by_more_than_a_picture_can_show(values: list[float | None]) -> None:
    """What is not known stays so; where four bytes are too few there are eight."""
    back = unpacked(packed(values))
    known = [value for value in values if value is not None]
    assert [value is None for value in back] == [value is None for value in values]
    spread = max(known) - min(known) if known else 0.0
    for value, kept in zip(values, back, strict=True):
        if value is not None and kept is not None:
            near = 2e-5 * spread if math.isfinite(spread) else 1e300
            assert abs(value - kept) <= near or value == kept


def test_numbers_that_need_it_have_eight_bytes_and_others_four() -> None:
    """Times and large counters that hardly move lose nothing; a tenth is a tenth."""
    assert packed([1_661_142_000.0, 1_661_142_015.0]).typecode == "d"
    assert packed([0.1, 0.2, None]).typecode == "f"
    assert unpacked(packed([0.1, 0.25, 3.3, None])) == (0.1, 0.25, 3.3, None)
    assert unpacked(packed([0.1, 0.1])) == (0.1, 0.1)
    assert unpacked(array("f")) == ()


def test_a_line_of_short_numbers_keeps_their_digits_when_one_of_long_numbers_follows() -> None:
    """Four bytes and eight bytes in one row: a tenth is a tenth in both."""
    short, long = packed([0.1, 0.775, None]), packed([1_661_142_000.0, 1_661_142_015.0])
    assert (short.typecode, long.typecode) == ("f", "d")
    assert unpacked(joined(short, long)) == (0.1, 0.775, None, 1_661_142_000.0, 1_661_142_015.0)
    assert unpacked(joined(long, short)) == (1_661_142_000.0, 1_661_142_015.0, 0.1, 0.775, None)
    assert joined(array("f"), long) == long
