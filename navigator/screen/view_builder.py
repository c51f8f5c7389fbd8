"""One picture from model, health and place: pure, so that replay and live are the same code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hierarchy.evidence.health import Health
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.graph import Graph
from hierarchy.lane_order import LaneOrder
from hierarchy.model import Model
from layouts.view_models import CardView, Notice, Onset, Scene
from navigator.screen.around import NOTHING_AROUND, Around
from navigator.screen.card_builder import card_view, pin_view
from navigator.screen.card_words import imagined_of, mutes_of, onsets_of_cards
from navigator.screen.cue_rows import MOST_CUES
from navigator.screen.selection import Card, select
from navigator.screen.source_words import source_notices, worst_source
from navigator.screen.url_state import Place

STRIP_SLOTS = 12


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known at the time looked at, and what stood when the picture was laid out."""

    health: Health
    severity: Mapping[str, int]
    as_of: float
    mode: str
    refresh: float
    speed: float
    onsets: Sequence[tuple[float, str, State]] = ()
    since: Mapping[str, float] | None = None
    filling: bool = False
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The fixed part of a picture: the model with its order, and how many columns and rows there are."""

    model: Model
    graph: Graph
    order: LaneOrder
    index: Mapping[str, int]
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Picture:
    """What a move draws: the focus and the cards, and since when their nodes have their states, by index."""

    focus: int | None
    cards: tuple[CardView, ...]
    since: Mapping[int, float]


def cards_of(frame: Frame, moment: Moment, place: Place) -> tuple[Card, ...]:
    """Which nodes are cards, and where."""
    focus, _ = _focus(frame.model, place)
    return select(
        frame.graph,
        frame.order,
        moment.severity,
        focus,
        frame.columns,
        frame.rows,
        opened=place.opened,
        walked=place.via,
    ).cards


def build_picture(
    frame: Frame,
    moment: Moment,
    place: Place,
    around: Around = NOTHING_AROUND,
    cards: tuple[Card, ...] | None = None,
) -> Picture:
    """The cards of `place` at `moment`, of an unknown focus those of the whole system; `cards` where they
    have been selected already."""
    focus, _ = _focus(frame.model, place)
    cards = cards_of(frame, moment, place) if cards is None else cards
    since = moment.since or {}
    onsets = onsets_of_cards(around, (card.node for card in cards), focus)
    index = frame.index
    return Picture(
        None if focus is None else index[focus],
        tuple(card_view(frame.model, index, moment.health, card, around, onsets) for card in cards),
        {index[card.node]: since[card.node] for card in cards if card.node in since},
    )


def build_scene(
    frame: Frame,
    moment: Moment,
    place: Place,
    notices: Sequence[Notice] = (),
    around: Around = NOTHING_AROUND,
    cards: tuple[Card, ...] | None = None,
) -> Scene:
    """The picture of `place` at `moment`, of an unknown focus the overview and a notice; `cards` if known."""
    _, lost = _focus(frame.model, place)
    health = moment.health
    picture = build_picture(frame, moment, place, around, cards)
    end = next(time for time in (place.to, place.at, health.at) if time is not None)
    strip, more = _strip(frame, moment.onsets)
    scene = Scene(
        revision=frame.model.revision,
        at=health.at,
        as_of=moment.as_of,
        window=(end - place.seconds, end),
        range=place.range,
        step=frame.model.step,
        refresh=moment.refresh,
        mode=moment.mode,
        speed=moment.speed,
        filling=moment.filling,
        recorded=moment.recorded,
        place=place.asked,
        moved=(place.moved_from, place.focus) if place.moved_from and place.focus else None,
        columns=frame.columns,
        rows=frame.rows,
        focus=picture.focus,
        states=tuple(health.nodes[node].state for node in frame.model.nodes),
        cards=picture.cards,
        source=worst_source(health),
        since=picture.since,
        strip=strip,
        more=more,
        notices=(*notices, *lost, *source_notices(health)),
    )
    return _with_notes(scene, frame, health, place, around)


def _with_notes(scene: Scene, frame: Frame, health: Health, place: Place, around: Around) -> Scene:
    """The scene with what it says of nodes besides their states: cues, assumptions, mutes."""
    return replace(
        scene,
        cues=_cues(frame, around),
        cue_note=_cue_note(around),
        cues_pending=around.pending,
        what_if=tuple((frame.index[id], state) for id, state in place.what_if if id in frame.index),
        imagined=imagined_of(frame.model, health),
        mutes=mutes_of(frame.model, health),
        opened=tuple(frame.index[id] for id in place.opened if id in frame.index),
        pin=pin_view(frame.model, frame.index, health, place.pin),
    )


def _cues(frame: Frame, around: Around) -> tuple[tuple[int, int], ...]:
    found = () if around.cues is None else around.cues.cues
    return tuple(
        (frame.index[c.node], c.rank) for c in found if c.rank <= MOST_CUES and c.node in frame.index
    )


def _cue_note(around: Around) -> tuple[str, str] | None:
    note = None if around.cues is None else around.cues.note
    return None if note is None else (note.code, note.text)


def severities(health: Health) -> dict[str, int]:
    """How much each node calls for a place on the stage; own state or threat, whichever is worse."""
    return {id: max(SEVERITY[h.state], SEVERITY[h.threat or State.OK]) for id, h in health.nodes.items()}


def _strip(frame: Frame, onsets: Sequence[tuple[float, str, State]]) -> tuple[tuple[Onset, ...], int]:
    """The newest first and how many more there are; at one time the worst first, then what is nearer to
    the purposes."""

    def place(onset: tuple[float, str, State]) -> tuple[float, int, int, int]:
        time, node, state = onset
        return (-time, -SEVERITY[state], frame.model.nodes[node].level.rank, frame.index[node])

    known = [onset for onset in onsets if onset[1] in frame.index]
    # Thousands may have begun in the window: only those that can get a slot are put in order.
    newest = sorted((onset[0] for onset in known), reverse=True)[:STRIP_SLOTS]
    oldest = min(newest, default=0.0)
    recent = sorted((onset for onset in known if onset[0] >= oldest), key=place)[:STRIP_SLOTS]
    shown = tuple(Onset(time, frame.index[node], state) for time, node, state in recent)
    return shown, len(known) - len(shown)


def _focus(model: Model, place: Place) -> tuple[str | None, tuple[Notice, ...]]:
    if place.focus is None or place.focus in model.nodes:
        return place.focus, ()
    asked = place.focus[:80]
    text = f"There is no node “{asked}” in this hierarchy. Showing the whole system; press / to search."
    return None, (Notice("unknown-focus", "warning", text),)
