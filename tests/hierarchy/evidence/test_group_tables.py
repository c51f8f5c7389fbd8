"""Groups against how others define theirs: OpenNMS business services, Icinga business processes, Checkmk BI.

Each of their rules is written down here from its documentation and source, for members that are ok,
warning, critical or unknown:

- OpenNMS reduces by *highest severity*, or by *threshold* t: the highest severity that a share t of all
  members reach. INDETERMINATE ranks below NORMAL.
- Icinga's AND is the worst member, OR the best, MIN n is OK while n members are OK and else the worst of
  all. UNKNOWN ranks between WARNING and CRITICAL.
- Checkmk's *worst* and *best* take the n-th worst or best member, *count_ok* is OK from one number of OK
  members on, WARN from another one on, else CRIT. UNKN ranks between WARN and CRIT too.

While everything is known, all_of, any_of and at_least n are theirs. Where something is not known they
give it a rank of its own, which makes it better or worse than what it may turn out to be. Here it may
turn out to be anything, so that a group has the best and the worst that their rule gives for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product

import pytest

from hierarchy.evidence.groups import combine
from hierarchy.evidence.states import Bounds, State, known, rank
from hierarchy.model import Rule

OK, WARNING, CRITICAL, UNKNOWN = State.OK, State.WARNING, State.CRITICAL, State.UNKNOWN
KNOWN = (OK, WARNING, CRITICAL)
Members = tuple[State, ...]

_OPENNMS = (UNKNOWN, OK, WARNING, CRITICAL)  # best first
_ICINGA = _CHECKMK = (OK, WARNING, UNKNOWN, CRITICAL)


def opennms_threshold(members: Members, share: float) -> State:
    """The highest severity that at least this share of the members reach."""
    reached = [
        state
        for state in _OPENNMS
        if sum(_OPENNMS.index(m) >= _OPENNMS.index(state) for m in members) / len(members) >= share - 1e-9
    ]
    return reached[-1]


def opennms_highest(members: Members) -> State:
    """The highest severity of any member."""
    return max(members, key=_OPENNMS.index)


def icinga_and(members: Members) -> State:
    """The worst member."""
    return max(members, key=_ICINGA.index)


def icinga_or(members: Members) -> State:
    """The best member."""
    return min(members, key=_ICINGA.index)


def icinga_min(members: Members, n: int) -> State:
    """OK while n members are; UNKNOWN with fewer members than that; else the worst of all."""
    if len(members) < n:
        return UNKNOWN
    return OK if members.count(OK) >= n else icinga_and(members)


def checkmk_best(members: Members, n: int) -> State:
    """The n-th best member."""
    return sorted(members, key=_CHECKMK.index)[n - 1]


def checkmk_worst(members: Members) -> State:
    """The worst member."""
    return max(members, key=_CHECKMK.index)


def checkmk_count_ok(members: Members, ok: int, warn: int) -> State:
    """By how many members are OK."""
    count = members.count(OK)
    return OK if count >= ok else WARNING if count >= warn else CRITICAL


def ours(rule: Rule, members: Sequence[State], n: int = 0) -> Bounds:
    """The group of this rule."""
    return combine(rule, n, [known(state) for state in members])


def tables(states: Sequence[State]) -> Iterator[Members]:
    """Every group of one to four members."""
    for size in range(1, 5):
        yield from product(states, repeat=size)


def worlds(members: Members) -> Iterator[Members]:
    """Everything that the unknown members may turn out to be."""
    return product(*(KNOWN if state is UNKNOWN else (state,) for state in members))


SAME: list[tuple[str, Rule, Callable[[Members], State]]] = [
    ("OpenNMS highest severity", Rule.ALL_OF, opennms_highest),
    ("Icinga AND", Rule.ALL_OF, icinga_and),
    ("Checkmk worst", Rule.ALL_OF, checkmk_worst),
    ("OpenNMS threshold of all", Rule.ANY_OF, lambda m: opennms_threshold(m, 1.0)),
    ("Icinga OR", Rule.ANY_OF, icinga_or),
    ("Checkmk best", Rule.ANY_OF, lambda m: checkmk_best(m, 1)),
]


@pytest.mark.parametrize(("rule", "theirs"), [case[1:] for case in SAME], ids=[case[0] for case in SAME])
def test_all_of_and_any_of_are_theirs_and_have_their_bounds_where_something_is_unknown(
    rule: Rule, theirs: Callable[[Members], State]
) -> None:
    """Every group of up to four: the same state while all is known, else the best and the worst of it."""
    for members in tables((*KNOWN, UNKNOWN)):
        possible = [rank(theirs(world)) for world in worlds(members)]
        got = ours(rule, members)
        assert (rank(got.best), rank(got.worst)) == (min(possible), max(possible)), members


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_at_least_n_is_the_n_th_best_of_checkmk_and_a_threshold_of_opennms(n: int) -> None:
    """n of N must be good: a state is reached when N − n + 1 members are at least so bad."""
    for members in (m for m in tables((*KNOWN, UNKNOWN)) if len(m) >= n):
        share = (len(members) - n + 1) / len(members)
        best = [rank(checkmk_best(world, n)) for world in worlds(members)]
        threshold = [rank(opennms_threshold(world, share)) for world in worlds(members)]
        got = ours(Rule.AT_LEAST, members, n)
        assert (rank(got.best), rank(got.worst)) == (min(best), max(best)) == (min(threshold), max(threshold))


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_at_least_n_is_ok_exactly_where_min_n_of_icinga_and_count_ok_of_checkmk_are(n: int) -> None:
    """While all is known. Where it is not ok the n-th best says how far from it: two of three that are ok,
    warning and critical are warning, as one more good member would be; Icinga takes the worst of all,
    and count_ok does not tell warning from critical members."""
    for members in (m for m in tables(KNOWN) if len(m) >= n):
        got = ours(Rule.AT_LEAST, members, n).state
        assert (got is OK) == (icinga_min(members, n) is OK) == (checkmk_count_ok(members, n, 0) is OK)
        assert rank(got) <= rank(icinga_min(members, n))
    assert ours(Rule.AT_LEAST, (OK, WARNING, CRITICAL), 2).state is WARNING
    assert icinga_min((OK, WARNING, CRITICAL), 2) is CRITICAL


def test_fewer_members_than_are_wanted_is_unknown_as_in_icinga() -> None:
    """Nobody knows of those who are not there, whatever those do who are."""
    for members in tables(KNOWN):
        assert icinga_min(members, 5) is UNKNOWN
        assert ours(Rule.AT_LEAST, members, 5).worst is CRITICAL
        assert ours(Rule.AT_LEAST, members, 5).state is not OK


@pytest.mark.parametrize(
    ("rule", "n", "members", "state", "theirs", "other"),
    [
        # what is not known is no good news: an indeterminate member does not disappear
        (Rule.ALL_OF, 0, (OK, UNKNOWN), UNKNOWN, opennms_highest, OK),
        # a warning is proven, and may be critical: at least warning, which is called for now
        (Rule.ALL_OF, 0, (WARNING, UNKNOWN), WARNING, icinga_and, UNKNOWN),
        (Rule.ALL_OF, 0, (WARNING, UNKNOWN), WARNING, checkmk_worst, UNKNOWN),
        # the one that is not known may be ok, and then all would be
        (Rule.ANY_OF, 0, (WARNING, UNKNOWN), UNKNOWN, icinga_or, WARNING),
        (Rule.ANY_OF, 0, (WARNING, UNKNOWN), UNKNOWN, lambda m: checkmk_best(m, 1), WARNING),
        # if it is ok there are two, if it is critical there are not
        (Rule.AT_LEAST, 2, (OK, UNKNOWN, CRITICAL), UNKNOWN, lambda m: icinga_min(m, 2), CRITICAL),
        (Rule.AT_LEAST, 2, (OK, UNKNOWN, CRITICAL), UNKNOWN, lambda m: checkmk_count_ok(m, 2, 1), WARNING),
        (Rule.AT_LEAST, 2, (OK, UNKNOWN, CRITICAL), UNKNOWN, lambda m: opennms_threshold(m, 2 / 3), OK),
    ],
)  # fmt: skip
def test_where_something_is_unknown_the_others_decide_what_cannot_be_known(
    rule: Rule,
    n: int,
    members: Members,
    state: State,
    theirs: Callable[[Members], State],
    other: State,
) -> None:
    """The cases in which the same members have another state there, and why."""
    assert (ours(rule, members, n).state, theirs(members)) == (state, other)
