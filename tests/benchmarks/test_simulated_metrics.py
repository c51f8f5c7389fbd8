"""What simulations expose is OpenMetrics text, and their chance is seeded and fair."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.simulated_metrics import Chance, Metrics, ramp


def test_samples_are_written_by_family_and_in_order_of_time() -> None:
    """As an importer wants them, whenever they were put in; counters are named without their ending."""
    metrics = Metrics()
    metrics.put("calls_total", 30.0, 2.0, job="a")
    metrics.put("level", 15.0, 0.5)
    metrics.put_all(15.0, {"calls_total": 1.0}, job="a")
    assert "".join(metrics.lines()).splitlines() == [
        "# TYPE calls counter",
        'calls_total{job="a"} 1.0 15',
        'calls_total{job="a"} 2.0 30',
        "# TYPE level unknown",
        "level{} 0.5 15",
        "# EOF",
    ]
    assert metrics.samples("calls_total", job="a") == {15.0: 1.0, 30.0: 2.0}
    with pytest.raises(KeyError):
        metrics.samples("calls_total", job="b")


@settings(max_examples=20, deadline=None)
@given(st.floats(0.1, 5_000))
def test_arrivals_have_the_mean_and_the_spread_of_independent_ones(mean: float) -> None:
    """Poisson: variance and mean are the same."""
    chance = Chance("arrivals")
    counts = [chance.count(mean) for _ in range(2_000)]
    assert statistics.fmean(counts) == pytest.approx(mean, abs=5 * (mean / 2_000) ** 0.5)
    assert statistics.variance(counts) == pytest.approx(mean, rel=0.25)


def test_a_seed_gives_a_sequence_of_its_own() -> None:
    """The same again with the same seed, another with another."""
    one, same, other = (Chance(seed) for seed in ("a", "a", "b"))
    drawn = [[c.between(2, 3), c.near(10, 0.1), float(c.one_in(0.5))] for c in (one, same, other)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert 2 <= drawn[0][0] < 3


@given(st.floats(-100, 300))
def test_a_ramp_goes_from_nothing_to_all(time: float) -> None:
    """Flat before and after, straight between."""
    assert ramp(time, 0, 100) == min(1.0, max(0.0, time / 100))
