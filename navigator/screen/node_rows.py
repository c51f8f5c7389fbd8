"""Neighbours as rows, and the few words that many parts of the detail share."""

from __future__ import annotations

from collections.abc import Mapping

from hierarchy.evidence.health import Health, NodeHealth
from hierarchy.model import Model, Node
from hierarchy.quantities import format_age, format_quantity
from layouts.view_models import NodeRow
from layouts.zones import Zone
from navigator.screen.source_words import is_away

_ABSENCES = ("departed", "not-there-yet")


def rows(
    model: Model,
    health: Health,
    ids: tuple[str, ...],
    notes: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
) -> tuple[NodeRow, ...]:
    """Neighbours as rows, in the order given; of a member that is not there that is said."""
    said, judged_by = notes or {}, values or {}
    return tuple(
        NodeRow(
            id,
            model.nodes[id].title,
            health.nodes[id].state,
            said.get(id) or absence(health.nodes[id]),
            judged_by.get(id, ""),
        )
        for id in ids
    )


def judged_by(model: Model, judged: NodeHealth, id: str) -> str:
    """`One page in ten takes 45.5 s`: the signal that decides the state, and its value; empty without one."""
    signal = None if judged.deciding is None else model.nodes[id].signal(judged.deciding)
    known = None if signal is None else judged.signals.get(signal.id)
    if signal is None or known is None or known.value is None:
        return ""
    return f"{signal.title} {format_quantity(known.value, signal.unit)}"


def absence(judged: NodeHealth) -> str:
    """Why a member is not there, `departed, last seen 12 min ago`; empty for what is."""
    return next((reason.text for reason in judged.reasons if reason.rule in _ABSENCES), "")


def since_text(since: float | None, now: float, zone: Zone) -> str:
    """`since 02:58 (7 min)` in that time zone, empty when the beginning is not known."""
    if since is None:
        return ""
    return f"since {zone.clock(since)} ({format_age(max(0.0, now - since))})"


def last_read(health: Health, node: Node | None = None) -> str:
    """`, last read 57 s ago` while a source gives nothing that the node reads, or any, else nothing."""
    signals = () if node is None else (*node.signals, *node.terms)
    asked = {signal.source for signal in signals} or set(health.sources)
    away = [s for name, s in health.sources.items() if name in asked and is_away(s)]
    answered = [status.answered_at for status in away if status.answered_at is not None]
    return f", last read {format_age(health.at - min(answered))} ago" if answered else ""
