"""Cards of nodes that have no signal of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.evidence.states import State
from hierarchy.levels import Level
from hierarchy.members import Lifetime
from hierarchy.model import MeansGroup, Model, Node, Rule, Signal, SignalKey, Worse
from navigator.screen.unmeasured import words

_LIMITED = Signal("s", "S", query="x", worse=Worse.HIGHER, critical=5.0)


def _said(whole: Node, *parts: Node, **values: float) -> str:
    """What the card of the whole says at second 100."""
    model = Model("r", "t", {node.id: node for node in (whole, *parts)})
    readings = {SignalKey(node, "s"): Reading(value, Trust.LIVE, 100.0) for node, value in values.items()}
    health = Evaluator(model).evaluate(Sweep(100.0, readings), 100.0)
    return words(model, health, whole)


def _part(name: str, lifetime: Lifetime | None = None) -> Node:
    return Node(name, Level.PHYSICAL_FORM, name, signals=(_LIMITED,), lifetime=lifetime)


def _whole(*parts: str, expected: int | None = None) -> Node:
    group = MeansGroup(Rule.ALL_OF, parts, expected=expected)
    return Node("whole", Level.PHYSICAL_FORM, "Whole", parts=(group,))


def test_a_whole_counts_its_parts_that_are_ok_out_of_those_that_should_be_there() -> None:
    """Bad, unknown and missing ones are not ok; departed ones count only as missing."""
    a, b, c, gone = (_part("a"), _part("b"), _part("c"), _part("gone", Lifetime(None, 50.0)))
    whole = _whole("a", "b", "c", "gone", expected=5)
    assert _said(whole, a, b, c, gone, a=1.0, b=9.0, gone=1.0) == "1 of 5 ok"
    assert _said(_whole("a"), a, a=1.0) == "1 of 1 ok"


@pytest.mark.parametrize(
    ("first", "second", "contradiction", "said"),
    [
        (State.OK, State.OK, "", "in order"),
        (State.WARNING, State.CRITICAL, "", "in order"),
        (State.CRITICAL, State.OK, "priority-inverted", "out of order"),
        (State.OK, State.UNKNOWN, "", "not known"),
    ],
)
def test_an_order_of_priority_says_whether_it_is_kept(
    first: State, second: State, contradiction: str, said: str
) -> None:
    """What is not known of an end proves nothing about the order."""
    ends = [Node(id, Level.FUNCTIONAL_PURPOSE, id) for id in ("a", "b")]
    node = Node("n", Level.ABSTRACT_FUNCTION, "N", priority=("a", "b"))
    model = Model("r", "t", {one.id: one for one in (*ends, node)})
    health = Evaluator(model).evaluate(Sweep(100.0, {}), 100.0)
    judged = {
        "a": replace(health.nodes["a"], state=first),
        "b": replace(health.nodes["b"], state=second),
        "n": replace(health.nodes["n"], contradiction=contradiction),
    }
    assert words(model, replace(health, nodes=judged), node) == said
    gone = replace(node, priority=("a", "gone"))
    assert words(model, replace(health, nodes=judged), gone) in ("not known", "out of order")


def test_what_has_neither_signals_nor_parts_is_said_to_be_not_measured() -> None:
    """No number, and no word that sounds like one."""
    assert _said(Node("n", Level.ABSTRACT_FUNCTION, "N")) == "not measured"
