"""The arithmetic of an objective: how fast its budget burns, over which windows that counts, what is left.

Multiwindow, multi-burn-rate alerting as in the SRE Workbook (Beyer et al. 2018, chapter 5, table 5-8):
a long window says that much was spent, a short one that it goes on. A burn of 1 spends the budget of
an objective in exactly its window.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import NamedTuple

from hierarchy.evidence.readings import Reading, Trust
from hierarchy.evidence.states import OK, SEVERITY, UNKNOWN, Bounds, State
from hierarchy.laws import Objective
from hierarchy.terms import FIVE_MINUTES, HALF_HOUR, HOUR, SIX_HOURS, bad_id, burn_windows, events_id

LEAST_BAD = 3.0  # events that must have gone wrong in the long window
FAST, SLOW = 14.4, 6.0
_MOST = 0.9  # share going wrong that counts even where the target is so low that nothing burns so fast
_PROVES_WORSE = (Trust.PARTIAL, Trust.CONFLICTING)


class Pair(NamedTuple):
    """A long and a short window (s) over which a burn from `threshold` on, in both, has this state."""

    long: float
    short: float
    threshold: float
    state: State


class Reach(NamedTuple):
    """The least and the most that a number may be, as far as its reading tells."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Burn:
    """One pair as judged: `value` is the lesser burn of the two windows, None where one is not known, and
    `most` what it can be at most; `bad` how many events went wrong in the long window, None where that
    is not counted or not known."""

    pair: Pair
    value: float | None
    most: float
    bad: float | None
    bounds: Bounds


def pairs(objective: Objective) -> tuple[Pair, ...]:
    """The pairs of windows of an objective, fast first. Where even everything going wrong burns more
    slowly than a threshold, nine tenths of that is the threshold: total failure is never fine."""
    most = _MOST / (1.0 - objective.target)
    found = (
        Pair(HOUR, FIVE_MINUTES, min(FAST, most), State.CRITICAL),
        Pair(SIX_HOURS, HALF_HOUR, min(SLOW, most), State.WARNING),
    )
    asked = burn_windows(objective)
    return tuple(pair for pair in found if pair.long in asked and pair.short in asked)


def burns(objective: Objective, terms: Mapping[str, Reading]) -> dict[float, float | None]:
    """How many times faster than allowed the budget is spent over each window, None where not known."""
    return {w: _burn(objective, terms.get(bad_id(w))) for w in burn_windows(objective)}


def budget(objective: Objective, terms: Mapping[str, Reading]) -> float | None:
    """The share of the budget that is left over the whole window, below 0 where more was spent."""
    spent = _burn(objective, terms.get(bad_id(objective.window)))
    return None if spent is None else 1.0 - spent


def judged(objective: Objective, terms: Mapping[str, Reading]) -> tuple[Burn, ...]:
    """Every pair with the bounds that the readings of its terms prove.

    Exact where they are live. What is incomplete is a least value, so that it may prove a state and
    never ok; what is lost may be anything. Where events are not counted the least number does not apply.
    """
    found = []
    for pair in pairs(objective):
        long, short = (terms.get(bad_id(window)) for window in (pair.long, pair.short))
        total = terms.get(events_id(pair.long))
        both = [_burn(objective, long), _burn(objective, short)]
        known = [burn for burn in both if burn is not None]
        value = min(known) if len(known) == 2 else None
        reach = [_reach(reading, 1.0 - objective.target) for reading in (long, short)]
        least, most = min(r.low for r in reach), min(r.high for r in reach)
        counted = _bad_events(long, total)
        bad = None if total is None or value is None else _product(long, total)
        proven = least >= pair.threshold and (counted is None or counted.low >= LEAST_BAD)
        possible = most >= pair.threshold and (counted is None or counted.high >= LEAST_BAD)
        found.append(Burn(pair, value, most, bad, _bounds(pair, proven=proven, possible=possible)))
    return tuple(found)


def deciding(found: Sequence[Burn]) -> Burn:
    """Of all pairs the one that gives the state; where several do or none does, the one most beyond its
    threshold, or nearest to it."""
    return max(found, key=lambda b: (SEVERITY[b.bounds.state], (b.value or 0.0) / b.pair.threshold))


def _bounds(pair: Pair, *, proven: bool, possible: bool) -> Bounds:
    if not possible:
        return OK
    return Bounds(pair.state, pair.state) if proven else UNKNOWN


def _burn(objective: Objective, reading: Reading | None) -> float | None:
    if reading is None or not reading.is_believed or reading.value is None or not isfinite(reading.value):
        return None
    return reading.value / (1.0 - objective.target)


def _reach(reading: Reading | None, allowed: float = 1.0) -> Reach:
    if reading is None or reading.value is None or not isfinite(reading.value):
        return Reach(0.0, inf)
    value = reading.value / allowed
    if reading.trust is Trust.LIVE:
        return Reach(value, value)
    return Reach(value, inf) if reading.trust in _PROVES_WORSE else Reach(0.0, inf)


def _bad_events(share: Reading | None, total: Reading | None) -> Reach | None:
    """How many events went wrong, None where the hierarchy does not count them at all. Where the share is
    not known, not even no traffic says that none did: nobody may have come through."""
    if total is None:
        return None
    of, all_of = _reach(share), _reach(total)
    if of.high in (0.0, inf):
        return Reach(of.low * all_of.low, of.high)
    return Reach(of.low * all_of.low, of.high * all_of.high)


def _product(share: Reading | None, total: Reading) -> float | None:
    if share is None or share.value is None or total.value is None or not total.is_believed:
        return None
    return share.value * total.value
