"""Balances, with numbers that can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import pytest

from hierarchy.evidence.health import NodeHealth
from hierarchy.evidence.holds import Holds
from hierarchy.evidence.law_health import BalanceHealth
from hierarchy.evidence.readings import Reading, Trust
from hierarchy.evidence.states import State
from hierarchy.laws import Balance
from hierarchy.model import Band, Model
from hierarchy.queries import Query
from hierarchy.terms import GROWTH, RESIDUAL
from tests.hierarchy.evidence.laws.lawful import BALANCE, NOW, STEADY, judged, lawful, live, swept

OK, WARNING, UNKNOWN = State.OK, State.WARNING, State.UNKNOWN
NODE = lawful(balance=BALANCE)
IN, KEPT, WAITING, GROWS = (
    "balance.in.arrived",
    "balance.out.kept",
    "balance.store.waiting",
    "balance.growth.waiting",
)


def law(health: NodeHealth) -> BalanceHealth:
    """The only law of a node."""
    (found,) = health.laws
    assert isinstance(found, BalanceHealth)
    return found


def test_what_comes_in_and_goes_out_or_stays_is_balanced() -> None:
    """1200 in, 1150 + 30 out, 20 more waiting each second: nothing is unaccounted for."""
    health = judged(NODE, {**STEADY, "balance.out.refused": 30.0, GROWS: 20.0})
    found = law(health)
    assert (found.residual, found.tolerance, found.over) == (0.0, 24.0, 300.0)
    assert (found.inflows, found.growth) == ({"arrived": 1200.0}, {"waiting": 20.0})
    assert (found.state, health.state, health.signals[RESIDUAL].value) == (OK, OK, 0.0)
    assert health.reasons[0].text == (
        "balanced: 1.2 k/s in, 1.18 k/s out, waiting grows by 20/s, 0/s unaccounted; 24/s to warning"
    )


@pytest.mark.parametrize(
    ("kept", "text"),
    [
        (1113.0, "unaccounted: 37/s (loss or a missing sensor), warning beyond 24/s; 13/s beyond that"),
        (
            1187.0,
            "unaccounted: 37/s (more goes out than came in: a missing sensor),"
            " warning beyond 24/s; 13/s beyond that",
        ),
    ],
)
def test_what_is_beyond_the_tolerance_is_unaccounted_for_in_either_direction(kept: float, text: str) -> None:
    """2 % of 1200/s may be missing; 37/s are, and the reason says how far that is from being fine."""
    health = judged(NODE, {**STEADY, KEPT: kept})
    assert (health.state, health.deciding) == (WARNING, RESIDUAL)
    reason = health.reasons[0]
    assert reason.text == f"{text}; as it is at this moment: whether it lasted 5 min is not known"
    assert (reason.rule, reason.signal) == ("warning", RESIDUAL)
    assert reason.margin == pytest.approx(13.0)
    assert reason.limit == Band(-24.0, 24.0)


def test_a_few_events_may_be_counted_by_the_one_scrape_and_not_by_the_other() -> None:
    """1/s over 300 s: three standard deviations of 2 × 15 events are 16.4, or 0.0548/s, more than 2 %."""
    calm = {**STEADY, IN: 1.0, KEPT: 0.95, "balance.out.refused": 0.0}
    found = law(judged(NODE, calm))
    assert found.tolerance == pytest.approx(3 * sqrt(2 * 1.0 * 15) / 300)
    assert found.state is OK
    assert law(judged(NODE, {**calm, KEPT: 0.94})).state is WARNING


def test_samples_that_come_slowly_are_known_by_their_age_and_widen_the_tolerance() -> None:
    """A max_age of 180 s means a sample a minute: twice the noise of one every 15 s."""
    slow = Reading(1.0, Trust.LIVE, NOW, max_age=180.0)
    found = law(judged(NODE, {**STEADY, IN: slow, KEPT: 1.0, "balance.out.refused": 0.0}))
    assert found.tolerance == pytest.approx(3 * sqrt(2 * 1.0 * 60) / 300)


def test_nothing_in_and_nothing_out_is_balanced() -> None:
    """At night: 0 is no error, and rounding is no loss."""
    night = {**dict.fromkeys(STEADY, 0.0), WAITING: 1e6, GROWS: 1e-9}
    health = judged(NODE, night)
    assert health.state is OK
    assert law(health).residual == pytest.approx(0.0, abs=1e-8)


def test_what_comes_out_of_nothing_is_unaccounted_for() -> None:
    """Nothing comes in, 10/s go out, and nothing was waiting."""
    health = judged(NODE, {**dict.fromkeys(STEADY, 0.0), KEPT: 10.0})
    assert (health.state, law(health).residual) == (WARNING, -10.0)


def test_what_comes_out_of_a_store_is_accounted_for() -> None:
    """Nothing comes in any more while what waited is worked off."""
    health = judged(NODE, {**dict.fromkeys(STEADY, 0.0), KEPT: 10.0, WAITING: 500.0, GROWS: -10.1})
    assert health.state is OK


def test_while_nothing_comes_in_the_tolerance_is_a_share_of_what_goes_out() -> None:
    """100/s go out of a store that shrinks by 98.5/s: 1.5/s are within 2 %, though beyond counting noise."""
    drained = {**dict.fromkeys(STEADY, 0.0), KEPT: 100.0, WAITING: 500.0, GROWS: -98.5}
    health = judged(NODE, drained)
    assert (law(health).tolerance, law(health).residual, health.state) == (2.0, -1.5, OK)


def test_a_queue_that_grows_is_a_warning_while_nothing_is_lost() -> None:
    """1200 in, 920 out, 280 more waiting each second: the residual is 0, and it piles up."""
    health = judged(NODE, {**STEADY, KEPT: 870.0, GROWS: 280.0, WAITING: 9000.0})
    assert (law(health).residual, health.signals[RESIDUAL].state) == (0.0, OK)
    assert (health.state, health.deciding, health.signals[GROWTH].value) == (WARNING, GROWTH, 280.0)
    assert health.reasons[0].text.startswith(
        "waiting grows by 280/s, 23.3 % of what comes in, warning beyond 24/s; 256/s beyond that"
    )


def test_a_queue_that_is_worked_off_is_no_warning() -> None:
    """It may shrink as fast as it likes."""
    assert judged(NODE, {**STEADY, KEPT: 1450.0, GROWS: -300.0}).state is OK


@pytest.mark.parametrize("term", list(STEADY))
@pytest.mark.parametrize("trust", [t for t in Trust if t is not Trust.LIVE])
def test_a_term_that_is_not_known_for_sure_suspends_the_balance_and_is_named(term: str, trust: Trust) -> None:
    """Missing, old, incomplete or disputed: unknown, never balanced, and never a loss."""
    for kept in (1150.0, 100.0):
        health = judged(NODE, {**STEADY, KEPT: kept, term: Reading(1150.0, trust, NOW)})
        found = law(health)
        assert (found.residual, found.tolerance) == (None, None)
        assert found.suspended == term.rsplit(".", 1)[-1]
        assert health.signals[RESIDUAL].state is UNKNOWN
        assert health.state is UNKNOWN
        suspended = next(r for r in health.reasons if r.signal == RESIDUAL)
        assert suspended.rule == "suspended"
        assert suspended.text.startswith("balance suspended, ")
        assert found.suspended in suspended.text


def test_a_term_without_any_reading_suspends_the_balance() -> None:
    """It was not even asked for."""
    health = judged(NODE, {**STEADY, KEPT: None})
    assert health.state is UNKNOWN
    assert health.reasons[0].text == "balance suspended, kept: no data"


def test_a_queue_is_seen_to_grow_while_nobody_knows_what_goes_out() -> None:
    """The growth needs only what comes in: a warning stands although the residual is unknown."""
    health = judged(NODE, {**STEADY, KEPT: None, GROWS: 280.0})
    assert (health.state, health.signals[GROWTH].state, health.signals[RESIDUAL].state) == (
        WARNING,
        WARNING,
        UNKNOWN,
    )


def test_one_store_that_is_not_known_hides_no_other_that_grows() -> None:
    """Of two, one grows too fast: warning. If the one that is known is steady, unknown."""
    two = replace(BALANCE, stores={"a": Query("a"), "b": Query("b")})
    node = lawful(balance=two)
    flows = {k: v for k, v in STEADY.items() if "waiting" not in k}
    lost = {**flows, "balance.store.a": 5.0, "balance.growth.a": 100.0, "balance.store.b": 5.0}
    assert judged(node, lost).signals[GROWTH].state is WARNING
    assert judged(node, {**lost, "balance.growth.a": 0.0}).signals[GROWTH].state is UNKNOWN


def test_the_store_that_grows_fastest_is_named() -> None:
    """What one gains, another may lose."""
    two = replace(BALANCE, stores={"first": Query("a"), "second": Query("b")})
    values = {k: v for k, v in STEADY.items() if "waiting" not in k}
    for name, rate in (("first", -100.0), ("second", 100.0)):
        values |= {f"balance.store.{name}": 50.0, f"balance.growth.{name}": rate}
    health = judged(lawful(balance=two), values)
    assert law(health).residual == 0.0
    assert next(r for r in health.reasons if r.signal == GROWTH).text.startswith("second grows by 100/s")


def _lasting(values: dict[str, float], seconds: float, step: float = 15.0) -> NodeHealth:
    """A node of which good values were read for ten minutes, and then these for so many seconds."""
    model = Model("r", "t", {"n": NODE}, step=step)
    holds, at = Holds(), NOW
    while at <= NOW + 600 + seconds:
        sweep = swept(STEADY if at < NOW + 600 else values, at)
        holds = holds.advanced(model, sweep, at)
        at += step
    return judged(NODE, values if seconds >= 0 else STEADY, holds, at - step)


@pytest.mark.parametrize(("seconds", "state"), [(0, OK), (285, OK), (300, WARNING), (900, WARNING)])
def test_what_is_unaccounted_for_counts_once_it_lasted_for_the_window(seconds: float, state: State) -> None:
    """Five minutes; a change of load that the terms follow at different speeds is no loss."""
    health = _lasting({**STEADY, KEPT: 1000.0}, seconds)
    assert health.signals[RESIDUAL].state is state
    if state is OK:
        assert health.signals[RESIDUAL].momentary is WARNING
        assert "which counts after 5 min" in health.reasons[0].text


@pytest.mark.parametrize(("seconds", "state"), [(0, OK), (30, OK), (45, WARNING)])
def test_what_piles_up_counts_once_it_lasted_for_three_steps(seconds: float, state: State) -> None:
    """45 s at a step of 15 s: a queue is told sooner than a loss."""
    assert _lasting({**STEADY, KEPT: 870.0, GROWS: 280.0}, seconds).signals[GROWTH].state is state


def test_a_balance_counts_its_terms_as_readings() -> None:
    """Five are expected; one that is lost is not known, and the age is that of the oldest."""
    health = judged(NODE, {**STEADY, KEPT: None, IN: live(1200.0, NOW - 30)})
    assert (health.evidence.known, health.evidence.expected, health.evidence.oldest) == (4, 5, 30.0)


def test_a_balance_without_stores_needs_none() -> None:
    """What comes in goes out."""
    node = lawful(balance=Balance({"a": Query("a")}, {"b": Query("b")}))
    health = judged(node, {"balance.in.a": 100.0, "balance.out.b": 99.5})
    assert (health.state, GROWTH in health.signals) == (OK, False)
