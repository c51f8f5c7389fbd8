"""Small pictures to score without a browser: a shop of six nodes, whole or broken in one way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.browser.momentum.snapshots import (
    Box,
    Frame,
    Mark,
    Preview,
    Snapshot,
    Spot,
    Transition,
    Truth,
)

LANDMARKS = ("header", "strip", "longshot", "stage", "detail", "time", "lane-1", "lane-2")
COLOURS = {"ok": "grey", "critical": "red", "warning": "amber"}
_MEANS = {"buy": ("orders",), "browse": ("pages",), "orders": ("pay", "cart"), "pages": ("cart",),
          "pay": (), "cart": ()}  # fmt: skip
_LEVEL = {"buy": "1", "browse": "1", "orders": "2", "pages": "2", "pay": "3", "cart": "3"}
_STATE = {"buy": "critical", "browse": "ok", "orders": "critical", "pages": "ok"} | {
    "pay": "critical",
    "cart": "ok",
}
_WIDE, _TALL = (120, 50), (240, 110)
_BEFORE = {"buy": Box(300, 100, *_TALL), "browse": Box(600, 100, *_WIDE), "orders": Box(360, 250, *_WIDE)}
_BELOW = {"pay": Box(300, 400, *_WIDE), "cart": Box(440, 400, *_WIDE)}
_AFTER = {
    "buy": Box(360, 100, *_WIDE),
    "orders": Box(300, 250, *_TALL),
    "pages": Box(600, 250, *_WIDE),
} | _BELOW
_CHIP = Box(700, 90, 100, 16)


def truth() -> Truth:
    """Two purposes, two functions, two mechanisms, of which both functions need the cart."""
    ends = {node: tuple(end for end, means in _MEANS.items() if node in means) for node in _MEANS}
    return Truth(ends, _MEANS, _LEVEL, dict.fromkeys(_MEANS, "shop"), _STATE, _STATE)


def card(key: str, box: Box, **other: object) -> Mark:
    """A card as a good page draws it."""
    state = _STATE[key]
    glyph = "none" if state == "ok" else state
    name, colour = f"{key}, {state}, level", COLOURS[state]
    mark = Mark(key, box, element=f"e-{key}", name=name, colour=colour, glyph=glyph)
    return replace(mark, **other)  # type: ignore[arg-type]


def picture(boxes: Mapping[str, Box], focus: str) -> Snapshot:
    """A still picture with these cards; what is no card is counted in one aggregate a level."""
    rest = {level: [n for n in _LEVEL if n not in boxes and _LEVEL[n] == level] for level in ("1", "2", "3")}
    chips = [chip(level, tuple(nodes)) for level, nodes in rest.items() if nodes]
    return Snapshot(
        landmarks={key: Mark(key, Box(10.0 * i, 0, 100, 20)) for i, key in enumerate(LANDMARKS)},
        nodes={key: card(key, box) for key, box in boxes.items()},
        aggregates=tuple(chips),
        charts={
            "buy/errors": Mark("buy/errors", Box(310, 150, 90, 20), scale="errors", domain="0,1", line="M0 0")
        },
        times=frozenset({"header|02:00–03:00", "charts|7200,10800"}),
        focus=focus,
    )


def chip(level: str, members: tuple[str, ...]) -> Mark:
    """What counts the nodes of a level that have no card."""
    worst = max((_STATE[n] for n in members), key=("ok", "warning", "critical").index)
    said = "all ok" if worst == "ok" else f"1 {worst}"
    box = Box(_CHIP.x, _CHIP.y + 150 * (int(level) - 1), _CHIP.w, _CHIP.h)
    return Mark(f"{level}/shop", box, name=f"shop: {len(members)} not drawn as cards, {said}", level=level,
                members=frozenset(members), count=len(members), domain="shop")  # fmt: skip


def frames(before: Snapshot, after: Snapshot, steps: int = 20) -> list[Frame]:
    """Every node on its way from A to B, what goes into its aggregate; an even pace."""
    homes = {member: one.box for one in after.aggregates for member in one.members}
    found = []
    for i in range(1, steps + 1):
        share = i / steps
        spots = {}
        for key, mark in before.nodes.items():
            end = after.nodes[key].box if key in after.nodes else homes[key]
            opacity = 1.0 if key in after.nodes else 1 - 0.85 * share
            spots[key] = Spot(between(mark.box, end, share), opacity, mark.element)
        marks = {key: Spot(mark.box, 1.0, mark.element) for key, mark in before.landmarks.items()}
        found.append(Frame(i * 1000 / 60, spots, marks))
    return found


def between(a: Box, b: Box, share: float) -> Box:
    """The box a share of the way from one to the other."""
    values = [p + (q - p) * share for p, q in zip((a.x, a.y, a.w, a.h), (b.x, b.y, b.w, b.h), strict=True)]
    return Box(*values)


def good() -> Transition:
    """From the purpose "buy" down to its function, on a page that does everything right."""
    before, after = picture(_BEFORE, "buy"), picture(_AFTER, "orders")
    shown = Preview({"pages": "none", "pay": "critical", "cart": "none"}, {})
    return Transition("orders", truth(), before, after, before, frames(before, after), shown, shown)


def without(snapshot: Snapshot, *keys: str) -> Snapshot:
    """The same picture in which these cards are there but can't be seen."""
    hidden = {k: replace(m, points=0) if k in keys else m for k, m in snapshot.nodes.items()}
    return replace(snapshot, nodes=hidden)
