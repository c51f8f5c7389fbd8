"""The nodes around the one in focus: why it is there, by what, with whom; worst first, the many folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dash import html

from hierarchy.evidence.states import SEVERITY, State
from layouts.blocks import Children, fold, listed, title
from layouts.markup import data
from layouts.view_models import DetailView, MeansRows, NodeRow

MOST_ROWS = 8  # of one kind before the rest is folded
_MORE_ROWS = 4  # nobody folds away fewer than these


def neighbours(view: DetailView) -> Children:
    """One fold that says how many there are of each kind."""
    parts: Children = _block("Why: serves", view.ends)
    if view.means:
        parts.append(title("How: realized by", inside=True))
        parts += [part for number, group in enumerate(view.means) for part in _group(group, number)]
    means = sum(len(group.rows) for group in view.means)
    counts = [f"serves {len(view.ends)}" if view.ends else "", f"realized by {means}" if means else ""]
    for name, rows in (
        ("Part of", view.part_of),
        ("Parts", view.parts),
        ("Calls", view.calls),
        ("Called by", view.called_by),
    ):
        parts += _block(name, rows)
        if name == "Parts" and rows:
            parts.append(html.Button("as cards", className="open-parts", type="button", **data(open=view.id)))
        counts.append(f"{name.lower()} {len(rows)}" if rows else "")
    if not parts:
        return []
    return [fold("around", "Around it", None, " · ".join(count for count in counts if count), parts)]


def worst_first(rows: Sequence[NodeRow]) -> tuple[NodeRow, ...]:
    """By severity, and among equals as they were given."""
    return tuple(sorted(rows, key=lambda row: -SEVERITY[row.state]))


def tally(rows: Sequence[NodeRow]) -> str:
    """`2 critical, 1 unknown, 37 ok`, the worst first."""
    counts = Counter(row.state for row in rows)
    by_severity = sorted(State, key=lambda state: -SEVERITY[state])
    return ", ".join(f"{counts[state]} {state.value}" for state in by_severity if counts[state])


def some_rows(key: str, rows: Sequence[NodeRow]) -> Children:
    """Rows, the worst first; of more than a few the rest is folded under what states it has."""
    ordered = worst_first(rows)
    if len(ordered) < MOST_ROWS + _MORE_ROWS:
        return [listed(ordered)] if ordered else []
    rest = ordered[MOST_ROWS:]
    more = fold(f"more-{key}", f"{len(rest)} more", None, tally(rest), [listed(rest)], inside=True)
    return [listed(ordered[:MOST_ROWS]), more]


def _block(name: str, rows: Sequence[NodeRow]) -> Children:
    return [title(name, inside=True), *some_rows(name, rows)] if rows else []


def _group(group: MeansRows, number: int) -> Children:
    return [html.P(group.rule, className="detail-meta"), *some_rows(f"means-{number}", group.rows)]
