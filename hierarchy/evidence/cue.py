"""Cues: reasons to look at a node next, each with its evidence. Never a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hierarchy.evidence.usual import Deviation
from hierarchy.model import SignalKey


class CueKind(StrEnum):
    """What sort of evidence speaks for a node."""

    STATE = "state"
    DEVIATION = "deviation"
    ONSET = "onset"
    SATURATION = "saturation"
    BALANCE = "balance"
    CHANGE = "change"
    CONFLICT = "conflict"
    SPREAD = "spread"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CueEvidence:
    """One piece of evidence in words and numbers: `value` in the signal's unit (or its share, for
    saturation), `spreads` how far from usual, `at` the Unix time that it speaks of. `brief` is what of
    `text` is said in a list, empty where that is all of it."""

    kind: CueKind
    text: str
    signal: str | None = None
    value: float | None = None
    spreads: float | None = None
    at: float | None = None
    brief: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """A node to look at. `path` leads from the focus (first) to it (last) along how links and calls.

    `shared` names, for a means of several ends, what is known of its use per end, in a sentence.
    """

    rank: int
    node: str
    path: tuple[str, ...]
    score: float
    evidence: tuple[CueEvidence, ...]
    shared: str = ""


@dataclass(frozen=True, slots=True)
class CueNote:
    """Why there is no cue, or what the cues do not tell: `none_below`, `pending`, `no_data`."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Cues:
    """The ranked nodes below `focus` as of Unix time `at`, best first, and every deviation that was
    worked out for them. `unknown` are all nodes below that cannot be judged, nearest first."""

    focus: str
    at: float
    cues: tuple[Cue, ...] = ()
    note: CueNote | None = None
    deviations: Mapping[SignalKey, Deviation] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
