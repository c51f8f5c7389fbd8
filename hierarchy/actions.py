"""What people can follow or do at a node, and where changes that they made are seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hierarchy.queries import Query


@dataclass(frozen=True, slots=True)
class Link:
    """A link out of the navigator; `{from}`, `{to}` and `{label}` in the url are filled when shown."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Lever:
    """Something a responder can do at a node. `needs` are nodes without which it does not work."""

    title: str
    url: str
    effect: str = ""
    needs: tuple[str, ...] = ()


class ChangeKind(StrEnum):
    """How a change shows in its query."""

    VALUE = "value"  # a change where the value of a series changes
    TRACK = "track"  # … where the label `track` changes
    WHILE = "while"  # one change with begin and end, while `during` yields something above 0


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """A query that shows what people or machines did.

    `title` has {label} placeholders over the series' labels; `match` maps a label of the series to
    the label of the nodes that it concerns (empty: concerns everything).
    """

    id: str
    title: str
    kind: ChangeKind
    query: Query | None = None
    during: Query | None = None
    track: str = ""
    match: Mapping[str, str] = field(default_factory=dict)
