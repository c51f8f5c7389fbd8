"""The checked model: what a hierarchy file means, independent of how it was written.

Everything here is frozen; a changed file makes a new `Model` with another `revision`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from hierarchy.actions import ChangeRule, Lever, Link
from hierarchy.laws import Amount, Balance, Capacity, Need, Objective, Reference, Segment
from hierarchy.levels import LEVELS, Level, LevelInfo
from hierarchy.members import Lifetime, Membership
from hierarchy.problems import Position, Problem
from hierarchy.queries import Matcher, MatchPattern, Query


class SignalKey(NamedTuple):
    """Names one signal of one node; `str()` gives `node/signal`, as in URLs and the API."""

    node: str
    signal: str

    def __str__(self) -> str:
        return f"{self.node}/{self.signal}"


class Worse(StrEnum):
    """The direction in which a signal gets worse."""

    HIGHER = "higher"
    LOWER = "lower"
    EITHER = "either"


class Rule(StrEnum):
    """How the members of a group of means combine."""

    ALL_OF = "all_of"
    ANY_OF = "any_of"
    AT_LEAST = "at_least"


class Impact(StrEnum):
    """What losing a group of means does to its end."""

    FULL = "full"
    DEGRADED = "degraded"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Band:
    """The good interval of a signal that may be wrong in either direction, inclusive of neither end."""

    low: float
    high: float


Limit = float | Band


class Kind(StrEnum):
    """What sort of number a signal is."""

    MEASURED = "measured"
    COMMANDED = "commanded"
    DERIVED = "derived"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Signal:
    """A named number about a node.

    Either `query`, or `total` with one of `bad` and `good` (a ratio 0..1 of what went wrong).
    Query texts are as written, `$match` included; `match` is what it stands for at this node.
    Limits are inclusive and in the signal's unit; `Band` limits only with `worse` = either. Where the
    capacity is a query, limits in percent are the `…_share` 0..1 of it instead. `zero_while` (a query
    above 0) and `zero_when` (a query with any value) turn an empty answer into 0; below `min_total`
    there is too little to judge. `hold` (s) is how long a state must last to be entered or left,
    `max_age` (s, None: by the rule) after which a value is stale. A capacity that is a query has the
    signal's `match` and `source`. `spread` is the label whose values are shown as a distribution.
    `confirm_with` should agree with this signal: in state, or within the share `agree`. What changes
    slowly and is dear to ask has a `pace` (s): between two such questions the last answer holds.
    """

    id: str
    title: str
    unit: str = ""
    description: str = ""
    query: str | None = None
    bad: str | None = None
    good: str | None = None
    total: str | None = None
    zero_while: str | None = None
    zero_when: str | None = None
    min_total: float | None = None
    worse: Worse | None = None
    warning: Limit | None = None
    critical: Limit | None = None
    warning_share: float | None = None
    critical_share: float | None = None
    hold: float = 0.0
    capacity: float | str | None = None
    spread: str = ""
    kind: Kind = Kind.MEASURED
    measures: str = ""
    confirm_with: SignalKey | None = None
    agree: float | None = None
    max_age: float | None = None
    pace: float = 0.0
    match: tuple[Matcher, ...] = ()
    source: str = "default"
    template: str | None = None
    defined_at: Position | None = field(default=None, compare=False, repr=False)

    @property
    def has_limits(self) -> bool:
        """Whether the signal can give a state at all."""
        stated = (self.warning, self.critical, self.warning_share, self.critical_share)
        return any(limit is not None for limit in stated)


@dataclass(frozen=True, slots=True)
class MeansGroup:
    """Some members that carry one node, and the rule by which they do: means of an end, or parts of a whole.

    `at_least` is n for Rule.AT_LEAST, else 0. `because` explains the link in the author's words.

    Before membership is known a member may be a node with `each`, which stands for all its members;
    `hierarchy.membership.expanded` puts them in its place. `need` then says how many of them are needed
    (None: the rule alone counts) and `same` restricts them to pairs whose labels agree, as (label of
    the member, label of this node). After that `expected` is how many members there should be: those
    missing are unknown (None: exactly the members named). Departed members stay in the group; who
    counts at a time is decided by their lifetimes. An `if_any` group was meant by `*`: where no member
    agrees, and none did of late, there is no such group.
    """

    rule: Rule
    members: tuple[str, ...]
    at_least: int = 0
    impact: Impact = Impact.FULL
    because: str = ""
    need: Need | None = None
    same: tuple[tuple[str, str], ...] = ()
    expected: int | None = None
    if_any: bool = False


@dataclass(frozen=True, slots=True)
class MemberSignal:
    """A signal that every member of a node with `each` has; `patterns` are filled with its labels."""

    signal: Signal
    patterns: tuple[MatchPattern, ...] = ()


@dataclass(frozen=True, slots=True)
class Each:
    """Members that a query finds: one for every series of `query`, told apart by `labels`.

    `title` has {label} placeholders; more than `most` members are not taken in; `expect` is how many
    there should be (None: the most seen in an hour).
    """

    labels: tuple[str, ...]
    query: Query
    title: str = ""
    most: int = 500
    expect: Amount | None = None
    signals: tuple[MemberSignal, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """One thing at one level. `how` are its groups of means; `why` the ends that it serves.

    `parts` are groups of its parts, `part_of` the whole that it stands in. A node with `each` is the
    whole of its members; a member names it in `member_of` and has a `lifetime`. `terms` are what its laws
    ask of a source, `reckoned` what they say, both as signals (hierarchy.terms).
    """

    id: str
    level: Level
    title: str
    description: str = ""
    beneficiary: str = ""
    owner: str = ""
    domain: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    signals: tuple[Signal, ...] = ()
    links: tuple[Link, ...] = ()
    levers: tuple[Lever, ...] = ()
    symptoms: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    objective: Objective | None = None
    balance: Balance | None = None
    capacity: Capacity | None = None
    priority: tuple[str, ...] = ()
    segments: tuple[Segment, ...] = ()
    how: tuple[MeansGroup, ...] = ()
    why: tuple[str, ...] = ()
    parts: tuple[MeansGroup, ...] = ()
    part_of: str | None = None
    calls: tuple[str, ...] = ()
    each: Each | None = None
    member_of: str | None = None
    lifetime: Lifetime | None = None
    terms: tuple[Signal, ...] = ()
    reckoned: tuple[Signal, ...] = ()
    defined_at: Position | None = None

    @property
    def shown(self) -> tuple[Signal, ...]:
        """What people see of the node: its signals, then what its laws say."""
        return self.signals + self.reckoned if self.reckoned else self.signals

    def signal(self, signal_id: str) -> Signal | None:
        """The signal of that id, one that its laws say included, or None."""
        return next((s for s in self.shown if s.id == signal_id), None)


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """Where a source is and how to speak to it. Secrets are named by file, never held here."""

    name: str
    type: str
    url: str
    tenant: str = ""
    bearer_token_file: str = ""
    basic_auth_file: str = ""
    headers_file: str = ""
    ca_file: str = ""
    timeout: float = 10.0
    max_concurrency: int = 3
    compression: str = "none"


@dataclass(frozen=True, slots=True)
class Model:
    """A whole hierarchy. `nodes` keeps the order of the file; `step` is in seconds.

    `revision` is a short hash of everything that changes meaning; the browser's copy, caches and the
    picture are keyed by it. A node with `each` has the members that `members` says, by its id;
    `hierarchy.membership.expanded` makes the model that has them as nodes. `problems` are the warnings
    and hints that did not stop loading.
    """

    revision: str
    title: str
    nodes: Mapping[str, Node]
    description: str = ""
    step: float = 15.0
    sources: Mapping[str, SourceConfig] = field(default_factory=dict)
    levels: tuple[LevelInfo, ...] = LEVELS
    reference: Reference = field(default_factory=Reference)
    changes: tuple[ChangeRule, ...] = ()
    members: Mapping[str, Membership] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def signals(self) -> Mapping[SignalKey, Signal]:
        """Every signal that people see by its key, in node order: those declared and those reckoned."""
        return {SignalKey(n.id, s.id): s for n in self.nodes.values() for s in n.shown}

    def asked(self) -> Mapping[SignalKey, Signal]:
        """Every signal that a source is asked for by its key: those declared and the terms of laws."""
        return {SignalKey(n.id, s.id): s for n in self.nodes.values() for s in (*n.signals, *n.terms)}
