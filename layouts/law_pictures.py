"""Balances, objectives and capacities in the detail: bars of plain elements, numbers beside them."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from hierarchy.evidence.states import State
from layouts.blocks import Children, bar, fold, meta, title, unbroken
from layouts.evidence_views import BalanceView, BarPart, BurnRow, CapacityView, LawView, ObjectiveView
from layouts.markup import data, data_state


def laws(views: Sequence[LawView]) -> Children:
    """A block for each law: open where it is what is wrong, folded where it is as it should be."""
    return [part for view in views for part in _law(view)]


def _law(view: LawView) -> Children:
    name, kind, children = _picture(view)
    block = html.Div(children, className="law", **data(kind=kind), **data_state(view.state))
    if view.state is State.OK:
        return [fold(kind, name, None, "as it should be", [block])]
    return [title(name), block]


def _picture(view: LawView) -> tuple[str, str, Children]:
    if isinstance(view, BalanceView):
        return "Balance", "balance", _balance(view)
    if isinstance(view, ObjectiveView):
        return "Objective", "objective", _objective(view)
    return "Capacity", "capacity", _capacity(view)


def _balance(view: BalanceView) -> Children:
    parts: Children = []
    for name, total, rows in (("In", view.total_in, view.inflow), ("Out", view.total_out, view.outflow)):
        head = [html.Span(name, className="bar-name"), html.Span(unbroken(total), className="bar-value")]
        parts.append(html.Div(head, className="bar-head"))
        if any(row.share > 0 for row in rows):
            parts.append(bar([(row.share, row.role) for row in rows]))
        parts += [_part(row) for row in rows]
    about = f"Averages over {view.over}. {view.law}" if view.law else f"Averages over {view.over}"
    return [*parts, meta(about)]


def _part(row: BarPart) -> Component:
    return html.Div(
        [
            html.Span(className="bar-swatch", **data(role=row.role)),
            html.Span(row.name, className="bar-name"),
            html.Span(unbroken(row.value), className="bar-value"),
        ],
        className="bar-row",
        **data(role=row.role),
    )


def _objective(view: ObjectiveView) -> Children:
    parts: Children = [meta("How many times faster than allowed the budget is spent, by window")]
    parts += [part for row in view.burns for part in _burn(row)]
    head = [
        html.Span("Budget", className="bar-name"),
        html.Span(unbroken(view.budget), className="bar-value"),
    ]
    parts.append(html.Div(head, className="bar-head"))
    if view.budget_share is not None:
        parts.append(bar([(view.budget_share, "left")]))
    return [*parts, meta(f"Promised: {view.promise}")] if view.promise else parts


def _burn(row: BurnRow) -> Children:
    head = [
        html.Span(unbroken(row.window), className="bar-name"),
        html.Span(unbroken(f"{row.value}, {row.limit_text}"), className="bar-value"),
    ]
    limit = State.CRITICAL if row.limit_text.startswith("critical") else State.WARNING
    return [
        html.Div(head, className="bar-head", **data_state(row.state)),
        bar([(row.share, "use")], [(row.limit, limit)]),
    ]


def _capacity(view: CapacityView) -> Children:
    stated = unbroken(f"{view.demand} of {view.supply}")
    head = [html.Span("In use", className="bar-name"), html.Span(stated, className="bar-value")]
    parts: Children = [html.Div(head, className="bar-head")]
    if view.share is not None:
        parts.append(bar([(view.share, "use")], view.marks))
    about = (f"{text[:1].upper()}{text[1:]}" for text in (view.headroom, view.law) if text)
    return [*parts, meta(". ".join(about))]
