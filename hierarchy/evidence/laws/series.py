"""What laws say over time, reckoned moment by moment from the series of their terms; for charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hierarchy.evidence.laws.burning import budget, deciding, judged, pairs
from hierarchy.evidence.laws.flows import reckon
from hierarchy.evidence.readings import Reading, Series, Trust
from hierarchy.model import Node, SignalKey
from hierarchy.terms import (
    BUDGET,
    BURN,
    DEMAND,
    GROWTH,
    GROWTH_OF,
    INFLOW,
    OUTFLOW,
    RESIDUAL,
    STORE,
    USE,
    bad_id,
    events_id,
)

Moment = Mapping[str, Reading]  # readings of terms by id
_ORDER = tuple(Trust)  # trusted less and less
_NO_SERIES = Series((), (), Trust.ABSENT, "nothing is known of it")
_STEP = 15.0  # only tolerances depend on it, and a series has none


def terms_for(node: Node, signal_id: str) -> tuple[SignalKey, ...]:
    """The terms whose series `reckoned_series` needs for a reserved signal of the node; none for others."""
    asked = {term.id for term in node.terms}
    return tuple(SignalKey(node.id, term) for term in _needed(node, signal_id) if term in asked)


def reckoned_series(node: Node, signal_id: str, terms: Mapping[SignalKey, Series]) -> Series:
    """A reserved signal over time, in the unit it has at the node, on the times of the series of its terms
    (`terms_for`; all have the same times).

    `capacity.use` is the demand. None at a moment at which a term that it needs is not known; a term
    without a series is known at no moment. The trust is that of the term that is trusted least.
    """
    reckoned = _reckoning(node, signal_id)
    keys = terms_for(node, signal_id)
    found = {key.signal: terms[key] for key in keys if key in terms}
    if reckoned is None or not found:
        return Series((), (), Trust.ABSENT, "nothing is asked for it")
    times = next(iter(found.values())).times
    values = [reckoned(_moment(found, i)) for i in range(len(times))]
    told = [found.get(key.signal, _NO_SERIES) for key in keys]
    least = max(told, key=lambda series: _ORDER.index(series.trust))
    return Series(times, tuple(values), least.trust, least.detail)


def _needed(node: Node, signal_id: str) -> Sequence[str]:
    if node.objective is not None and signal_id == BUDGET:
        return (bad_id(node.objective.window),)
    if node.objective is not None and signal_id == BURN:
        found = pairs(node.objective)
        return [i for p in found for i in (bad_id(p.long), bad_id(p.short), events_id(p.long))]
    if node.balance is not None and signal_id in (RESIDUAL, GROWTH):
        sides = [
            (INFLOW, node.balance.inflows),
            (STORE, node.balance.stores),
            (GROWTH_OF, node.balance.stores),
        ]
        if signal_id == RESIDUAL:
            sides.insert(1, (OUTFLOW, node.balance.outflows))
        return [side + name for side, named in sides for name in named]
    return (DEMAND,) if node.capacity is not None and signal_id == USE else ()


def _reckoning(node: Node, signal_id: str) -> Callable[[Moment], float | None] | None:
    """The value of a reserved signal from the readings of one moment."""
    objective, balance = node.objective, node.balance
    if objective is not None and signal_id == BUDGET:
        return lambda moment: budget(objective, moment)
    if objective is not None and signal_id == BURN:
        return lambda moment: deciding(judged(objective, moment)).value
    if balance is not None and signal_id == RESIDUAL:
        return lambda moment: reckon(balance, moment, _STEP).residual
    if balance is not None and signal_id == GROWTH:
        return lambda moment: reckon(balance, moment, _STEP).rise
    if node.capacity is not None and signal_id == USE:
        return lambda moment: moment[DEMAND].value if DEMAND in moment else None
    return None


def _moment(series: Mapping[str, Series], index: int) -> Moment:
    return {
        term: Reading(value, Trust.LIVE if value is not None else Trust.ABSENT)
        for term, one in series.items()
        for value in (one.values[index],)
    }
