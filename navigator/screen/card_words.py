"""What a card says beside its value: how that stands to usual, and when it began."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hierarchy.evidence.assumptions import MuteKind
from hierarchy.evidence.health import Health, NodeHealth
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from hierarchy.model import Model, SignalKey
from navigator.screen.around import Around, departures
from navigator.screen.usual_words import times_usual

FARTHEST = 99 * 3600.0  # seconds: what began longer apart than that is not one story

_MUTES = {MuteKind.ACKNOWLEDGED: 1, MuteKind.MAINTENANCE: 2}


def usual_of_card(model: Model, health: Health, around: Around, id: str) -> str:
    """`3.2 × usual` for the signal that the card speaks of; empty where that says nothing."""
    judged = health.nodes[id]
    signal = None if judged.deciding is None else model.nodes[id].signal(judged.deciding)
    if signal is None:
        return ""
    key = SignalKey(id, signal.id)
    known = around.deviation(key)
    usual = around.usual.get(key) if known is None else known.usual
    return times_usual(signal, judged.signals[signal.id].value, usual)


def badge_of(judged: NodeHealth) -> str:
    """`7/9` where that many of the targets answer that the signal of the card, or else the first other one
    that tells too little for a state, is read from; empty where nothing is missing."""
    first = [] if judged.deciding is None else [judged.signals[judged.deciding]]
    if not first or first[0].trust is not Trust.LIVE or judged.state is not State.UNKNOWN:
        doubtful = first
    else:
        doubtful = [one for one in judged.signals.values() if one.state is State.UNKNOWN][:1]
    seen = next((one.seen for one in doubtful if one.trust is Trust.PARTIAL), None)
    return "" if seen is None else f"{seen[0]}/{seen[1]}"


def onsets_of_cards(around: Around, ids: Iterable[str], focus: str | None) -> Mapping[str, float]:
    """Seconds from the onset of the node that is asked about to that of each of `ids`, as far as known.

    Both are when a signal left what is usual for good, so that a moment says the same while it is the
    present and when it is looked at again. When a state changed is another thing: limits are crossed in
    another order than things went wrong. What did not depart, or is not read yet, has no such onset.
    """
    left = departures(around)
    whose = around.whose if focus is None else focus
    base = None if whose is None else left.get(whose)
    if base is None:
        return {}
    offsets = {id: left[id] - base for id in ids if id in left}
    return {id: offset for id, offset in offsets.items() if abs(offset) <= FARTHEST}


def mutes_of(model: Model, health: Health) -> tuple[tuple[int, int], ...]:
    """(node index, 1 acknowledged or 2 in maintenance) of every muted node."""
    found = ((i, health.nodes[id].mute) for i, id in enumerate(model.nodes))
    return tuple((i, _MUTES[mute.kind]) for i, mute in found if mute is not None)


def imagined_of(model: Model, health: Health) -> tuple[bool, ...]:
    """For every node whether the state shown follows from what somebody assumes; empty where none does.

    One whose own state is known shows that, and it is real, whatever its threat is made of.
    """
    shown = [health.nodes[id] for id in model.nodes]
    flags = tuple(
        judged.assumed is not None or (judged.imagined and judged.own in (None, State.UNKNOWN))
        for judged in shown
    )
    return flags if any(flags) else ()
