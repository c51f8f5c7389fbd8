"""Groups, impact and what goes up, case by case: the rules of threat as a table that people can read."""

from __future__ import annotations

import pytest

from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.health import NodeHealth
from hierarchy.evidence.readings import Reading, SourceStatus, Sweep, Trust
from hierarchy.evidence.states import Bounds, State
from hierarchy.levels import Level
from hierarchy.model import Impact, MeansGroup, Model, Node, Rule, Signal, SignalKey, Worse

NOW = 1000.0
LEVELS = tuple(Level)
OK, WARNING, CRITICAL, UNKNOWN = State.OK, State.WARNING, State.CRITICAL, State.UNKNOWN
# The value of `load` (warning from 1, critical from 2) that gives each state; None gives no reading.
VALUE = {OK: 0.0, WARNING: 1.0, CRITICAL: 2.0, UNKNOWN: None}


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


def _end_over(
    *members: State, rule: Rule = Rule.ALL_OF, n: int = 0, impact: Impact = Impact.FULL
) -> NodeHealth:
    """An end without own signals over means that have these states."""
    ids = tuple(f"m{i}" for i in range(len(members)))
    end = _node("end", 2, MeansGroup(rule, ids, n, impact))
    model = _model(end, *(_node(i, 3, signals=(_signal(),)) for i in ids))
    values = {f"m{i}/load": VALUE[state] for i, state in enumerate(members)}
    return _judge(model, {k: _live(v) for k, v in values.items() if v is not None})["end"]


def _own_and_threat(own: State, threat: State) -> NodeHealth:
    """A node whose own signal and whose one means have these states."""
    top = _node("top", 2, MeansGroup(Rule.ALL_OF, ("low",)), signals=(_signal(),))
    values = {"top/load": VALUE[own], "low/load": VALUE[threat]}
    model = _model(top, _node("low", 3, signals=(_signal(),)))
    return _judge(model, {k: _live(v) for k, v in values.items() if v is not None})["top"]


@pytest.mark.parametrize(
    ("rule", "n", "members", "state"),
    [
        (Rule.ALL_OF, 0, (OK, OK), OK),
        (Rule.ALL_OF, 0, (OK, WARNING), WARNING),
        (Rule.ALL_OF, 0, (CRITICAL, UNKNOWN), CRITICAL),
        (Rule.ALL_OF, 0, (OK, UNKNOWN), UNKNOWN),
        (Rule.ALL_OF, 0, (WARNING, UNKNOWN), WARNING),
        (Rule.ANY_OF, 0, (OK, CRITICAL), OK),
        (Rule.ANY_OF, 0, (OK, UNKNOWN), OK),
        (Rule.ANY_OF, 0, (CRITICAL, UNKNOWN), UNKNOWN),
        (Rule.ANY_OF, 0, (CRITICAL, WARNING), WARNING),
        (Rule.ANY_OF, 0, (UNKNOWN, UNKNOWN), UNKNOWN),
        (Rule.AT_LEAST, 2, (OK, OK, CRITICAL), OK),
        (Rule.AT_LEAST, 2, (OK, CRITICAL, CRITICAL), CRITICAL),
        (Rule.AT_LEAST, 2, (OK, OK, UNKNOWN), OK),
        (Rule.AT_LEAST, 2, (OK, UNKNOWN, CRITICAL), UNKNOWN),
        (Rule.AT_LEAST, 2, (WARNING, UNKNOWN, CRITICAL), WARNING),
        (Rule.AT_LEAST, 3, (OK, OK), UNKNOWN),
    ],
)
def test_groups_combine_their_members_by_rule(
    rule: Rule, n: int, members: tuple[State, ...], state: State
) -> None:
    """all_of is its worst member, any_of its best, at_least n its n-th best; what is unknown stays open."""
    health = _end_over(*members, rule=rule, n=n)
    assert (health.state, health.threat, health.own) == (state, state, None)


def test_a_known_warning_beside_an_unknown_is_a_lower_bound() -> None:
    """At least warning: it may still be critical, and says so."""
    health = _end_over(WARNING, UNKNOWN)
    assert (health.bounds, health.at_least) == (Bounds(WARNING, CRITICAL), True)
    assert _end_over(WARNING, OK).at_least is False
    assert _end_over(OK, UNKNOWN).at_least is False


