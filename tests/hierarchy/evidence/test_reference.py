"""What is usual, and how far from that something is."""

from __future__ import annotations

from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.evidence.readings import Series
from hierarchy.evidence.reference import (
    ENOUGH,
    deviation_of,
    episodes,
    fallback_span,
    recent_value,
    reference_spans,
    usual_of,
    usuals_of,
)
from hierarchy.laws import Reference
from hierarchy.model import Signal, Worse

AT = 1_700_000_000.0
DAY, WEEK = 86400.0, 604800.0
UNITS = ("", "ratio", "percent", "seconds", "bytes", "per_second", "count", "cores")
NUMBERS = st.floats(-1e9, 1e9)


def _signal(unit: str = "seconds", worse: Worse | None = Worse.HIGHER) -> Signal:
    return Signal("s", "S", unit=unit, worse=worse)


def _series(*values: float | None, step: float = 60.0) -> Series:
    return Series(tuple(AT - step * (len(values) - 1 - i) for i in range(len(values))), values)


def test_the_reference_is_the_same_time_a_day_and_a_week_ago() -> None:
    """Half a window on both sides of the hour in question, moved by each offset."""
    day, week = reference_spans(Reference(), AT, 15.0)
    assert day.start <= AT - DAY <= day.end
    assert week.start <= AT - WEEK <= week.end
    assert day.end - day.start == week.end - week.start == 3600.0


def test_a_reference_stays_the_same_for_an_hour_so_that_it_is_read_once() -> None:
    """A moment later in the same hour asks for the very same spans."""
    hour = AT // 3600 * 3600
    assert reference_spans(Reference(), hour, 15.0) == reference_spans(Reference(), hour + 3599, 15.0)


@given(st.floats(0, 2e9), st.sampled_from([1.0, 15.0, 60.0, 300.0]), st.floats(60, WEEK))
def test_spans_are_aligned_and_never_later_than_the_moment(at: float, step: float, ago: float) -> None:
    """Aligned to their step, so that a cache can serve them, and of the past."""
    for span in (*reference_spans(Reference((ago,)), at, step), fallback_span(at, step)):
        assert span.start % span.step == span.end % span.step == 0
        assert span.end <= at
        assert span.step >= step


def test_the_fallback_reaches_back_a_day() -> None:
    """All history of up to 24 hours."""
    span = fallback_span(AT, 60.0)
    assert (AT - span.start) // 3600 in (24, 25)
    assert AT - span.end < 60


