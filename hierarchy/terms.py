"""What the laws of a node ask of a source, and what they say, as signals with reserved ids.

A term is read, batched, recorded and aged like any signal, but nobody sees it by itself. What is
reckoned from the terms (hierarchy.evidence.laws) is seen like any signal, but no source is asked for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hierarchy.file.values import duration_text
from hierarchy.laws import Amount, Balance, Capacity, Objective
from hierarchy.model import Kind, Node, Signal, Worse
from hierarchy.quantities import format_duration
from hierarchy.queries import Query
from hierarchy.windows import averaged, events, longest_range, share, shares, subquery, zero_folded

RESIDUAL = "balance.residual"  # in − out − d(store)/dt, per second
GROWTH = "balance.growth"  # d(store)/dt of the store that grows fastest, per second, where there are stores
BURN = "objective.burn"  # how many times faster than allowed the budget is spent
BUDGET = "objective.budget"  # share of the budget that is left
USE = "capacity.use"  # demand, with supply as its capacity

INFLOW, OUTFLOW, STORE = "balance.in.", "balance.out.", "balance.store."
GROWTH_OF = "balance.growth."  # d(store)/dt of one store, as asked
DEMAND, SUPPLY = "capacity.demand", "capacity.supply"
BAD, EVENTS = "objective.bad.", "objective.events."  # share that went wrong, how many there were, by window
FIVE_MINUTES, HALF_HOUR, HOUR, SIX_HOURS = 300.0, 1800.0, 3600.0, 21600.0

_PACES = {FIVE_MINUTES: 0.0, HALF_HOUR: 60.0, HOUR: 60.0, SIX_HOURS: 300.0}
_WHOLE_PACE = 900.0
_OVER = 300.0  # seconds that a balance is over where none of its terms has a range
_LOOKS = 60  # so often within its window a store is looked at


def bad_id(window: float) -> str:
    """The id of the term that says which share went wrong over a window (s), such as `objective.bad.1h`."""
    return BAD + duration_text(window)


def events_id(window: float) -> str:
    """The id of the term that says how many events there were over a window (s); only where that counts."""
    return EVENTS + duration_text(window)


def burn_windows(objective: Objective) -> tuple[float, ...]:
    """The windows in seconds that an objective is asked over, shortest first: those of the burn that are
    not longer than it is for, and the whole."""
    asked = {FIVE_MINUTES, HALF_HOUR, HOUR, SIX_HOURS, objective.window}
    if objective.window < SIX_HOURS:
        asked -= {HALF_HOUR, SIX_HOURS} - {objective.window}
    return tuple(sorted(window for window in asked if window <= objective.window))


def balance_window(balance: Balance) -> float:
    """The window of a balance in seconds: `over`, else the longest range in its terms, else 5 min."""
    if balance.over is not None:
        return balance.over
    asked = (*balance.inflows.values(), *balance.outflows.values(), *balance.stores.values())
    return max((found for query in asked if (found := longest_range(query.text))), default=_OVER)


def with_terms(node: Node, step: float = 15.0) -> Node:
    """The node with the terms of its laws and what is reckoned from them; `step` in seconds is how often
    what has no range of its own is looked at."""
    terms: list[Signal] = []
    reckoned: list[Signal] = []
    if node.objective is not None:
        terms += _objective_terms(node, node.objective, step)
        reckoned.append(_reckoned(BURN, "Budget burn", "×", Worse.HIGHER))
        reckoned.append(_reckoned(BUDGET, "Budget left", "ratio", Worse.LOWER))
    if node.balance is not None:
        terms += _balance_terms(node.balance, step)
        reckoned.append(_reckoned(RESIDUAL, "Unaccounted", "per_second", Worse.EITHER))
        if node.balance.stores:
            reckoned.append(_reckoned(GROWTH, _growth_title(node.balance), "per_second", Worse.HIGHER))
    if node.capacity is not None:
        terms += _capacity_terms(node.capacity)
        reckoned.append(_capacity(node.capacity))
    if not terms and not reckoned:
        return node
    return replace(node, terms=tuple(terms), reckoned=tuple(reckoned))


def _objective_terms(node: Node, objective: Objective, step: float) -> Iterator[Signal]:
    like = _basis(node, objective)
    if like is None:
        return
    for window in burn_windows(objective):
        pace = _PACES.get(window, _WHOLE_PACE)
        over = format_duration(window)
        title = f"Share that went wrong over {over}"
        asked = replace(like, id=bad_id(window), title=title, unit="ratio", pace=pace)
        total = None
        if like.total is not None:
            part, total = shares(like.bad or like.good or "", like.total, window, step)
            asked = _of_total(asked, part, total, good=like.bad is None)
        else:
            asked = replace(asked, query=_share_of(like, window, step))
        yield asked
        counted = None if total is None or window not in (HOUR, SIX_HOURS) else events(total, window)
        if counted is not None:
            bare = replace(asked, total=None, bad=None, good=None, query=counted)
            yield replace(bare, id=events_id(window), title=f"Events in {over}", unit="count")


def _basis(node: Node, objective: Objective) -> Signal | None:
    """What an objective is about as a bare signal: its own queries, or the ratio that it names."""
    if objective.signal is not None:
        of = next((s for s in node.signals if s.id == objective.signal), None)
        if of is None:
            return None
        texts = {"query": of.query, "bad": of.bad, "good": of.good, "total": of.total}
        kept = {
            "match": of.match,
            "source": of.source,
            "zero_while": of.zero_while,
            "zero_when": of.zero_when,
            "defined_at": of.defined_at,
        }
        return Signal("", "", unit=of.unit, worse=of.worse, **texts, **kept)  # type: ignore[arg-type]
    part, total = objective.good or objective.bad, objective.total
    if part is None:
        return None
    match = part.match or (() if total is None else total.match)
    bare = Signal(
        "",
        "",
        unit="ratio",
        worse=Worse.HIGHER,
        match=match,
        source=part.source,
        defined_at=part.defined_at,
    )
    if total is None:
        return replace(bare, query=part.text)
    return _of_total(bare, part.text, total.text, good=objective.good is not None)


def _of_total(signal: Signal, part: str, total: str, *, good: bool) -> Signal:
    if good:
        return replace(signal, good=part, total=total)
    return replace(signal, bad=part, total=total)


def _share_of(like: Signal, window: float, step: float) -> str:
    """The share that went wrong of a signal that is a ratio by its one query."""
    text = share(like.query or "", window, step)
    if like.unit == "percent":
        text = f"({text}) / 100"
    return f"1 - ({text})" if like.worse is Worse.LOWER else text


def _balance_terms(balance: Balance, step: float) -> Iterator[Signal]:
    over = balance_window(balance)
    every = max(step, over / _LOOKS)
    for prefix, terms in ((INFLOW, balance.inflows), (OUTFLOW, balance.outflows)):
        for name, query in terms.items():
            yield _flow(prefix + name, name, query, over, every)
    for name, query in balance.stores.items():
        yield _term(STORE + name, name, query)
        text = subquery("deriv", zero_folded(query.text, query.zero_while), over, every)
        yield replace(_term(GROWTH_OF + name, f"Growth of {name}", query), query=text, zero_while=None)


def _growth_title(balance: Balance) -> str:
    """The store by name where there is only one, such as "Waiting grows by"."""
    (name, *others) = balance.stores
    return "Fastest store grows by" if others else f"{name[:1].upper()}{name[1:]} grows by"


def _flow(id: str, name: str, query: Query, over: float, every: float) -> Signal:
    """A flow as its average over the window. One that is empty at times is 0 then also inside a subquery."""
    text = averaged(query.text, over, every)
    if text == query.text or query.zero_while is None or ":" not in text.rpartition("[")[2]:
        return replace(_term(id, name, query), query=text)
    folded = averaged(zero_folded(query.text, query.zero_while), over, every)
    return replace(_term(id, name, query), query=folded, zero_while=None)


def _capacity_terms(capacity: Capacity) -> Iterator[Signal]:
    yield _term(DEMAND, "Demand", capacity.demand)
    supply: Amount = capacity.supply
    if isinstance(supply, Query):
        yield _term(SUPPLY, "Supply", supply)


def _capacity(capacity: Capacity) -> Signal:
    use = _reckoned(USE, "Demand", "", Worse.HIGHER)
    supply = capacity.supply.text if isinstance(capacity.supply, Query) else capacity.supply
    return replace(use, warning_share=capacity.warning, critical_share=capacity.critical, capacity=supply)


def _term(id: str, title: str, query: Query) -> Signal:
    return Signal(
        id,
        title,
        query=query.text,
        match=query.match,
        source=query.source,
        zero_while=query.zero_while,
        defined_at=query.defined_at,
    )


def _reckoned(id: str, title: str, unit: str, worse: Worse) -> Signal:
    return Signal(id, title, unit=unit, worse=worse, kind=Kind.DERIVED)
