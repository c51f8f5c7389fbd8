"""What a picture and its detail ask of the desks."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.evidence.states import State
from hierarchy.laws import Segment
from hierarchy.model import Model, SignalKey
from navigator.screen.moments import look
from navigator.screen.surroundings import around_detail, around_scene
from navigator.screen.url_state import Place
from navigator.screen.view_builder import Frame, cards_of
from navigator.services import Services

NOW = 1_661_142_000.0
ERRORS = SignalKey("buy", "errors")
REGION = Split(ERRORS, "region")


@pytest.fixture
def model(model: Model) -> Model:
    """The small shop, with regions of its purpose and instances of the cart."""
    buy = replace(model.nodes["buy"], segments=(Segment("region", "Region"),))
    cart = model.nodes["cart"]
    cart = replace(cart, signals=(replace(cart.signals[0], spread="pod", capacity=1.0),))
    return replace(model, nodes={**model.nodes, "buy": buy, "cart": cart})


def _until(asked: Any, wanted: Any) -> Any:
    """Asks as the browser does, again and again, until it is there; at most some seconds."""
    end = time.monotonic() + 10
    while not wanted(found := asked()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


def test_what_is_not_there_yet_is_pending_and_then_there(services: Services, source: Any) -> None:
    """The first look waits for no source; a later one has cues, what is usual and the instances."""
    source.values[SignalKey("cart", "errors")] = 0.2
    services.poller.sweep_once()
    source.go.clear()
    place = Place(focus="pay")
    moment, _ = look(services, place)
    frame = Frame(services.model, services.graph, services.order, services.index, 4, 2)
    cards = cards_of(frame, moment, place)
    first = around_scene(services, moment, place, cards)
    assert first.whose == "pay"
    assert (first.cues, first.pending) == (None, True)
    source.go.set()
    later = _until(lambda: around_detail(services, moment, place), lambda a: not a.pending)
    assert later.cues is not None
    assert not later.pending
    assert [cue.node for cue in later.cues.cues][:1] == ["cart"]


def test_the_detail_asks_for_instances_and_what_runs_full_of_the_focus(
    services: Services, source: Any
) -> None:
    """Of no other node: nobody looks at those."""
    services.poller.sweep_once()
    pods = Split(SignalKey("cart", "errors"), "pod")
    source.split[pods] = Breakdown("pod", {"a": 0.1, "b": 0.2})
    place = Place(focus="cart")
    moment, _ = look(services, place)
    around = _until(lambda: around_detail(services, moment, place), lambda a: a.breakdowns and a.series)
    assert dict(around.breakdowns) == {pods: Breakdown("pod", {"a": 0.1, "b": 0.2})}
    assert set(around.series) == {SignalKey("cart", "errors")}


def test_the_whole_system_asks_who_is_hurt_only_while_a_purpose_is(services: Services, source: Any) -> None:
    """Nothing is asked of a source while nothing suffers."""
    services.poller.sweep_once()
    moment, _ = look(services, Place())
    calm = around_detail(services, moment, Place())
    assert (calm.whose, calm.cues, calm.pending, dict(calm.breakdowns)) == (None, None, False, {})
    source.values[ERRORS] = 0.2
    source.split[REGION] = Breakdown("region", {"EU": 0.4, "US": 0.001})
    moment = replace(moment, health=services.poller.sweep_once())
    around = _until(lambda: around_detail(services, moment, Place()), lambda a: a.breakdowns)
    assert around.whose == "buy"
    assert set(around.breakdowns) == {REGION}


def test_what_is_only_imagined_has_not_begun(services: Services) -> None:
    """An assumption has no onset, and nothing is counted from it."""
    services.poller.sweep_once()
    moment, _ = look(services, Place(focus="cart"))
    nodes = dict(moment.health.nodes)
    nodes["cart"] = replace(nodes["cart"], state=State.CRITICAL)
    nodes["pay"] = replace(nodes["pay"], state=State.CRITICAL, imagined=True)
    since = {"cart": NOW - 60, "pay": NOW - 30, "host": NOW - 900}
    moment = replace(moment, health=replace(moment.health, nodes=nodes), since=since)
    assert dict(around_detail(services, moment, Place(focus="cart")).since) == {"cart": NOW - 60}


def test_a_moment_of_the_past_counts_from_its_own_departures_alone(
    services: Services, source: Any, clock: Any
) -> None:
    """Cues of a step before stand for the present while newer ones are gathered, and never for the past."""
    place = Place(focus="pay")
    services.poller.sweep_once()
    moment, _ = look(services, place)
    before = _until(lambda: around_detail(services, moment, place), lambda a: not a.pending)
    assert before.cues is not None
    assert before.deviations
    clock.time = NOW + 45
    source.go.clear()
    now = replace(moment, health=replace(moment.health, at=NOW + 45))
    live = around_detail(services, now, place)
    assert live.cues == before.cues
    assert (live.old, live.pending) == (True, False)
    assert live.deviations == before.deviations
    past = around_detail(services, now, replace(place, at=NOW + 45))
    assert (past.cues, past.pending, dict(past.deviations)) == (None, True, {})
    source.go.set()
