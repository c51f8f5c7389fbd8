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

ASIDE_LETTERS = 12  # of a note that stands beside a name
BAR_STEPS = 50  # bars have so many widths, each a rule of assets/40-detail.css
_UNIT = re.compile(r"(?<=\d) (?=(?:%|×|points?|[kMGTPE]?B|[nµm]?s|min|h|d|y|[kMGTPE]?/s|[kMGTPE])(?:\W|$))")


def unbroken(text: str) -> str:
    """No line ends between a number and its unit: "critical from 90 %"."""
    return _UNIT.sub("\u00a0", text)


def title(text: str, inside: bool = False) -> Component:
    """The heading of a block, or of a part `inside` a fold, whose name is a heading itself."""
    return (html.H3 if inside else html.H2)(text, className="detail-title")


def meta(text: str) -> Component:
    """A secondary line."""
    return html.P(unbroken(text), className="detail-meta")


def fold(
    key: str, name: str, count: int | None, about: str, children: Sequence[Component], inside: bool = False
) -> Component:
    """A block that opens in place; its line says what is inside before it is opened. Its name is a heading,
    unless it is `inside` a block that has one."""
    # The spaces are for ears: names of summaries are read from one end to the other.
    said: Children = [(html.Span if inside else html.H2)(f"{name} ", className="fold-name")]
    if count is not None:
        said.append(html.Span(f"{count} ", className="count"))
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
    return [title(name), listed(rows)] if rows else []


def listed(rows: Sequence[NodeRow]) -> Component:
    """Neighbours as a list, which readers of screens hear the length of."""
    return in_list([(row.id, [node_row(row)]) for row in rows])


def in_list(items: Sequence[tuple[str, Children]]) -> Component:
    """A list whose items are what they were when they come again, by their keys."""
    # Without a bullet, WebKit takes a list for none unless it is said.
    return html.Ul(
        [html.Li(children, **data(key=key)) for key, children in items], className="rows", role="list"
    )


def node_row(row: NodeRow) -> Component:
    """A neighbour that the focus can move to."""
    # Only a word or two have room beside a name in the narrow column, and none beside a value.
    aside = "" if row.value or len(row.note) > ASIDE_LETTERS else row.note
    word = aside or (row.state.value if row.state is not State.OK and not row.note else "")
    below = [unbroken(text) for text in (row.value, "" if aside else _together(row.note)) if text]
    name: Children | str = row.title
    if below:
        name = [html.Span(row.title), *(html.Span(text, className="node-value") for text in below)]
    return html.Button(
        [html.Span(name, className="node-name"), html.Span(_together(word), className="node-note")],
        className="node-row",
        type="button",
        **data(go=row.id),
        **data_state(row.state),
    )


def _together(note: str) -> str:
    """No line ends within `since 02:58 (7 min)`, only after a comma."""
    return note.replace(" ", "\u00a0").replace(",\u00a0", ", ")


def link(text: str, href: str) -> Component:
    """An address outside, or the bare text where there is none."""
    if not href:
        return html.Span(text)
    return html.A(text, href=href, target="_blank", rel="noopener noreferrer")
