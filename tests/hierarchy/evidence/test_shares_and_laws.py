"""Limits that are shares of a capacity, too little to judge, and laws that nothing is read of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.health import NodeHealth
from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.evidence.states import State
from hierarchy.laws import Balance, Capacity, Objective
from hierarchy.levels import Level
from hierarchy.model import MeansGroup, Model, Node, Rule, Signal, SignalKey, Worse
from hierarchy.queries import Query

NOW = 1000.0
USED = Signal(
    "used", "Connections", query="used", worse=Worse.HIGHER,
    warning_share=0.8, critical_share=0.95, capacity="max_connections",
)  # fmt: skip


def _judge(signal: Signal, reading: Reading | None, **node: object) -> NodeHealth:
    db = replace(Node("db", Level.PHYSICAL_FUNCTION, "DB", signals=(signal,)), **node)  # type: ignore[arg-type]
    readings = {} if reading is None else {SignalKey("db", signal.id): reading}
    return evaluate(Model("r", "t", {"db": db}), Sweep(NOW, readings), NOW).nodes["db"]


def _live(value: float, capacity: float | None = None, detail: str = "") -> Reading:
    return Reading(value, Trust.LIVE, NOW, detail=detail, capacity=capacity)


@pytest.mark.parametrize(
    ("value", "state", "text"),
    [
        (150.0, State.OK, "Connections 150, 75 % of capacity 200, warning from 160; 10 to warning"),
        (160.0, State.WARNING, "Connections 160, 80 % of capacity 200, warning from 160"),
        (192.0, State.CRITICAL, "Connections 192, 96 % of capacity 200, critical from 190; 2 beyond that"),
    ],
)
def test_shares_are_limits_of_the_capacity_that_was_read(value: float, state: State, text: str) -> None:
    """The reason says how much of the capacity is used and where the limit lies in the unit."""
    judged = _judge(USED, _live(value, 200.0))
    assert judged.state is state
    assert judged.reasons[0].text == text
    assert judged.signals["used"].capacity == 200.0


def test_without_the_capacity_nothing_is_proven() -> None:
    """However small the value, its share is not known."""
    judged = _judge(USED, _live(1.0, None, "its capacity is not known: no series matches"))
    assert judged.state is State.UNKNOWN
    said = judged.reasons[0].text
    assert said.startswith("Connections: its limits are not known, 1 proves nothing (its capacity is")


def test_a_share_of_what_must_not_get_low() -> None:
    """With `worse: lower` the limits are reached from above."""
    free = replace(USED, worse=Worse.LOWER, warning_share=0.2, critical_share=None)
    assert _judge(free, _live(41.0, 200.0)).state is State.OK
    assert _judge(free, _live(40.0, 200.0)).state is State.WARNING


def test_a_capacity_that_is_a_number_is_told_with_the_value() -> None:
    """Its limits are in the unit already."""
    threads = Signal(
        "t", "Threads", query="t", worse=Worse.HIGHER, warning=8000.0, critical=9500.0, capacity=10_000.0
    )
    assert ", 92 % of capacity 10" in _judge(threads, _live(9200.0)).reasons[0].text


def test_too_little_to_judge_is_unknown_with_that_reason() -> None:
    """A share of three requests proves nothing."""
    errors = Signal("e", "Errors", total="t", bad="b", min_total=10.0, worse=Worse.HIGHER, warning=0.01)
    reading = Reading(None, Trust.NO_TRAFFIC, NOW, detail="a total of 3, and from 10 on it is judged")
    judged = _judge(errors, reading)
    assert judged.state is State.UNKNOWN
    assert judged.reasons[0].text == (
        "Errors: too little to judge (a total of 3, and from 10 on it is judged)"
    )


LOAD = Signal("load", "Load", query="load", worse=Worse.HIGHER, warning=1.0, critical=2.0)
OBJECTIVE = Objective(0.999, 3600.0, good=Query("g"), total=Query("t"))
BALANCE = Balance({"a": Query("a")}, {"b": Query("b")})
CAPACITY = Capacity(Query("d"), 5.0, warning=0.8)


@pytest.mark.parametrize(
    ("laws", "text"),
    [
        ({"objective": OBJECTIVE}, "objective not judged, Share that went wrong over 1 h: no data"),
        ({"balance": BALANCE}, "balance suspended, a: no data"),
        (
            {"objective": OBJECTIVE, "balance": BALANCE, "capacity": CAPACITY},
            "use of capacity not known, Demand: no data",
        ),
    ],
)
def test_a_law_of_which_nothing_is_read_is_never_ok(laws: dict[str, object], text: str) -> None:
    """Good signals beside it do not vouch for it; bad ones still show."""
    judged = _judge(LOAD, _live(0.5), **laws)
    assert (judged.state, judged.own) == (State.UNKNOWN, State.UNKNOWN)
    assert text in [reason.text for reason in judged.reasons]
    assert _judge(LOAD, _live(3.0), **laws).state is State.CRITICAL
    warned = _judge(LOAD, _live(1.5), **laws)
    assert (warned.state, warned.at_least) == (State.WARNING, True)


def test_a_purpose_whose_objective_cannot_be_judged_shows_the_threat_to_it() -> None:
    """Critical means show as critical, means that are all ok as unknown."""
    purpose = Node(
        "buy", Level.FUNCTIONAL_PURPOSE, "Buy", objective=OBJECTIVE, how=(MeansGroup(Rule.ALL_OF, ("db",)),)
    )
    db = Node("db", Level.PHYSICAL_FUNCTION, "DB", signals=(LOAD,))
    model = Model("r", "t", {"buy": purpose, "db": db})
    for value, state in ((0.5, State.UNKNOWN), (3.0, State.CRITICAL)):
        sweep = Sweep(NOW, {SignalKey("db", "load"): _live(value)})
        assert evaluate(model, sweep, NOW).nodes["buy"].state is state
