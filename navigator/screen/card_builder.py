"""What a card says of its node, and what is said of a pinned signal, at the moment looked at."""

from __future__ import annotations

from collections.abc import Mapping

from hierarchy.evidence.health import Health, NodeHealth, SignalHealth
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from hierarchy.model import Model, Node
from hierarchy.quantities import format_quantity
from hierarchy.terms import USE
from layouts.view_models import CardView, PinView
from navigator.screen.around import Around
from navigator.screen.card_words import badge_of, usual_of_card
from navigator.screen.pinned import pinned
from navigator.screen.selection import Card
from navigator.screen.unmeasured import words

_NO_VALUE = {
    Trust.ABSENT: "no data",
    Trust.NEVER: "no data for a day",
    Trust.ERROR: "query failed",
    Trust.UNREACHABLE: "unreachable",
    Trust.TRUNCATED: "too many series",
    Trust.AMBIGUOUS: "several series",
    Trust.NO_TRAFFIC: "no traffic",
}


def card_view(
    model: Model,
    index: Mapping[str, int],
    health: Health,
    card: Card,
    around: Around,
    onsets: Mapping[str, float],
) -> CardView:
    """The card with what its node is like; `onsets` as `onsets_of_cards` has them."""
    judged = health.nodes[card.node]
    usual = usual_of_card(model, health, around, card.node)
    signal, value, reading = _said(model, health, card.node, judged.deciding)
    return CardView(
        node=index[card.node],
        role=card.role,
        x=card.x,
        width=card.width,
        row=card.row,
        rows=card.rows,
        own=judged.own,
        threat=judged.threat,
        shown=judged.state,
        trust=_trust(judged, reading),
        signal=signal,
        value=value,
        age=None if reading is None else reading.age,
        at_least=judged.at_least,
        badge=badge_of(judged),
        usual=usual,
        onset=onsets.get(card.node) if usual or _is_wrong(judged) else None,
        contradiction=bool(judged.contradiction),
    )


def pin_view(model: Model, index: Mapping[str, int], health: Health, pin: str | None) -> PinView | None:
    """What is pinned, as it is at the moment looked at; None where nothing is that the model has.

    A signal without limits has no state of its own: that of its node stands for it, and unknown while
    there is no value.
    """
    found = None if pin is None else pinned(model, pin)
    if found is None:
        return None
    node, asked = found
    judged = health.nodes[node]
    signal, value, reading = _said(model, health, node, asked or judged.deciding)
    state = judged.state
    if asked is not None:
        alone = State.UNKNOWN if reading is None or reading.value is None else judged.state
        state = alone if reading is None or reading.state is None else reading.state
    trust = _trust(judged, reading) if asked is None or reading is None else reading.trust
    age, threat = None if reading is None else reading.age, judged.threat
    return PinView(index[node], signal, state, value, trust, age, None if threat is State.OK else threat)


def value_text(node: Node, signal_id: str, signal: SignalHealth) -> str:
    """The value with its unit, or why there is none in two words."""
    if signal.value is None:
        return _NO_VALUE.get(signal.trust, "no data")
    definition = node.signal(signal_id)
    if signal_id == USE and signal.capacity:
        return f"{format_quantity(signal.value / signal.capacity, 'ratio')} of supply"
    return format_quantity(signal.value, definition.unit if definition else "")


def _said(
    model: Model, health: Health, id: str, signal: str | None
) -> tuple[int | None, str, SignalHealth | None]:
    """The place of a signal among those shown, its value in words, and its reading; without a signal
    what there is to say instead."""
    node, reading = model.nodes[id], None
    if signal is not None:
        reading = health.nodes[id].signals.get(signal)
    if signal is None or reading is None:
        return None, words(model, health, node), None
    return [one.id for one in node.shown].index(signal), value_text(node, signal, reading), reading


def _is_wrong(judged: NodeHealth) -> bool:
    """Whether there is anything here that began: its state, or what threatens it."""
    return judged.state is not State.OK or judged.threat not in (None, State.OK)


def _trust(judged: NodeHealth, signal: SignalHealth | None) -> Trust | None:
    """The deciding signal's trust; where that is live but another limited signal is not, that one's."""
    if signal is None or signal.trust is not Trust.LIVE or judged.state is not State.UNKNOWN:
        return None if signal is None else signal.trust
    doubtful = (s.trust for s in judged.signals.values() if s.state is State.UNKNOWN)
    return next(doubtful, signal.trust)
