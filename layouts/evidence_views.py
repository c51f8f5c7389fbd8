"""What the detail is given to show of evidence: cues, laws, who is hurt, changes and levers.

Frozen values with texts that are ready to be read. `share` is a part 0..1 of the width of a bar.
"""

from __future__ import annotations

from dataclasses import dataclass

from hierarchy.evidence.states import State


@dataclass(frozen=True, slots=True)
class CueRow:
    """A node to look at next: its best reasons in sentences, the `rest` of them folded, `via` where it is."""

    rank: int
    id: str
    title: str
    level: str
    state: State
    lines: tuple[str, ...]
    via: str = ""
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LookNext:
    """The cues of a focus; `whose` is its title where it is not the node in the heading, `calm` what is to be
    said first of it where it does not suffer, `room` for how many rows room is kept while they are looked
    for. `as_of` is the time of cues that are older than a step, and `later` says what they do not know."""

    rows: tuple[CueRow, ...] = ()
    note: str = ""
    pending: bool = False
    whose: str = ""
    calm: str = ""
    room: int = 0
    as_of: str = ""
    later: str = ""


@dataclass(frozen=True, slots=True)
class BarPart:
    """A stretch of a bar with its number in words; `role` is in, out, store, residual (beyond what is
    tolerated), tolerated, use, far or left."""

    name: str
    value: str
    share: float
    role: str


@dataclass(frozen=True, slots=True)
class BalanceView:
    """What flows in above what becomes of it, both at one scale."""

    state: State
    law: str
    inflow: tuple[BarPart, ...]
    outflow: tuple[BarPart, ...]
    total_in: str
    total_out: str
    over: str
    suspended: str = ""


@dataclass(frozen=True, slots=True)
class BurnRow:
    """How fast the budget is spent over one window; `limit` is where on the bar the limit stands."""

    window: str
    value: str
    share: float
    limit: float
    limit_text: str
    state: State


@dataclass(frozen=True, slots=True)
class ObjectiveView:
    """An objective with its burns and what is left of the budget."""

    state: State
    promise: str
    burns: tuple[BurnRow, ...]
    budget: str
    budget_share: float | None


@dataclass(frozen=True, slots=True)
class CapacityView:
    """Demand on one bar with supply; `marks` are where warning and critical begin."""

    state: State
    law: str
    demand: str
    supply: str
    share: float | None
    headroom: str
    marks: tuple[tuple[float, State], ...] = ()


LawView = BalanceView | ObjectiveView | CapacityView


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One segment or instance with its value."""

    name: str
    value: str
    share: float
    state: State | None
    far: bool = False


@dataclass(frozen=True, slots=True)
class SplitView:
    """One signal by the values of a label: the sentence, and the values under it, worst first.

    `segments` tells the question "everyone or only some?" from the spread over instances.
    """

    title: str
    text: str
    rows: tuple[ValueRow, ...]
    segments: bool
    hurt: bool = False
    more: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Something that was done; `place` says where it stands to the focus, `linked` whether it does."""

    id: str
    time: str
    title: str
    when: str
    place: str
    origin: str
    linked: bool
    href: str = ""
    node: str = ""


@dataclass(frozen=True, slots=True)
class ChangesView:
    """Changes at the node, above and below it first; what could not be looked for is said."""

    rows: tuple[ChangeRow, ...] = ()
    summary: str = ""
    more: int = 0
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Touched:
    """A purpose that a lever touches."""

    id: str
    title: str
    state: State


@dataclass(frozen=True, slots=True)
class LeverRow:
    """Something that a responder can do. `href` is empty where the address can't be filled in; `at` names
    the node one step away where it is, `touches` the purposes that rest on it."""

    title: str
    href: str
    effect: str = ""
    needs: str = ""
    at: str = ""
    touches: tuple[Touched, ...] = ()


@dataclass(frozen=True, slots=True)
class LeversView:
    """Levers, and how many more there are around the node than are listed."""

    rows: tuple[LeverRow, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What somebody asks at a node: `assumed` is the state taken for granted, `any` whether any is."""

    id: str
    assumed: State | None = None
    any: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A thing to know of where a number comes from, to be read and copied; `code` as the source reads it."""

    name: str
    text: str
    code: bool = False
