"""What a node is to be judged by, and what its signals are, in words."""

from __future__ import annotations

from collections.abc import Iterable

from hierarchy.evidence.health import NodeHealth
from hierarchy.evidence.states import State
from hierarchy.laws import Balance, Capacity, Objective
from hierarchy.model import Kind, Model, Node, Signal
from hierarchy.quantities import format_duration, format_quantity
from hierarchy.queries import Query
from layouts.view_models import ReasonRow


def law_lines(model: Model, node: Node, judged: NodeHealth) -> tuple[ReasonRow, ...]:
    """What the laws of a node say, where its reasons do not say it already, and what comes first."""
    said = {reason.text.casefold() for reason in judged.reasons}
    lines = [
        ReasonRow(f"{law.text[:1].upper()}{law.text[1:]}", law.state)
        for law in judged.laws
        if law.text and not any(law.text.casefold() in text for text in said)
    ]
    if node.priority:
        lines.append(ReasonRow(f"Comes first: {', then '.join(titles(model, node.priority))}", State.OK))
    return tuple(lines)


def titles(model: Model, ids: Iterable[str]) -> tuple[str, ...]:
    """The titles of nodes; a node that has gone is named by its id."""
    return tuple(model.nodes[id].title if id in model.nodes else id for id in ids)


def about_signal(signal: Signal) -> str:
    """`commanded · What the number really is`; empty for a plain measurement."""
    kind = "" if signal.kind is Kind.MEASURED else signal.kind.value
    return " · ".join(part for part in (kind, signal.measures) if part)


def of_capacity(signal: Signal, capacity: float | None = None) -> str:
    """`of 2 GB`, empty where the capacity is not a number or its unit already is a share of it."""
    known = capacity if capacity is not None else signal.capacity
    if not isinstance(known, int | float) or (signal.unit, float(known)) in _WHOLES:
        return ""
    return f"of {format_quantity(known, signal.unit)}"


def share_text(share: float, signal: Signal) -> str:
    """A limit that is a share of the capacity: `from 80 % of capacity`."""
    way = "up to" if signal.worse == "lower" else "from"
    return f"{way} {format_quantity(share, 'ratio')} of capacity"


_WHOLES = frozenset({("ratio", 1.0), ("percent", 100.0)})


def objective_law(node: Node, objective: Objective) -> str:
    """`99.95 % of Successful payments over 30 d`."""
    signal = node.signal(objective.signal) if objective.signal else None
    of = f" of {signal.title}" if signal else ""
    return f"{_target(objective.target)}{of} over {format_duration(objective.window)}"


def balance_law(balance: Balance) -> str:
    """`In: arrived. Out: placed, refused. Held: waiting. May differ by 2 %`."""
    sides = [f"In: {', '.join(balance.inflows)}", f"Out: {', '.join(balance.outflows)}"]
    if balance.stores:
        sides.append(f"Held: {', '.join(balance.stores)}")
    return f"{'. '.join(sides)}. May differ by {format_quantity(balance.tolerance, 'ratio')}"


def capacity_law(capacity: Capacity) -> str:
    """`demand against 900, warning from 80 %, critical from 95 %`."""
    known = None if isinstance(capacity.supply, Query) else capacity.supply
    supply = "supply" if known is None else format_quantity(known, "count")
    limits = (("warning", capacity.warning), ("critical", capacity.critical))
    stated = [f"{name} from {format_quantity(share, 'ratio')}" for name, share in limits if share is not None]
    return ", ".join([f"demand against {supply}", *stated])


def _target(share: float) -> str:
    """A target as it was promised: 99.95 % is not 100 %."""
    return f"{share * 100:.10g} %"
