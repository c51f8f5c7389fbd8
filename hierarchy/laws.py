"""What purposes and flows are judged by: objectives, balances, capacities, priorities, segments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hierarchy.problems import Position
from hierarchy.queries import Query

Amount = float | Query
"""A number written in the file, or a query that yields it."""


@dataclass(frozen=True, slots=True)
class Need:
    """How many of several are needed: a number, or a share 0..1 of those expected.

    Exactly one of the two is set; "all" is no `Need` at all (None).
    """

    count: int | None = None
    share: float | None = None

    def of(self, expected: int) -> int:
        """How many of `expected` are needed, at least 1; a share is rounded up."""
        if self.count is not None:
            return max(1, self.count)
        # 0.7 × 10 is 7.000000000000001 in floating point, and 7 is what was meant
        return max(1, -int(-(round((self.share or 0.0) * expected, 9)) // 1))


@dataclass(frozen=True, slots=True)
class Objective:
    """A service level objective. `target` is a share 0..1, `window` seconds.

    Either queries, with `[$window]` (or `$window`) for each burn window: `good` or `bad`, with
    `total`, or `bad` alone where it already is a ratio. Or `signal`, the id of a ratio signal of
    the node.
    """

    target: float
    window: float
    good: Query | None = None
    bad: Query | None = None
    total: Query | None = None
    signal: str | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """A conservation law: in − out − d(store)/dt = 0. Terms by name, each in the same unit per second
    (`stores` in the unit itself); `tolerance` is a share of `in`, `over` seconds (None: the longest
    range in the terms)."""

    inflows: Mapping[str, Query]
    outflows: Mapping[str, Query]
    stores: Mapping[str, Query] = field(default_factory=dict)
    tolerance: float = 0.02
    over: float | None = None


@dataclass(frozen=True, slots=True)
class Capacity:
    """Demand against supply; `warning` and `critical` are inclusive shares of supply."""

    demand: Query
    supply: Amount
    warning: float | None = None
    critical: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A label by which to ask whether everyone is hurt or only some."""

    label: str
    title: str
    defined_at: Position | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """What "usual" means: `ago` are offsets in seconds, `window` the seconds looked at around each."""

    ago: tuple[float, ...] = (86400.0, 604800.0)
    window: float = 3600.0
