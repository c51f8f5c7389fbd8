"""What can be done at a node and around it, and whom that touches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hierarchy.actions import Lever
from hierarchy.evidence.evaluate import evaluate
from hierarchy.graph import Graph
from hierarchy.model import Model, SignalKey
from layouts.doings import levers
from layouts.evidence_views import LeversView
from navigator.screen.lever_rows import MOST_LEVERS, levers_of

NOW = 1_661_142_000.0


def _levers(model: Model, source: Any, at: str, given: Mapping[str, tuple[Lever, ...]]) -> LeversView:
    nodes = {id: replace(node, levers=given.get(id, ())) for id, node in model.nodes.items()}
    changed = replace(model, nodes=nodes)
    health = evaluate(changed, source.sweep(NOW), NOW)
    return levers_of(changed, Graph(changed), health, at, (NOW - 60, NOW))


def test_levers_say_what_follows_what_they_need_and_where_they_are(model: Model, source: Any) -> None:
    """An address that can't be filled in is no link, but the lever is told; what it needs may be away."""
    source.values[SignalKey("cart", "errors")] = 0.2
    nodes = {**model.nodes, "pay": replace(model.nodes["pay"], labels={"zone": "a b"})}
    given = (
        Lever("Shed traffic", "https://flags.example/{zone}?from={from}", "Less for some", ("cart",)),
        Lever("Restart", "https://ops.example/{rack}"),
    )
    shed, restart = _levers(replace(model, nodes=nodes), source, "pay", {"pay": given}).rows
    assert (shed.title, shed.effect, shed.needs) == ("Shed traffic", "Less for some", "needs Cart (critical)")
    assert shed.href == f"https://flags.example/a%20b?from={int(NOW - 60) * 1000}"
    assert (restart.href, restart.effect, restart.needs, restart.at) == ("", "", "", "")


def test_levers_one_step_away_are_listed_with_where_they_are(model: Model, source: Any) -> None:
    """Those of ends and means too, and none twice; those two steps away are not."""
    given = {id: (Lever(f"At {id}", ""),) for id in ("buy", "orders", "pay", "cart", "host")}
    rows = _levers(model, source, "pay", given).rows
    assert [(row.title, row.at) for row in rows] == [
        ("At pay", ""),
        ("At cart", "at Cart, which carries this"),
        ("At orders", f"at {model.nodes['orders'].title}, which this serves"),
    ]


def test_purposes_that_a_lever_touches_are_named_with_their_state_before_it_is_opened(
    model: Model, source: Any
) -> None:
    """The line of the fold says it, so that nobody has to open it to be warned."""
    source.values[SignalKey("buy", "errors")] = 0.2
    view = _levers(model, source, "cart", {"cart": (Lever("Restart", "https://ops.example/"),)})
    (touched,) = view.rows[0].touches
    assert (touched.id, touched.state.value) == ("buy", "critical")
    summary = str(levers(view)[0].children[0])
    assert f"touch {model.nodes['buy'].title} (critical)" in summary
    assert levers(LeversView()) == []


def test_of_many_levers_some_are_listed_and_the_rest_is_counted(model: Model, source: Any) -> None:
    """A detail is read from top to bottom; nothing is left out in silence."""
    many = tuple(Lever(f"L{i}", "") for i in range(MOST_LEVERS + 3))
    view = _levers(model, source, "pay", {"pay": many})
    assert (len(view.rows), view.more) == (MOST_LEVERS, 3)
    assert "3 more at the nodes around this one" in str(levers(view))
