"""What holds for every model and every set of readings: losing knowledge makes nothing look better."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generate import generate_model
from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.health import NodeHealth
from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.evidence.states import State, rank
from hierarchy.graph import Graph
from hierarchy.levels import Level
from hierarchy.model import Impact, MeansGroup, Model, Node, Rule, Signal, SignalKey, Worse

NOW = 1000.0
PROVES_NOTHING: list[Trust] = [t for t in Trust if t not in (Trust.LIVE, Trust.PARTIAL, Trust.CONFLICTING)]
# Values that reach each state of the generated signals, whatever their unit and direction.
VALUES = (0.0, 0.02, 0.2, 0.6, 0.85, 0.93, 1.0, 1.5, 3.0, 20.0, 40.0, 60.0)

HEALTHY = {"ready": 1.0, "temperature": 20.0}

Readings = dict[SignalKey, Reading]


def _readings(model: Model, dice: random.Random, live: float) -> Readings:
    """Mostly good values, so that whole nodes are ok; what is not live is partial half of the time."""
    found: Readings = {}
    for key in model.signals():
        value = HEALTHY.get(key.signal, 0.0) if dice.random() < 0.7 else dice.choice(VALUES)
        trust = Trust.LIVE
        if dice.random() >= live:
            trust = dice.choice((Trust.PARTIAL, dice.choice(list(Trust))))
        found[key] = Reading(value, trust, NOW)
    return found


def _lose(readings: Readings, dice: random.Random) -> Readings:
    """Some readings gone or trusted less, none trusted more."""
    kept: Readings = {}
    for key, reading in readings.items():
        weaker: list[Trust] = list(PROVES_NOTHING)
        if reading.trust is Trust.LIVE:
            weaker += [Trust.PARTIAL, Trust.CONFLICTING]
        throw = dice.random()
        if throw < 0.15:
            continue
        kept[key] = replace(reading, trust=dice.choice(weaker)) if throw < 0.45 else reading
    return kept


def _judge(model: Model, readings: Readings) -> Mapping[str, NodeHealth]:
    return evaluate(model, Sweep(NOW, readings), NOW).nodes


@settings(max_examples=80, deadline=None)
@given(st.integers(5, 80), st.integers(0, 10_000), st.sampled_from([1.0, 0.9, 0.5]))
def test_no_loss_of_readings_can_make_anything_look_better(nodes: int, seed: int, live: float) -> None:
    """Whatever is lost, the state without the loss is within `worst`, and nothing gets nearer to ok."""
    dice = random.Random(seed)
    model = generate_model(nodes, seed)
    readings = _readings(model, dice, live)
    before, after = _judge(model, readings), _judge(model, _lose(readings, dice))
    for node_id, was in before.items():
        now = after[node_id]
        assert rank(was.bounds.worst) <= rank(now.bounds.worst)
        if was.state is not State.UNKNOWN:
            assert rank(was.state) <= rank(now.bounds.worst)
        if now.state is State.OK:
            assert was.state is State.OK
        if now.bounds.best is now.bounds.worst:
            assert rank(now.state) >= rank(was.bounds.worst)


@settings(max_examples=60, deadline=None)
@given(st.integers(5, 80), st.integers(0, 10_000))
def test_a_worse_value_never_makes_any_node_better(nodes: int, seed: int) -> None:
    """With what is known staying known, both ends of every bound rise or stay as a signal gets worse."""
    dice = random.Random(seed)
    model = generate_model(nodes, seed)
    readings = {k: r for k, r in _readings(model, dice, 1.0).items() if dice.random() < 0.8}
    signals = model.signals()
    worse = dict(readings)
    for key in dice.sample(sorted(readings), min(3, len(readings))):
        extreme = -1e6 if signals[key].worse is Worse.LOWER else 1e6
        worse[key] = replace(readings[key], value=extreme)
    before, after = _judge(model, readings), _judge(model, worse)
    for node_id, was in before.items():
        assert rank(was.bounds.best) <= rank(after[node_id].bounds.best)
        assert rank(was.bounds.worst) <= rank(after[node_id].bounds.worst)


@settings(max_examples=40, deadline=None)
@given(st.integers(5, 80), st.integers(0, 10_000), st.sampled_from([1.0, 0.7, 0.0]))
def test_ok_is_shown_only_where_live_readings_prove_it(nodes: int, seed: int, live: float) -> None:
    """A node shown ok either has every limit of its own proven live, or has no limits and ok voting means."""
    model = generate_model(nodes, seed)
    readings = _readings(model, random.Random(seed), live)
    health = _judge(model, readings)
    for node in model.nodes.values():
        judged = health[node.id]
        if judged.state is not State.OK:
            continue
        limited = [s for s in node.signals if s.has_limits]
        assert all(readings[SignalKey(node.id, s.id)].trust is Trust.LIVE for s in limited)
        if not limited:
            assert judged.threat is State.OK


@settings(max_examples=30, deadline=None)
@given(st.integers(5, 80), st.integers(0, 10_000))
def test_the_same_readings_always_give_the_same_health(nodes: int, seed: int) -> None:
    """Judging is a function: neither repetition nor the order of readings matters."""
    model = generate_model(nodes, seed)
    readings = _readings(model, random.Random(seed), 0.7)
    turned = dict(reversed(list(readings.items())))
    assert _judge(model, readings) == _judge(model, turned)


@settings(max_examples=30, deadline=None)
@given(st.integers(5, 200), st.integers(0, 10_000))
def test_evidence_is_that_of_the_set_of_signals_in_and_below_a_node(nodes: int, seed: int) -> None:
    """Known, expected and oldest equal a plain count over the closure."""
    dice = random.Random(seed)
    model = generate_model(nodes, seed)
    graph = Graph(model)
    readings = {
        key: Reading(
            0.0,
            Trust.LIVE if dice.random() < 0.7 else Trust.ERROR,
            dice.choice([None, NOW - dice.randint(0, 50)]),
        )
        for key in model.signals()
        if dice.random() < 0.8
    }
    for node_id, judged in _judge(model, readings).items():
        inside = [node_id, *graph.below(node_id)]
        keys = [SignalKey(n, s.id) for n in inside for s in model.nodes[n].signals]
        found = [readings[k].at(NOW) for k in keys if k in readings]
        ages = [age for r in found if (age := r.age(NOW)) is not None]
        assert judged.evidence.expected == len(keys)
        assert judged.evidence.known == sum(r.trust is Trust.LIVE for r in found)
        assert judged.evidence.oldest == max(ages, default=None)


@st.composite
def _trees(draw: st.DrawFn) -> tuple[Model, dict[str, State]]:
    """A purpose over functions over mechanisms that have any state; only the mechanisms are measured."""
    rules = st.sampled_from([(Rule.ALL_OF, 0), (Rule.ANY_OF, 0), (Rule.AT_LEAST, 2), (Rule.AT_LEAST, 3)])
    impacts = st.sampled_from([Impact.FULL, Impact.FULL, Impact.DEGRADED])
    leaves = [f"leaf{i}" for i in range(draw(st.integers(1, 5)))]
    limits = Signal("load", "load", worse=Worse.HIGHER, warning=1.0, critical=2.0)
    nodes = [Node(i, Level.PHYSICAL_FUNCTION, i, signals=(limits,)) for i in leaves]
    middles = [f"middle{i}" for i in range(draw(st.integers(1, 3)))]
    for level, ids, below in ((2, middles, leaves), (0, ["top"], middles)):
        for node_id in ids:
            groups = []
            for _ in range(draw(st.integers(1, 2))):
                rule, n = draw(rules)
                members = draw(st.lists(st.sampled_from(below), min_size=1, max_size=4, unique=True))
                groups.append(MeansGroup(rule, tuple(members), min(n, len(members)), draw(impacts)))
            nodes.append(Node(node_id, tuple(Level)[level], node_id, how=tuple(groups)))
    states = {leaf: draw(st.sampled_from(list(State))) for leaf in leaves}
    return Model("r", "t", {n.id: n for n in nodes}), states


@settings(max_examples=150, deadline=None)
@given(_trees())
def test_bounds_are_the_best_and_worst_of_every_world_that_is_possible(
    tree: tuple[Model, dict[str, State]],
) -> None:
    """Trying every state for every unknown gives exactly the bounds, for any nest of groups and impacts."""
    model, states = tree
    unknown = [leaf for leaf, state in states.items() if state is State.UNKNOWN]

    def judge(world: Mapping[str, State]) -> Mapping[str, NodeHealth]:
        proven = {leaf: state for leaf, state in world.items() if state is not State.UNKNOWN}
        return _judge(
            model, {SignalKey(n, "load"): Reading(float(rank(s)), Trust.LIVE, NOW) for n, s in proven.items()}
        )

    guesses = product((State.OK, State.WARNING, State.CRITICAL), repeat=len(unknown))
    worlds = [judge({**states, **dict(zip(unknown, guess, strict=True))}) for guess in guesses]
    for node_id, judged in judge(states).items():
        possible = [rank(world[node_id].state) for world in worlds]
        assert rank(judged.bounds.best) == min(possible)
        assert rank(judged.bounds.worst) == max(possible)
