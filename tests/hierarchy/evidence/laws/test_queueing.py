"""Little's law beside a balance: what is in flight, and rate × duration."""

from __future__ import annotations

import pytest

from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.health import NodeHealth
from hierarchy.evidence.laws.queueing import duration_of
from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.evidence.states import State
from hierarchy.model import Kind, Model, Signal, SignalKey, Worse
from tests.hierarchy.evidence.laws.lawful import BALANCE, NOW, STEADY, lawful, live, swept

MEAN = Signal(
    "time", "Time", "seconds", query="sum(rate(t_sum[5m]))/sum(rate(t_count[5m]))", worse=Worse.HIGHER
)
TAIL = Signal("p95", "p95", "seconds", query="histogram_quantile(0.95, x)", worse=Worse.HIGHER)


def _health(signal: Signal, seconds: Reading, waiting: float) -> NodeHealth:
    """1200 per second come in, and so many wait."""
    node = lawful(balance=BALANCE, signals=(signal,))
    sweep = swept({**STEADY, "balance.store.waiting": waiting})
    readings = {**sweep.readings, SignalKey("n", signal.id): seconds}
    return evaluate(Model("r", "t", {"n": node}), Sweep(NOW, readings), NOW).nodes["n"]


def _callouts(signal: Signal, seconds: float, waiting: float) -> list[str]:
    health = _health(signal, live(seconds), waiting)
    return [r.text for r in health.reasons if r.rule == "little"]


def test_more_in_flight_than_the_duration_explains_is_called_out() -> None:
    """1200/s × 0.1 s are 120; 270,000 wait, which the time of those who were served does not show."""
    (text,) = _callouts(MEAN, 0.1, 270_000.0)
    assert text == (
        "270 k in waiting, but 1.2 k/s × 100 ms (Time) explain only 120: that time does not see all who wait"
        " (Little's law)"
    )


def test_fewer_in_flight_than_the_duration_explains_is_called_out() -> None:
    """1200/s × 1 s would be 1200."""
    (text,) = _callouts(MEAN, 1.0, 100.0)
    assert text.startswith("only 100 in waiting, but 1.2 k/s × 1 s (Time) would be 1.2 k in flight: not all")


@pytest.mark.parametrize("waiting", [61.0, 120.0, 239.0])
def test_what_agrees_within_a_factor_of_two_is_not_worth_a_word(waiting: float) -> None:
    """Averages over slightly different stretches differ."""
    assert _callouts(MEAN, 0.1, waiting) == []


def test_a_quantile_is_above_the_mean_and_tells_only_too_many() -> None:
    """95 of 100 take less than it says."""
    assert _callouts(TAIL, 1.0, 100.0) == []
    assert len(_callouts(TAIL, 1.0, 100_000.0)) == 1


def test_a_handful_says_nothing() -> None:
    """29 where one would be expected: queues are that lumpy."""
    assert _callouts(MEAN, 0.001, 29.0) == []


def test_a_callout_changes_no_state() -> None:
    """It stands beside the state, which is that of the balance."""
    health = _health(MEAN, live(0.1), 270_000.0)
    assert health.state is State.OK
    assert health.reasons[-1].rule == "little"


@pytest.mark.parametrize("trust", [t for t in Trust if t is not Trust.LIVE])
def test_a_duration_that_is_not_known_for_sure_is_compared_with_nothing(trust: Trust) -> None:
    """Nor is a contradiction made of a reading that may be wrong."""
    health = _health(MEAN, Reading(0.1, trust, NOW), 270_000.0)
    assert all(reason.rule != "little" for reason in health.reasons)


def test_a_duration_is_the_only_measured_time_of_which_more_is_worse() -> None:
    """Two leave open which is meant; time that is left is no duration, nor is what was ordered."""
    left = Signal("left", "Left", "seconds", query="x", worse=Worse.LOWER)
    wanted = Signal("limit", "Limit", "seconds", query="x", worse=Worse.HIGHER, kind=Kind.COMMANDED)
    assert duration_of(lawful(signals=(left, MEAN, wanted))) is MEAN
    assert duration_of(lawful(signals=(MEAN, TAIL))) is None
    assert duration_of(lawful(signals=(left,))) is None
