"""Which members of a group there are at a time, how many are missing, and how many are needed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from hierarchy.members import Lifetime
from hierarchy.model import Impact, MeansGroup, Model, Rule
from hierarchy.registry import SEEN_SECONDS

ALWAYS = Lifetime()


class Present(NamedTuple):
    """Those of a group that are there, as places in bottom-up order; `missing` more should be.

    `rule` and `at_least` are what is to be applied to them. `muted` are there too and left out, because
    they are acknowledged or in maintenance.
    """

    members: tuple[int, ...]
    missing: int
    rule: Rule
    at_least: int
    muted: tuple[int, ...] = ()

    @property
    def has_vote(self) -> bool:
        """Whether anybody is left to vote; a group that never had anybody has one, and is unknown."""
        return bool(self.members or self.missing or not self.muted)


@dataclass(frozen=True, slots=True)
class Gathering:
    """A group of means, or of `parts`, with its members as places in bottom-up order.

    `lifetimes` is empty where every member is always there. A group is `aside` when its members are
    wholes that are only linked, while their members have the vote. `everyone` is who is there when
    nobody is absent, worked out once.
    """

    group: MeansGroup
    members: tuple[int, ...]
    parts: bool = False
    lifetimes: tuple[Lifetime, ...] = ()
    aside: bool = False
    everyone: Present | None = None

    def at(self, now: float, absent: Collection[int], muted: Collection[int] = ()) -> Present:
        """Who is there at Unix time `now`, when the nodes at the places `absent` are not.

        Those at the places `muted` are left out as if the group had been written without them: of
        `at_least` n no more are wanted than remain, and a share is needed of those who remain.
        """
        left_out = tuple(i for i in self.members if i in muted and i not in absent) if muted else ()
        if self.everyone is not None and not left_out and not (self.lifetimes and absent):
            return self.everyone
        group, there = self.group, self.members
        expected = group.expected
        if self.lifetimes and absent:
            there = tuple(i for i in there if i not in absent)
            if expected is not None and any(life.since is not None for life in self.lifetimes):
                expected = self._expected(expected, len(there), now)
        if left_out:
            there = tuple(i for i in there if i not in muted)
            expected = None if expected is None else max(0, expected - len(left_out))
        missing = 0 if expected is None else max(0, expected - len(there))
        rule, least = group.rule, group.at_least
        if group.need is not None:
            rule, least = Rule.AT_LEAST, group.need.of(len(there) if expected is None else expected)
        if left_out:
            least = min(least, len(there) + missing)
        return Present(there, missing, rule, least, left_out)

    def _expected(self, expected: int, there: int, now: float) -> int:
        """How many should have been there: if some came later, at most as many as there had been lately."""
        if not any(life.since is not None and life.since > now for life in self.lifetimes):
            return expected
        return min(expected, max(there, most_at_once(self.lifetimes, now - SEEN_SECONDS, now)))


def gathered(
    model: Model, groups: Sequence[MeansGroup], place: dict[str, int], *, parts: bool = False
) -> tuple[Gathering, ...]:
    """The groups of a node, with their members by `place`."""
    found = []
    for group in groups:
        nodes = [model.nodes[member] for member in group.members]
        mortal = any(node.lifetime is not None for node in nodes)
        lifetimes = tuple(node.lifetime or ALWAYS for node in nodes) if mortal else ()
        aside = group.impact is Impact.NONE and bool(nodes) and all(node.each for node in nodes)
        members = tuple(place[member] for member in group.members)
        made = Gathering(group, members, parts, lifetimes, aside)
        found.append(replace(made, everyone=made.at(0.0, ())))
    return tuple(found)


def most_at_once(lifetimes: Sequence[Lifetime], start: float, end: float) -> int:
    """The most that were there at one moment of [start, end]."""
    moments = {start, end, *(life.since for life in lifetimes if life.since is not None)}
    return max(sum(life.holds(at) for life in lifetimes) for at in moments if start <= at <= end)
