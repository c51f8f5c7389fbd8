"""What holds for every set of readings of laws, confirmations, mutes and what-ifs."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from hierarchy.evidence.assumptions import NOTHING_ASSUMED, Assumptions, Mute, MuteKind
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import NodeHealth
from hierarchy.evidence.law_health import BalanceHealth
from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.evidence.states import State, rank
from hierarchy.graph import Graph
from hierarchy.laws import Balance, Capacity, Objective
from hierarchy.levels import Level
from hierarchy.model import MeansGroup, Model, Node, Rule, Signal, SignalKey, Worse
from hierarchy.queries import Query
from hierarchy.terms import RESIDUAL, with_terms

NOW = 100_000.0
LOAD = Signal("load", "Load", query="x", worse=Worse.HIGHER, warning=1.0, critical=2.0)
Readings = dict[SignalKey, Reading]
# By the beginning of the id of a signal or term: values that keep, brush and break the laws.
VALUES: Mapping[str, tuple[float, ...]] = {
    "load": (0.0, 0.0, 1.0, 2.0),
    "balance.in": (100.0, 100.0, 0.0, 200.0),
    "balance.out": (100.0, 100.0, 0.0, 60.0),
    "balance.store": (10.0, 1e6),
    "balance.growth": (0.0, 0.0, 40.0, -40.0),
    "capacity.demand": (10.0, 85.0, 99.0),
    "capacity.supply": (100.0, 100.0, 20.0, 0.0),
    "objective.bad": (0.0, 0.0, 0.007, 0.02, 1.0),
    "objective.events": (0.0, 10.0, 1e6),
}
SECONDS = Signal("time", "Time", "seconds", query="t", worse=Worse.HIGHER, warning=1.0)


def _model() -> Model:
    """Two purposes over all laws over mechanisms, two of which confirm each other across nodes."""
    flow, count = Query("sum(rate(x[5m]))"), Query("sum(increase(y[$window]))")
    balance = Balance({"a": flow}, {"b": flow}, {"s": Query("z"), "t": Query("z")})
    mechanisms = [
        Node(name, Level.PHYSICAL_FUNCTION, name, signals=(signal,))
        for name, signal in (
            ("m0", replace(LOAD, confirm_with=SignalKey("m1", "load"))),
            ("m1", LOAD),
            ("m2", replace(LOAD, confirm_with=SignalKey("m1", "load"), agree=0.1)),
            ("m3", LOAD),
        )
    ]
    laws = [
        Node("flow", Level.ABSTRACT_FUNCTION, "Flow", balance=balance, signals=(SECONDS,),
             how=(MeansGroup(Rule.ALL_OF, ("m0", "m1")),)),
        Node("room", Level.ABSTRACT_FUNCTION, "Room", capacity=Capacity(Query("d"), Query("s"), 0.8, 0.95),
             how=(MeansGroup(Rule.ANY_OF, ("m1", "m2")),)),
        Node("bare", Level.ABSTRACT_FUNCTION, "Bare", priority=("buy", "look"),
             how=(MeansGroup(Rule.AT_LEAST, ("m0", "m2", "m3"), 2),)),
    ]  # fmt: skip
    objective = Objective(0.999, 30 * 86400.0, bad=count, total=count)
    ends = [
        Node("buy", Level.FUNCTIONAL_PURPOSE, "Buy", objective=objective,
             how=(MeansGroup(Rule.ALL_OF, ("flow", "room")),)),
        Node("look", Level.FUNCTIONAL_PURPOSE, "Look",
             how=(MeansGroup(Rule.ALL_OF, ("flow",)), MeansGroup(Rule.ANY_OF, ("room", "bare")))),
    ]  # fmt: skip
    return Model("r", "t", {node.id: with_terms(node) for node in (*ends, *laws, *mechanisms)})


MODEL = _model()
EVALUATOR = Evaluator(MODEL)
GRAPH = Graph(MODEL)


def _values(signal: str) -> tuple[float, ...]:
    return next((values for start, values in VALUES.items() if signal.startswith(start)), (0.0, 2.0))


def _readings(dice: random.Random, live: float) -> Readings:
    found: Readings = {}
    usual = dice.random()
    for key in MODEL.asked():
        values = _values(key.signal)
        value = values[0] if dice.random() < usual else dice.choice(values)
        trust = Trust.LIVE if dice.random() < live else dice.choice(list(Trust))
        found[key] = Reading(value, trust, NOW)
    return found


def _degraded(readings: Readings, dice: random.Random) -> Readings:
    """Some readings gone, old, or trusted less; none trusted more."""
    kept: Readings = {}
    share = dice.choice((0.02, 0.1, 0.5))
    for key, reading in readings.items():
        weaker = [t for t in Trust if t is not Trust.LIVE]
        if reading.trust is not Trust.LIVE:
            weaker = [t for t in weaker if t not in (Trust.PARTIAL, Trust.CONFLICTING)]
        fate = dice.random()
        if fate < share / 3:
            continue
        if fate < share * 2 / 3:
            kept[key] = replace(reading, trust=dice.choice(weaker))
        elif fate < share:
            kept[key] = replace(reading, time=NOW - 1e5)
        else:
            kept[key] = reading
    return kept


def _judge(readings: Readings, assumed: Assumptions = NOTHING_ASSUMED) -> Mapping[str, NodeHealth]:
    return EVALUATOR.evaluate(Sweep(NOW, readings), NOW, assumed=assumed).nodes


def _no_nearer_to_ok(before: Mapping[str, NodeHealth], after: Mapping[str, NodeHealth]) -> None:
    for node_id, was in before.items():
        now = after[node_id]
        assert rank(was.bounds.worst) <= rank(now.bounds.worst), node_id
        if was.state is not State.UNKNOWN:
            assert rank(was.state) <= rank(now.bounds.worst), node_id
        if now.state is State.OK:
            assert was.state is State.OK, node_id
        if now.bounds.best is now.bounds.worst:
            assert rank(now.state) >= rank(was.bounds.worst), node_id


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([1.0, 0.97, 0.8]))
def test_no_loss_of_any_reading_or_term_makes_anything_look_better(seed: int, live: float) -> None:
    """Whatever is lost, aged, incomplete or disputed, with mutes or without: nothing gets nearer to ok."""
    dice = random.Random(seed)
    readings = _readings(dice, live)
    muted = [name for name in MODEL.nodes if dice.random() < 0.1]
    assumed = Assumptions(mutes=dict.fromkeys(muted, Mute(MuteKind.ACKNOWLEDGED)))
    before, after = _judge(readings, assumed), _judge(_degraded(readings, dice), assumed)
    _no_nearer_to_ok(before, after)
    for node_id, was in before.items():
        for signal_id, health in was.signals.items():
            if after[node_id].signals[signal_id].state is State.OK:
                assert health.state is State.OK, (node_id, signal_id)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6))
def test_a_balance_with_a_term_that_is_not_known_for_sure_never_reads_balanced(seed: int) -> None:
    """By no path: neither its state, nor its residual, nor its words."""
    dice = random.Random(seed)
    readings = _readings(dice, 1.0)
    terms = [t.id for t in MODEL.nodes["flow"].terms]
    lost = SignalKey("flow", dice.choice(terms))
    reading = readings.pop(lost)
    if dice.random() < 0.7:
        readings[lost] = replace(reading, trust=dice.choice([t for t in Trust if t is not Trust.LIVE]))
    node = _judge(readings)["flow"]
    (law,) = node.laws
    assert isinstance(law, BalanceHealth)
    assert (law.residual, node.signals[RESIDUAL].value) == (None, None)
    assert law.suspended
    assert State.OK not in (law.state, node.state, node.own, node.signals[RESIDUAL].state)
    assert "balanced" not in law.text


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6))
def test_what_is_assumed_to_be_worse_makes_nothing_better(seed: int) -> None:
    """Both ends of every bound rise or stay; what differs is marked as imagined, and nothing but what is
    assumed and what is above it."""
    dice = random.Random(seed)
    readings = _readings(dice, 0.9)
    names = dice.sample(sorted(MODEL.nodes), 2)
    order = (State.OK, State.WARNING, State.CRITICAL)
    low = {name: dice.choice(order) for name in names}
    high = {name: order[dice.randint(rank(state), 2)] for name, state in low.items()}
    touched = {*names, *(end for name in names for end in GRAPH.above(name))}
    better, worse, real = (_judge(readings, Assumptions(s)) for s in (low, high, {}))
    for node_id, one in better.items():
        other = worse[node_id]
        assert rank(one.bounds.best) <= rank(other.bounds.best)
        assert rank(one.bounds.worst) <= rank(other.bounds.worst)
        shown = one.bounds, one.own, one.threat
        plain = real[node_id]
        assert one.imagined or shown == (plain.bounds, plain.own, plain.threat)
        assert not one.imagined or node_id in touched
        assert one.signals == plain.signals


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6))
def test_what_is_read_of_a_muted_node_alone_changes_nothing_but_itself(seed: int) -> None:
    """It is not propagated: whatever state it has, all others have the one that they had."""
    dice = random.Random(seed)
    readings = _readings(dice, 0.9)
    name = dice.choice(["m3", "flow", "room", "buy"])
    assumed = Assumptions(mutes={name: Mute(MuteKind.MAINTENANCE)})
    others = {
        key: replace(reading, value=dice.choice(_values(key.signal))) if key.node == name else reading
        for key, reading in readings.items()
    }
    before, after = _judge(readings, assumed), _judge(others, assumed)
    for node_id, was in before.items():
        if node_id != name:
            assert (was.bounds, was.threat) == (after[node_id].bounds, after[node_id].threat)
