"""From readings to health, case by case: the rules of evidence as a table that people can read."""

from __future__ import annotations

import pytest

from hierarchy.evidence.evaluate import Evaluator, evaluate
from hierarchy.evidence.health import NodeHealth
from hierarchy.evidence.readings import Reading, SourceState, SourceStatus, Sweep, Trust
from hierarchy.evidence.states import Bounds, State
from hierarchy.levels import Level
from hierarchy.model import Band, Limit, MeansGroup, Model, Node, Rule, Signal, SignalKey, Worse

NOW = 1000.0
LEVELS = tuple(Level)
OK, WARNING, CRITICAL, UNKNOWN = State.OK, State.WARNING, State.CRITICAL, State.UNKNOWN


def _signal(signal_id: str = "load", **more: object) -> Signal:
    keys: dict[str, object] = {"worse": Worse.HIGHER, "warning": 1.0, "critical": 2.0, **more}
    return Signal(id=signal_id, title=signal_id, **keys)  # type: ignore[arg-type]


def _node(node_id: str, rank: int, *groups: MeansGroup, signals: tuple[Signal, ...] = ()) -> Node:
    return Node(id=node_id, level=LEVELS[rank], title=node_id, how=groups, signals=signals)


def _judge(model: Model, readings: dict[str, Reading], **sources: SourceStatus) -> dict[str, NodeHealth]:
    keyed = {SignalKey(*name.split("/")): reading for name, reading in readings.items()}
    return dict(evaluate(model, Sweep(NOW, keyed, sources), NOW).nodes)


def _live(value: float | None, trust: Trust = Trust.LIVE, age: float = 5.0, detail: str = "") -> Reading:
    return Reading(value, trust, NOW - age, 60.0, detail)


def _model(*nodes: Node) -> Model:
    return Model("r1", "t", {n.id: n for n in nodes})


@pytest.mark.parametrize(
    ("worse", "warning", "critical", "value", "state"),
    [
        (Worse.HIGHER, 1.0, 2.0, 0.999, OK),
        (Worse.HIGHER, 1.0, 2.0, 1.0, WARNING),
        (Worse.HIGHER, 1.0, 2.0, 2.0, CRITICAL),
        (Worse.LOWER, 0.9, 0.5, 0.91, OK),
        (Worse.LOWER, 0.9, 0.5, 0.9, WARNING),
        (Worse.LOWER, 0.9, 0.5, 0.5, CRITICAL),
        (Worse.EITHER, Band(10, 35), Band(5, 45), 20, OK),
        (Worse.EITHER, Band(10, 35), Band(5, 45), 10, WARNING),
        (Worse.EITHER, Band(10, 35), Band(5, 45), 35, WARNING),
        (Worse.EITHER, Band(10, 35), Band(5, 45), 4, CRITICAL),
        (Worse.EITHER, Band(10, 35), Band(5, 45), 45, CRITICAL),
        (Worse.HIGHER, None, 2.0, 1.9, OK),
        (Worse.HIGHER, None, 2.0, 2.0, CRITICAL),
        (Worse.HIGHER, 1.0, None, 99.0, WARNING),
    ],
)
def test_limits_are_inclusive_in_the_direction_that_is_worse(
    worse: Worse, warning: Limit | None, critical: Limit | None, value: float, state: State
) -> None:
    """A value exactly at a limit has reached it, whichever way the signal gets worse."""
    signal = _signal(worse=worse, warning=warning, critical=critical)
    health = _judge(_model(_node("n", 3, signals=(signal,))), {"n/load": _live(value)})["n"]
    assert (health.state, health.own, health.signals["load"].state) == (state, state, state)


@pytest.mark.parametrize(
    ("trust", "value", "bounds", "state"),
    [
        (Trust.LIVE, 0.0, Bounds(OK, OK), OK),
        (Trust.LIVE, 2.0, Bounds(CRITICAL, CRITICAL), CRITICAL),
        (Trust.LIVE, float("nan"), Bounds(OK, CRITICAL), UNKNOWN),
        (Trust.LIVE, float("inf"), Bounds(OK, CRITICAL), UNKNOWN),
        (Trust.LIVE, None, Bounds(OK, CRITICAL), UNKNOWN),
        (Trust.PARTIAL, 0.0, Bounds(OK, CRITICAL), UNKNOWN),
        (Trust.PARTIAL, 1.0, Bounds(WARNING, CRITICAL), WARNING),
        (Trust.PARTIAL, 2.0, Bounds(CRITICAL, CRITICAL), CRITICAL),
        (Trust.CONFLICTING, 0.0, Bounds(OK, CRITICAL), UNKNOWN),
        (Trust.CONFLICTING, 1.0, Bounds(WARNING, CRITICAL), WARNING),
        *(
            (trust, value, Bounds(OK, CRITICAL), UNKNOWN)
            for trust in Trust
            if trust not in (Trust.LIVE, Trust.PARTIAL, Trust.CONFLICTING)
            for value in (None, 0.0, 2.0)
        ),
    ],
)
def test_every_trust_proves_what_it_may(
    trust: Trust, value: float | None, bounds: Bounds, state: State
) -> None:
    """Live proves any state, partial and conflicting never ok, everything else nothing."""
    model = _model(_node("n", 3, signals=(_signal(),)))
    health = _judge(model, {"n/load": _live(value, trust)})["n"]
    assert (health.bounds, health.state) == (bounds, state)
    assert health.at_least is (bounds.best is WARNING)


