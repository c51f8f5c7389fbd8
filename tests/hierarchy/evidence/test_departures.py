"""How surprising a departure is: by its distance, and by how often that was seen before."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.evidence.departures import cauchy, departures, grid_of, surprise_of
from hierarchy.evidence.readings import Series
from hierarchy.evidence.reference import usual_of
from hierarchy.model import Signal, SignalKey, Worse
from tests.hierarchy.evidence.cue_scenes import AT, calm, since

KEY = SignalKey("pod", "cpu")
CPU = Signal("cpu", "CPU", unit="percent", worse=Worse.HIGHER)
NONE = np.zeros(0)


def _surprise(reference: list[float], recent: list[float], signal: Signal = CPU) -> float:
    """That of one signal, 0 where it did not depart for good."""
    times = tuple(AT - 60.0 * (len(recent) - 1 - i) for i in range(len(recent)))
    grid = grid_of({KEY: Series(times, tuple(recent))}, AT, {})
    usual = {KEY: usual_of(signal, reference, "x")}
    return departures(grid, {KEY: signal}, usual).surprises.get(KEY, 0.0)


def test_the_tail_is_that_of_a_cauchy_distribution() -> None:
    """Half an interquartile range beyond the median lies a quarter; far away it falls with the distance."""
    assert cauchy(0.5) == pytest.approx(math.log(4))
    assert cauchy(0.5, both=True) == pytest.approx(math.log(2))
    assert cauchy(1000.0) - cauchy(100.0) == pytest.approx(math.log(10), abs=1e-3)


def test_the_further_the_more_surprising() -> None:
    """Until all that was seen before is left behind, and beyond that, too."""
    found = [_surprise(calm(20.0, 122), since(4, value, 20.0)) for value in (22.0, 30.0, 60.0, 99.0)]
    assert found == sorted(found)
    assert found[0] < found[-1]


def test_what_happens_every_few_minutes_surprises_little() -> None:
    """A signal that was as far away twenty times in the hour before is hardly news."""
    flapping = [20.0, 20.0, 90.0] * 20
    recent = [*flapping[:58], 90.0, 90.0, 90.0]
    assert (
        _surprise([20.0, 20.2, 19.8, 20.0] * 30, recent)
        < _surprise(calm(20.0, 120), since(3, 90.0, 20.0)) / 2
    )


def test_one_incident_of_yesterday_hardly_lessens_the_next_one() -> None:
    """Ten bad samples in a row are one incident: the same again is still far from usual."""
    before = calm(20.0, 110) + [90.0] * 10
    scattered = [v for i, v in enumerate(calm(20.0, 110)) for v in ([v, 90.0] if i % 11 == 5 else [v])]
    now = since(4, 90.0, 20.0)
    fresh, again, often = (_surprise(ref, now) for ref in (calm(20.0, 120), before, scattered))
    assert often < again < fresh
    assert again > fresh / 2


def test_a_direction_that_nobody_called_worse_counts_half() -> None:
    """More traffic than usual describes; it does not judge."""
    traffic = Signal("cpu", "Requests", unit="percent")
    either = Signal("cpu", "Speed", unit="percent", worse=Worse.EITHER)
    recent = since(4, 60.0, 20.0)
    undirected = _surprise(calm(20.0, 122), recent, traffic)
    assert undirected == pytest.approx(_surprise(calm(20.0, 122), recent, either) / 2)
    assert undirected < _surprise(calm(20.0, 122), recent) / 2


def test_what_is_better_than_usual_is_no_surprise() -> None:
    """Less CPU than ever."""
    assert _surprise(calm(20.0, 122), since(4, 1.0, 20.0)) == 0.0


def test_one_sample_is_half_the_surprise_and_no_onset() -> None:
    """It has not lasted yet: its deviation is told, without since when."""
    times = tuple(AT - 60.0 * (60 - i) for i in range(61))
    grid = grid_of({KEY: Series(times, tuple(since(1, 99.0, 20.0)))}, AT, {})
    found = departures(grid, {KEY: CPU}, {KEY: usual_of(CPU, calm(20.0, 122), "x")})
    assert 0 < found.surprises[KEY] < _surprise(calm(20.0, 122), since(2, 99.0, 20.0)) / 2 + 0.1
    assert found.deviations[KEY].spreads > 2
    assert found.deviations[KEY].onset is None


def test_a_spike_that_is_over_is_no_surprise() -> None:
    """The mean of a spike and what is usual is far from usual; the newest sample is not."""
    assert _surprise(calm(20.0, 122), [*since(2, 99.0, 20.0)[:-1], 20.0]) == 0.0


def test_the_reading_of_the_moment_counts_when_it_is_newer_than_the_last_step() -> None:
    """Between two steps a sweep knows more than the series: with it the departure lasts."""
    times = tuple(AT - 30.0 - 60.0 * (60 - i) for i in range(61))
    series = {KEY: Series(times, tuple(since(1, 99.0, 20.0)))}
    usual = {KEY: usual_of(CPU, calm(20.0, 122), "x")}
    assert departures(grid_of(series, AT, {}), {KEY: CPU}, usual).deviations[KEY].onset is None
    found = departures(grid_of(series, AT, {KEY: 98.0}), {KEY: CPU}, usual)
    assert found.deviations[KEY].onset == times[-1]
    assert found.values[KEY] == 98.5


def test_series_of_other_times_are_put_on_the_same_ones() -> None:
    """A shorter answer has gaps where it says nothing, and is no worse for it."""
    times = (AT - 120, AT - 60, AT)
    other = SignalKey("pod", "memory")
    grid = grid_of({KEY: Series(times, (1.0, None, 3.0)), other: Series(times[1:], (5.0, 6.0))}, AT, {})
    assert np.array_equal(grid.values, [[1.0, np.nan, 3.0], [np.nan, 5.0, 6.0]], equal_nan=True)


@given(st.floats(2.0, 1e9), st.lists(st.floats(-5.0, 50.0), min_size=10, max_size=80))
def test_a_surprise_is_never_negative_and_never_more_than_the_tail_allows(
    far: float, reference: list[float]
) -> None:
    """Whatever the history: between nothing and what the distance alone gives."""
    usual = usual_of(CPU, reference, "x")
    assert 0.0 <= surprise_of(usual, Worse.HIGHER, far, NONE) <= cauchy(far) + 1e-9
