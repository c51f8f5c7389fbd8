"""What differs between copies must not stand in a query."""

from __future__ import annotations

from collections.abc import Iterator

from hierarchy.checks.page import WARNING, Check, page
from hierarchy.checks.parsing import matchers, parsed, with_callers
from hierarchy.checks.written import MEASURES, nodes_written, signals_written
from hierarchy.file.drafts import NodeDraft
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined
from hierarchy.file.law_drafts import QueryDraft
from hierarchy.file.located import Scalar

PAGE = page(
    "literal-equals-scope-label",
    WARNING,
    "a query names one copy's label, and is asked for all copies",
    why="""Every copy of the file asks the same query. With the label of one of them written out, the others
    show that one's numbers as their own.""",
    instead="""Write `$match` instead; it stands for the labels of the copy, or for what `defaults: {match:
    […]}` says.""",
    wrong="""
        version: 1
        copies: {eu: {labels: {cluster: prod-eu}}, us: {labels: {cluster: prod-us}}}
        nodes:
          cart:
            level: physical-function
            signals: {load: {query: 'sum(cart_requests{cluster="prod-eu"})'}}
        #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    """,
    right="""
        version: 1
        copies: {eu: {labels: {cluster: prod-eu}}, us: {labels: {cluster: prod-us}}}
        nodes:
          cart:
            level: physical-function
            signals: {load: {query: 'sum(cart_requests{$match})'}}
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """Queries of nodes in files with copies, and those of templates that such nodes use."""
    scopes: dict[str, set[tuple[str, str]]] = {}
    for node in nodes_written(joined):
        scope = {pair for copy in node.frame.copies for pair in copy.labels.items()}
        for use in node.use if scope else ():
            scopes.setdefault(use.template.id, set()).update(scope)
        for query in _laws(node) if scope else ():
            _report(findings, joined, query, scope)
    for written in signals_written(joined):
        if written.node is not None:
            scope = {pair for copy in written.node.frame.copies for pair in copy.labels.items()}
        else:
            scope = scopes.get(written.template.name, set()) if written.template else set()
        for scalar in map(written.scalar, (*MEASURES, "zero_while", "capacity")):
            if scope and scalar is not None:
                _report(findings, joined, scalar, scope)


def _report(findings: Findings, joined: Joined, query: Scalar, scope: set[tuple[str, str]]) -> None:
    tree = parsed(joined, query.text)
    for selector, _around in with_callers(tree) if tree is not None else ():
        for label, operator, value in matchers(selector):
            if operator == "=" and (label, value) in scope:
                message = f'all copies would ask for {label}="{value}", the label of one of them'
                findings.warning(query.at, "literal-equals-scope-label", message, "write $match instead")
                return


def _laws(node: NodeDraft) -> Iterator[Scalar]:
    laws = node.laws
    found: list[QueryDraft] = list(laws.objective.queries.values()) if laws.objective else []
    if laws.balance is not None:
        found += [term for terms in laws.balance.terms.values() for term in terms.values()]
    if laws.capacity is not None:
        found.append(laws.capacity.demand)
        found += [laws.capacity.supply] if isinstance(laws.capacity.supply, QueryDraft) else []
    yield from (query.query for query in found)


CHECK = Check(PAGE, look)
