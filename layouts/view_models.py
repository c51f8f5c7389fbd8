"""What the screen is given to show: frozen values, no Dash, no clock.

Indices are positions in the model as `screen/model.json` lists it (docs/screen-protocol.md).
Times are Unix seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hierarchy.evidence.readings import Series, Trust
from hierarchy.evidence.states import State
from hierarchy.model import Limit


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


@dataclass(frozen=True, slots=True)
class SourceView:
    """The worst source: state as in SourceState, age of its last answer, one sentence."""

    state: str
    age: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Onset:
    """Node index that became `state` at `time`."""

    time: float
    node: int
    state: State


@dataclass(frozen=True, slots=True)
class Scene:
    """One whole picture. `states` has one entry per node index; `moved` is the focus that was asked for
    and the id of the one that took over from it."""

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


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A neighbour as a line in the detail: where it leads and how it is."""

    id: str
    title: str
    state: State
    note: str = ""


@dataclass(frozen=True, slots=True)
class MeansRows:
    """A group of means in the detail: its rule in words, and the members."""

    rule: str
    rows: tuple[NodeRow, ...]


@dataclass(frozen=True, slots=True)
class SignalRow:
    """A signal as a line in the detail, with where it comes from."""

    id: str
    title: str
    value: str
    state: State | None
    trust: Trust
    age: str
    detail: str
    limits: str
    query: str
    source: str
    description: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link out, its address already filled in and checked."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class LeverRow:
    """Something that a responder can do. `href` is empty where the address can't be filled in."""

    title: str
    href: str
    effect: str = ""
    needs: str = ""


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
    laws: tuple[str, ...] = ()
    levers: tuple[LeverRow, ...] = ()
    symptoms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OverviewView:
    """The detail with no focus: what is hurt, since when, and what is not known."""

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


@dataclass(frozen=True, slots=True)
class ChartView:
    """One signal over the window, for a chart."""

    title: str
    unit: str
    state: State | None
    series: Series
    domain: tuple[float, float]
    warning: Limit | None = None
    critical: Limit | None = None
