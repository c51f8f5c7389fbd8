"""What the files say, put together but not yet joined: every piece still knows its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hierarchy.actions import ChangeRule, Link
from hierarchy.file.located import Entry, Scalar
from hierarchy.laws import Need, Reference
from hierarchy.levels import LEVELS, Level, LevelInfo
from hierarchy.model import Impact, Rule, Signal, SourceConfig
from hierarchy.problems import Position
from hierarchy.queries import MatchPattern

if TYPE_CHECKING:
    from hierarchy.file.law_drafts import LawsDraft, LeverDraft


@dataclass(frozen=True, slots=True)
class Ref:
    """A name that must exist elsewhere."""

    id: str
    at: Position


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A group under `how`. `plain` marks the bare ids, which a lower node's `why` may join.

    `same` are pairs (label of the member, label of the end); `need_at` is where `need` is stated.
    `if_any` groups come from `*`: without any pair there is nothing to need.
    """

    rule: Rule
    members: tuple[Ref, ...]
    at: Position
    at_least: int = 0
    impact: Impact = Impact.FULL
    because: str = ""
    plain: bool = False
    need: Need | None = None
    need_at: Position | None = None
    same: tuple[tuple[str, str], ...] = ()
    if_any: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """One `why` or `part_of`. `plain` if nothing but the node is said.

    `same` are pairs (label of the end or whole, label of this node); `need_at` is where `need` stands.
    `star` if it was meant by `*`.
    """

    ref: Ref
    impact: Impact = Impact.FULL
    because: str = ""
    same: tuple[tuple[str, str], ...] = ()
    need: Need | None = None
    need_at: Position | None = None
    plain: bool = True
    star: bool = False


@dataclass(frozen=True, slots=True)
class UseDraft:
    """A template that a node uses; `prefix` is put before the signals' ids."""

    template: Ref
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class CallDraft:
    """One of `calls`; `labels` are put over the node's own to fill the templates in `use`."""

    ref: Ref
    use: tuple[UseDraft, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    because: str = ""


@dataclass(frozen=True, slots=True)
class EachDraft:
    """A search for members as written. `expect` is a number or a query."""

    at: Position
    labels: tuple[str, ...]
    query: Scalar
    title: Scalar | None = None
    most: int = 500
    expect: int | Scalar | None = None
    source: Ref | None = None


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

    @property
    def pattern(self) -> MatchPattern:
        """The same without its place."""
        return MatchPattern(self.label, self.text, self.regex)


@dataclass(frozen=True, slots=True)
class CopyDraft:
    """One copy of the nodes of a file, with what its nodes have from it."""

    id: str
    title: str
    labels: Mapping[str, str] = field(default_factory=dict)
    source: Ref | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What all nodes of one file have in common. `match` is None where `defaults` does not say it."""

    file: str
    owner: str = ""
    source: Ref | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    match: tuple[Pattern, ...] | None = None
    copies: tuple[CopyDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class SignalDraft:
    """A signal as written: the entries of its object, before overrides are merged in.

    `implied_unit` is the unit of the template's signal where its entries do not state it.
    """

    id: str
    at: Position
    entries: Mapping[str, Entry]
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
    levers: tuple[LeverDraft, ...] = ()
    symptoms: tuple[str, ...] = ()
    source: Ref | None = None


@dataclass(frozen=True, slots=True)
class NodeDraft:
    """A node as written, and after `copies.placed` as it stands in its copy.

    `level` is None if it is missing or unknown, which is then reported. `written` is the id in the
    file; `id` has that of the copy behind it. `match_at` is the first place where one of its own
    queries uses `$match`.
    """

    id: str
    at: Position
    level: Level | None
    texts: Mapping[str, str]
    why: tuple[Tie, ...]
    how: tuple[GroupDraft, ...]
    use: tuple[UseDraft, ...]
    labels: Mapping[str, str]
    part_of: Tie | None
    calls: tuple[CallDraft, ...]
    signals: Mapping[str, SignalDraft | None]
    signal_places: Mapping[str, Position]
    links: tuple[LinkDraft, ...]
    laws: LawsDraft
    frame: Frame
    written: str
    copy: CopyDraft | None = None
    parts: Need | None = None
    parts_at: Position | None = None
    each: EachDraft | None = None
    source: Ref | None = None
    match_at: Position | None = None

    @property
    def label_names(self) -> frozenset[str]:
        """The labels that it, or every one of its members, has."""
        return frozenset(self.labels).union(self.each.labels if self.each else ())


@dataclass(slots=True)
class Draft:
    """All files together, in order; grows while they are read. `asked` is where sources are named."""

    texts: dict[str, str] = field(default_factory=dict)
    step: float = 15.0
    sources: dict[str, SourceConfig] = field(default_factory=dict)
    asked: list[Ref] = field(default_factory=list)
    templates: dict[str, TemplateDraft] = field(default_factory=dict)
    nodes: dict[str, NodeDraft] = field(default_factory=dict)
    places: dict[tuple[str, str], Position] = field(default_factory=dict)
    levels: tuple[LevelInfo, ...] = LEVELS
    reference: Reference = field(default_factory=Reference)
    changes: dict[str, ChangeRule] = field(default_factory=dict)
