"""What a node is to be judged by and what can be done at it, in words.

Nothing judges objectives, balances and capacities of nodes in this version; every such line says so,
since silence about them could be taken for health.
"""

from __future__ import annotations

from collections.abc import Iterable

from hierarchy.laws import Balance, Capacity, Objective
from hierarchy.model import Kind, Model, Node, Signal
from hierarchy.quantities import format_duration, format_number, format_quantity
from hierarchy.queries import Query
from layouts.view_models import LeverRow
from navigator.screen.links import fill

NOT_JUDGED = "(not judged by this version)"


def law_lines(model: Model, node: Node) -> tuple[str, ...]:
    """One line for each thing that the node is to be judged by, in the order of the file format."""
    stated = []
    if node.objective is not None:
        stated.append(f"Objective: {_objective(node, node.objective)} {NOT_JUDGED}")
    if node.balance is not None:
        stated.append(f"Balance: {_balance(node.balance)} {NOT_JUDGED}")
    if node.capacity is not None:
        stated.append(f"Capacity: {_capacity(node.capacity)} {NOT_JUDGED}")
    if node.priority:
        stated.append(f"Priority: {', then '.join(titles(model, node.priority))}")
    return tuple(stated)


def lever_rows(model: Model, node: Node, window: tuple[float, float]) -> tuple[LeverRow, ...]:
    """What can be done, in the order of the file; an address that can't be filled in is left out."""
    return tuple(
        LeverRow(
            title=lever.title,
            href=fill(lever.url, node.labels, *window) or "",
            effect=lever.effect,
            needs=f"needs {', '.join(titles(model, lever.needs))}" if lever.needs else "",
        )
        for lever in node.levers
    )


def titles(model: Model, ids: Iterable[str]) -> tuple[str, ...]:
    """The titles of nodes; a node that has gone is named by its id."""
    return tuple(model.nodes[id].title if id in model.nodes else id for id in ids)


def about_signal(signal: Signal) -> str:
    """`commanded · What the number really is`; empty for a plain measurement."""
    kind = "" if signal.kind is Kind.MEASURED else signal.kind.value
    return " · ".join(part for part in (kind, signal.measures) if part)


def of_capacity(signal: Signal) -> str:
    """`of 2 GB`, empty where the capacity is not a number or its unit already is a share of it."""
    if not isinstance(signal.capacity, float) or (signal.unit, signal.capacity) in _WHOLES:
        return ""
    return f"of {format_quantity(signal.capacity, signal.unit)}"


def share_text(share: float, signal: Signal) -> str:
    """A limit that is a share of the capacity: `from 80 % of capacity`."""
    way = "up to" if signal.worse == "lower" else "from"
    return f"{way} {format_quantity(share, 'ratio')} of capacity"


_WHOLES = frozenset({("ratio", 1.0), ("percent", 100.0)})


def _objective(node: Node, objective: Objective) -> str:
    signal = node.signal(objective.signal) if objective.signal else None
    of = f" of {signal.title}" if signal else ""
    return f"{_target(objective.target)}{of} over {format_duration(objective.window)}"


def _target(share: float) -> str:
    """A target as it was promised: 99.95 % is not 100 %."""
    return f"{share * 100:.10g} %"


def _balance(balance: Balance) -> str:
    sides = [f"{' + '.join(balance.inflows)} in", f"{' + '.join(balance.outflows)} out"]
    if balance.stores:
        sides.append(f"{' + '.join(balance.stores)} held")
    return f"{', '.join(sides)}, within {format_quantity(balance.tolerance, 'ratio')}"


def _capacity(capacity: Capacity) -> str:
    supply = "supply" if isinstance(capacity.supply, Query) else format_number(capacity.supply)
    limits = (("warning", capacity.warning), ("critical", capacity.critical))
    stated = [f"{name} from {format_quantity(share, 'ratio')}" for name, share in limits if share is not None]
    return ", ".join([f"demand against {supply}", *stated])
