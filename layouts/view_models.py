"""What the screen is given to show: frozen values, no Dash, no clock.

Indices are positions in the model as `screen/model.json` lists it (docs/screen-protocol.md).
Times are Unix seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hierarchy.evidence.breakdowns import SpreadSeries
from hierarchy.evidence.readings import Series, Trust
from hierarchy.evidence.states import State
from hierarchy.evidence.usual import Usual
from hierarchy.model import Limit
from layouts.evidence_views import ChangesView, Fact, LawView, LeversView, LookNext, SplitView, WhatIf


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the whole screen that people must know; `id` names the screen state."""

    id: str
    severity: str
    text: str


@dataclass(frozen=True, slots=True)
class CardView:
    """One card: where it stands (columns from the left, row of rows in its lane) and what it says.

    `value` is text with its unit, or the reason in two words; `age` in seconds, None if not known.
    `badge` are a few letters such as "7/9", `usual` how the value stands to what is usual ("3.2 × usual",
    empty while that says nothing), `onset` the seconds from the focus's onset to this one's (None: not
    known), `contradiction` that own state and means can't both be the whole story.
    """

    node: int
    role: str
    x: float
    width: int
    row: int
    rows: int
    own: State | None
    threat: State | None
    shown: State
    trust: Trust | None
    signal: int | None
    value: str
    age: float | None
    at_least: bool = False
    badge: str = ""
    usual: str = ""
    onset: float | None = None
    contradiction: bool = False


@dataclass(frozen=True, slots=True)
class SourceView:
    """The worst source: state as in SourceState or "refusing", age of its last answer, one sentence."""

    state: str
    age: float | None
    text: str


@dataclass(frozen=True, slots=True)
class PinView:
    """What is pinned, at the moment looked at: a node and the signal that is spoken of (None: none decides).

    `value` is text with its unit, or the reason in two words; `age` in seconds, None if not known. `threat`
    is what comes to the node from below, None without any.
    """

    node: int
    signal: int | None
    state: State
    value: str
    trust: Trust | None
    age: float | None
    threat: State | None = None


@dataclass(frozen=True, slots=True)
class Onset:
    """Node index that became `state` at `time`."""

    time: float
    node: int
    state: State


@dataclass(frozen=True, slots=True)
class Scene:
    """One whole picture. `states` has one entry per node index; `moved` is the focus that was asked for
    and the id of the one that took over from it.

    `cues` are (node, rank), `cue_note` a code and the sentence said with or instead of them; `what_if` the
    states taken for granted, `imagined` one entry per node: whether its state follows from that (empty:
    none), `mutes` (node, 1 acknowledged or 2 in maintenance), `opened` the wholes whose parts are shown.
    """

    revision: str
    at: float
    as_of: float
    window: tuple[float, float]
    range: str
    step: float
    refresh: float
    mode: str
    columns: int
    rows: int
    focus: int | None
    states: tuple[State, ...]
    cards: tuple[CardView, ...]
    source: SourceView
    speed: float = 1.0
    recorded: bool = False
    place: str = ""
    moved: tuple[str, str] | None = None
    since: Mapping[int, float] = field(default_factory=dict)
    strip: tuple[Onset, ...] = ()
    more: int = 0
    filling: bool = False
    notices: tuple[Notice, ...] = ()
    cues: tuple[tuple[int, int], ...] = ()
    cue_note: tuple[str, str] | None = None
    cues_pending: bool = False
    what_if: tuple[tuple[int, State], ...] = ()
    imagined: tuple[bool, ...] = ()
    mutes: tuple[tuple[int, int], ...] = ()
    opened: tuple[int, ...] = ()
    pin: PinView | None = None


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A neighbour as a line in the detail: where it leads and how it is; `value` is what it is judged by."""

    id: str
    title: str
    state: State
    note: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class MeansRows:
    """A group of means in the detail: its rule in words, and the members."""

    rule: str
    rows: tuple[NodeRow, ...]


@dataclass(frozen=True, slots=True)
class SignalRow:
    """A signal as a line in the detail, with where it comes from.

    `usual` compares its value with what is usual, `filling` says how much is left of its capacity and for how
    long, `facts` where it comes from; each is empty where it is not known.
    """

    id: str
    title: str
    value: str
    state: State | None
    trust: Trust
    age: str
    detail: str
    limits: str
    about: str = ""
    usual: str = ""
    filling: str = ""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link out, its address already filled in and checked."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One sentence of why a node has its state."""

    text: str
    state: State


@dataclass(frozen=True, slots=True)
class DetailView:
    """Everything about the focus that the detail says."""

    id: str
    title: str
    level: str
    domain: str
    owner: str
    description: str
    beneficiary: str
    state: State
    state_text: str
    own: State | None
    threat: State | None
    since: str
    evidence: str
    contradiction: str
    reasons: tuple[ReasonRow, ...]
    signals: tuple[SignalRow, ...]
    ends: tuple[NodeRow, ...]
    means: tuple[MeansRows, ...]
    part_of: tuple[NodeRow, ...] = ()
    parts: tuple[NodeRow, ...] = ()
    calls: tuple[NodeRow, ...] = ()
    called_by: tuple[NodeRow, ...] = ()
    links: tuple[LinkRow, ...] = ()
    laws: tuple[ReasonRow, ...] = ()
    mute: str = ""
    imagined: str = ""
    what_if: WhatIf | None = None
    look: LookNext | None = None
    pictures: tuple[LawView, ...] = ()
    splits: tuple[SplitView, ...] = ()
    changes: ChangesView = field(default_factory=ChangesView)
    levers: LeversView = field(default_factory=LeversView)
    symptoms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OverviewView:
    """The detail with no focus: what is hurt, since when, where to look, and what is not known.

    `splits` are who is hurt at each suffering purpose, with the purpose's title.
    """

    title: str
    description: str
    counts: Mapping[State, int]
    verdict: ReasonRow
    hurt: tuple[NodeRow, ...]
    elsewhere: tuple[NodeRow, ...]
    unknown: tuple[NodeRow, ...]
    evidence: str
    more: int = 0
    problems: tuple[str, ...] = ()
    look: LookNext | None = None
    splits: tuple[tuple[str, SplitView], ...] = ()
    changes: ChangesView = field(default_factory=ChangesView)
    imagined: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """A change on a chart; `linked` whether the model links it to what is charted or to what is pinned, and
    what is to be said of that."""

    at: float
    title: str
    linked: bool = True
    about: str = ""


@dataclass(frozen=True, slots=True)
class ChartView:
    """One signal over the window, for a chart.

    `usual` is drawn as a band, `spread` as a shading from the lowest to the highest instance; `note` is the
    line under the title that says what is drawn, `capacity` in the signal's unit, `onset` when it left what
    is usual, `scale` what has one y-domain with it on cards.
    """

    title: str
    unit: str
    state: State | None
    series: Series
    domain: tuple[float, float]
    warning: Limit | None = None
    critical: Limit | None = None
    usual: Usual | None = None
    spread: SpreadSeries | None = None
    capacity: float | None = None
    onset: float | None = None
    note: str = ""
    scale: str = ""
