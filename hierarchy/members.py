"""The members that a node with `each` was found to have, as a source told them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Lifetime:
    """When a discovered member was seen: Unix seconds, None where it is open at that side.

    `since` is None for what was there when we first looked, `until` for what is still there.
    """

    since: float | None = None
    until: float | None = None

    def holds(self, at: float) -> bool:
        """Whether it was there at Unix time `at`."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Member:
    """One member: the values of the labels that tell it apart, and when it was seen."""

    labels: Mapping[str, str]
    lifetime: Lifetime = field(default_factory=Lifetime)


@dataclass(frozen=True, slots=True)
class Found:
    """What one search for members gave at one moment: the labels of every series found.

    `expected` is the answer of `expect` (None: not asked, or no answer); without `expect`, the most that
    the source remembers to have been there within the hour before (asked at the first search only).
    `failure` says in a sentence why nothing was learnt; `series` is empty then.
    """

    series: tuple[Mapping[str, str], ...] = ()
    expected: int | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """All members of one node with `each` that are there or have departed lately.

    `expected` is how many there should be. `failure` says in a sentence why the members are not (or
    not all) known: the source could not be asked, two series have the same labels, or there are
    more than the file allows. Empty when all is well.
    """

    members: tuple[Member, ...] = ()
    expected: int = 0
    failure: str = ""
