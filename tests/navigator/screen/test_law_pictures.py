"""Balances, objectives and capacities as bars with numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.law_health import BalanceHealth, CapacityHealth, LawHealth, ObjectiveHealth
from hierarchy.evidence.states import State
from hierarchy.laws import Balance, Capacity, Objective
from hierarchy.model import Model, Node
from hierarchy.queries import Query
from layouts.evidence_views import BalanceView, CapacityView, LawView, ObjectiveView
from layouts.law_pictures import laws
from layouts.markup import trees
from navigator.screen.law_pictures import law_views

NOW = 1_661_142_000.0
_ASKED = Query("a")
BALANCE = BalanceHealth(
    inflows={"arrived": 120.0},
    outflows={"placed": 60.0, "refused": 11.0},
    stores={"waiting": 900.0},
    growth={"waiting": 12.0},
    residual=37.0,
    tolerance=2.4,
    over=300.0,
    state=State.WARNING,
    text="unaccounted: 37/s (loss or a missing sensor)",
    unit="orders",
)


@pytest.fixture
def node(model: Model) -> Node:
    """A node with every law."""
    return replace(
        model.nodes["orders"],
        balance=Balance({"arrived": _ASKED}, {"placed": _ASKED, "refused": _ASKED}, {"waiting": _ASKED}),
        objective=Objective(0.999, 2592000.0, good=_ASKED, total=_ASKED),
        capacity=Capacity(_ASKED, 900.0, 0.8, 0.95),
    )


def _views(node: Node, model: Model, source: Any, *found: LawHealth) -> tuple[Any, ...]:
    judged = evaluate(model, source.sweep(NOW), NOW).nodes["orders"]
    return law_views(node, replace(judged, laws=found))


def _said(view: LawView) -> str:
    return str(trees(laws((view,)))).replace("\\xa0", " ")


def test_what_comes_in_stands_against_all_that_becomes_of_it(node: Node, model: Model, source: Any) -> None:
    """Out, the growth of what waits, and what is unaccounted for add up to in, at one scale."""
    (view,) = _views(node, model, source, BALANCE)
    assert isinstance(view, BalanceView)
    assert [(part.name, part.value, part.role) for part in view.outflow] == [
        ("placed", "60 orders/s", "out"),
        ("refused", "11 orders/s", "out"),
        ("waiting grows by", "12 orders/s", "store"),
        ("unaccounted", "37 orders/s", "residual"),
    ]
    assert sum(part.share for part in view.outflow) == pytest.approx(1.0)
    assert [part.share for part in view.inflow] == [1.0]
    assert (view.total_in, view.total_out) == ("120 orders/s", "71 orders/s")
    said = _said(view)
    assert "May differ by 2 %, now 2.4 orders/s" in said


def test_what_comes_out_of_nowhere_stands_on_the_side_of_what_comes_in(
    node: Node, model: Model, source: Any
) -> None:
    """So does what is taken from a store: nothing has a negative length."""
    law = replace(BALANCE, residual=-20.0, growth={"waiting": -5.0}, outflows={"placed": 145.0})
    (view,) = _views(node, model, source, law)
    assert [(part.name, part.value, part.role) for part in view.inflow] == [
        ("arrived", "120 orders/s", "in"),
        ("waiting shrinks by", "5 orders/s", "store"),
        ("from nowhere known", "20 orders/s", "residual"),
    ]
    assert sum(part.share for part in view.inflow) == pytest.approx(1.0)


def test_what_is_tolerated_is_not_drawn_like_what_is_lost(node: Node, model: Model, source: Any) -> None:
    """Every measurement is a little off; only beyond the tolerance is it a residual to look at."""
    (view,) = _views(node, model, source, replace(BALANCE, residual=2.4))
    assert (view.outflow[-1].name, view.outflow[-1].role) == ("unaccounted", "tolerated")


def test_a_term_that_is_missing_is_not_zero(node: Node, model: Model, source: Any) -> None:
    """No length, no residual, no total; the word stands in its place."""
    law = replace(
        BALANCE,
        outflows={"placed": None, "refused": 11.0},
        residual=None,
        suspended="placed",
        state=State.UNKNOWN,
        text="suspended: placed is missing",
    )
    (view,) = _views(node, model, source, law)
    assert (view.outflow[0].value, view.outflow[0].share) == ("not known", 0.0)
    (view,) = _views(node, model, source, replace(law, growth={"waiting": None}))
    assert (view.outflow[-1].name, view.outflow[-1].value) == ("waiting grows by", "not known")
    assert view.total_out == "not known"
    assert all(part.role != "residual" for part in view.outflow)
    assert "not known" in _said(view)


def test_every_window_of_an_objective_stands_against_its_own_limit(
    node: Node, model: Model, source: Any
) -> None:
    """14.4 for an hour and five minutes, 6 for six hours and half an hour; what is not known says so."""
    burns = {3600.0: 15.2, 300.0: 20.0, 21600.0: 4.0, 1800.0: None}
    law = ObjectiveHealth(0.999, 2592000.0, burns, 0.62, State.CRITICAL, "burn 15.2 × over 1 h and 5 min")
    (view,) = _views(node, model, source, law)
    assert isinstance(view, ObjectiveView)
    assert [(row.window, row.value, row.limit_text, row.state) for row in view.burns] == [
        ("5 min", "20 ×", "critical from 14.4 ×", State.CRITICAL),
        ("30 min", "not known", "warning from 6 ×", State.UNKNOWN),
        ("1 h", "15.2 ×", "critical from 14.4 ×", State.CRITICAL),
        ("6 h", "4 ×", "warning from 6 ×", State.OK),
    ]
    assert (view.budget, view.budget_share) == ("62 % left of 30 d", 0.62)
    assert "Promised: 99.9 % over 30 d" in _said(view)


def test_a_budget_that_is_overspent_says_by_how_much(node: Node, model: Model, source: Any) -> None:
    """And one that is not known is not a full one."""
    law = ObjectiveHealth(0.999, 2592000.0, {}, -0.5, State.CRITICAL, "")
    (spent,) = _views(node, model, source, law)
    assert (spent.budget, spent.budget_share) == ("spent and 50 % more, over 30 d", 0.0)
    (lost,) = _views(node, model, source, replace(law, budget=None))
    assert (lost.budget, lost.budget_share) == ("not known", None)


def test_demand_stands_on_one_bar_with_what_there_is(node: Node, model: Model, source: Any) -> None:
    """With marks where warning and critical begin; more demand than supply fills it."""
    law = CapacityHealth(729.0, 900.0, 0.81, 171.0, State.WARNING, "81 % of supply, warning from 80 %")
    (view,) = _views(node, model, source, law)
    assert isinstance(view, CapacityView)
    assert (view.share, view.marks) == (0.81, ((0.8, State.WARNING), (0.95, State.CRITICAL)))
    assert (view.demand, view.supply, view.headroom) == ("729", "900", "headroom 171")
    over = replace(law, demand=1800.0, use=2.0, headroom=-900.0, state=State.CRITICAL)
    (view,) = _views(node, model, source, over)
    assert (view.share, view.headroom) == (1.0, "900 more than there is")
    assert view.marks[0] == (0.4, State.WARNING)
    (view,) = _views(node, model, source, CapacityHealth(None, 900.0, None, None, State.UNKNOWN, ""))
    assert (view.demand, view.share, view.headroom) == ("not known", None, "headroom not known")


def test_a_law_that_is_kept_is_folded_and_any_other_is_open(node: Node, model: Model, source: Any) -> None:
    """What is wrong or not known is seen without opening anything."""
    for state in State:
        (view,) = _views(node, model, source, replace(BALANCE, state=state))
        first = laws((view,))[0].to_plotly_json()["type"]  # type: ignore[no-untyped-call]
        assert (first == "Details") == (state is State.OK)
