"""Where a number comes from, fact by fact, each to be copied in one gesture. All text is text."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.blocks import Children, unbroken
from layouts.evidence_views import Fact
from layouts.markup import aria, data

LONGEST_CODE = 320  # letters of a query that are seen before somebody asks for all of it


def facts(rows: Sequence[Fact]) -> Component:
    """Names with their texts below each other; what is not known is left out."""
    return html.Div([_fact(row) for row in rows if row.text], className="provenance")


def _fact(row: Fact) -> Component:
    copied = html.Button(
        "copy",
        className="copy",
        type="button",
        **data(copy=row.name.lower()),
        **aria(label=f"Copy {row.name.lower()}"),
    )
    name = html.Span(row.name, className="fact-name")
    shape = "code" if row.code else "words"
    return html.Div(
        [name, copied, html.Div(_text(row), className="fact-body")],
        className="fact",
        **data(key=row.name, shape=shape),
    )


def _text(row: Fact) -> Children:
    if not row.code:
        return [html.Div(unbroken(row.text), className="fact-text")]
    if len(row.text) <= LONGEST_CODE:
        return [html.Code(row.text, className="fact-text")]
    # Begin and end tell a query from its neighbours; the middle is the part that they share.
    half = LONGEST_CODE // 2
    short = html.Code(f"{row.text[:half].rstrip()} … {row.text[-half:].lstrip()}", className="fact-short")
    whole = [html.Summary(f"All {len(row.text)} letters"), html.Code(row.text, className="fact-text")]
    return [short, html.Details(whole, className="fact-whole", **data(key=f"whole-{row.name}"))]
