"""The slots of the stage: how much room its lanes have, and where the cards that were taken in stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from hierarchy.graph import Graph
from hierarchy.lane_order import LaneOrder

MOST_CARDS = 60
SMALL_MODEL = 30  # up to so many nodes, all of them are wanted on the stage
FOCUS_WIDTH = 2


class Role(StrEnum):
    """What a card is to the focus."""

    FOCUS = "focus"
    END = "end"
    MEANS = "means"
    PEER = "peer"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Card:
    """A node in a slot of its lane.

    `x` is the left edge and `width` the width in columns, `row` the slot from the top of `rows` equal
    ones. `hops` is the number of links from the focus, −1 where none lead there.
    """

    node: str
    role: Role
    x: float
    width: int
    row: int
    rows: int
    hops: int


class Stage:
    """Lanes being filled; knows how much room is left, so that whatever it takes can be drawn.

    `wanted` are the nodes on the paths up and down, those linked with the focus, and what was opened: a
    lane with more than two rows of them has all its rows, else it keeps to two. The focus is on the stage
    from the start.
    """

    def __init__(
        self,
        graph: Graph,
        order: LaneOrder,
        focus: str | None,
        columns: int,
        rows: int,
        wanted: Collection[str],
    ) -> None:
        if columns <= FOCUS_WIDTH or rows < 1:
            raise ValueError(f"a stage needs at least 3 columns and 1 row, got {columns} and {rows}")
        self._graph, self._order, self._focus = graph, order, focus
        self._columns, self._rows = columns, rows
        self._hops: dict[str, int] = {}
        self._lanes: tuple[list[str], ...] = tuple([] for _ in order.lanes)
        crowd = [0] * len(order.lanes)
        for node in wanted:
            crowd[order.lane_of[node]] += 1
        small = len(graph.order) <= SMALL_MODEL
        self._room = [columns * (rows if small or n > 2 * columns else min(2, rows)) for n in crowd]
        self._home = -1 if focus is None else order.lane_of[focus]
        self._beside = [0, 0]  # cards before and after the focus
        if focus is not None:
            self._hops[focus] = 0

    @property
    def full(self) -> bool:
        """Whether not one more card may be drawn."""
        return len(self._hops) >= MOST_CARDS

    def lacks(self, node: str) -> bool:
        """Whether the node is no card yet, and there is room for it."""
        if node in self._hops:
            return False
        lane = self._order.lane_of[node]
        if lane != self._home:
            return len(self._lanes[lane]) < self._room[lane]
        filled = list(self._beside)
        filled[self._is_after(node)] += 1
        # Whole columns on both sides of the focus: so order never has to give way to room.
        return sum(self._filled(count) for count in filled) <= self._columns - FOCUS_WIDTH

    def take(self, wanted: Iterable[str], hops: int) -> None:
        """Takes what there is room for, in this order; `hops` is what lies between them and the focus."""
        for node in wanted:
            if self.full:
                return
            if self.lacks(node):
                self._hops[node] = hops
                lane = self._order.lane_of[node]
                self._lanes[lane].append(node)
                if lane == self._home:
                    self._beside[self._is_after(node)] += 1

    def cards(self) -> Iterator[Card]:
        """Every card in its slot, lane by lane top-down, in lane order."""
        roles = self._roles()
        middle = self._columns / 2 if self._focus is None else self._focus_x() + FOCUS_WIDTH / 2
        for lane, taken in enumerate(self._lanes):
            nodes = sorted(taken, key=self._order.position.__getitem__)
            if lane == self._home:
                yield from self._focus_lane(nodes, roles)
            else:
                yield from self._other_lane(nodes, middle, roles)

    def _is_after(self, node: str) -> bool:
        position = self._order.position
        return self._focus is not None and position[node] > position[self._focus]

    def _filled(self, count: int) -> int:
        """How many columns so many cards of the focus's lane fill."""
        return ceil(count / self._rows)

    def _focus_x(self) -> int:
        """The middle, or as near to it as the cards on both sides leave room."""
        before, after = self._beside
        last = self._columns - FOCUS_WIDTH
        return min(max(last // 2, self._filled(before)), last - self._filled(after))

    def _focus_lane(self, nodes: list[str], roles: dict[str, Role]) -> Iterator[Card]:
        assert self._focus is not None
        x, count = self._focus_x(), self._beside[0]
        yield from self._columnwise(nodes[:count], x - self._filled(count), self._rows, roles)
        yield Card(self._focus, Role.FOCUS, x, FOCUS_WIDTH, 0, 1, 0)
        yield from self._columnwise(nodes[count:], x + FOCUS_WIDTH, self._rows, roles)

    def _other_lane(self, nodes: list[str], middle: float, roles: dict[str, Role]) -> Iterator[Card]:
        needed = ceil(len(nodes) / self._columns)
        rows = needed if needed <= 2 else self._rows
        used = ceil(len(nodes) / rows) if rows else 0
        left = min(max(middle - used / 2, 0), self._columns - used)
        yield from self._columnwise(nodes, left, rows, roles)

    def _columnwise(
        self, nodes: Iterable[str], left: float, rows: int, roles: dict[str, Role]
    ) -> Iterator[Card]:
        for i, node in enumerate(nodes):
            role = roles.get(node, Role.CONTEXT)
            yield Card(node, role, left + i // rows, 1, i % rows, rows, self._hops[node])

    def _roles(self) -> dict[str, Role]:
        """What nodes are to the focus; all others are context."""
        if self._focus is None:
            return {}
        return {
            **dict.fromkeys(self._graph.peers(self._focus), Role.PEER),
            **dict.fromkeys(self._graph.means(self._focus), Role.MEANS),
            **dict.fromkeys(self._graph.ends(self._focus), Role.END),
        }