@pytest.mark.parametrize(
    ("impact", "member", "threat", "bounds"),
    [
        (Impact.DEGRADED, CRITICAL, WARNING, Bounds(WARNING, WARNING)),
        (Impact.DEGRADED, WARNING, WARNING, Bounds(WARNING, WARNING)),
        (Impact.DEGRADED, UNKNOWN, UNKNOWN, Bounds(OK, WARNING)),
        (Impact.DEGRADED, OK, OK, Bounds(OK, OK)),
        (Impact.NONE, CRITICAL, None, Bounds(OK, CRITICAL)),
        (Impact.NONE, OK, None, Bounds(OK, CRITICAL)),
    ],
)
def test_impact_limits_what_the_end_feels(
    impact: Impact, member: State, threat: State | None, bounds: Bounds
) -> None:
    """Degraded turns critical into warning at both ends of the bounds; none has no vote, not even for ok."""
    health = _end_over(member, impact=impact)
    assert (health.threat, health.bounds) == (threat, bounds)


@pytest.mark.parametrize(
    ("own", "threat", "shown", "passed"),
    [
        (OK, CRITICAL, OK, Bounds(OK, OK)),
        (WARNING, CRITICAL, WARNING, Bounds(WARNING, WARNING)),
        (CRITICAL, OK, CRITICAL, Bounds(CRITICAL, CRITICAL)),
        (OK, UNKNOWN, OK, Bounds(OK, OK)),
        (UNKNOWN, OK, UNKNOWN, Bounds(OK, CRITICAL)),
        (UNKNOWN, WARNING, WARNING, Bounds(WARNING, CRITICAL)),
        (UNKNOWN, CRITICAL, CRITICAL, Bounds(CRITICAL, CRITICAL)),
        (UNKNOWN, UNKNOWN, UNKNOWN, Bounds(OK, CRITICAL)),
    ],
)
def test_own_goes_before_threat_but_ok_means_never_vouch_for_a_lost_signal(
    own: State, threat: State, shown: State, passed: Bounds
) -> None:
    """A known own state is shown and passed up; an unknown one can be made worse by its means, never ok."""
    health = _own_and_threat(own, threat)
    assert (health.own, health.threat) == (own, threat)
    assert (health.state, health.bounds) == (shown, passed)


@pytest.mark.parametrize(
    ("own", "threat", "contradiction"),
    [
        (OK, CRITICAL, "own-ok-threat-critical"),
        (CRITICAL, OK, "own-critical-means-ok"),
        (OK, WARNING, ""),
        (CRITICAL, UNKNOWN, ""),
        (UNKNOWN, CRITICAL, ""),
        (CRITICAL, CRITICAL, ""),
    ],
)
def test_own_and_means_that_contradict_are_called_out(own: State, threat: State, contradiction: str) -> None:
    """The two cases in which a sensor or the model may be wrong have names."""
    assert _own_and_threat(own, threat).contradiction == contradiction


def test_a_failed_spare_keeps_own_critical_from_being_unexplained() -> None:
    """own-critical-means-ok needs every means to be ok, not only the group."""
    top = _node("top", 2, MeansGroup(Rule.ANY_OF, ("a", "b")), signals=(_signal(),))
    model = _model(top, *(_node(i, 3, signals=(_signal(),)) for i in "ab"))
    health = _judge(model, {"top/load": _live(2), "a/load": _live(0), "b/load": _live(2)})["top"]
    assert (health.own, health.threat, health.contradiction) == (CRITICAL, OK, "")


def test_a_critical_node_without_means_contradicts_nothing() -> None:
    """There is no means that could be ok."""
    model = _model(_node("n", 4, signals=(_signal(),)))
    assert _judge(model, {"n/load": _live(2)})["n"].contradiction == ""


def test_a_means_that_its_end_does_not_list_is_not_overlooked() -> None:
    """`why` alone carries its end as all_of."""
    lone = Node(id="low", level=LEVELS[3], title="low", signals=(_signal(),), why=("top",))
    health = _judge(_model(_node("top", 2), lone), {"low/load": _live(2)})
    assert health["top"].state is CRITICAL
