"""What cards say beside their values, and what a scene says of assumptions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hierarchy.evidence.assumptions import Mute, MuteKind
from hierarchy.evidence.cue import Cue, CueNote, Cues
from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.health import Evidence, NodeHealth, SignalHealth
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import UNKNOWN, State
from hierarchy.evidence.usual import Deviation, Usual
from hierarchy.model import Model, SignalKey
from navigator.screen.around import Around, began
from navigator.screen.card_words import badge_of, onsets_of_cards
from navigator.screen.moments import look
from navigator.screen.url_state import Place
from navigator.screen.view_builder import Frame, build_scene
from navigator.services import Services

NOW = 1_661_142_000.0
USUAL = Usual(0.001, 0.002, 0.003, 0.002, 90, "")


def _left(at: float) -> Deviation:
    return Deviation(9.0, 0.2, USUAL, onset=at)


def _node(state: State, deciding: str | None, **signals: SignalHealth) -> NodeHealth:
    return NodeHealth(state, state, None, UNKNOWN, Evidence(0, 1), (), signals, deciding)


def test_a_badge_says_how_many_targets_answer_where_the_card_shows_what_is_partial() -> None:
    """Of the signal that the card speaks of, or of the one for which the node is not known."""
    whole = SignalHealth(5.0, State.OK, Trust.LIVE)
    part = SignalHealth(5.0, State.UNKNOWN, Trust.PARTIAL, seen=(7, 9))
    assert badge_of(_node(State.UNKNOWN, "a", a=part, b=whole)) == "7/9"
    assert badge_of(_node(State.UNKNOWN, "b", b=whole, a=part)) == "7/9"
    assert badge_of(_node(State.WARNING, "a", a=replace(part, state=State.WARNING))) == "7/9"
    assert badge_of(_node(State.WARNING, "b", a=part, b=replace(whole, state=State.WARNING))) == ""
    assert badge_of(_node(State.UNKNOWN, "a", a=replace(part, trust=Trust.STALE))) == ""
    assert badge_of(_node(State.UNKNOWN, "a", a=replace(part, seen=None))) == ""
    assert badge_of(_node(State.UNKNOWN, None)) == ""


def test_onsets_are_told_from_the_focus_on_by_departures_alone() -> None:
    """When states changed says nothing of the order in which things left their usual: a moment would say
    something else while its history is being read than it does afterwards."""
    around = Around(
        whose="pay",
        deviations={SignalKey("pay", "errors"): _left(NOW - 100), SignalKey("host", "cpu"): _left(NOW - 220)},
        since={"pay": NOW - 60, "cart": NOW - 48},
    )
    ids = ("pay", "host", "cart", "buy")
    assert onsets_of_cards(around, ids, "pay") == {"pay": 0.0, "host": -120.0}
    assert onsets_of_cards(around, ids, "cart") == {}, "its own departure is not known"
    assert onsets_of_cards(around, ids, "buy") == {}
    assert onsets_of_cards(Around(), ids, None) == {}


def test_what_is_wrong_began_when_the_first_signal_left_its_usual() -> None:
    """A limit is crossed later than that."""
    first = {SignalKey("pay", "errors"): _left(NOW - 100), SignalKey("pay", "p95"): _left(NOW - 130)}
    cues = Cues("pay", NOW, deviations={SignalKey("pay", "p99"): _left(NOW - 150)})
    around = Around(cues=cues, deviations=first, since={"pay": NOW - 60, "cart": NOW - 48})
    assert began(around, "pay") == NOW - 150
    assert began(around, "cart") == NOW - 48
    assert began(around, "host") is None
    waiting = replace(around, cues=None, pending=True)
    assert began(waiting, "pay") == NOW - 130
    assert began(waiting, "cart") is None, "whether it departed before is not read yet"


def test_a_scene_tells_cues_usual_values_onsets_and_contradictions(services: Services, source: Any) -> None:
    """Each on the card that it is about."""
    source.values[SignalKey("cart", "errors")] = 0.2
    services.poller.sweep_once()
    place = Place(focus="pay")
    moment, _ = look(services, place)
    cues = Cues("pay", NOW, (Cue(1, "cart", ("pay", "cart"), 5.0, ()),), CueNote("x", "Said."))
    around = Around(
        whose="pay",
        cues=cues,
        usual={SignalKey("cart", "errors"): USUAL},
        deviations={
            SignalKey("pay", "errors"): _left(NOW),
            SignalKey("cart", "errors"): _left(NOW - 30),
            SignalKey("host", "cpu"): _left(NOW - 30),
        },
    )
    frame = Frame(services.model, services.graph, services.order, services.index, 4, 2)
    scene = build_scene(frame, moment, place, (), around)
    cards = {card.node: card for card in scene.cards}
    cart, pay = cards[services.index["cart"]], cards[services.index["pay"]]
    assert (cart.usual, cart.onset) == ("usual 0.2 %", -30.0)
    host = cards[services.index["host"]]
    assert not host.contradiction
    assert host.onset is None  # it is ok and near what is usual: that it stirred says nothing
    assert (pay.usual, pay.onset, pay.contradiction) == ("", 0.0, True)
    assert scene.cues == ((services.index["cart"], 1),)
    assert scene.cue_note == ("x", "Said.")


def test_a_scene_tells_what_is_assumed_and_who_is_muted(services: Services) -> None:
    """Assumptions about nodes that are not there are left out; own states that are known are real."""
    services.poller.sweep_once()
    place = Place(what_if=(("cart", State.CRITICAL), ("gone", State.OK)))
    moment, _ = look(services, Place())
    nodes = dict(moment.health.nodes)
    nodes["cart"] = replace(nodes["cart"], assumed=State.CRITICAL)
    nodes["pay"] = replace(nodes["pay"], imagined=True, own=None)
    nodes["buy"] = replace(nodes["buy"], imagined=True, own=State.CRITICAL, state=State.CRITICAL)
    nodes["host"] = replace(nodes["host"], mute=Mute(MuteKind.MAINTENANCE))
    moment = replace(moment, health=replace(moment.health, nodes=nodes))
    frame = Frame(services.model, services.graph, services.order, services.index, 4, 2)
    scene = build_scene(frame, moment, place)
    index = services.index
    assert scene.what_if == ((index["cart"], State.CRITICAL),)
    assert [i for i, imagined in enumerate(scene.imagined) if imagined] == sorted(
        [index["cart"], index["pay"]]
    )
    assert scene.mutes == ((index["host"], 2),)


def test_nothing_assumed_is_nothing_told(model: Model, source: Any, services: Services) -> None:
    """An ordinary scene carries no list of zeros."""
    services.poller.sweep_once()
    moment, _ = look(services, Place())
    frame = Frame(services.model, services.graph, services.order, services.index, 4, 2)
    scene = build_scene(frame, moment, Place())
    assert (scene.imagined, scene.mutes, scene.what_if, scene.cues) == ((), (), (), ())
    assert evaluate(model, source.sweep(NOW), NOW).nodes["cart"].mute is None
