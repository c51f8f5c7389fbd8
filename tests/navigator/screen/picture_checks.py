"""What must hold of every picture, in slots and in pixels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from pathlib import Path

from hierarchy.graph import Graph
from hierarchy.lane_order import LaneOrder
from navigator.screen.selection import MOST_CARDS, SMALL_MODEL, Card, Role, Selection

_SCRIPT = Path(__file__).resolve().parents[3] / "assets" / "24-geometry.js"
_SIZES = {
    name: int(value) for name, value in re.findall(r"const ([A-Z_]+) = (\d+);", _SCRIPT.read_text("utf-8"))
}

Box = tuple[int, int, int, int]  # left, top, right, bottom in CSS pixels


@dataclass(frozen=True)
class Room:
    """A stage as the browser has it: slots, width and height of a lane, width of the gutter."""

    columns: int
    rows: int
    width: int
    lane: int
    gutter: int


# Windows of 1440×900, 1280×800, 1280×640, 1024×768 and 1024×640.
ROOMS = (
    Room(6, 4, 884, 148, 122),
    Room(6, 3, 724, 128, 122),
    Room(6, 2, 724, 96, 122),
    Room(4, 3, 584, 125, 92),
    Room(4, 2, 584, 92, 92),
)


def box(room: Room, lane: int, card: Card) -> Box:
    """Where the browser draws a card: `cardBox` in assets/24-geometry.js, whose sizes are read from there."""
    gap = _SIZES["GAP_X"]
    area_x = room.gutter + 2
    column = (max(120, room.width - area_x - 8) + gap) / room.columns
    free = room.lane - _SIZES["CARDS_TOP"] - _SIZES["CARDS_BOTTOM"]
    top = lane * room.lane + _SIZES["CARDS_TOP"]
    x, width = _round(area_x + card.x * column), _round(card.width * column - gap)
    if card.rows <= 1:
        height = free if card.role is Role.FOCUS else min(free, _SIZES["ONE_ROW"])
        y = _round(top + (free - height) / 2)
        return x, y, x + width, y + height
    between = 3 if card.rows > 2 else 6
    high = (free - between * (card.rows - 1)) / card.rows
    y = _round(top + card.row * (high + between))
    return x, y, x + width, y + floor(high)


def _round(value: float) -> int:
    return floor(value + 0.5)  # as JavaScript rounds


def by_lane(selection: Selection, order: LaneOrder) -> Mapping[int, list[Card]]:
    """The cards of each lane that has some, as they come."""
    lanes: dict[int, list[Card]] = {}
    for card in selection.cards:
        lanes.setdefault(order.lane_of[card.node], []).append(card)
    return lanes


def assert_drawable(selection: Selection, order: LaneOrder, room: Room) -> None:
    """Few enough cards, each once, inside its lane under the shelf, none over another, in lane order."""
    names = [card.node for card in selection.cards]
    assert len(names) == len(set(names)) <= MOST_CARDS
    for lane, cards in by_lane(selection, order).items():
        for card in cards:
            assert 0 <= card.x <= room.columns - card.width
            assert 0 <= card.row < card.rows <= room.rows
        columnwise = sorted(cards, key=lambda c: (c.x, c.row))
        assert [c.node for c in columnwise] == [c.node for c in cards]
        positions = [order.position[c.node] for c in cards]
        assert positions == sorted(positions)
        boxes = [box(room, lane, card) for card in cards]
        assert_apart(boxes)
        for left, top, right, bottom in boxes:
            assert room.gutter <= left < right <= room.width
            assert (
                lane * room.lane + _SIZES["SHELF_TOP"] + _SIZES["SHELF_H"]
                <= top
                < bottom
                <= (lane + 1) * room.lane
            )


def assert_apart(boxes: Iterable[Box]) -> None:
    """No two boxes share a pixel. Column by column and downwards, only neighbours can meet."""
    columns: dict[tuple[int, int], list[Box]] = {}
    for one in boxes:
        columns.setdefault((one[0], one[2]), []).append(one)
    for (_, right), (left, _) in pairwise(sorted(columns)):
        assert right <= left
    for stack in columns.values():
        for upper, lower in pairwise(sorted(stack, key=lambda b: b[1])):
            assert upper[3] <= lower[1]


def assert_counted(selection: Selection, order: LaneOrder) -> None:
    """Every node is a card of its lane, or a member of the chip of its lane and domain."""
    cards = {card.node for card in selection.cards}
    chips = Counter(
        (lane, order.column_of[node])
        for lane, nodes in enumerate(order.lanes)
        for node in nodes
        if node not in cards
    )
    assert len(cards) + sum(chips.values()) == len(order.position)
    assert all(0 <= column < len(order.domains) for _, column in chips)


def assert_paths(selection: Selection, graph: Graph, goal: int) -> None:
    """Where a purpose (goal 0) or a resource (goal 4) can be reached from the focus, cards lead there."""
    assert selection.focus is not None
    steps, all_that_way = (graph.ends, graph.above) if goal == 0 else (graph.means, graph.below)
    level = graph.model.nodes
    if any(level[node].level.rank == goal for node in all_that_way(selection.focus)):
        cards = {card.node for card in selection.cards}
        assert any(level[node].level.rank == goal for node in _reached(selection.focus, steps, cards))


def _reached(start: str, steps: Callable[[str], tuple[str, ...]], inside: set[str]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        fresh = [node for node in steps(waiting.pop()) if node in inside and node not in found]
        found.update(fresh)
        waiting += fresh
    return found


def assert_wanted(selection: Selection, graph: Graph, order: LaneOrder, opened: Iterable[str]) -> None:
    """Direct links, opened wholes and their parts are cards unless there is really no room for them:
    with as many direct links as a lane has slots (24 of 6 × 4, 12 of 4 × 3) all of these are."""
    shown = {card.node: card for card in selection.cards}
    wholes = [whole for whole in opened if whole in graph.order]
    parts = [part for whole in wholes for part in graph.parts(whole)]
    focus, full = selection.focus, len(shown) == MOST_CARDS
    direct = set() if focus is None else {*graph.ends(focus), *graph.means(focus)}
    wanted = {*direct, *wholes, *parts} - {focus}
    lanes = by_lane(selection, order)
    for node in wanted - shown.keys():
        lane = order.lane_of[node]
        crowd = len(wanted.intersection(order.lanes[lane]))  # and perhaps one more, on a path
        many = crowd > 2 * selection.columns or len(graph.order) <= SMALL_MODEL
        assert full or not _has_room(selection, order, node, lanes.get(lane, []), many)
    for nodes in order.lanes:
        linked = direct.intersection(nodes)
        # Only what is on the path comes before these: one node of each lane, mostly linked itself.
        way = [n for n in nodes if n in shown and n not in direct and shown[n].hops > 1][:1]
        slots = selection.columns * selection.rows - len(way)
        assert full or len(linked & shown.keys()) >= min(len(linked), slots)


def _has_room(selection: Selection, order: LaneOrder, node: str, cards: list[Card], many: bool) -> bool:
    focus = selection.focus
    if focus is None or order.lane_of[focus] != order.lane_of[node]:
        rows = selection.rows if many else min(2, selection.rows)
        return len(cards) < selection.columns * rows
    at = order.position[focus]
    places = [order.position[card.node] for card in cards if card.node != focus] + [order.position[node]]
    before = sum(place < at for place in places)
    columns = ceil(before / selection.rows) + ceil((len(places) - before) / selection.rows)
    return columns <= selection.columns - 2
