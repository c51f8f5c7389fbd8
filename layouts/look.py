"""Where to look next, in the detail: numbered buttons, each with its reasons. No verdicts."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts.blocks import Children, meta, title, unbroken
from layouts.evidence_views import CueRow, LookNext
from layouts.markup import data, data_state

WHAT = "Reasons to look, not verdicts."
PENDING = "Comparing what is below with its usual…"


def look(view: LookNext | None) -> Children:
    """The block of a focus or, without one, of the purpose that suffers most."""
    if view is None:
        return []
    parts: Children = [title(f"Look next, for {view.whose}" if view.whose else "Look next")]
    parts += [_cue(row) for row in view.rows]
    if view.pending:
        parts.append(html.P(PENDING, className="empty", **data(kind="cues-pending")))
    if view.note:
        parts.append(html.P(unbroken(view.note), className="cue-note", **data(kind="cue-note")))
    if view.rows:
        parts.append(meta(WHAT))
    return parts


def _cue(row: CueRow) -> Component:
    said: Children = [html.Span(row.title, className="cue-name")]
    said.append(html.Span(f"{row.level} · {row.via}" if row.via else row.level, className="cue-level"))
    said += [html.Span(unbroken(line), className="cue-line") for line in row.lines]
    if row.more:
        said.append(html.Span(f"and {row.more} more", className="cue-level"))
    if row.shared:
        said.append(html.Span(unbroken(row.shared), className="cue-line"))
    return html.Button(
        [html.Span(str(row.rank), className="cue-rank"), html.Span(said, className="cue-body")],
        className="cue-row",
        type="button",
        **data(kind="cue", key=row.id, go=row.id, rank=str(row.rank)),
        **data_state(row.state),
    )
