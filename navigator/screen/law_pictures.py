"""Objectives, balances and capacities as pictures of a few bars, every one with its numbers in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hierarchy.evidence.health import NodeHealth
from hierarchy.evidence.law_health import BalanceHealth, CapacityHealth, LawHealth, ObjectiveHealth
from hierarchy.evidence.states import State
from hierarchy.laws import Balance
from hierarchy.model import Node
from hierarchy.quantities import format_duration, format_number, format_quantity
from layouts.evidence_views import BalanceView, BarPart, BurnRow, CapacityView, LawView, ObjectiveView
from navigator.screen.law_texts import balance_law, capacity_law, objective_law

# The pairs of windows of the SRE workbook: a burn counts when both windows of a pair are beyond it.
_LIMITS: Mapping[float, tuple[float, State]] = {
    300.0: (14.4, State.CRITICAL),
    3600.0: (14.4, State.CRITICAL),
    1800.0: (6.0, State.WARNING),
    21600.0: (6.0, State.WARNING),
}
_ROOM = 1.5  # of the limit: how far a burn is drawn before its bar is full
_NOT_KNOWN = "not known"


def law_views(node: Node, judged: NodeHealth) -> tuple[LawView, ...]:
    """One picture for each law of the node that was judged, in the order of the file format."""
    return tuple(_view(node, law) for law in judged.laws)


def _view(node: Node, law: LawHealth) -> LawView:
    if isinstance(law, ObjectiveHealth):
        return _objective(node, law)
    return _balance(node, law) if isinstance(law, BalanceHealth) else _capacity(node, law)


def _objective(node: Node, law: ObjectiveHealth) -> ObjectiveView:
    budget = _NOT_KNOWN
    if law.budget is not None:
        window = format_duration(law.window)
        left = f"{format_quantity(max(0.0, law.budget), 'ratio')} left of {window}"
        over = f"spent and {format_quantity(-law.budget, 'ratio')} more, over {window}"
        budget = left if law.budget >= 0 else over
    return ObjectiveView(
        state=law.state,
        promise=objective_law(node, node.objective) if node.objective is not None else "",
        burns=tuple(_burn(window, law.burns[window]) for window in sorted(law.burns) if window in _LIMITS),
        budget=budget,
        budget_share=None if law.budget is None else min(1.0, max(0.0, law.budget)),
    )


def _burn(window: float, burn: float | None) -> BurnRow:
    limit, state = _LIMITS[window]
    beyond = burn is not None and burn >= limit
    return BurnRow(
        window=format_duration(window),
        value=_NOT_KNOWN if burn is None else f"{format_number(float(f'{burn:.3g}'))} ×",
        share=0.0 if burn is None else min(1.0, max(0.0, burn / (limit * _ROOM))),
        limit=1 / _ROOM,
        limit_text=f"{state.value} from {format_number(limit)} ×",
        state=State.UNKNOWN if burn is None else state if beyond else State.OK,
    )


def _balance(node: Node, law: BalanceHealth) -> BalanceView:
    """What comes in above what becomes of it. What is missing stands on the side where it is missing: too
    little out is unaccounted below, too much out above; a store that empties gives to what comes in."""
    unit = f"{law.unit}/s" if law.unit else "per_second"
    coming = [(name, value, "in") for name, value in law.inflows.items()]
    going = [(name, value, "out") for name, value in law.outflows.items()]
    for name, growth in law.growth.items():
        if growth is None or growth >= 0:
            going.append((f"{name} does not grow" if growth == 0 else f"{name} grows by", growth, "store"))
        else:
            coming.append((f"{name} shrinks by", -growth, "store"))
    if law.residual is not None:
        side = going if law.residual >= 0 else coming
        word = "unaccounted" if law.residual >= 0 else "from nowhere known"
        tolerated = law.tolerance is not None and abs(law.residual) <= law.tolerance
        side.append((word, abs(law.residual), "tolerated" if tolerated else "residual"))
    whole = max(_sum(coming), _sum(going)) or 1.0
    stated = node.balance
    return BalanceView(
        state=law.state,
        law="" if stated is None else _tolerated(stated, law, unit),
        inflow=_parts(coming, whole, unit),
        outflow=_parts(going, whole, unit),
        total_in=_total(law.inflows.values(), unit),
        total_out=_total(law.outflows.values(), unit),
        over=format_duration(law.over),
        suspended=law.suspended,
    )


def _tolerated(stated: Balance, law: BalanceHealth, unit: str) -> str:
    allowed = "" if law.tolerance is None else f", now {format_quantity(law.tolerance, unit)}"
    return f"{balance_law(stated)}{allowed}"


def _parts(rows: list[tuple[str, float | None, str]], whole: float, unit: str) -> tuple[BarPart, ...]:
    return tuple(
        BarPart(
            name,
            _NOT_KNOWN if value is None else format_quantity(value, unit),
            0.0 if value is None else min(1.0, max(0.0, value / whole)),
            role,
        )
        for name, value, role in rows
    )


def _sum(rows: Iterable[tuple[str, float | None, str]]) -> float:
    return sum(value for _, value, _ in rows if value is not None and value > 0)


def _total(values: Iterable[float | None], unit: str) -> str:
    known = list(values)
    if any(value is None for value in known):
        return _NOT_KNOWN
    return format_quantity(sum(value for value in known if value is not None), unit)


def _capacity(node: Node, law: CapacityHealth) -> CapacityView:
    stated = node.capacity
    shares = () if stated is None else ((stated.warning, State.WARNING), (stated.critical, State.CRITICAL))
    top = max(1.0, law.use or 0.0)
    return CapacityView(
        state=law.state,
        law="" if stated is None else capacity_law(stated),
        demand=_NOT_KNOWN if law.demand is None else format_quantity(law.demand, "count"),
        supply=_NOT_KNOWN if law.supply is None else format_quantity(law.supply, "count"),
        share=None if law.use is None else min(1.0, max(0.0, law.use / top)),
        headroom=_headroom(law.headroom),
        marks=tuple((share / top, state) for share, state in shares if share is not None and share <= top),
    )


def _headroom(left: float | None) -> str:
    if left is None:
        return f"headroom {_NOT_KNOWN}"
    amount = format_quantity(abs(left), "count")
    return f"headroom {amount}" if left >= 0 else f"{amount} more than there is"
