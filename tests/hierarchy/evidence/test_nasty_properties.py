"""The rule of bounds on hierarchies with everything in them at once, and what may be said to be ok."""

from __future__ import annotations

import random
from dataclasses import replace
from math import isfinite

from hypothesis import given, settings
from hypothesis import strategies as st

from hierarchy.evidence.assumptions import Assumptions
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.holds import Holds
from hierarchy.evidence.law_health import BalanceHealth
from hierarchy.evidence.readings import Reading, Trust
from hierarchy.evidence.states import Bounds, State, known, rank
from hierarchy.laws import Objective
from hierarchy.levels import Level
from hierarchy.model import MeansGroup, Model, Node, Signal, SignalKey, Worse
from hierarchy.queries import Query
from hierarchy.terms import with_terms
from tests.hierarchy.evidence.nasty_hierarchies import (
    NOW,
    STEP,
    Readings,
    assumed,
    lost,
    nasty_model,
    nasty_readings,
    nasty_sweep,
)

SEEDS = st.integers(0, 10**9)
LIVE = st.sampled_from([1.0, 1.0, 0.97, 0.8])


def _remembered(model: Model, dice: random.Random) -> Holds:
    """What is remembered of two minutes before, in which things went up and down."""
    holds = Holds()
    for i in range(8, 0, -1):
        at = NOW - i * STEP
        holds = holds.advanced(model, nasty_sweep(nasty_readings(model, dice, 1.0, at), at=at), at)
    return holds


def _worse_or_as_before(was: Bounds, now: Bounds) -> bool:
    if now.state is State.OK and was.state is not State.OK:
        return False
    exact = now.best is now.worst
    return rank(was.worst) <= rank(now.worst) and (not exact or rank(now.best) >= rank(was.worst))


@settings(max_examples=400, deadline=None)
@given(SEEDS, LIVE, st.booleans())
def test_no_loss_anywhere_brings_anything_nearer_to_ok(seed: int, live: float, remembers: bool) -> None:
    """Any trust, any age, no number, no capacity, a source that is gone, in any signal or term: with the
    same mutes, what-ifs and memory, no node, threat or signal gets better."""
    dice = random.Random(seed)
    model = nasty_model(dice)
    readings = nasty_readings(model, dice, live)
    said = assumed(model, dice)
    memory = _remembered(model, dice) if remembers else None
    found = []
    for sweep in (nasty_sweep(readings), nasty_sweep(lost(readings, dice), dice)):
        holds = None if memory is None else memory.advanced(model, sweep, NOW)
        found.append(Evaluator(model).evaluate(sweep, NOW, holds=holds, assumed=said).nodes)
    before, after = found
    for node_id, was in before.items():
        now = after[node_id]
        assert _worse_or_as_before(was.bounds, now.bounds), node_id
        if now.own is State.OK:
            assert was.own is State.OK, node_id
        if now.threat is State.OK:
            assert was.threat is State.OK, node_id
        for signal_id, judged in was.signals.items():
            if now.signals[signal_id].state is State.OK:
                assert judged.state is State.OK, (node_id, signal_id)


@settings(max_examples=300, deadline=None)
@given(SEEDS, LIVE)
def test_ok_takes_a_fresh_whole_number_of_all_that_it_is_read_from(seed: int, live: float) -> None:
    """Own is ok only where every signal with limits, and its witness, and every term of its balance and
    capacity is live, new and a number; a balance with any other term never reads balanced."""
    dice = random.Random(seed)
    model = nasty_model(dice)
    readings = lost(nasty_readings(model, dice, live), dice)
    health = Evaluator(model).evaluate(nasty_sweep(readings), NOW).nodes
    for node in model.nodes.values():
        judged = health[node.id]
        needed = _needed(node, model)
        if judged.own is State.OK:
            assert all(_is_whole(readings.get(key)) for key in needed), node.id
        balance = next((law for law in judged.laws if isinstance(law, BalanceHealth)), None)
        if balance is not None and not all(_is_whole(readings.get(key)) for key in _terms(node, "balance.")):
            assert balance.residual is None
            assert balance.suspended
            assert balance.state is not State.OK
            assert "balanced" not in balance.text


