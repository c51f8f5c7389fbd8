"""Who is there of every node with `each`, kept from search to search."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import replace

from hierarchy.member_ids import labels_of
from hierarchy.members import Found, Lifetime, Member, Membership
from hierarchy.model import Each, Model

KEPT_SECONDS = 86400.0  # how long a departed member is kept: the longest range on screen
SEEN_SECONDS = 3600.0  # without `expect`, the most members seen for so long are expected
_NOT_ANSWERED = "the search for its members was changed and has not been answered yet"

Values = tuple[str, ...]


class Registry:
    """Turns what searches find into memberships; for one thread at a time.

    Identity is the values of `each.labels`. Members that are new since the first answered search
    begin then, those that an answered search does not find end then and are kept for KEPT_SECONDS.
    """

    def __init__(self, model: Model) -> None:
        self._sources = model.sources
        self._rolls = {n.id: _Roll(n.each) for n in model.nodes.values() if n.each is not None}

    @property
    def members(self) -> Mapping[str, Membership]:
        """What is known of every node with `each` that was ever searched for."""
        found = {name: roll.membership for name, roll in self._rolls.items()}
        return {name: membership for name, membership in found.items() if membership is not None}

    @property
    def unasked(self) -> frozenset[str]:
        """The nodes with `each` whose search, as it is now, has given nothing yet, not even a failure."""
        return frozenset(name for name, roll in self._rolls.items() if not roll.is_asked)

    def update(self, found: Mapping[str, Found], at: float) -> Mapping[str, Membership]:
        """Takes in what searches at Unix time `at` gave, by node; what was not searched for stays.

        A search that failed changes nothing but the `failure` of its membership.
        """
        for name, answer in found.items():
            if name in self._rolls:
                self._rolls[name].update(answer, at)
        return self.members

    def rebased(self, model: Model) -> Registry:
        """The registry of a changed model: with what is known of every node that still tells its
        members apart by the same labels, under its new id where it says what it was called formerly.

        Where another query or another source is asked, the members stay until it has answered, with that
        as their `failure`; those that it does not find have not departed, they are no members.
        """
        fresh = Registry(model)
        for name, roll in fresh._rolls.items():
            for old in (name, *model.nodes[name].formerly):
                known = self._rolls.get(old)
                if known is not None and known.each.labels == roll.each.labels:
                    same = self._question(known.each) == fresh._question(roll.each)
                    fresh._rolls[name] = known.under(roll.each, same=same)
                    break
        return fresh

    def _question(self, each: Each) -> tuple[object, ...]:
        """All that decides who is found."""
        return each.query, self._sources.get(each.query.source)


class _Roll:
    """The members of one node with `each`, by the values of its labels."""

    def __init__(self, each: Each) -> None:
        self.each = each
        self.is_asked = False
        self.membership: Membership | None = None
        self._lifetimes: dict[Values, Lifetime] = {}
        self._begun = False
        self._counts: deque[tuple[float, int]] = deque()  # (Unix time, members), each more than the next
        self._asked: int | None = None  # the newest answer of `expect`

    def under(self, each: Each, *, same: bool) -> _Roll:
        """A copy that goes on under another declaration with the same labels; `same` when it also
        searches for the same."""
        copy = _Roll(each)
        copy.membership = self.membership
        copy._lifetimes = dict(self._lifetimes)
        if not same:
            if self.membership is not None:
                copy.membership = replace(self.membership, failure=_NOT_ANSWERED)
            return copy
        copy.is_asked, copy._begun = self.is_asked, self._begun
        copy._counts = deque(self._counts)
        copy._asked = self._asked if each.expect == self.each.expect else None
        return copy

    def update(self, answer: Found, at: float) -> None:
        """Takes in one search."""
        self.is_asked = True
        if answer.failure:
            self.membership = replace(self.membership or Membership(), failure=answer.failure)
            return
        seen = [labels_of(series, self.each.labels) for series in answer.series]
        there = set(seen)
        taken = sorted(values for values in there if all(values))
        failure = self._failure(seen, answer, len(taken))
        expected = self._expected(answer, len(taken), at)
        if not self._begun:  # whoever is known already was found by another search
            self._lifetimes = {values: life for values, life in self._lifetimes.items() if values in there}
        self._lifetimes = self._follow(taken[: self.each.most], there, at)
        self._begun = True
        members = tuple(
            Member(dict(zip(self.each.labels, values, strict=True)), self._lifetimes[values])
            for values in sorted(self._lifetimes)
        )
        self.membership = Membership(members, expected, failure)

    def _follow(self, taken: list[Values], there: set[Values], at: float) -> dict[Values, Lifetime]:
        """The lifetimes after a search: begun, gone on, ended; those that ended long ago are left out.

        One that is there but beyond `most` has not departed: it is not known any more.
        """
        chosen = set(taken)
        fresh = Lifetime(at if self._begun else None)
        kept: dict[Values, Lifetime] = {}
        for values, life in self._lifetimes.items():
            since = None if life.since is None else min(life.since, at)
            if values in chosen:
                kept[values] = Lifetime(since)
            elif values not in there:
                until = at if life.until is None else min(life.until, at)
                if until >= at - KEPT_SECONDS:
                    kept[values] = Lifetime(since, until)
        kept.update({values: fresh for values in taken if values not in kept})
        departed = sorted((life.until, v) for v, life in kept.items() if life.until is not None)
        for _, values in departed[: max(0, len(departed) - self.each.most)]:
            del kept[values]
        return kept

    def _expected(self, answer: Found, count: int, at: float) -> int:
        """The number that `expect` gives, though more may be there, else the most that were seen lately.

        Shares count against it, so what is needed does not rise with a member too many. An `expect` that
        asks and is told that nobody should be there, while some are, is not believed.
        """
        expect = self.each.expect
        seen = max(count, answer.expected or 0) if expect is None else count
        while self._counts and (self._counts[-1][1] <= seen or self._counts[-1][0] > at):
            self._counts.pop()
        self._counts.append((at, seen))
        while self._counts[0][0] < at - SEEN_SECONDS:
            self._counts.popleft()
        if isinstance(expect, int | float):
            return int(expect)
        if answer.expected is not None:
            self._asked = answer.expected
        if expect is not None and self._asked is not None and (self._asked or not count):
            return self._asked
        return self._counts[0][1]

    def _failure(self, seen: list[Values], answer: Found, count: int) -> str:
        said = []
        nameless = [values for values in seen if not all(values)]
        if nameless:
            label = next(n for n, v in zip(self.each.labels, nameless[0], strict=True) if not v)
            said.append(f"{_series(len(nameless))} found without a value for label '{label}'")
        twice = next((v for v, count in Counter(seen).items() if count > 1 and all(v)), None)
        if twice is not None:
            said.append(_not_unique(twice, seen, answer, self.each.labels))
        if count > self.each.most:
            said.append(f"{count} members were found, more than max: {self.each.most}; the rest is left out")
        return "; ".join(said)


def _series(count: int) -> str:
    return "one series was" if count == 1 else f"{count} series were"


def _not_unique(values: Values, seen: list[Values], answer: Found, names: tuple[str, ...]) -> str:
    """Which series cannot be told apart, and by which labels they could be."""
    same = [series for series, its in zip(answer.series, seen, strict=True) if its == values]
    differing = sorted(
        label
        for label in {label for series in same for label in series}
        if len({series.get(label) for series in same}) > 1
    )
    which = ", ".join(f'{name}="{value}"' for name, value in zip(names, values, strict=True))
    by = f"; they differ in {', '.join(differing)}" if differing else ""
    return f"`each` is not unique: {len(same)} series have {which}{by}"
