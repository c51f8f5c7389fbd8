"""What the blocks of the detail are made of: headings, folds, rows, bars. Text stays text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from hierarchy.evidence.states import State
from layouts.markup import data, data_state
from layouts.view_models import NodeRow

Children = list[Component]

BAR_STEPS = 50  # bars have so many widths, each a rule of assets/40-detail.css
_UNIT = re.compile(r"(?<=\d) (?=(?:%|×|points?|[kMGTPE]?B|[nµm]?s|min|h|d|y|[kMGTPE]?/s|[kMGTPE])(?:\W|$))")


def unbroken(text: str) -> str:
    """No line ends between a number and its unit: "critical from 90 %"."""
    return _UNIT.sub("\u00a0", text)


def title(text: str) -> Component:
    """The heading of a block."""
    return html.H2(text, className="detail-title")


def meta(text: str) -> Component:
    """A secondary line."""
    return html.P(unbroken(text), className="detail-meta")


def fold(key: str, name: str, count: int | None, about: str, children: Sequence[Component]) -> Component:
    """A block that opens in place; its line says what is inside before it is opened."""
    said: Children = [html.Span(name, className="fold-name")]
    if count is not None:
        said.append(html.Span(str(count), className="count"))
    if about:
        said.append(html.Span(unbroken(about), className="fold-about"))
    return html.Details([html.Summary(said), *children], className="fold", **data(key=f"fold-{key}"))


def bar(parts: Sequence[tuple[float, str]], marks: Sequence[tuple[float, State]] = ()) -> Component:
    """Stretches (share 0..1, role) from the left on one bar, with marks; the numbers stand beside it."""
    drawn: Children = [
        html.Span(className="bar-part", **data(share=str(share_step(share)), role=role))
        for share, role in parts
        if share > 0
    ]
    drawn += [
        html.Span(className="bar-mark", **data(share=str(share_step(share))), **data_state(state))
        for share, state in marks
    ]
    return html.Div(drawn, className="bar")


def share_step(share: float) -> int:
    """A width in steps of the sheet, 0 to BAR_STEPS; what is there at all is seen."""
    step = round(min(1.0, max(0.0, share)) * BAR_STEPS)
    return max(1, step) if share > 0 else 0


def node_rows(name: str, rows: Sequence[NodeRow]) -> Children:
    """A heading with neighbours under it; nothing where there are none."""
    return [title(name), *(node_row(row) for row in rows)] if rows else []


def node_row(row: NodeRow) -> Component:
    """A neighbour that the focus can move to."""
    note = row.note or (row.state.value if row.state is not State.OK else "")
    name: Children | str = row.title
    if row.value:
        name = [html.Span(row.title), html.Span(unbroken(row.value), className="node-value")]
    return html.Button(
        [html.Span(name, className="node-name"), html.Span(unbroken(note), className="node-note")],
        className="node-row",
        type="button",
        **data(go=row.id),
        **data_state(row.state),
    )


def link(text: str, href: str) -> Component:
    """An address outside, or the bare text where there is none."""
    if not href:
        return html.Span(text)
    return html.A(text, href=href, target="_blank", rel="noopener noreferrer")