def _needed(node: Node, model: Model) -> list[SignalKey]:
    keys = [SignalKey(node.id, s.id) for s in node.signals if s.has_limits]
    keys += _terms(node, "balance.")
    if node.capacity is not None and (node.capacity.warning or node.capacity.critical):
        keys += _terms(node, "capacity.")
    for signal in node.signals:
        witness = signal.confirm_with
        there = None if witness is None else model.nodes[witness.node].signal(witness.signal)
        if witness and there and signal.has_limits and (there.has_limits or signal.agree is not None):
            keys.append(witness)
    return keys


def _terms(node: Node, start: str) -> list[SignalKey]:
    return [SignalKey(node.id, term.id) for term in node.terms if term.id.startswith(start)]


def _is_whole(reading: Reading | None) -> bool:
    if reading is None or reading.value is None or not isfinite(reading.value):
        return False
    return reading.trust is Trust.LIVE and reading.time is not None and NOW - reading.time <= reading.max_age


@settings(max_examples=400, deadline=None)
@given(SEEDS)
def test_an_objective_alone_is_no_nearer_to_ok_for_what_is_lost_of_its_windows(seed: int) -> None:
    """Where nothing else is wrong with the node, so that no window hides behind another thing."""
    dice = random.Random(seed)
    count = Query("sum(increase(y[$window]))")
    objective = Objective(dice.choice((0.999, 0.9)), 30 * 86400.0, bad=count, total=count)
    node = with_terms(Node("p", Level.FUNCTIONAL_PURPOSE, "p", objective=objective), STEP)
    model = Model("r", "t", {"p": node}, step=STEP)
    readings = nasty_readings(model, dice, dice.choice((1.0, 0.8)))
    before, after = (
        Evaluator(model).evaluate(nasty_sweep(found), NOW).nodes["p"]
        for found in (readings, lost(readings, dice))
    )
    assert _worse_or_as_before(before.bounds, after.bounds)


@settings(max_examples=300, deadline=None)
@given(SEEDS, LIVE, st.sampled_from(list(State)))
def test_a_node_taken_to_be_in_a_state_counts_as_one_that_is_read_to_be_in_it(
    seed: int, live: float, state: State
) -> None:
    """Whatever is said of it, all above is as if its one signal said so; unknown as if nobody knew."""
    dice = random.Random(seed)
    model = nasty_model(dice)
    readings = nasty_readings(model, dice, live)
    name = dice.choice([n.id for n in model.nodes.values() if n.each is None and n.member_of is None])
    supposed, real = (
        Evaluator(model).evaluate(nasty_sweep(readings), NOW, assumed=Assumptions(states)).nodes
        for states in ({name: state}, {})
    )
    other, read = _stood_in_for(model, readings, name, state)
    told = Evaluator(other).evaluate(nasty_sweep(read), NOW).nodes
    assert (supposed[name].bounds, supposed[name].assumed) == (known(state), state)
    for node_id, one in supposed.items():
        was, seen = real[node_id], told[node_id]
        assert one.own == was.own
        assert one.imagined or (one.bounds, one.threat) == (was.bounds, was.threat), node_id
        if node_id != name:
            assert (one.bounds, one.threat, one.own) == (seen.bounds, seen.threat, seen.own), node_id


def _stood_in_for(model: Model, readings: Readings, name: str, state: State) -> tuple[Model, Readings]:
    """The model in which another node that is read to be in a state stands wherever this one does."""
    load = Signal("load", "load", query="q", worse=Worse.HIGHER, warning=1.0, critical=2.0)
    double = Node("double", model.nodes[name].level, "Double", signals=(load,))

    def instead(groups: tuple[MeansGroup, ...]) -> tuple[MeansGroup, ...]:
        return tuple(
            replace(g, members=tuple("double" if m == name else m for m in g.members)) for g in groups
        )

    nodes = {n.id: replace(n, how=instead(n.how), parts=instead(n.parts)) for n in model.nodes.values()}
    found = dict(readings)
    if state is not State.UNKNOWN:
        found[SignalKey("double", "load")] = Reading(float(rank(state)), Trust.LIVE, NOW)
    return replace(model, nodes={**nodes, "double": double}), found
