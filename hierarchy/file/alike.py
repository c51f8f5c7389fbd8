"""Nodes that are to be told apart and yet ask the same: they would all show what none of them is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hierarchy.file.drafts import NodeDraft
from hierarchy.file.findings import Findings
from hierarchy.laws import Amount
from hierarchy.model import Node, Signal
from hierarchy.patterns import placeholders
from hierarchy.problems import Position
from hierarchy.queries import Query

Asked = tuple[object, ...]


def check_alike(findings: Findings, drafts: Mapping[str, NodeDraft], nodes: Mapping[str, Node]) -> None:
    """Tell, once for each node that an author wrote, that its copies ask the same of the same source, and
    that all members of a search do. Silent while there are errors, which may be the reason. `drafts` are the
    nodes by final id, as `nodes` are."""
    if findings.any_error:
        return
    first: dict[str, Node] = {}
    told: set[str] = set()
    for node in nodes.values():
        draft = drafts[node.id]
        _check_members(findings, draft, node)
        if draft.copy is None or draft.written in told:
            continue
        other = first.setdefault(draft.written, node)
        if other is not node and _check_copies(findings, draft, other, node):
            told.add(draft.written)


def _check_copies(findings: Findings, draft: NodeDraft, one: Node, other: Node) -> bool:
    """Whether two copies of a node ask the same; it is told at the first thing that they ask."""
    theirs = {what: asked for what, asked, _at in _asked(draft, other)}
    values = [f'="{value}"' for copy in draft.frame.copies for value in copy.labels.values()]
    for what, asked, at in _asked(draft, one):
        # What names the label of one copy alone is told as that.
        if theirs.get(what) == asked and not any(value in repr(asked) for value in values):
            message = f"'{one.id}' and '{other.id}' ask the same for {what}, so each shows what both are"
            hint = "write $match into the queries, with the label of the copy in what it stands for"
            findings.warning(at, "copies-ask-alike", message, hint)
            return True
    return False


def _check_members(findings: Findings, draft: NodeDraft, node: Node) -> None:
    """Whether what a template stands for leaves all labels out by which the members are told apart."""
    told: set[Position] = set()
    for one in node.each.signals if node.each else ():
        apart = {label for pattern in one.patterns for label in placeholders(pattern.text)}
        at = _place(draft, one.signal)
        if node.each is None or at in told or not apart.isdisjoint(node.each.labels):
            continue
        told.add(at)
        labels = " and ".join(map(repr, node.each.labels))
        message = f"every member of '{node.id}' asks the same for '{one.signal.id}'"
        hint = f"let 'match' name {labels} too, so that each asks for its own"
        findings.warning(at, "members-ask-alike", message, hint)


def _asked(draft: NodeDraft, node: Node) -> Iterator[tuple[str, Asked, Position]]:
    """What a node asks: in words, in full, and where that is written."""
    laws = draft.laws
    if node.each is not None and draft.each is not None:
        yield "their members", (node.each.query,), draft.each.at  # who are told apart by their labels
    for signal in node.signals:
        yield f"'{signal.id}'", _measured(signal), _place(draft, signal)
    if node.objective is not None and laws.objective is not None and node.objective.signal is None:
        objective = node.objective
        yield "their objective", (objective.good, objective.bad, objective.total), laws.objective.at
    if node.balance is not None and laws.balance is not None:
        sides = (node.balance.inflows, node.balance.outflows, node.balance.stores)
        yield "their balance", tuple(query for side in sides for query in side.values()), laws.balance.at
    if node.capacity is not None and laws.capacity is not None:
        supply: Amount = node.capacity.supply
        asked = (node.capacity.demand, supply if isinstance(supply, Query) else None)
        yield "their capacity", asked, laws.capacity.at


def _measured(signal: Signal) -> Asked:
    return (signal.query, signal.bad, signal.good, signal.total, signal.match, signal.source)


def _place(draft: NodeDraft, signal: Signal) -> Position:
    """Where a signal comes from: the use of its template, else where it is written."""
    uses = (*draft.use, *(use for call in draft.calls for use in call.use))
    used = (use.template.at for use in uses if use.template.id == signal.template)
    return next(used, draft.signal_places.get(signal.id, draft.at))
