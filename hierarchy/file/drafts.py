"""What the files say, put together but not yet joined: every piece still knows its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hierarchy.actions import Link
from hierarchy.file.located import Entry
from hierarchy.levels import Level
from hierarchy.model import Impact, Rule, Signal, SourceConfig
from hierarchy.problems import Position


@dataclass(frozen=True, slots=True)
class Ref:
    """A name that must exist elsewhere."""

    id: str
    at: Position


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A group under `how`. `plain` marks the bare ids, which a lower node's `why` may join."""

    rule: Rule
    members: tuple[Ref, ...]
    at: Position
    at_least: int = 0
    impact: Impact = Impact.FULL
    because: str = ""
    plain: bool = False


@dataclass(frozen=True, slots=True)
class UseDraft:
    """A template that a node uses; `prefix` is put before the signals' ids."""

    template: Ref
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class LinkDraft:
    """A link and the place of its address, where placeholders without a label are reported."""

    link: Link
    at: Position


@dataclass(frozen=True, slots=True)
class Pattern:
    """What one Prometheus label must be: a text or regex with {label} placeholders."""

    label: str
    text: str
    regex: bool
    at: Position


@dataclass(frozen=True, slots=True)
class SignalDraft:
    """A signal as written: the entries of its object, before overrides are merged in.

    `of_capacity` says that percentages in its limits are of a `capacity` that is not read yet;
    `implied_unit` is the unit of the template's signal where its entries do not state it.
    """

    id: str
    at: Position
    entries: Mapping[str, Entry]
    of_capacity: bool = False
    implied_unit: str = ""


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """A template; `built` are its signals as they are at nodes that change nothing."""

    name: str
    at: Position
    match: tuple[Pattern, ...]
    signals: Mapping[str, SignalDraft]
    built: Mapping[str, Signal]
    links: tuple[LinkDraft, ...]


@dataclass(frozen=True, slots=True)
class NodeDraft:
    """A node as written. `level` is None if it is missing or unknown, which is then reported."""

    id: str
    at: Position
    level: Level | None
    texts: Mapping[str, str]
    why: tuple[Ref, ...]
    how: tuple[GroupDraft, ...]
    use: tuple[UseDraft, ...]
    labels: Mapping[str, str]
    part_of: Ref | None
    calls: tuple[Ref, ...]
    signals: Mapping[str, SignalDraft | None]
    signal_places: Mapping[str, Position]
    links: tuple[LinkDraft, ...]


@dataclass(slots=True)
class Draft:
    """All files together, in order; grows while they are read."""

    texts: dict[str, str] = field(default_factory=dict)
    step: float = 15.0
    sources: dict[str, SourceConfig] = field(default_factory=dict)
    templates: dict[str, TemplateDraft] = field(default_factory=dict)
    nodes: dict[str, NodeDraft] = field(default_factory=dict)
    places: dict[tuple[str, str], Position] = field(default_factory=dict)
