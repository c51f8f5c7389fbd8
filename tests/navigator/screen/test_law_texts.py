"""What the detail says about what a node is to be judged by, and what its signals are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.health import Reason
from hierarchy.evidence.law_health import CapacityHealth
from hierarchy.evidence.states import State
from hierarchy.graph import Graph
from hierarchy.laws import Balance, Capacity, Objective
from hierarchy.model import Kind, Model, Node, SignalKey, Worse
from hierarchy.queries import Query
from hierarchy.terms import with_terms
from layouts.detail import sections
from layouts.view_models import DetailView
from navigator.screen.detail_builder import build_detail
from navigator.screen.law_texts import balance_law, capacity_law, law_lines, objective_law

NOW = 1_661_142_000.0
_ASKED = Query("a")


def _shown(model: Model, source: Any, node: Node) -> DetailView:
    changed = replace(model, nodes={**model.nodes, node.id: node})
    health = evaluate(changed, source.sweep(NOW), NOW)
    return build_detail(changed, Graph(changed), health, node.id, None, (NOW - 60, NOW))


@pytest.mark.parametrize(
    ("stated", "line"),
    [
        (Objective(0.9995, 2592000.0, good=_ASKED, total=_ASKED), "99.95 % over 30 d"),
        (Objective(0.99, 3600.0, signal="errors"), "99 % of Failed requests over 1 h"),
        (
            Balance({"arrived": _ASKED}, {"placed": _ASKED, "refused": _ASKED}, {"waiting": _ASKED}),
            "In: arrived. Out: placed, refused. Held: waiting. May differ by 2 %",
        ),
        (Capacity(_ASKED, 900.0, 0.8, 0.95), "demand against 900, warning from 80 %, critical from 95 %"),
        (Capacity(_ASKED, _ASKED), "demand against supply"),
    ],
)
def test_a_law_is_told_as_it_was_written(
    model: Model, stated: Objective | Balance | Capacity, line: str
) -> None:
    """What is promised, with the digits that it was promised with."""
    if isinstance(stated, Objective):
        assert objective_law(model.nodes["buy"], stated) == line
    else:
        assert (balance_law(stated) if isinstance(stated, Balance) else capacity_law(stated)) == line


def test_a_law_is_said_once_and_what_comes_first_is_said(model: Model, source: Any) -> None:
    """What a reason says already is not repeated; a node that has gone is named by its id."""
    node = replace(model.nodes["buy"], priority=("pay", "gone"))
    law = CapacityHealth(810.0, 1000.0, 0.81, 190.0, State.WARNING, "81 % of supply, warning from 80 %")
    judged = evaluate(model, source.sweep(NOW), NOW).nodes["buy"]
    judged = replace(judged, laws=(law,))
    assert [(row.text, row.state) for row in law_lines(model, node, judged)] == [
        ("81 % of supply, warning from 80 %", State.WARNING),
        ("Comes first: Pay, then gone", State.OK),
    ]
    reason = Reason("warning", State.WARNING, "demand: 81 % of supply, warning from 80 %", signal="x")
    said = law_lines(model, node, replace(judged, reasons=(reason,)))
    assert [row.text for row in said] == ["Comes first: Pay, then gone"]


def test_an_objective_alone_makes_no_node_healthy(model: Model, source: Any) -> None:
    """Without a signal and without means there is nothing to be seen, whatever is promised."""
    promised = Objective(0.99, 3600.0, bad=_ASKED)
    bare = with_terms(Node("lost", model.nodes["buy"].level, "Nothing is lost", objective=promised))
    view = _shown(model, source, bare)
    said = str(sections(view))
    assert view.state is State.UNKNOWN
    assert "'data-state': 'ok'" not in said
    assert "data-state='ok'" not in said


def test_a_signal_says_what_it_is_and_how_much_there_is_of_it(model: Model, source: Any) -> None:
    """What is commanded is not taken for measured, and a value stands beside its capacity."""
    cart = model.nodes["cart"]
    source.values[SignalKey("cart", "errors")] = 1.2e9
    heap = replace(
        cart.signals[0],
        title="Heap",
        unit="bytes",
        worse=Worse.HIGHER,
        warning=None,
        critical=None,
        capacity=2e9,
        kind=Kind.COMMANDED,
        measures="What was asked for",
    )
    row = _shown(model, source, replace(cart, signals=(heap,))).signals[0]
    assert (row.value, row.about) == ("1.2 GB of 2 GB", "commanded · What was asked for")
    share = replace(heap, capacity="max(b)", warning_share=0.8, critical_share=0.95, kind=Kind.MEASURED)
    row = _shown(model, source, replace(cart, signals=(share,))).signals[0]
    assert (row.value, row.about) == ("1.2 GB", "What was asked for")
    assert row.limits == "warning from 80 % of capacity, critical from 95 % of capacity"
    source.values[SignalKey("cart", "errors")] = None
    row = _shown(model, source, replace(cart, signals=(heap,))).signals[0]
    assert "of 2 GB" not in row.value


def test_a_share_of_one_is_not_told_to_be_of_one(model: Model, source: Any) -> None:
    """83 % of 100 % says nothing more than 83 %."""
    cart = model.nodes["cart"]
    source.values[SignalKey("cart", "errors")] = 0.83
    ratio = replace(cart.signals[0], unit="ratio", capacity=1.0)
    assert _shown(model, source, replace(cart, signals=(ratio,))).signals[0].value == "83 %"
