"""Which sources a model asks: by signals, laws, searches for members, and changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hierarchy.actions import ChangeRule
from hierarchy.laws import Amount
from hierarchy.model import Node
from hierarchy.queries import Query


def sources_of(node: Node) -> frozenset[str]:
    """The names of the sources that anything at a node asks."""
    signals = {signal.source for signal in node.signals}
    members = {one.signal.source for one in node.each.signals} if node.each else set()
    return frozenset(signals | members | {query.source for query in law_queries(node)})


def sources_of_changes(changes: Iterable[ChangeRule]) -> frozenset[str]:
    """The names of the sources that changes are looked for in."""
    asked = (query for change in changes for query in (change.query, change.during))
    return frozenset(query.source for query in asked if query is not None)


def law_queries(node: Node) -> Iterator[Query]:
    """Every query of a node that belongs to no signal: of its laws, and of its search for members."""
    objective, balance, capacity, each = node.objective, node.balance, node.capacity, node.each
    if objective is not None:
        yield from (query for query in (objective.good, objective.bad, objective.total) if query)
    if balance is not None:
        for terms in (balance.inflows, balance.outflows, balance.stores):
            yield from terms.values()
    amounts: list[Amount | None] = [capacity.demand, capacity.supply] if capacity is not None else []
    amounts += [each.query, each.expect] if each is not None else []
    yield from (amount for amount in amounts if isinstance(amount, Query))
