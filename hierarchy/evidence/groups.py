"""How bounds combine: members into a group, groups into a threat, own and threat into what goes up.

Every rule here is monotone in the order ok < warning < critical. So evaluating once with all unknowns
as ok and once as critical gives the exact best and worst, and working on both ends at a time is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hierarchy.evidence.states import UNKNOWN, Bounds, State, rank
from hierarchy.model import Impact, Rule

_STATES = (State.OK, State.WARNING, State.CRITICAL)


def worst(members: Iterable[Bounds]) -> Bounds | None:
    """all_of: the worst member at both ends; None for no members."""
    found: Bounds | None = None
    for one in members:
        found = one if found is None else worse(found, one)
    return found


def worse(one: Bounds, other: Bounds) -> Bounds:
    """The worse of two at both ends."""
    if one is other:
        return one
    best, bad = max(rank(one.best), rank(other.best)), max(rank(one.worst), rank(other.worst))
    return Bounds(_STATES[best], _STATES[bad])


def combine(rule: Rule, at_least: int, members: Sequence[Bounds], missing: int = 0) -> Bounds:
    """A group: worst of its members for all_of, best for any_of, n-th best for at_least n.

    `missing` members should be there and are not: they are unknown, and so are members that are
    wanted beyond them (n above the number of members). A group of nobody is unknown.
    """
    if rule is Rule.ALL_OF:
        there = worst(members)
        if there is None:
            return UNKNOWN
        return there if missing <= 0 else worse(there, UNKNOWN)
    place = 1 if rule is Rule.ANY_OF else max(1, at_least)
    unknown = max(0, missing, place - len(members))
    bests, worsts = [unknown, 0, 0], [0, 0, unknown]
    for best, bad in members:
        bests[rank(best)] += 1
        worsts[rank(bad)] += 1
    return Bounds(_nth(bests, place), _nth(worsts, place))


def _nth(counts: Sequence[int], place: int) -> State:
    """The state of the place-th best of so many that are ok, warning and critical."""
    if place <= counts[0]:
        return State.OK
    return State.WARNING if place <= counts[0] + counts[1] else State.CRITICAL


def felt(impact: Impact, group: Bounds) -> Bounds | None:
    """What the loss of a group does to its end: degraded turns critical into warning, none is no vote."""
    if impact is Impact.NONE:
        return None
    if impact is Impact.FULL:
        return group
    best, bad = (State.WARNING if end is State.CRITICAL else end for end in group)
    return Bounds(best, bad)


def passed_up(own: Bounds | None, threat: Bounds | None) -> Bounds:
    """The bounds of a node as its ends see them, which are also those of the state shown.

    Own, if it is known: what a thing does is better evidence than what it rests on. Without any own
    limits, the threat. If own is unknown, the worse of both ends: failing means are then the best
    evidence there is, but means that are all ok cannot vouch for a signal that was lost, so the
    node stays unknown. With neither, unknown.

    Losing readings only lowers `best` of own or raises `worst`; in each of the cases, and from one
    case to the next, `worst` of the result never falls. Hence no loss can prove a better state.
    """
    if own is None:
        return UNKNOWN if threat is None else threat
    if own.state is not State.UNKNOWN or threat is None:
        return own
    return worse(own, threat)
