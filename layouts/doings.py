"""What was done and what can be done, in the detail."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from hierarchy.evidence.states import State
from layouts.blocks import Children, fold, link, meta, title, unbroken
from layouts.evidence_views import ChangeRow, ChangesView, LeverRow, LeversView, Touched
from layouts.markup import data, data_state

MOST_RECENT = 4
ABOUT_LETTERS = 44  # of purposes that a fold names in its line


def changes(view: ChangesView) -> Children:
    """A fold that says how many there are and of when the newest is."""
    if not view.rows and not view.failures:
        return []
    parts: Children = [_change(row) for row in view.rows]
    if view.more:
        parts.append(meta(f"{view.more} more, on the time bar"))
    parts += [html.P(text, className="notice", **data(severity="warning")) for text in view.failures]
    summary = view.summary or ("" if view.rows else "could not all be looked for")
    return [fold("changes", "Changes", len(view.rows) + view.more, summary, parts)]


def recent(view: ChangesView) -> Children:
    """The newest few, open: what was done is the first question about a whole system."""
    if not view.rows:
        return changes(view)
    parts: Children = [title("Recent changes"), *(_change(row) for row in view.rows[:MOST_RECENT])]
    more = len(view.rows) - MOST_RECENT + view.more
    parts += [meta(f"{more} more, on the time bar")] if more > 0 else []
    return parts + [html.P(text, className="notice", **data(severity="warning")) for text in view.failures]


def _change(row: ChangeRow) -> Component:
    about = " · ".join(part for part in (row.when, row.place, row.origin) if part)
    head: Children = [html.Span(row.time, className="change-time"), link(row.title, row.href)]
    parts: Children = [html.Div(head, className="change-title"), meta(about)]
    return html.Div(
        parts,
        className="change-row",
        **data(kind="change", key=row.id, linked="yes" if row.linked else "no"),
    )


def levers(view: LeversView) -> Children:
    """A fold that says, before anybody opens it, which purposes the levers touch."""
    if not view.rows:
        return []
    touched: dict[str, Touched] = {one.id: one for row in view.rows for one in row.touches}
    about = f"touch {_names(tuple(touched.values()))}" if touched else "touch no purpose"
    parts: Children = [_lever(row) for row in view.rows]
    if view.more:
        parts.append(meta(f"{view.more} more at the nodes around this one"))
    return [fold("levers", "What can be done", len(view.rows) + view.more, about, parts)]


def _lever(row: LeverRow) -> Component:
    parts: Children = [html.Div(link(row.title, row.href), className="lever-title")]
    about = " · ".join(part for part in (row.at, row.effect, row.needs) if part)
    if about:
        parts.append(meta(about))
    if row.touches:
        chips = [html.Span("touches", className="detail-meta")]
        chips += [
            html.Span(_named(one), className="lever-touch", **data_state(one.state)) for one in row.touches
        ]
        parts.append(html.Div(chips, className="lever-touches"))
    return html.Div(parts, className="lever", **data(kind="lever"))


def _named(one: Touched) -> str:
    return one.title if one.state is State.OK else unbroken(f"{one.title}, {one.state}")


def _names(touched: tuple[Touched, ...]) -> str:
    named = [one.title if one.state is State.OK else f"{one.title} ({one.state})" for one in touched]
    seen = 2 if len("".join(named[:2])) <= ABOUT_LETTERS else 1
    more = len(named) - seen
    return f"{', '.join(named[:seen])} and {more} more" if more > 0 else ", ".join(named)
