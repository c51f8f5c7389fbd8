"""Which moment a place looks at, and that its picture stays what it was."""

from __future__ import annotations

from typing import Any

from hierarchy.evidence.states import State
from hierarchy.model import SignalKey
from navigator.screen.moments import look
from navigator.screen.url_state import Place
from navigator.screen.view_builder import Frame, build_scene
from navigator.services import Services

NOW = 1_661_142_000.0


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


def test_a_time_in_the_future_shows_the_present_and_says_so(services: Services) -> None:
    """There can be no data of it."""
    services.poller.sweep_once()
    moment, said = look(services, Place(at=NOW + 3600))
    assert moment.health.at == NOW
    assert moment.mode == "live"
    assert [notice.id for notice in said] == ["in-the-future"]
