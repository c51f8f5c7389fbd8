"""What the robot saw of a page: boxes, visibility, names and colours as drawn, before any judgement.

Lengths are CSS pixels, times milliseconds of the page's clock. A key says which thing of the model an
element stands for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import hypot
from typing import Any

SEEN = 5  # of nine points of an element must lead to it, or it does not count as visible


@dataclass(frozen=True, slots=True)
class Box:
    """Where an element is drawn."""

    x: float
    y: float
    w: float
    h: float

    def travel(self, other: Box) -> float:
        """How far the corner that moves most moves from here to `other`."""
        lefts, tops = other.x - self.x, other.y - self.y
        rights, bottoms = lefts + other.w - self.w, tops + other.h - self.h
        return max(hypot(dx, dy) for dx in (lefts, rights) for dy in (tops, bottoms))

    def drift(self, other: Box) -> float:
        """The largest difference in x, y, width or height."""
        mine, its = (self.x, self.y, self.w, self.h), (other.x, other.y, other.w, other.h)
        return max(abs(a - b) for a, b in zip(mine, its, strict=True))

    def iou(self, other: Box) -> float:
        """Intersection over union, 0 to 1."""
        width = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        height = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        shared = max(0.0, width) * max(0.0, height)
        union = self.w * self.h + other.w * other.h - shared
        return shared / union if union > 0 else 0.0

    def holds(self, other: Box, slack: float) -> bool:
        """Whether the middle of `other` lies in here, or at most `slack` outside."""
        x, y = other.x + other.w / 2, other.y + other.h / 2
        inside = self.x - slack <= x <= self.x + self.w + slack
        return inside and self.y - slack <= y <= self.y + self.h + slack


@dataclass(frozen=True, slots=True)
class Mark:
    """One element with a meaning. `points` of nine lead to it, `opacity` is the product up to the root,
    `element` a number that only this very element has; `colour` what its state is painted with; `members`
    and `count` are an aggregate's."""

    key: str
    box: Box
    points: int = 9
    opacity: float = 1.0
    element: str = ""
    name: str = ""
    colour: str = ""
    glyph: str = ""
    members: frozenset[str] = frozenset()
    count: int = 0
    level: str = ""
    domain: str = ""
    scale: str = ""
    line: str = ""

    @property
    def visible(self) -> bool:
        """At least five of nine points lead to it and it is more opaque than not."""
        return self.points >= SEEN and self.opacity > 0.5 and self.box.w > 0 and self.box.h > 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A still picture. `times` are all texts and attributes that tell the time range, as shown."""

    landmarks: Mapping[str, Mark] = field(default_factory=dict)
    nodes: Mapping[str, Mark] = field(default_factory=dict)
    aggregates: Sequence[Mark] = ()
    charts: Mapping[str, Mark] = field(default_factory=dict)
    times: frozenset[str] = frozenset()
    focus: str | None = None

    def cards(self) -> dict[str, Mark]:
        """The nodes that can be seen."""
        return {key: mark for key, mark in self.nodes.items() if mark.visible}


@dataclass(frozen=True, slots=True)
class Spot:
    """An element in one frame."""

    box: Box
    opacity: float
    element: str


@dataclass(frozen=True, slots=True)
class Frame:
    """All nodes, landmarks and ghosts (the outlines at old places) in one frame; `at` counts from the
    commit."""

    at: float
    nodes: Mapping[str, Spot]
    landmarks: Mapping[str, Spot] = field(default_factory=dict)
    ghosts: Mapping[str, Spot] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """What was shown before committing: named nodes with the glyph of their state, and per level the number
    in a "+n"."""

    named: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Truth:
    """What is so, by the server's word: links, levels and domains of the model and each node's state.

    `own` is the state by the node's own signals, "none" where it has none; `order` the nodes' place in the
    model.
    """

    ends: Mapping[str, tuple[str, ...]]
    means: Mapping[str, tuple[str, ...]]
    level: Mapping[str, str]
    domain: Mapping[str, str]
    state: Mapping[str, str]
    own: Mapping[str, str]

    def levels(self) -> list[str]:
        """Ids of the levels that have nodes, in the model's order."""
        return list(dict.fromkeys(self.level.values()))


@dataclass(frozen=True, slots=True)
class Transition:
    """A, B and A again, with all that was seen in between."""

    target: str
    truth: Truth
    before: Snapshot
    after: Snapshot
    again: Snapshot
    frames: Sequence[Frame]
    mouse: Preview
    keyboard: Preview
    reduced: bool = False


def read_box(raw: Sequence[float]) -> Box:
    """A box from [x, y, w, h]."""
    return Box(*(float(value) for value in raw[:4]))


def read_snapshot(raw: Mapping[str, Any]) -> Snapshot:
    """A snapshot from the probe's answer."""
    return Snapshot(
        landmarks={m["key"]: _mark(m) for m in raw["landmarks"]},
        nodes={m["key"]: _mark(m) for m in raw["nodes"]},
        aggregates=tuple(_mark(m) for m in raw["aggregates"]),
        charts={m["key"]: _mark(m) for m in raw["charts"]},
        times=frozenset(raw["times"]),
        focus=raw["focus"],
    )


def _mark(raw: Mapping[str, Any]) -> Mark:
    known = {name: value for name, value in raw.items() if name not in ("box", "members", "key")}
    return Mark(key=raw["key"], box=read_box(raw["box"]), members=frozenset(raw.get("members", ())), **known)


def read_frames(raw: Mapping[str, Any]) -> list[Frame]:
    """Frames from the probe's recording: keys and elements are numbers there."""
    names = raw["names"]

    def spots(rows: Sequence[Sequence[float]]) -> dict[str, Spot]:
        return {names[int(r[0])]: Spot(read_box(r[1:5]), r[5], names[int(r[6])]) for r in rows}

    return [
        Frame(at, spots(nodes), spots(marks), spots(ghosts)) for at, nodes, marks, ghosts in raw["frames"]
    ]
