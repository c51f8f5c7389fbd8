"""A `Scene` as the compact JSON that goes to the browser (docs/screen-protocol.md), at most 8 kB."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from layouts.view_models import CardView, PinView, Scene

ROLES = ("focus", "end", "means", "peer", "context")
STATES = tuple(State)
TRUSTS = tuple(Trust)

_NOTHING = ("", "", None, 0)  # the last elements of a card that has nothing special

Json = dict[str, object]


def encode(scene: Scene) -> Json:
    """The scene as JSON-ready data; states run-length coded, cards as arrays."""
    return {
        **_sometimes(scene),
        "revision": scene.revision,
        "at": whole(scene.at),
        "as": whole(scene.as_of),
        "window": [whole(scene.window[0]), whole(scene.window[1])],
        "range": scene.range,
        "step": whole(scene.step),
        "refresh": scene.refresh,
        "mode": scene.mode,
        "clock": {"speed": scene.speed, "recorded": scene.recorded},
        "place": scene.place,
        "columns": scene.columns,
        "rows": scene.rows,
        "focus": scene.focus,
        "states": run_length(scene.states),
        "since": since_json(scene.since),
        "cards": [card_json(one) for one in scene.cards],
        "source": {"state": scene.source.state, "age": _age(scene.source.age), "text": scene.source.text},
        "strip": [[whole(o.time), o.node, STATES.index(o.state)] for o in scene.strip],
        "more": scene.more,
        "filling": scene.filling,
        "notices": [{"id": n.id, "severity": n.severity, "text": n.text} for n in scene.notices],
    }


def _sometimes(scene: Scene) -> Json:
    """What most scenes have nothing to say of is left out of them."""
    said: Json = {"cues": [list(cue) for cue in scene.cues]} if scene.cues else {}
    if scene.moved is not None:
        said["moved"] = list(scene.moved)
    if scene.cue_note is not None:
        said["cueNote"] = {"code": scene.cue_note[0], "text": scene.cue_note[1]}
    if scene.cues_pending:
        said["cuesPending"] = True
    if scene.what_if:
        said["if"] = [[node, STATES.index(state)] for node, state in scene.what_if]
    if scene.imagined:
        said["imagined"] = _runs("y" if one else "n" for one in scene.imagined)
    if scene.mutes:
        said["mutes"] = [list(mute) for mute in scene.mutes]
    if scene.opened:
        said["open"] = list(scene.opened)
    if scene.pin is not None:
        said["pin"] = _pin(scene.pin)
    return said


def run_length(states: Iterable[State]) -> str:
    """`o31c1o4` for 31 ok, one critical, four ok."""
    return _runs(state.value[0] for state in states)


def _runs(letters: Iterable[str]) -> str:
    return "".join(f"{letter}{sum(1 for _ in run)}" for letter, run in groupby(letters))


def since_json(times: Mapping[int, float]) -> Json:
    """Since when nodes have the state that they show, by index."""
    return {str(node): whole(time) for node, time in times.items()}


def card_json(card: CardView) -> list[object]:
    """As an array; what is said of few cards stands at the end, and is left out where there is nothing."""
    seldom: list[object] = [card.badge, card.usual, _age(card.onset), int(card.contradiction)]
    while seldom and seldom[-1] == _NOTHING[len(seldom) - 1]:
        seldom.pop()
    return [
        card.node,
        ROLES.index(card.role),
        round(card.x, 2),
        card.width,
        card.row,
        card.rows,
        _state(card.own),
        _state(card.threat),
        _state(card.shown),
        -1 if card.trust is None else TRUSTS.index(card.trust),
        -1 if card.signal is None else card.signal,
        card.value,
        _age(card.age),
        int(card.at_least),
        *seldom,
    ]


def _pin(pin: PinView) -> list[object]:
    return [
        pin.node,
        -1 if pin.signal is None else pin.signal,
        STATES.index(pin.state),
        pin.value,
        -1 if pin.trust is None else TRUSTS.index(pin.trust),
        _age(pin.age),
        *([] if pin.threat is None else [STATES.index(pin.threat)]),
    ]


def _state(state: State | None) -> int:
    return -1 if state is None else STATES.index(state)


def _age(age: float | None) -> int | None:
    return None if age is None else round(age)


def whole(time: float) -> float | int:
    """A time as scenes and links write it: whole seconds as an integer, else to the millisecond."""
    return int(time) if time == int(time) else round(time, 3)
