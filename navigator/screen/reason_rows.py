"""Why a node has its state, in sentences, and how far that is from being another."""

from __future__ import annotations

from math import isfinite

from hierarchy.evidence.health import NodeHealth, Reason
from hierarchy.evidence.limits import excess
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.model import Node
from hierarchy.quantities import format_number, format_quantity
from layouts.view_models import ReasonRow

_POINTS = {"ratio": 100.0, "percent": 1.0}


def reason_rows(node: Node, judged: NodeHealth) -> tuple[ReasonRow, ...]:
    """Worst first: what made the state comes before what merely does not speak against it."""
    ordered = sorted(judged.reasons, key=lambda reason: -SEVERITY[reason.state])
    return tuple(
        ReasonRow(f"{reason.text[:1].upper()}{reason.text[1:]}{distance(node, reason)}", reason.state)
        for reason in ordered
    )


def distance(node: Node, reason: Reason) -> str:
    """` (412 ms beyond it)`: how far the value is from the limit at which the state would change; empty for
    what is not held against a limit."""
    signal = None if reason.signal is None else node.signal(reason.signal)
    if signal is None or reason.limit is None or reason.value is None or reason.margin is None:
        return ""
    if not isfinite(reason.margin) or reason.state is State.UNKNOWN:
        return ""
    if reason.margin == 0:
        return " (just at it)"
    words = _amount(reason.margin, signal.unit)
    if reason.state is State.OK:
        return f" ({words} away)"
    beyond = excess(reason.limit, signal.worse, reason.value)
    nearer = reason.state is State.WARNING and reason.margin < beyond * (1 - 1e-9)
    return f" ({words} from critical)" if nearer else f" ({words} beyond it)"


def _amount(margin: float, unit: str) -> str:
    """A difference of shares is told in points: 5 % is 3 points beyond 2 %."""
    if unit in _POINTS:
        points = format_number(margin * _POINTS[unit])
        return f"{points} point{'' if points == '1' else 's'}"
    return format_quantity(margin, unit)
