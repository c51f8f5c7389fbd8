"""The signals of a node as rows: value and line, what is usual, limits, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from hierarchy.evidence.readings import Trust
from layouts.blocks import Children, fold, unbroken
from layouts.facts import facts
from layouts.markup import data, data_state
from layouts.view_models import SignalRow


def signals(rows: Sequence[SignalRow]) -> Children:
    """A fold that says how many there are, and of how many the value is doubtful."""
    if not rows:
        none = html.P("No signal is defined for this node.", className="empty")
        return [fold("signals", "Signals", 0, "", [none])]
    without = sum(row.trust is not Trust.LIVE for row in rows)
    about = f"{without} not known for sure" if without else ""
    return [fold("signals", "Signals", len(rows), about, [_signal(row) for row in rows])]


def _signal(row: SignalRow) -> Component:
    trust = "" if row.trust is Trust.LIVE else row.trust.value
    about = " · ".join(part for part in (trust, row.age, row.limits or "no limits: gives no state") if part)
    more = (about, row.usual, row.filling, row.detail, row.about)
    return html.Div(
        className="signal-row",
        **data(kind="signal", key=row.id, trust=row.trust.value),
        **data_state(row.state),
        children=[
            html.Span(row.title, className="signal-name"),
            html.Span(unbroken(row.value), className="signal-value"),
            # Its line is drawn by the browser, with those of the cards.
            html.Div(className="signal-line", **data(line=row.id)),
            *(html.Span(unbroken(_sentence(text)), className="signal-trust") for text in more if text),
            html.Details([html.Summary("Where from"), facts(row.facts)], className="signal-provenance"),
        ],
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
