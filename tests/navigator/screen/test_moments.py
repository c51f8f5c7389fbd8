"""Which moment a place looks at, and that its picture stays what it was."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from hierarchy.evidence.assumptions import Mute, MuteKind
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import Health
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.model import Model, SignalKey
from navigator.screen.moments import look
from navigator.screen.url_state import Place
from navigator.screen.view_builder import Frame, build_scene
from navigator.services import Services
from navigator.what_if import real_of

NOW = 1_661_142_000.0
_UNKNOWN = SEVERITY[State.UNKNOWN]


@dataclass(frozen=True)
class HandMutes:
    """The same mutes at any time."""

    mutes: Mapping[str, Mute]

    def at(self, _when: float, /) -> Mapping[str, Mute]:
        """All of them."""
        return self.mutes


def _slots(services: Services, place: Place) -> list[tuple[int, float, int]]:
    frame = Frame(services.model, services.graph, services.order, services.index, 4, 2)
    moment, _ = look(services, place)
    return [(card.node, card.x, card.row) for card in build_scene(frame, moment, place).cards]


def test_a_picture_is_laid_out_as_of_its_move_whatever_turns_abnormal_later(
    services: Services, source: Any, clock: Any
) -> None:
    """States known then, threats included, decide the places now, after a tick and after a reload."""
    source.values[SignalKey("cart", "errors")] = 0.2
    services.poller.sweep_once()
    place = Place(focus="pay", as_of=NOW)
    first = look(services, place)[0]
    slots = _slots(services, place)
    assert first.severity["pay"] == 3
    source.values[SignalKey("cart", "errors")] = 0.001
    source.values[SignalKey("checkout", "errors")] = 0.2
    clock.time = NOW + 15
    services.poller.sweep_once()
    later = look(services, place)[0]
    assert later.health.at == NOW + 15
    assert dict(later.severity) == dict(first.severity)
    assert _slots(services, place) == slots


def test_a_picture_of_a_time_of_which_nothing_is_recorded_is_laid_out_as_of_then(
    services: Services, source: Any
) -> None:
    """A link from before this process began: what stood then is read, and decides the places."""
    services.poller.sweep_once()
    source.values[SignalKey("cart", "errors")] = 0.2
    moment = look(services, Place(focus="pay", as_of=NOW - 600))[0]
    assert (moment.health.nodes["cart"].state, moment.severity["cart"]) == (State.OK, 3)


def test_a_time_that_a_link_says_to_the_millisecond_finds_its_record(
    services: Services, source: Any, clock: Any
) -> None:
    """Rounding down must not lead to the record before."""
    services.poller.sweep_once()
    source.values[SignalKey("cart", "errors")] = 0.2
    clock.time = NOW + 30
    health = services.poller.sweep_once()
    services.history.append(replace(health, at=NOW + 10.0004))
    assert look(services, Place(as_of=NOW + 9))[0].severity["cart"] == 0
    assert look(services, Place(as_of=NOW + 10))[0].severity["cart"] == 3


def test_a_past_moment_that_has_not_come_back_is_unknown(services: Services, source: Any) -> None:
    """The present is never shown under the name of the past."""
    services.poller.sweep_once()
    source.go.clear()
    moment, said = look(services, Place(at=NOW - 600))
    assert {node.state for node in moment.health.nodes.values()} == {State.UNKNOWN}
    assert moment.health.at == NOW - 600
    assert moment.filling
    assert [notice.id for notice in said] == ["moment-pending"]


def test_before_the_first_answer_nothing_is_known_and_the_source_is_not_called_live(
    services: Services,
) -> None:
    """An empty screen that looks healthy would be the worst lie."""
    frame = Frame(services.model, services.graph, services.order, services.index, 6, 4)
    moment, said = look(services, Place())
    scene = build_scene(frame, moment, Place())
    assert set(scene.states) == {State.UNKNOWN}
    assert scene.source.state == "waiting"
    assert [notice.id for notice in said] == ["loading"]


def test_what_is_not_read_yet_lays_out_no_picture_that_stays(services: Services, source: Any) -> None:
    """Whoever looks before the first answer, or at a moment still being read, gets the picture of that time
    as soon as it is known: the worst stand out, and not what came first in the file."""
    source.values[SignalKey("cart", "errors")] = 0.2
    source.go.clear()
    for place in (Place(as_of=NOW), Place(at=NOW - 600, as_of=NOW - 600)):
        assert look(services, place)[0].severity["cart"] == _UNKNOWN
    source.go.set()
    services.poller.sweep_once()
    assert services.past.at(NOW - 600, wait=5) is not None
    for place in (Place(as_of=NOW), Place(at=NOW - 600, as_of=NOW - 600)):
        assert look(services, place)[0].severity["cart"] == 3


def test_a_time_in_the_future_shows_the_present_and_says_so(services: Services) -> None:
    """There can be no data of it."""
    services.poller.sweep_once()
    moment, said = look(services, Place(at=NOW + 3600))
    assert moment.health.at == NOW
    assert moment.mode == "live"
    assert [notice.id for notice in said] == ["in-the-future"]


def test_what_if_judges_the_present_again_and_marks_what_is_not_real(services: Services) -> None:
    """A failed host hurts everything above it, in the picture alone: the real states stay what they are."""
    services.poller.sweep_once()
    place = Place(what_if=(("host", State.CRITICAL),))
    moment, said = look(services, place)
    nodes = moment.health.nodes
    assert nodes["host"].state is State.CRITICAL
    assert nodes["host"].assumed is State.CRITICAL
    assert nodes["cart"].threat is State.CRITICAL
    assert nodes["cart"].imagined
    assert not nodes["buy"].imagined
    assert real_of(moment.health).nodes["host"].state is State.OK
    assert look(services, Place())[0].health.nodes["host"].assumed is None
    assert said == ()
    assert set(moment.severity.values()) == {0}


def test_what_if_about_the_past_reads_the_moment_once(services: Services, source: Any) -> None:
    """The sweep that the moment was judged from is judged again, for all who assume the same."""
    place = Place(at=NOW - 600, what_if=(("host", State.CRITICAL),))
    look(services, replace(place, what_if=()))
    asked = len(source.sweeps)
    for _ in range(3):
        assert look(services, place)[0].health.nodes["host"].assumed is State.CRITICAL
    assert len(source.sweeps) == asked


def test_while_a_what_if_is_not_known_the_real_states_are_shown_and_that_is_said(
    services: Services, source: Any
) -> None:
    """A moment that was forgotten is read again; nobody waits for it, and nothing imagined is made up."""
    place = Place(at=NOW - 600, what_if=(("host", State.CRITICAL),))
    for i in range(6):
        look(services, Place(at=NOW - 600 - 15 * i))
    source.go.clear()
    moment, said = look(services, place)
    assert "what-if-late" in [notice.id for notice in said]
    assert all(node.assumed is None for node in moment.health.nodes.values())
    assert moment.filling


def test_the_picture_does_not_fall_back_to_what_is_real_with_every_step(
    services: Services, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a new judgement is judged again, what would have followed a step ago is shown, with its time."""
    services.poller.sweep_once()
    place = Place(what_if=(("host", State.CRITICAL),))
    look(services, place)
    clock.time = NOW + 15
    services.poller.sweep_once()
    go = threading.Event()
    evaluate = Evaluator.evaluate

    def held_back(*given: Any, **named: Any) -> Health:
        go.wait(10)
        return evaluate(*given, **named)

    monkeypatch.setattr(Evaluator, "evaluate", held_back)
    moment, said = look(services, place)
    go.set()
    assert said == ()
    assert moment.health.at == NOW
    assert moment.health.nodes["host"].assumed is State.CRITICAL


def test_mutes_reach_every_judgement(model: Model, source: Any, clock: Any) -> None:
    """What fills the slot is taken by the present, by the past and by what-ifs: one mechanism for all."""
    muted = HandMutes({"host": Mute(MuteKind.MAINTENANCE, "ada", "new disk", NOW + 60)})
    services = Services.build(model, source, clock, muted)
    source.values[SignalKey("host", "errors")] = 0.2
    try:
        services.poller.sweep_once()
        for place in (Place(), Place(at=NOW - 60), Place(what_if=(("cart", State.WARNING),))):
            nodes = look(services, place)[0].health.nodes
            assert nodes["host"].state is State.CRITICAL
            assert nodes["host"].mute is not None
            assert nodes["checkout"].threat is not State.CRITICAL
    finally:
        services.close()