@given(
    st.lists(st.floats(0.5, 1.5), min_size=15, max_size=60),
    st.sampled_from([1e6, -1e6]),
    st.randoms(use_true_random=False),
)
def test_a_quarter_of_bad_samples_reaches_no_quartile(good: list[float], bad: float, dice: object) -> None:
    """An incident of yesterday that filled a quarter of the hour does not become normal."""
    samples = good + [bad] * (len(good) // 3)
    dice.shuffle(samples)  # type: ignore[attr-defined]
    usual = usual_of(_signal(), samples, "yesterday")
    quartiles = [q for q in (usual.low, usual.mid, usual.high) if q is not None and 0.5 <= q <= 1.5]
    assert len(quartiles) == 3
    assert usual.spread <= 1.0


@given(st.lists(NUMBERS, min_size=ENOUGH, max_size=40), st.sampled_from(UNITS))
def test_a_spread_is_never_zero(samples: list[float], unit: str) -> None:
    """Nothing is ever divided by nothing, whatever the unit and however flat the series."""
    assert usual_of(_signal(unit), samples, "x").spread > 0
    assert usual_of(_signal(unit), [samples[0]] * ENOUGH, "x").spread > 0


def test_what_is_counted_moves_by_one_at_least() -> None:
    """Zero errors for a day and then one is one spread, not infinitely many."""
    assert usual_of(_signal("count"), [0.0] * 30, "x").spread == 1.0
    assert usual_of(_signal(""), [3.0] * 30, "x").spread == 1.0
    assert usual_of(_signal(""), [3.5] * 30, "x").spread == pytest.approx(0.035)


def test_with_fewer_than_ten_samples_nothing_is_usual() -> None:
    """Insufficient is said; it is not a band of zero."""
    usual = usual_of(_signal(), [1.0] * 9 + [None] * 50, "x")
    assert usual.insufficient
    assert (usual.low, usual.mid, usual.high, usual.count) == (None, None, None, 9)
    assert deviation_of(_signal(), _series(5.0, 5.0), usual, AT) is None


def test_quartiles_are_those_of_the_samples() -> None:
    """Eleven samples: the third, the sixth and the ninth."""
    usual = usual_of(_signal(), [float(i) for i in range(11)], "x")
    assert (usual.low, usual.mid, usual.high) == (3.0, 5.0, 7.0)
    assert usual.highest == (10.0, 9.0)
    assert usual.lowest == (0.0, 1.0)


@given(st.lists(st.lists(NUMBERS | st.none(), min_size=12, max_size=12), min_size=1, max_size=6))
def test_many_signals_at_once_are_as_each_by_itself(rows: list[list[float | None]]) -> None:
    """Vectors are only faster."""
    signals = [_signal(UNITS[i % len(UNITS)]) for i in range(len(rows))]
    together = usuals_of(signals, np.array(rows, dtype=float), ["x"] * len(rows))
    assert together == tuple(usual_of(s, row, "x") for s, row in zip(signals, rows, strict=True))


def test_now_is_the_median_of_the_last_two_samples() -> None:
    """One slip is halved, and what is later than the moment is not looked at."""
    series = _series(1.0, 1.0, 3.0, 5.0)
    assert recent_value(series, AT) == 4.0
    assert recent_value(series, AT - 1) == 2.0


def test_now_is_the_last_minute_where_samples_are_finer() -> None:
    """With a sample every 15 s four of them make now."""
    values = (9.0, 1.0, 2.0, 3.0, 4.0)
    assert recent_value(_series(*values, step=15.0), AT) == median(values[1:])


def test_what_is_not_known_now_is_not_known() -> None:
    """Values of a few minutes ago do not stand for now."""
    assert recent_value(_series(1.0, 1.0, None, None), AT) is None
    assert recent_value(_series(1.0, 1.0, None, 3.0), AT) == 3.0


@pytest.mark.parametrize(
    ("worse", "value", "sign"),
    [
        (Worse.HIGHER, 3.0, 1),
        (Worse.HIGHER, 1.0, -1),
        (Worse.LOWER, 1.0, 1),
        (Worse.LOWER, 3.0, -1),
        (Worse.EITHER, 1.0, 1),
        (Worse.EITHER, 3.0, 1),
        (None, 1.0, 1),
    ],
)
def test_a_deviation_is_positive_where_that_is_worse(worse: Worse | None, value: float, sign: int) -> None:
    """Signed by the direction in which the signal gets worse."""
    usual = usual_of(_signal(worse=worse), [1.9, 2.0, 2.1] * 10, "x")
    found = deviation_of(_signal(worse=worse), _series(value, value), usual, AT)
    assert found is not None
    assert found.spreads * sign == pytest.approx(1.0 / usual.spread)


def test_how_many_times_as_much_is_told_where_that_says_something() -> None:
    """Twice the usual; nothing for a usual of zero."""
    two = usual_of(_signal(), [2.0] * 20, "x")
    zero = usual_of(_signal(), [0.0] * 20, "x")
    found = deviation_of(_signal(), _series(4.0, 4.0), two, AT)
    none = deviation_of(_signal(), _series(4.0, 4.0), zero, AT)
    assert found is not None
    assert found.times == 2.0
    assert none is not None
    assert none.times is None


def test_an_episode_counts_as_one_sample_however_long_it_lasted() -> None:
    """Five bad minutes yesterday are one incident, and are counted as that."""
    values = np.array([[1.0, 9.0, 8.0, 9.5, 1.0, 7.0, 1.0]])
    found = episodes(values, values > 5, 1.0)[0]
    assert [v for v in found.tolist() if v == v] == [1.0, 9.5, 1.0, 7.0, 1.0]
    usual = usual_of(_signal(), [1.0] * 40 + [9.0] * 6 + [1.0] * 10, "x")
    assert usual.highest[:2] == (9.0, 1.0)
