"""Objectives, with numbers that can be worked out by hand: a thousandth going wrong burns at 1."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hierarchy.evidence.health import NodeHealth
from hierarchy.evidence.law_health import ObjectiveHealth
from hierarchy.evidence.laws.burning import pairs
from hierarchy.evidence.readings import Reading, Trust
from hierarchy.evidence.states import Bounds, State
from hierarchy.laws import Objective
from hierarchy.queries import Query
from hierarchy.terms import BUDGET, BURN
from tests.hierarchy.evidence.laws.lawful import CALM, NOW, OBJECTIVE, judged, lawful

OK, WARNING, CRITICAL, UNKNOWN = State.OK, State.WARNING, State.CRITICAL, State.UNKNOWN
NODE = lawful(objective=OBJECTIVE)
FAST = {"objective.bad.1h": 0.018, "objective.bad.5m": 0.02}
SLOW = {"objective.bad.6h": 0.007, "objective.bad.30m": 0.0065}


def law(health: NodeHealth) -> ObjectiveHealth:
    """The only law of a node."""
    (found,) = health.laws
    assert isinstance(found, ObjectiveHealth)
    return found


def test_a_budget_that_burns_slowly_is_ok_and_says_how_far_it_is_from_a_warning() -> None:
    """Half as fast as allowed in every window; 60 % of the budget of the month is left."""
    health = judged(NODE, CALM)
    found = law(health)
    assert found.burns == {w: pytest.approx(0.5) for w in (300.0, 1800.0, 3600.0, 21600.0)} | {
        2592000.0: pytest.approx(0.4)
    }
    assert found.budget == pytest.approx(0.6)
    assert (health.state, health.signals[BURN].state, health.signals[BUDGET].state) == (OK, OK, None)
    assert health.reasons[0].text == (
        "budget burns 0.5 × as fast as allowed over 6 h and 30 min, warning from 6 ×; 5.5 × to warning"
        "; 60 % of the budget of 30 d left"
    )


def test_a_fast_burn_in_an_hour_that_goes_on_is_critical() -> None:
    """18 × in an hour and 20 × in its last five minutes: the lesser of the two counts, from 14.4 on."""
    health = judged(NODE, {**CALM, **FAST})
    assert (health.state, health.deciding) == (CRITICAL, BURN)
    reason = health.reasons[0]
    assert reason.text == (
        "budget burns 18 × as fast as allowed over 1 h and 5 min, critical from 14.4 ×; 3.6 × beyond that"
        "; 60 % of the budget of 30 d left"
    )
    assert (reason.rule, reason.limit) == ("critical", 14.4)
    assert [reason.value, reason.margin] == pytest.approx([18, 3.6])


@pytest.mark.parametrize("window", list(FAST))
def test_a_burn_that_is_over_or_has_only_begun_is_not_critical(window: str) -> None:
    """Both windows must agree: the long one that much was spent, the short one that it goes on."""
    assert judged(NODE, {**CALM, **FAST, window: 0.0143}).state is OK


def test_limits_are_inclusive() -> None:
    """14.4 in both windows is critical."""
    assert judged(NODE, {**CALM, "objective.bad.1h": 0.01441, "objective.bad.5m": 0.01441}).state is CRITICAL


def test_a_slow_burn_in_six_hours_that_goes_on_is_a_warning() -> None:
    """7 × in six hours, 6.5 × in the last half of one."""
    health = judged(NODE, {**CALM, **SLOW})
    assert (health.state, health.bounds) == (WARNING, Bounds(WARNING, WARNING))
    assert "6.5 × as fast as allowed over 6 h and 30 min, warning from 6 ×" in health.reasons[0].text
    assert health.signals[BURN].value == pytest.approx(6.5)


def test_the_worse_of_two_burns_is_told() -> None:
    """Critical by the one pair although the other is further beyond its limit."""
    both = {**CALM, "objective.bad.1h": 0.015, "objective.bad.5m": 0.015}
    health = judged(NODE, {**both, "objective.bad.6h": 0.3, "objective.bad.30m": 0.3})
    assert health.state is CRITICAL
    assert health.signals[BURN].value == pytest.approx(15)


def test_a_budget_that_is_overspent_says_by_how_much() -> None:
    """0.3 % wrong over the month where 0.1 % was allowed; 0.14 %; that alone makes no state."""
    health = judged(NODE, {**CALM, "objective.bad.30d": 0.003})
    assert law(health).budget == pytest.approx(-2.0)
    assert "the budget of 30 d is spent 3 times over" in health.reasons[0].text
    assert health.state is OK
    less = judged(NODE, {**CALM, "objective.bad.30d": 0.0014})
    assert "the budget of 30 d is overspent by 40 %" in less.reasons[0].text


@pytest.mark.parametrize(("events", "state"), [(100.0, OK), (149.0, OK), (151.0, CRITICAL)])
def test_less_than_three_events_gone_wrong_make_no_state(events: float, state: State) -> None:
    """Of 149 requests in an hour 2 % are fewer than three."""
    few = {**CALM, "objective.bad.1h": 0.02, "objective.bad.5m": 0.02, "objective.events.1h": events}
    health = judged(NODE, few)
    assert health.state is state
    if state is OK:
        assert "but of the 3 events that it takes only" in health.reasons[0].text


def test_where_events_are_not_counted_their_number_is_no_excuse() -> None:
    """A recorded share says nothing of how many there were, so that it counts as it is."""
    node = lawful(objective=Objective(0.999, 3600.0, bad=Query("slo:rate$window")))
    assert judged(node, FAST).state is CRITICAL


def test_an_unknown_number_of_events_leaves_a_burn_open() -> None:
    """It may have been one of two, or one of a million."""
    health = judged(NODE, {**CALM, **FAST, "objective.events.1h": None})
    assert (health.state, health.signals[BURN].state) == (UNKNOWN, UNKNOWN)
    assert health.reasons[0].text.startswith("objective not judged, Events in 1 h: no data")


@pytest.mark.parametrize(
    ("lost", "values", "state"),
    [
        # the other window of the pair says that it is not so bad
        ("objective.bad.5m", CALM, OK),
        ("objective.bad.1h", CALM, OK),
        # the other window of the pair says that it may be
        ("objective.bad.5m", {**CALM, **FAST}, UNKNOWN),
        ("objective.bad.1h", {**CALM, **FAST}, UNKNOWN),
        ("objective.bad.30m", {**CALM, **SLOW}, UNKNOWN),
        # what is critical stays critical
        ("objective.bad.6h", {**CALM, **FAST, **SLOW}, CRITICAL),
    ],
)
def test_a_window_that_is_lost_leaves_open_what_it_alone_could_tell(
    lost: str, values: dict[str, float], state: State
) -> None:
    """A burn is the lesser of two, so that one slow window proves that it is slow."""
    health = judged(NODE, {**values, lost: None})
    assert health.state is state
    if state is OK:
        assert "at most" in health.reasons[0].text or "0.5 ×" in health.reasons[0].text


@pytest.mark.parametrize("trust", [t for t in Trust if t is not Trust.LIVE])
def test_without_any_window_known_for_sure_nothing_is_ok(trust: Trust) -> None:
    """No traffic included: nobody may have come through."""
    lost = {term: Reading(value, trust, NOW) for term, value in CALM.items()}
    health = judged(NODE, {**lost, "objective.events.1h": 0.0, "objective.events.6h": 0.0})
    assert health.state is UNKNOWN


def test_what_is_incomplete_may_prove_a_burn_and_never_that_there_is_none() -> None:
    """At least so much went wrong."""
    partly = {term: Reading(value, Trust.PARTIAL, NOW, detail="7/9") for term, value in FAST.items()}
    health = judged(NODE, {**CALM, **partly})
    assert (health.state, health.bounds.worst) == (CRITICAL, CRITICAL)
    assert "(7/9)" in health.reasons[0].text


@pytest.mark.parametrize(
    ("target", "fast", "slow"), [(0.999, 14.4, 6.0), (0.95, 14.4, 6.0), (0.9, 9.0, 6.0), (0.5, 1.8, 1.8)]
)
def test_total_failure_is_never_fine_however_low_the_target(target: float, fast: float, slow: float) -> None:
    """Where everything going wrong burns more slowly than the limit, nine tenths of that is the limit."""
    objective = replace(OBJECTIVE, target=target)
    assert [p.threshold for p in pairs(objective)] == [pytest.approx(fast), pytest.approx(slow)]
    failed = {term: 1.0 if ".bad." in term else value for term, value in CALM.items()}
    assert judged(lawful(objective=objective), failed).state is CRITICAL


def test_an_objective_of_an_hour_has_only_the_fast_pair() -> None:
    """Six hours are longer than it is for."""
    node = lawful(objective=replace(OBJECTIVE, window=3600.0))
    health = judged(node, {**FAST, "objective.events.1h": 1e5})
    assert (health.state, set(law(health).burns)) == (CRITICAL, {300.0, 3600.0})


def test_an_objective_of_a_signal_that_is_not_there_says_so() -> None:
    """Unknown, with the signal's name."""
    health = judged(lawful(objective=Objective(0.99, 3600.0, signal="gone")), {})
    assert (health.state, health.reasons[0].text) == (
        UNKNOWN,
        "objective not judged: the node has no signal 'gone'",
    )
