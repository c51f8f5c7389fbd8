"""A question to a source as the model carries it, and what stands for `$match` in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from hierarchy.problems import Position


@dataclass(frozen=True, slots=True)
class Matcher:
    """One Prometheus label matcher that stands for `$match`; `regex` means `=~` with `value` as RE2."""

    label: str
    value: str
    regex: bool = False


@dataclass(frozen=True, slots=True)
class MatchPattern:
    """What one Prometheus label must be at a node: `text` with {label} placeholders over its labels."""

    label: str
    text: str
    regex: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """PromQL as written, `$match` and `[$window]` included; `match` is what `$match` stands for here.

    `zero_while` turns an empty answer into 0 while its own query yields more than 0.
    """

    text: str
    match: tuple[Matcher, ...] = ()
    source: str = "default"
    zero_while: str | None = None
    defined_at: Position | None = field(default=None, compare=False, repr=False)
