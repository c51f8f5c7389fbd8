"""What the laws of a node ask of a source, and what they say, as signals with reserved ids.

A term is read, batched, recorded and aged like any signal, but nobody sees it by itself. What is
reckoned from the terms (hierarchy.evidence.laws) is seen like any signal, but no source is asked for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hierarchy.file.values import duration_text
from hierarchy.laws import Amount, Balance, Capacity
from hierarchy.model import Kind, Node, Signal, Worse
from hierarchy.queries import Query

RESIDUAL = "balance.residual"  # in − out − d(store)/dt, per second
GROWTH = "balance.growth"  # d(store)/dt, per second, where there are stores
BURN = "objective.burn"  # how many times faster than allowed the budget is spent
BUDGET = "objective.budget"  # share of the budget that is left
USE = "capacity.use"  # demand, with supply as its capacity

INFLOW, OUTFLOW, STORE = "balance.in.", "balance.out.", "balance.store."
GROWTH_OF = "balance.growth."  # d(store)/dt of one store, as asked
DEMAND, SUPPLY = "capacity.demand", "capacity.supply"
BAD, EVENTS = "objective.bad.", "objective.events."  # share that went wrong, how many there were, by window
FIVE_MINUTES, HALF_HOUR, HOUR, SIX_HOURS = 300.0, 1800.0, 3600.0, 21600.0


def bad_id(window: float) -> str:
    """The id of the term that says which share went wrong over a window (s), such as `objective.bad.1h`."""
    return BAD + duration_text(window)


def events_id(window: float) -> str:
    """The id of the term that says how many events there were over a window (s)."""
    return EVENTS + duration_text(window)


def with_terms(node: Node, step: float = 15.0) -> Node:
    """The node with the terms of its laws and what is reckoned from them; `step` in seconds is how often
    what has no range of its own is looked at."""
    terms: list[Signal] = []
    reckoned: list[Signal] = []
    if node.balance is not None:
        terms += _balance_terms(node.balance)
        reckoned.append(_reckoned(RESIDUAL, "Unaccounted", "per_second", Worse.EITHER))
        if node.balance.stores:
            reckoned.append(_reckoned(GROWTH, "Waiting grows by", "per_second", Worse.HIGHER))
    if node.capacity is not None:
        terms += _capacity_terms(node.capacity)
        reckoned.append(_capacity(node.capacity))
    return replace(node, terms=tuple(terms), reckoned=tuple(reckoned))


def _balance_terms(balance: Balance) -> Iterator[Signal]:
    for prefix, terms in ((INFLOW, balance.inflows), (OUTFLOW, balance.outflows), (STORE, balance.stores)):
        for name, query in terms.items():
            yield _term(prefix + name, name, query)


def _capacity_terms(capacity: Capacity) -> Iterator[Signal]:
    yield _term(DEMAND, "Demand", capacity.demand)
    supply: Amount = capacity.supply
    if isinstance(supply, Query):
        yield _term(SUPPLY, "Supply", supply)


def _capacity(capacity: Capacity) -> Signal:
    use = _reckoned(USE, "Demand", "", Worse.HIGHER)
    return replace(use, warning_share=capacity.warning, critical_share=capacity.critical)


def _term(id: str, title: str, query: Query) -> Signal:
    return Signal(
        id,
        title,
        query=query.text,
        match=query.match,
        source=query.source,
        zero_while=query.zero_while,
    )


def _reckoned(id: str, title: str, unit: str, worse: Worse) -> Signal:
    return Signal(id, title, unit=unit, worse=worse, kind=Kind.DERIVED)
