"""What was done, as rows: when, how long before this began, and where it stands to the focus."""

from __future__ import annotations

from collections.abc import Sequence

from hierarchy.evidence.below import below
from hierarchy.evidence.changes import Change, Origin
from hierarchy.graph import Graph
from hierarchy.model import Model
from hierarchy.quantities import format_age
from layouts.evidence_views import ChangeRow, ChangesView
from layouts.zones import Zone
from navigator.screen.around import Around
from navigator.screen.pinned import far_link

MOST_CHANGES = 12
MOST_NAMED = 2
UNLINKED = "no link in the model"
_ORIGINS = {Origin.QUERY: "seen by a query", Origin.POSTED: "posted", Origin.ALERT: "alert"}


def changes_of(
    model: Model, graph: Graph, around: Around, id: str, began: float | None, pin: str | None = None
) -> ChangesView:
    """The changes around a node: those at, above and below it first, then those that the model links with the
    pinned node `pin` alone, each newest first."""
    kinds: tuple[list[tuple[float, ChangeRow]], ...] = ([], [], [])
    for change in around.changes.found:
        where, linked = _place(model, graph, change, id)
        pinned = not linked and pin is not None and _place(model, graph, change, pin)[1]
        if pinned and pin is not None:
            where = f"at {_named(model, change)}: {far_link(model, pin)}"
        row = _row(model, change, began, where, linked or pinned, around.zone)
        kinds[0 if linked else 1 if pinned else 2].append(row)
    return _view(kinds, around)


def recent_changes(model: Model, around: Around, began: float | None) -> ChangesView:
    """The changes of the whole system, newest first; what matches no node is marked."""
    rows = []
    for change in around.changes.found:
        named = _named(model, change)
        place = "concerns everything" if change.everything else f"at {named}" if named else UNLINKED
        rows.append(_row(model, change, began, place, change.everything or bool(named), around.zone))
    return _view([[row for row in rows if row[1].linked], [row for row in rows if not row[1].linked]], around)


def _view(kinds: Sequence[Sequence[tuple[float, ChangeRow]]], around: Around) -> ChangesView:
    """One kind after the other, each newest first."""
    rows = [row for kind in kinds for row in sorted(kind, key=lambda row: -row[0])]
    shown = tuple(row for _, row in rows[:MOST_CHANGES])
    linked = [(at, row) for at, row in rows if row.linked]
    newest = max((at for at, _ in linked), default=None)
    parts = [f"newest {around.zone.clock(newest)}"] if newest is not None else []
    if other := len(rows) - len(linked):
        parts.append(f"{other} with {UNLINKED}" if linked else f"all with {UNLINKED}")
    return ChangesView(shown, " · ".join(parts), len(rows) - len(shown), around.changes.failures)


def _row(
    model: Model, change: Change, began: float | None, place: str, linked: bool, zone: Zone
) -> tuple[float, ChangeRow]:
    nodes = [id for id in change.nodes if id in model.nodes]
    when = _when(change, began)
    until = change.until
    lasted = f", lasted {format_age(until - change.at)}" if until is not None and until > change.at else ""
    return change.at, ChangeRow(
        id=change.id,
        time=zone.clock(change.at),
        title=change.title,
        when=f"{when}{', still going on' if change.lasting and until is None else lasted}".lstrip(", "),
        place=place,
        origin=_ORIGINS[change.origin],
        linked=linked,
        href=change.url if change.url.startswith(("https://", "http://")) else "",
        node=nodes[0] if len(nodes) == 1 else "",
    )


def _when(change: Change, began: float | None) -> str:
    if began is None:
        return ""
    ahead = began - change.at
    if abs(ahead) < 1:
        return "just as this began"
    return f"{format_age(abs(ahead))} {'before' if ahead > 0 else 'after'} this began"


def _place(model: Model, graph: Graph, change: Change, id: str) -> tuple[str, bool]:
    """Where a change stands to the node, and whether the model links the two at all."""
    if change.everything:
        return "concerns everything", True
    known = [node for node in change.nodes if node in model.nodes]
    if id in known:
        return "here", True
    for word, closure in (("below", below(graph, id).nodes), ("above", tuple(graph.above(id)))):
        if near := [node for node in closure if node in known]:
            more = f" and {len(near) - 1} more" if len(near) > 1 else ""
            return f"{word}, at {model.nodes[near[0]].title}{more}", True
    named = _named(model, change)
    return (f"at {named}: {UNLINKED}" if named else UNLINKED), False


def _named(model: Model, change: Change) -> str:
    titles = [model.nodes[id].title for id in change.nodes if id in model.nodes]
    more = f" and {len(titles) - MOST_NAMED} more" if len(titles) > MOST_NAMED else ""
    return ", ".join(titles[:MOST_NAMED]) + more
