"""What the detail says about what a node is to be judged by, and about what can be done at it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hierarchy.actions import Lever
from hierarchy.evidence.evaluate import evaluate
from hierarchy.graph import Graph
from hierarchy.laws import Balance, Capacity, Objective
from hierarchy.model import Kind, Model, Node, SignalKey, Worse
from hierarchy.queries import Query
from layouts.detail import sections
from layouts.view_models import DetailView
from navigator.screen.detail_builder import build_detail

NOW = 1_661_142_000.0
_ASKED = Query("a")


def _shown(model: Model, source: Any, node: Node) -> DetailView:
    changed = replace(model, nodes={**model.nodes, node.id: node})
    health = evaluate(changed, source.sweep(NOW), NOW)
    return build_detail(changed, Graph(changed), health, node.id, None, (NOW - 60, NOW))


@pytest.mark.parametrize(
    ("stated", "line"),
    [
        (
            {"objective": Objective(0.9995, 2592000.0, good=_ASKED, total=_ASKED)},
            "Objective: 99.95 % over 30 d",
        ),
        (
            {"objective": Objective(0.99, 3600.0, signal="errors")},
            "Objective: 99 % of Failed requests over 1 h",
        ),
        (
            {
                "balance": Balance(
                    {"arrived": _ASKED}, {"placed": _ASKED, "refused": _ASKED}, {"waiting": _ASKED}
                )
            },
            "Balance: arrived in, placed + refused out, waiting held, within 2 %",
        ),
        (
            {"capacity": Capacity(_ASKED, 900.0, 0.8, 0.95)},
            "Capacity: demand against 900, warning from 80 %, critical from 95 %",
        ),
        (
            {"capacity": Capacity(_ASKED, _ASKED)},
            "Capacity: demand against supply",
        ),
        ({"priority": ("pay", "gone")}, "Priority: Pay, then gone"),
    ],
)
def test_the_detail_says_that_nothing_judges_what_is_stated_yet(
    model: Model, source: Any, stated: dict[str, Any], line: str
) -> None:
    """A promise that nobody keeps an eye on is no reason to feel safe."""
    view = _shown(model, source, replace(model.nodes["buy"], **stated))
    unjudged = "" if line.startswith("Priority") else " (not judged by this version)"
    assert view.laws == (line + unjudged,)
    said = str(sections(view)["why"])
    assert line.split(":")[0] in said
    assert said.count("not judged by this version") == (1 if unjudged else 0)
    assert "'data-state': 'unknown'" in said or "data-state='unknown'" in said


def test_an_objective_alone_makes_no_node_healthy(model: Model, source: Any) -> None:
    """Without a signal and without means there is nothing to be seen, whatever is promised."""
    promised = Objective(0.99, 3600.0, bad=_ASKED)
    bare = Node("lost", model.nodes["buy"].level, "Nothing is lost", objective=promised)
    said = str(sections(_shown(model, source, bare))["why"])
    assert "Nothing is measured here or below" in said
    assert "not judged by this version" in said
    assert "'data-state': 'ok'" not in said
    assert "data-state='ok'" not in said


def test_levers_say_what_follows_what_they_need_and_where_they_are(model: Model, source: Any) -> None:
    """An address that can't be filled in is no link, but the lever is still told."""
    levers = (
        Lever("Shed traffic", "https://flags.example/{zone}?from={from}", "Less for some", ("cart",)),
        Lever("Restart", "https://ops.example/{rack}"),
    )
    node = replace(model.nodes["pay"], levers=levers, labels={"zone": "a b"}, symptoms=("bind: in use",))
    view = _shown(model, source, node)
    shed, restart = view.levers
    assert (shed.title, shed.effect, shed.needs) == ("Shed traffic", "Less for some", "needs Cart")
    assert shed.href == f"https://flags.example/a%20b?from={int(NOW - 60) * 1000}"
    assert (restart.href, restart.effect, restart.needs) == ("", "", "")
    said = str(sections(view)["signals"])
    assert "What can be done" in said
    assert "bind: in use" in said


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
