"""`confirm_with`: two readings that should agree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.health import NodeHealth, SignalHealth
from hierarchy.evidence.holds import Holds
from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.evidence.states import State
from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, SignalKey, Worse

NOW = 1000.0
OK, WARNING, CRITICAL, UNKNOWN = State.OK, State.WARNING, State.CRITICAL, State.UNKNOWN
VALUE = {OK: 0.0, WARNING: 1.0, CRITICAL: 2.0}
LOAD = Signal(
    "load", "Load", worse=Worse.HIGHER, warning=1.0, critical=2.0, confirm_with=SignalKey("n", "other")
)
OTHER = Signal("other", "Other", worse=Worse.HIGHER, warning=1.0, critical=2.0)


def _model(load: Signal = LOAD, other: Signal = OTHER) -> Model:
    """The confirming signal stands at another node, so that only the confirmation is judged here."""
    load = replace(load, confirm_with=SignalKey("w", other.id))
    nodes = (
        Node("n", Level.PHYSICAL_FUNCTION, "N", signals=(load,)),
        Node("w", Level.PHYSICAL_FUNCTION, "W", signals=(other,)),
    )
    return Model("r", "t", {node.id: node for node in nodes})


def _judge(mine: Reading | None, theirs: Reading | None, model: Model | None = None) -> NodeHealth:
    model = model or _model()
    readings = {SignalKey("n", "load"): mine, SignalKey("w", "other"): theirs}
    known = {key: reading for key, reading in readings.items() if reading is not None}
    return evaluate(model, Sweep(NOW, known), NOW).nodes["n"]


def _load(health: NodeHealth) -> SignalHealth:
    return health.signals["load"]


def _live(value: float, trust: Trust = Trust.LIVE) -> Reading:
    return Reading(value, trust, NOW)


@pytest.mark.parametrize("mine", [OK, WARNING, CRITICAL])
@pytest.mark.parametrize("theirs", [OK, WARNING, CRITICAL])
def test_two_that_agree_prove_their_state_and_two_that_do_not_the_worse_and_never_ok(
    mine: State, theirs: State
) -> None:
    """A conflict leaves the worst open: one of the two sensors is wrong, and nobody knows which."""
    health = _judge(_live(VALUE[mine]), _live(VALUE[theirs]))
    worse = max(mine, theirs, key=lambda s: VALUE[s])
    assert (health.bounds.best, health.bounds.worst) == (worse, worse if mine is theirs else CRITICAL)
    assert _load(health).trust is (Trust.LIVE if mine is theirs else Trust.CONFLICTING)
    if mine is not theirs:
        assert health.state is worse
        assert _load(health).detail == (
            f"Load says {VALUE[mine]:g} ({mine.value}), Other of w says {VALUE[theirs]:g} ({theirs.value})"
        )


@pytest.mark.parametrize("trust", [None, *(t for t in Trust if t is not Trust.LIVE)])
@pytest.mark.parametrize("mine", [OK, WARNING, CRITICAL])
def test_a_confirmation_that_is_lost_is_no_conflict_and_makes_nothing_healthier(
    mine: State, trust: Trust | None
) -> None:
    """Ok without its confirmation is unknown: the other may have said the opposite. Bad news stands."""
    health = _judge(_live(VALUE[mine]), None if trust is None else _live(0.0, trust))
    assert _load(health).trust is Trust.LIVE
    assert (health.bounds.best, health.bounds.worst) == (mine, CRITICAL)
    assert health.state is (UNKNOWN if mine is OK else mine)
    assert _load(health).detail == "Other of w should agree and is not known for sure"
    if mine is OK:
        assert health.reasons[0].text == (
            "Load: not confirmed, 0 proves nothing (Other of w should agree and is not known for sure)"
        )


@pytest.mark.parametrize("trust", [t for t in Trust if t is not Trust.LIVE])
def test_a_reading_that_proves_nothing_is_not_made_better_by_its_confirmation(trust: Trust) -> None:
    """It is as it would be alone."""
    health = _judge(_live(0.0, trust), _live(0.0))
    assert (health.state, _load(health).trust) == (UNKNOWN, trust)


@pytest.mark.parametrize(
    ("mine", "theirs", "agrees"),
    [(100.0, 91.0, True), (100.0, 90.0, True), (100.0, 89.0, False), (89.0, 100.0, False), (0.0, 0.0, True)],
)
def test_values_may_differ_by_the_share_agreed_upon(mine: float, theirs: float, agrees: bool) -> None:
    """10 % of the greater one; in which state they are does not matter."""
    load = replace(LOAD, warning=None, critical=None, agree=0.1)
    other = replace(OTHER, warning=None, critical=None)
    health = _judge(_live(mine), _live(theirs), _model(load, other))
    assert _load(health).trust is (Trust.LIVE if agrees else Trust.CONFLICTING)
    assert _load(health).state is None


def test_a_value_that_disagrees_counts_by_the_limits_of_the_signal_that_it_should_confirm() -> None:
    """Ten replicas wanted, none ready: that would be critical if it were true, so it is at least that."""
    wanted = replace(LOAD, worse=Worse.LOWER, warning=None, critical=0.0, agree=0.1)
    ready = replace(OTHER, warning=None, critical=None, worse=None)
    health = _judge(_live(10.0), _live(0.0), _model(wanted, ready))
    assert (health.state, _load(health).trust) == (CRITICAL, Trust.CONFLICTING)


def test_what_cannot_be_compared_is_not_confirmed_by_anything() -> None:
    """Without `agree`, and without limits on one side, the signal stands for itself."""
    health = _judge(_live(0.0), None, _model(LOAD, replace(OTHER, warning=None, critical=None)))
    assert (health.state, _load(health).trust) == (OK, Trust.LIVE)


def test_a_witness_whose_limits_are_not_known_confirms_nothing() -> None:
    """They are shares of a capacity that was not read."""
    shares = replace(OTHER, warning=None, critical=None, warning_share=0.5, critical_share=0.9)
    health = _judge(_live(0.0), _live(0.0), _model(LOAD, shares))
    assert (health.state, _load(health).trust) == (UNKNOWN, Trust.LIVE)


def test_a_conflict_is_told_as_the_reason() -> None:
    """With both values and what they mean."""
    (reason, *_) = _judge(_live(0.0), _live(2.0)).reasons
    assert reason.text.endswith("another signal disagrees (Load says 0 (ok), Other of w says 2 (critical))")


def test_a_conflict_counts_as_a_reading_that_is_not_known() -> None:
    """Neither does it count as one that is missing: it was expected."""
    evidence = _judge(_live(0.0), _live(2.0)).evidence
    assert (evidence.known, evidence.expected) == (0, 1)


def test_a_state_that_must_last_must_be_confirmed_as_long() -> None:
    """`hold` remembers what a signal said with its witness, not without."""
    model = _model(replace(LOAD, hold=60.0))
    holds = Holds()
    for at in (NOW - 60, NOW - 30, NOW):
        readings = {
            SignalKey("n", "load"): Reading(0.0, Trust.LIVE, at),
            SignalKey("w", "other"): Reading(2.0, Trust.LIVE, at),
        }
        holds = holds.advanced(model, Sweep(at, readings), at)
    health = evaluate(model, Sweep(NOW, readings), NOW).nodes["n"]
    assert holds.signals[SignalKey("n", "load")].shown is CRITICAL
    assert health.state is CRITICAL
