"""Everyone or only some, and which instance is far from the rest, in the detail."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.blocks import Children, bar, fold, meta, title, unbroken
from layouts.evidence_views import SplitView, ValueRow
from layouts.markup import data, data_state


def who(views: Sequence[SplitView]) -> Children:
    """Segments first: the answer in a line, the values folded under it; then spreads."""
    segments = [view for view in views if view.segments]
    spreads = [view for view in views if not view.segments]
    parts: Children = [title("Everyone, or only some?")] if segments else []
    parts += [part for view in segments for part in split(view)]
    parts += [title("Among its instances")] if spreads else []
    return parts + [part for view in spreads for part in split(view)]


def split(view: SplitView, name: str = "") -> Children:
    """One signal by the values of a label; `name` says whose it is."""
    head = " · ".join(part for part in (name, view.title) if part)
    # Of a spread the first word may be the name of an instance, which is written as it is.
    text = f"{view.text[:1].upper()}{view.text[1:]}" if view.segments else view.text
    parts: Children = [
        html.P(
            [html.Span(head, className="who-title"), html.Span(unbroken(text), className="who-text")],
            className="who-line",
            **data(kind="segments" if view.segments else "spread", hurt="yes" if view.hurt else "no"),
        )
    ]
    if view.rows:
        rows = [_row(row) for row in view.rows]
        rows += [meta(f"{view.more} more")] if view.more else []
        parts.append(fold(f"{name}{view.title}", "Values", len(view.rows) + view.more, "", rows, inside=True))
    return [*parts, meta(view.note)] if view.note else parts


def _row(row: ValueRow) -> Component:
    value = f"{row.value}, far from the rest" if row.far else row.value
    return html.Div(
        [
            html.Div(
                [
                    html.Span(row.name, className="bar-name"),
                    html.Span(unbroken(value), className="bar-value"),
                ],
                className="bar-head",
            ),
            bar([(row.share, "far" if row.far else "use")]),
        ],
        className="who-row",
        **data_state(row.state),
    )
