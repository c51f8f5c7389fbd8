"""Capacities: limits on demand ÷ supply, and what is left."""

from __future__ import annotations

import pytest

from hierarchy.evidence.health import NodeHealth
from hierarchy.evidence.law_health import CapacityHealth
from hierarchy.evidence.readings import Reading, Trust
from hierarchy.evidence.states import Bounds, State
from hierarchy.laws import Capacity
from hierarchy.queries import Query
from hierarchy.terms import USE
from tests.hierarchy.evidence.laws.lawful import NOW, judged, lawful

OK, WARNING, CRITICAL, UNKNOWN = State.OK, State.WARNING, State.CRITICAL, State.UNKNOWN
READ = lawful(capacity=Capacity(Query("d"), Query("s"), 0.8, 0.95))
FIXED = lawful(capacity=Capacity(Query("d"), 200.0, 0.8, 0.95))


def law(health: NodeHealth) -> CapacityHealth:
    """The only law of a node."""
    (found,) = health.laws
    assert isinstance(found, CapacityHealth)
    return found


def _of(demand: float | Reading | None, supply: float | Reading | None) -> NodeHealth:
    return judged(READ, {"capacity.demand": demand, "capacity.supply": supply})


@pytest.mark.parametrize(
    ("demand", "state", "text"),
    [
        (150.0, OK, "demand 150 of 200, 75 %, 50 left, warning from 160; 10 to warning"),
        (160.0, WARNING, "demand 160 of 200, 80 %, 40 left, warning from 160"),
        (185.0, WARNING, "demand 185 of 200, 92.5 %, 15 left, warning from 160; 5 to critical"),
        (165.0, WARNING, "demand 165 of 200, 82.5 %, 35 left, warning from 160; 5 beyond that"),
        (190.0, CRITICAL, "demand 190 of 200, 95 %, 10 left, critical from 190"),
        (250.0, CRITICAL, "demand 250 of 200, 125 %, 50 too much, critical from 190; 60 beyond that"),
    ],
)
@pytest.mark.parametrize("supply", [200.0, None])
def test_demand_is_held_against_shares_of_the_supply(
    demand: float, state: State, text: str, supply: float | None
) -> None:
    """80 % and 95 % of 200, inclusive, read or written in the file; the reason says what is left."""
    health = _of(demand, supply) if supply else judged(FIXED, {"capacity.demand": demand})
    found = law(health)
    assert (health.state, health.reasons[0].text) == (state, text)
    assert [found.use, found.headroom] == pytest.approx([demand / 200, 200 - demand])
    assert (health.signals[USE].value, health.signals[USE].capacity) == (demand, 200.0)


@pytest.mark.parametrize("trust", [t for t in Trust if t is not Trust.LIVE])
def test_a_supply_that_is_not_known_for_sure_leaves_the_use_unknown(trust: Trust) -> None:
    """However small the demand is, or great; the reason names the supply."""
    for demand in (1.0, 1e9):
        health = _of(demand, Reading(200.0, trust, NOW))
        assert (health.state, law(health).use, law(health).headroom) == (UNKNOWN, None, None)
        assert health.reasons[0].text.startswith("use of capacity not known, Supply: ")


def test_an_incomplete_demand_may_prove_too_much_and_never_that_there_is_enough() -> None:
    """At least so much is asked for."""
    health = _of(Reading(195.0, Trust.PARTIAL, NOW, detail="7/9"), 200.0)
    assert (health.state, health.bounds) == (CRITICAL, Bounds(CRITICAL, CRITICAL))
    assert health.reasons[0].text.endswith("the answer is incomplete (7/9)")
    assert _of(Reading(10.0, Trust.PARTIAL, NOW), 200.0).state is UNKNOWN


@pytest.mark.parametrize(
    ("demand", "supply", "state"), [(1.0, 0.0, CRITICAL), (0.0, 0.0, UNKNOWN), (1.0, -5.0, UNKNOWN)]
)
def test_where_nothing_is_supplied_any_demand_is_too_much(demand: float, supply: float, state: State) -> None:
    """Nothing asked of nothing says nothing, and a supply below zero is none."""
    health = _of(demand, supply)
    assert health.state is state
    assert law(health).use is None


def test_a_capacity_without_limits_is_told_and_makes_no_state() -> None:
    """What is left is known; whether that is enough nobody said."""
    node = lawful(capacity=Capacity(Query("d"), 200.0))
    health = judged(node, {"capacity.demand": 250.0})
    assert (health.own, health.signals[USE].state, law(health).headroom) == (None, None, -50.0)
    assert law(health).text == "demand 250 of 200, 125 %, 50 too much"


def test_terms_count_as_readings() -> None:
    """Two are expected where the supply is asked for, one where it is written."""
    assert _of(1.0, None).evidence.known == 1
    assert _of(1.0, None).evidence.expected == 2
    assert judged(FIXED, {"capacity.demand": 1.0}).evidence.expected == 1
