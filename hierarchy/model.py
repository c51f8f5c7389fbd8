"""The checked model: what a hierarchy file means, independent of how it was written.

Everything here is frozen; a changed file makes a new `Model` with another `revision`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from hierarchy.levels import LEVELS, Level, LevelInfo
from hierarchy.problems import Position, Problem


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
class Matcher:
    """One Prometheus label matcher that stands for `$match`; `regex` means `=~` with `value` as RE2."""

    label: str
    value: str
    regex: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """The good interval of a signal that may be wrong in either direction, inclusive of neither end."""

    low: float
    high: float


Limit = float | Band


@dataclass(frozen=True, slots=True)
class Signal:
    """A named number about a node.

    Either `query`, or `total` with one of `bad` and `good` (a ratio 0..1 of what went wrong).
    Query texts are as written, `$match` included; `match` is what it stands for at this node.
    Limits are inclusive and in the signal's unit; `Band` limits only with `worse` = either.
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
    worse: Worse | None = None
    warning: Limit | None = None
    critical: Limit | None = None
    match: tuple[Matcher, ...] = ()
    source: str = "default"
    template: str | None = None

    @property
    def has_limits(self) -> bool:
        """Whether the signal can give a state at all."""
        return self.warning is not None or self.critical is not None


@dataclass(frozen=True, slots=True)
class Link:
    """A link out of the navigator; `{from}`, `{to}` and `{label}` in the url are filled when shown."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class MeansGroup:
    """Some means of one end and the rule by which they carry it.

    `at_least` is n for Rule.AT_LEAST, else 0. `because` explains the link in the author's words.
    """

    rule: Rule
    members: tuple[str, ...]
    at_least: int = 0
    impact: Impact = Impact.FULL
    because: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One thing at one level. `how` are its groups of means; `why` the ends that it serves."""

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
    how: tuple[MeansGroup, ...] = ()
    why: tuple[str, ...] = ()
    part_of: str | None = None
    calls: tuple[str, ...] = ()
    defined_at: Position | None = None

    def signal(self, signal_id: str) -> Signal | None:
        """The signal of that id, or None."""
        return next((s for s in self.signals if s.id == signal_id), None)


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


@dataclass(frozen=True, slots=True)
class Model:
    """A whole hierarchy. `nodes` keeps the order of the file; `step` is in seconds.

    `revision` is a short hash of everything that changes meaning; the browser's copy, caches and
    the picture are keyed by it. `problems` are the warnings and hints that did not stop loading.
    """

    revision: str
    title: str
    nodes: Mapping[str, Node]
    description: str = ""
    step: float = 15.0
    sources: Mapping[str, SourceConfig] = field(default_factory=dict)
    levels: tuple[LevelInfo, ...] = LEVELS
    problems: tuple[Problem, ...] = ()

    def signals(self) -> Mapping[SignalKey, Signal]:
        """Every signal of the model by its key, in node order."""
        return {SignalKey(n.id, s.id): s for n in self.nodes.values() for s in n.signals}
