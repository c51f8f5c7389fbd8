"""What people and machines did: when, and which nodes it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Origin(StrEnum):
    """Where a change is known from."""

    QUERY = "query"
    POSTED = "posted"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was done at Unix time `at`, until `until` (None: at once, or still going on if
    `lasting`). `rule` is the id of the rule in the file that saw it, "" for others.

    `nodes` are those that it concerns by their labels; one that concerns `everything` names none, and
    one with neither matches no node of the model ("no link in the model"). `url` is http(s) or "".
    """

    id: str
    title: str
    at: float
    until: float | None = None
    lasting: bool = False
    origin: Origin = Origin.QUERY
    rule: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    nodes: tuple[str, ...] = ()
    everything: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of a stretch of time in time order, and in sentences why there may be more."""

    found: tuple[Change, ...] = ()
    failures: tuple[str, ...] = ()
