"""How much of a capacity is used, and when it will be used up."""

from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.evidence.readings import Series
from hierarchy.evidence.saturation import LONGEST_FORECAST, Saturation, rate_text, saturation
from hierarchy.model import Worse

START = 1_700_000_000.0


def _series(*values: float | None) -> Series:
    return Series(tuple(START + 60 * i for i in range(len(values))), values)


def _found(series: Series, capacity: float, worse: Worse = Worse.HIGHER) -> Saturation:
    found = saturation(series, capacity, START + 1e6, worse)
    assert found is not None
    return found


def test_a_disk_that_fills_is_full_when_its_line_meets_the_capacity() -> None:
    """6 a minute more, 54 of 100 in use: 46 are left, for 460 s."""
    found = _found(_series(*(6.0 * i for i in range(10))), 100.0)
    assert [found.use, found.headroom] == pytest.approx([0.54, 46.0])
    assert found.per_second == pytest.approx(0.1)
    assert found.exhausted_in == pytest.approx(460.0)


def test_what_is_left_runs_out_at_zero() -> None:
    """Where lower is worse the signal says what is left: 46 of 100 free, 6 a minute less."""
    found = _found(_series(*(100.0 - 6.0 * i for i in range(10))), 100.0, Worse.LOWER)
    assert [found.use, found.headroom] == pytest.approx([0.54, 46.0])
    assert found.exhausted_in == pytest.approx(460.0)


@pytest.mark.parametrize("values", [[50.0] * 10, [60.0 - i for i in range(10)]])
def test_what_does_not_grow_is_never_exhausted(values: list[float]) -> None:
    """Flat or falling: no time."""
    assert _found(_series(*values), 100.0).exhausted_in is None


def test_what_is_used_up_is_exhausted_now() -> None:
    """Whatever the trend is; and more than there is can be in use."""
    found = _found(_series(*(130.0 - i for i in range(10))), 100.0)
    assert (found.exhausted_in, found.headroom) == (0.0, -21.0)
    assert found.use == pytest.approx(1.21)


def test_a_trend_is_believed_for_thirty_days() -> None:
    """Beyond them it says no more than that."""
    found = _found(_series(*(1e-9 * i for i in range(20))), 100.0)
    assert found.exhausted_in == LONGEST_FORECAST == 30 * 86400


def test_the_trend_is_that_of_the_last_quarter_of_an_hour() -> None:
    """A quiet hour before does not stretch the time that is left: 2 a minute for 15 min, 10 are left."""
    values = [60.0] * 60 + [60.0 + 2 * i for i in range(16)]
    found = saturation(_series(*values), 100.0, START + 60 * 75)
    assert found is not None
    assert [found.per_second, found.over] == pytest.approx([1 / 30, 900.0])
    assert found.exhausted_in == pytest.approx(300.0)
    assert rate_text(found) == "at the rate of the last 15 min"


def test_ten_values_are_needed_however_far_back_they_are() -> None:
    """Every 6 min, the last of them 2 min ago: nine distances and that."""
    times = tuple(START + 360.0 * i for i in range(20))
    values = (*([0.0] * 10), *(float(i) for i in range(10)))
    found = saturation(Series(times, values), 100.0, times[-1] + 120)
    assert found is not None
    assert [found.per_second, found.over] == pytest.approx([1 / 360, 9 * 360 + 120])
    assert rate_text(found) == "at the rate of the last 56 min"


def test_with_fewer_than_ten_values_there_is_no_trend() -> None:
    """Gaps and what is later than the moment do not count."""
    assert saturation(_series(*range(9)), 100.0, START + 1e6) is None
    assert saturation(_series(*range(9), None, None), 100.0, START + 1e6) is None
    assert saturation(_series(*range(9), nan, inf), 100.0, START + 1e6) is None
    assert saturation(_series(*range(20)), 100.0, START + 60 * 8) is None
    assert saturation(_series(*range(20)), 100.0, START + 60 * 9) is not None


@pytest.mark.parametrize("capacity", [0.0, -1.0, nan, inf])
def test_without_a_capacity_there_is_no_saturation(capacity: float) -> None:
    """Nothing to be used up."""
    assert saturation(_series(*range(20)), capacity, START + 1e6) is None


@given(st.lists(st.floats(0, 1e9), min_size=10, max_size=60), st.floats(1e-3, 1e9))
def test_numbers_stay_numbers(values: list[float], capacity: float) -> None:
    """Whatever the values are, the time is within its bounds and agrees with the direction of the trend."""
    found = _found(_series(*values), capacity)
    assert found.use == pytest.approx(values[-1] / capacity, rel=1e-6, abs=1e-6)
    if found.exhausted_in is not None:
        assert 0 <= found.exhausted_in <= LONGEST_FORECAST
        assert found.per_second > 0 or found.headroom <= 0
