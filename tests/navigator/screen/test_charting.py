"""What the charts of the detail show, and the line that says so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hierarchy.evidence.breakdowns import Breakdown
from hierarchy.evidence.changes import Change, Changes
from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.health import SignalHealth
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from hierarchy.evidence.usual import Deviation, Usual
from hierarchy.laws import Capacity, Objective
from hierarchy.model import Model, Signal, SignalKey, Worse
from hierarchy.queries import Query
from hierarchy.terms import BUDGET, BURN, USE, with_terms
from navigator.screen.charting import MOST_CHARTS, WIDER, charted, charts_of, flags_of, note_of
from navigator.screen.url_state import Place
from navigator.services import Services

NOW = 1_661_142_000.0  # 2022-08-22 04:20 UTC
LATENCY = Signal("p95", "p95 latency", unit="seconds", worse=Worse.HIGHER, spread="pod", capacity=4.0)
USUAL = Usual(0.29, 0.3, 0.32, 0.03, 120, "")


def test_the_line_under_a_title_says_the_value_and_all_that_is_drawn() -> None:
    """What is usual and until when, who is far from the rest, what is shaded, how much there is."""
    judged = SignalHealth(0.912, State.CRITICAL, Trust.LIVE, capacity=4.0)
    left = Deviation(11.0, 0.9, USUAL, onset=NOW - 120)
    pods = Breakdown("pod", {f"p{i}": 0.3 for i in range(8)} | {"p9": 2.0})
    assert note_of(LATENCY, judged, USUAL, left, pods) == (
        "912 ms of 4 s · usually 290–320 ms until 04:18 · p9 2 s · light: every pod"
    )
    silent = SignalHealth(None, State.UNKNOWN, Trust.ABSENT, capacity=4.0)
    assert note_of(replace(LATENCY, spread=""), silent, None, None, None) == "capacity 4 s"
    bare = replace(LATENCY, spread="", capacity=None)
    assert note_of(bare, SignalHealth(None, None, Trust.ABSENT), None, None, None) == ""


def test_the_deciding_signal_is_charted_first_and_what_laws_say_with_it(model: Model, source: Any) -> None:
    """Burn and use have charts; what is left of a budget is told beside its burn."""
    buy = replace(
        model.nodes["buy"],
        objective=Objective(0.99, 3600.0, bad=Query("a"), total=Query("b")),
        capacity=Capacity(Query("c"), 900.0),
    )
    changed = replace(model, nodes={**model.nodes, "buy": with_terms(buy)})
    health = evaluate(changed, source.sweep(NOW), NOW)
    found = [key.signal for key in charted(changed, health, "buy")]
    assert sorted(found) == sorted(["errors", BURN, USE])
    assert found[0] == health.nodes["buy"].deciding
    assert BUDGET not in found
    assert len(charted(changed, health, None)) <= MOST_CHARTS


def test_a_change_is_linked_where_the_model_leads_from_it_to_the_focus(services: Services) -> None:
    """Above, below, here and everywhere; without a focus wherever it names a node."""
    done = Changes(
        (
            Change("1", "Below", NOW - 600, nodes=("host",)),
            Change("2", "Beside", NOW - 500, nodes=("checkout",)),
            Change("3", "Everything", NOW - 400, everything=True),
            Change("4", "Unknown", NOW - 300),
        )
    )
    window = (NOW - 3600, NOW)
    services.changes.between = lambda *_: done  # type: ignore[method-assign]
    assert [(f.title, f.linked) for f in flags_of(services, "cart", window)] == [
        ("Below", True),
        ("Beside", False),
        ("Everything", True),
        ("Unknown", False),
    ]
    assert [f.linked for f in flags_of(services, None, window)] == [True, True, True, False]


def test_a_change_that_is_linked_with_what_is_pinned_is_no_stranger_and_says_so(services: Services) -> None:
    """Filled like one at the focus; the words say that the focus is not linked with it."""
    done = Changes(
        (
            Change("1", "Below", NOW - 600, nodes=("host",)),
            Change("2", "Beside", NOW - 500, nodes=("checkout",)),
            Change("3", "Unknown", NOW - 300),
        )
    )
    services.changes.between = lambda *_: done  # type: ignore[method-assign]
    flags = flags_of(services, "cart", (NOW - 3600, NOW), "checkout")
    assert [(flag.linked, flag.about) for flag in flags] == [
        (True, ""),
        (True, "no link to the focus in the model; linked with Checkout, which is pinned"),
        (False, ""),
    ]


def test_the_value_axis_has_room_for_what_is_usual_but_not_for_a_far_capacity(services: Services) -> None:
    """A band that is not on the chart would say that nothing is usual; a capacity ten times as high would
    press the line to the ground."""
    health = services.poller.sweep_once()
    key = SignalKey("cart", "errors")
    nodes = dict(health.nodes)
    judged = nodes["cart"].signals["errors"]
    nodes["cart"] = replace(
        nodes["cart"], signals={"errors": replace(judged, capacity=10.0)}, deciding="errors"
    )
    place = Place(focus="cart")
    services.references.band = lambda *_: {key: Usual(0.4, 0.5, 0.6, 0.2, 50, "")}  # type: ignore[method-assign]
    (chart,) = charts_of(services, replace(health, nodes=nodes), place).charts
    assert chart.domain[1] >= 0.6
    assert chart.domain[1] < 10.0
    assert chart.capacity == 10.0
    nodes["cart"] = replace(
        nodes["cart"], signals={"errors": replace(judged, capacity=0.9)}, deciding="errors"
    )
    (chart,) = charts_of(services, replace(health, nodes=nodes), place).charts
    assert chart.domain[1] >= 0.9


def test_opening_a_chart_changes_no_line_on_a_card(services: Services) -> None:
    """What is usual and a capacity reach beyond the cards' domain, which stays; the chart says so."""
    health = services.poller.sweep_once()
    key, place = SignalKey("cart", "errors"), Place(focus="cart")
    before = services.scales.domain(key, place.range, [], health)
    services.references.band = lambda *_: {}  # type: ignore[method-assign]
    (chart,) = charts_of(services, health, place).charts
    plain = services.scales.domain(key, place.range, [])
    assert (chart.domain, chart.scale) == (plain, services.scales.name(key))
    assert WIDER not in chart.note
    far = 3 * plain[1]
    services.references.band = lambda *_: {key: Usual(0.4, far / 2, far, 0.2, 50, "")}  # type: ignore[method-assign]
    (chart,) = charts_of(services, health, place).charts
    assert chart.domain[1] >= far
    assert chart.note.startswith(WIDER)
    assert services.scales.domain(key, place.range, []) == plain >= before
