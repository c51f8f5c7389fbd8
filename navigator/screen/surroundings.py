"""What is asked of the desks for a picture and its detail, so that both show the same moment.

Nobody waits long: what is not there yet is pending, and asked for again with the next look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hierarchy.evidence.breakdowns import Split, splits_of
from hierarchy.evidence.cue import Cues
from hierarchy.evidence.health import Health
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.model import Node, SignalKey
from navigator.screen.around import Around, cued
from navigator.screen.selection import Card
from navigator.screen.url_state import Place
from navigator.screen.view_builder import Moment
from navigator.series import Window
from navigator.services import Services

SCENE_WAIT = 0.1
DETAIL_WAIT = 0.3
FINE_POINTS = 60  # as sparklines have them, so that what is usual is asked for once
CHART_POINTS = 240
CHANGES_BEFORE = 6 * 3600.0
MOST_HURT = 4  # purposes whose segments the overview shows


def around_scene(services: Services, moment: Moment, place: Place, cards: Sequence[Card]) -> Around:
    """What the cards say beside their values, and whether something is still on its way."""
    health = moment.health
    decided = ((card.node, health.nodes[card.node].deciding) for card in cards)
    keys = [SignalKey(id, signal) for id, signal in decided if signal is not None]
    around = _cues(services, moment, place, SCENE_WAIT)
    splits = _splits(services, health, around.whose, place)
    missing = set(splits) - set(services.breakdowns.get(splits, health.at, 0.0))
    return replace(
        around,
        usual=services.references.band(keys, window_of(services, health, place, FINE_POINTS), 0.0),
        deviations=services.cues.deviations(health.at, exact=place.at is not None),
        pending=around.pending or bool(missing),
    )


def around_known(services: Services, moment: Moment, place: Place) -> Around:
    """What is known already beside values, of the whole system; nothing is asked for."""
    wrong = _wrong(moment)
    whose = cued(services.model, moment.health, None, wrong)
    known = services.cues.deviations(moment.health.at, exact=place.at is not None)
    return Around(whose=whose, since=wrong, deviations=known)


def around_detail(services: Services, moment: Moment, place: Place) -> Around:
    """All that the detail of the focus, or of the whole system, says beyond states."""
    health, model = moment.health, services.model
    around = _cues(services, moment, place, DETAIL_WAIT)
    focus = model.nodes.get(place.focus or "")
    keys = [] if focus is None else [SignalKey(focus.id, signal.id) for signal in focus.shown]
    full = [key for key in keys if _has_capacity(health, key)]
    window = window_of(services, health, place, CHART_POINTS)
    bands = window_of(services, health, place, FINE_POINTS)
    splits = _splits(services, health, around.whose, place)
    return replace(
        around,
        changes=services.changes.between(health.at - max(CHANGES_BEFORE, place.seconds), health.at),
        usual=services.references.band(keys, bands, 0.0),
        breakdowns=services.breakdowns.get(splits, health.at, DETAIL_WAIT),
        series=services.series.get(full, window, 0.0)[0] if full else {},
        deviations=services.cues.deviations(health.at, exact=place.at is not None),
        zone=place.zone,
    )


def window_of(services: Services, health: Health, place: Place, points: int) -> Window:
    """The window of the place at a resolution, as charts and sparklines ask for it."""
    end = place.to or place.at or health.at
    return Window.of(end - place.seconds, end, points, services.model.step)


def _cues(services: Services, moment: Moment, place: Place, wait: float) -> Around:
    health, wrong = moment.health, _wrong(moment)
    whose = cued(services.model, health, place.focus, wrong)
    found: Cues | None = None if whose is None else _asked(services, health, whose, place, wait)
    late = whose is not None and (found is None or (found.note is not None and found.note.code == "pending"))
    old = found is not None and found.at < health.at - services.model.step
    return Around(whose=whose, cues=found, pending=late, since=wrong, old=old)


def _asked(services: Services, health: Health, whose: str, place: Place, wait: float) -> Cues | None:
    """A moment that somebody looks back at has its own cues; the present those of a moment ago meanwhile."""
    return services.cues.get(whose, health, wait, exact=place.at is not None)


def _wrong(moment: Moment) -> dict[str, float]:
    """Since when each node is warning or critical that really is."""
    health = moment.health
    return {
        id: at
        for id, at in (moment.since or {}).items()
        if SEVERITY[health.nodes[id].state] >= SEVERITY[State.WARNING] and not health.nodes[id].imagined
    }


def _splits(services: Services, health: Health, whose: str | None, place: Place) -> list[Split]:
    """Of the focus all; of the whole system the segments of the purposes that suffer most."""
    model = services.model
    if place.focus is not None and place.focus in model.nodes:
        return list(splits_of(model.nodes[place.focus]))
    if whose is None:
        return []
    hurt = [
        node
        for node in model.nodes.values()
        if node.level.rank == 0 and SEVERITY[health.nodes[node.id].state] >= SEVERITY[State.WARNING]
    ]
    hurt.sort(key=lambda node: -SEVERITY[health.nodes[node.id].state])
    return [split for node in hurt[:MOST_HURT] for split in _segments(node)]


def _segments(node: Node) -> list[Split]:
    labels = {segment.label for segment in node.segments}
    return [split for split in splits_of(node) if split.label in labels]


def _has_capacity(health: Health, key: SignalKey) -> bool:
    judged = health.nodes[key.node].signals.get(key.signal)
    return judged is not None and judged.capacity is not None
