"""What is remembered of signals and balances when a hierarchy is changed."""

from __future__ import annotations

from dataclasses import replace

from hierarchy.evidence.holds import Holds, Memory, Run
from hierarchy.evidence.states import State
from hierarchy.laws import Balance
from hierarchy.levels import Level
from hierarchy.model import Model, Node, SignalKey
from hierarchy.queries import Query
from hierarchy.terms import GROWTH, RESIDUAL, with_terms
from navigator.carrying import carried_holds, carried_keys

BALANCE = Balance({"a": Query("in")}, {"b": Query("out")}, {"c": Query("held")})
LASTED = Memory(State.OK, State.OK, (Run(0.0, State.WARNING),), 60.0)
HOLDS = Holds({SignalKey("flow", signal): LASTED for signal in (RESIDUAL, GROWTH)})


def _model(node_id: str, balance: Balance, formerly: tuple[str, ...] = ()) -> Model:
    node = Node(node_id, Level.ABSTRACT_FUNCTION, node_id, balance=balance, formerly=formerly)
    return Model("r", "t", {node_id: with_terms(node)})


def _carried(after: Model) -> set[SignalKey]:
    before = _model("flow", BALANCE)
    return set(carried_holds(HOLDS, after, carried_keys(before, after)).signals)


def test_how_long_something_is_unaccounted_for_is_remembered_while_all_terms_stay() -> None:
    """Another tolerance, or another id: what has lasted has lasted."""
    same = _carried(_model("flow", replace(BALANCE, tolerance=0.1)))
    assert same == {SignalKey("flow", RESIDUAL), SignalKey("flow", GROWTH)}
    renamed = _carried(_model("orders", BALANCE, formerly=("flow",)))
    assert renamed == {SignalKey("orders", RESIDUAL), SignalKey("orders", GROWTH)}


def test_a_balance_of_which_a_term_is_another_begins_anew() -> None:
    """Its residual is another number."""
    assert _carried(_model("flow", replace(BALANCE, outflows={"b": Query("other")}))) == set()
    assert _carried(_model("flow", replace(BALANCE, outflows={**BALANCE.outflows, "d": Query("d")}))) == set()
