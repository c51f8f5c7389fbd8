"""Where to look next, in the detail: numbered buttons, each with its reasons. No verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from layouts.blocks import Children, fold, in_list, meta, title, unbroken
from layouts.evidence_views import CueRow, LookNext
from layouts.markup import data, data_state

SEEN = 5  # of the cues; the others are a gesture away
WHAT = "Reasons to look, not verdicts."
SPREADS = "One spread is how far a value usually moves: the width of its middle half."
PENDING = "Comparing what is below with its usual…"


def look(view: LookNext | None) -> Children:
    """The block of a focus or, without one, of the purpose that suffers most."""
    if view is None:
        return []
    parts: Children = [title(_heading(view))]
    if view.later:
        parts.append(html.P(unbroken(view.later), className="cue-note", **data(kind="cue-later")))
    if view.note:
        parts.append(html.P(unbroken(view.note), className="cue-note", **data(kind="cue-note")))
    if view.rows:
        parts.append(in_list([(row.id, _cue(row)) for row in view.rows[:SEEN]]))
    if rest := view.rows[SEEN:]:
        listed = in_list([(row.id, _cue(row)) for row in rest])
        parts.append(fold("cues", "Further down", len(rest), _names(rest), [listed], inside=True))
    if view.pending:
        parts.append(html.P(PENDING, className="empty", **data(kind="cues-pending")))
        # Their room is kept, so that the charts below do not move when they come.
        parts += [html.Div(className="cue-room") for _ in range(view.room)]
    if view.rows:
        told = any("spread" in line for row in view.rows for line in (*row.lines, *row.rest))
        parts.append(meta(f"{WHAT} {SPREADS}" if told else WHAT))
    return parts


def _heading(view: LookNext) -> str:
    as_of = f", as of {view.as_of}" if view.as_of else ""
    if not view.whose:
        return f"Look next{as_of}"
    return f"Look next{as_of}: {view.calm}" if view.calm else f"Look next, for {view.whose}{as_of}"


def _names(rows: Sequence[CueRow]) -> str:
    return ", ".join(row.title for row in rows[:2]) + (" …" if len(rows) > 2 else "")


def _cue(row: CueRow) -> Children:
    said: Children = [html.Span(row.title, className="cue-name")]
    said.append(html.Span(f"{row.level} · {row.via}" if row.via else row.level, className="cue-level"))
    said += [html.Span(unbroken(line), className="cue-line") for line in row.lines]
    parts: Children = [
        html.Button(
            [html.Span(str(row.rank), className="cue-rank"), html.Span(said, className="cue-body")],
            className="cue-row",
            type="button",
            **data(kind="cue", key=row.id, go=row.id, rank=str(row.rank)),
            **data_state(row.state),
        )
    ]
    if row.rest:
        count = len(row.rest)
        more = "more " if row.lines else ""
        summary = html.Summary(f"{count} {more}{'reason' if count == 1 else 'reasons'}")
        rest = [html.P(unbroken(line), className="cue-line") for line in row.rest]
        parts.append(html.Details([summary, *rest], className="cue-rest", **data(key=f"rest-{row.id}")))
    return parts