def test_a_signal_that_was_not_asked_for_is_absent() -> None:
    """No reading is not a good reading."""
    health = _judge(_model(_node("n", 3, signals=(_signal(),))), {})["n"]
    assert (health.state, health.signals["load"].trust) == (UNKNOWN, Trust.ABSENT)


@pytest.mark.parametrize(("age", "state", "trust"), [(60.0, OK, Trust.LIVE), (60.5, UNKNOWN, Trust.STALE)])
def test_a_reading_that_is_too_old_proves_nothing(age: float, state: State, trust: Trust) -> None:
    """Readings age to the moment of judgement."""
    health = _judge(_model(_node("n", 3, signals=(_signal(),))), {"n/load": _live(0.0, age=age)})["n"]
    assert (health.state, health.signals["load"].trust, health.signals["load"].age) == (state, trust, age)


def test_an_old_reading_of_a_source_that_is_gone_says_so() -> None:
    """Stale because nobody answers is another thing than stale while others are fresh."""
    model = _model(_node("n", 3, signals=(_signal(),)))
    gone = SourceStatus(SourceState.UNREACHABLE)
    health = _judge(model, {"n/load": _live(0.0, age=240.0)}, default=gone)["n"]
    assert health.signals["load"].trust is Trust.UNREACHABLE
    assert health.reasons[0].text == "load: its source does not answer for 4 min, last 0"


def test_a_node_that_nothing_measures_is_unknown_and_says_so() -> None:
    """Neither limits nor means: unknown, unmeasured."""
    health = _judge(_model(_node("n", 4)), {})["n"]
    assert (health.state, health.own, health.threat, health.deciding) == (UNKNOWN, None, None, None)
    assert [r.rule for r in health.reasons] == ["unmeasured"]


def test_a_node_whose_signals_have_no_limits_has_no_own_state() -> None:
    """Values without limits prove nothing, however good they look."""
    signal = _signal(warning=None, critical=None)
    health = _judge(_model(_node("n", 4, signals=(signal,))), {"n/load": _live(0.0)})["n"]
    assert (health.own, health.state, health.signals["load"].state) == (None, UNKNOWN, None)
    assert [r.rule for r in health.reasons] == ["no-limit", "unmeasured"]
    assert health.deciding == "load"


def test_evidence_counts_a_shared_reading_once() -> None:
    """Two ways to the same means are one piece of evidence; the oldest reading below sets the age."""
    both = MeansGroup(Rule.ALL_OF, ("a", "b"))
    shared = MeansGroup(Rule.ALL_OF, ("host",))
    model = _model(
        _node("top", 1, both, signals=(_signal(), _signal("rate", warning=None, critical=None))),
        _node("a", 2, shared, signals=(_signal(),)),
        _node("b", 2, shared),
        _node("host", 4, signals=(_signal("cpu"), _signal("disk"), _signal("heat"))),
    )
    readings = {
        "top/load": _live(0, age=1),
        "a/load": _live(0, Trust.PARTIAL, age=2),
        "host/cpu": _live(0, age=240),
        "host/disk": _live(0, age=3),
        "host/heat": Reading(None, Trust.NEVER),
    }
    health = _judge(model, readings)
    assert {n: (h.evidence.known, h.evidence.expected, h.evidence.oldest) for n, h in health.items()} == {
        "top": (2, 6, 240.0),
        "a": (1, 4, 240.0),
        "b": (1, 3, 240.0),
        "host": (1, 3, 240.0),
    }


def test_a_node_without_readings_has_no_oldest() -> None:
    """No reading, no age."""
    assert _judge(_model(_node("n", 4, signals=(_signal(),))), {})["n"].evidence.oldest is None


@pytest.mark.parametrize(
    ("values", "deciding"),
    [
        ({"a": 0.0, "b": 1.2, "c": 0.5}, "b"),
        ({"a": 2.0, "b": 3.0, "c": 1.0}, "b"),
        ({"a": 0.1, "b": 0.2, "c": 0.9}, "a"),
        ({"a": 0.1, "c": 0.9}, "b"),
        ({}, "a"),
    ],
)
def test_the_deciding_signal_is_the_worst_and_the_furthest(values: dict[str, float], deciding: str) -> None:
    """Worst state first, then furthest beyond its limit; while all are fine the first."""
    model = _model(_node("n", 3, signals=tuple(_signal(i) for i in "abc")))
    health = _judge(model, {f"n/{k}": _live(v) for k, v in values.items()})["n"]
    assert health.deciding == deciding
    assert health.reasons[0].signal == deciding


def test_health_keeps_time_revision_order_and_sources() -> None:
    """The answer says when and of what it speaks, in the model's order."""
    model = _model(_node("z", 4), _node("a", 0))
    sources = {"default": SourceStatus(SourceState.LIVE)}
    health = Evaluator(model).evaluate(Sweep(1.0, {}, sources), NOW)
    assert (health.at, health.revision, list(health.nodes), health.sources) == (
        NOW,
        "r1",
        ["z", "a"],
        sources,
    )


def test_without_explanation_only_the_reasons_are_missing() -> None:
    """History is filled from the same states."""
    model = _model(_node("n", 3, signals=(_signal(),)))
    sweep = Sweep(NOW, {SignalKey("n", "load"): _live(2)})
    full, bare = (Evaluator(model).evaluate(sweep, NOW, explain=e).nodes["n"] for e in (True, False))
    assert full.reasons
    assert bare.reasons == ()
    assert (bare.state, bare.bounds, bare.signals) == (full.state, full.bounds, full.signals)
