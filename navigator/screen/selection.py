"""Which nodes are cards on the stage and where: a pure function of model order, severities and focus.

The picture depends on nothing else, so a reload, a colleague and the way back show the same one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from hierarchy.evidence.states import SEVERITY, State
from hierarchy.graph import Graph
from hierarchy.lane_order import LaneOrder

MOST_CARDS = 60
SMALL_MODEL = 30  # up to so many nodes, all of them are wanted on the stage
FOCUS_WIDTH = 2
_ABNORMAL = SEVERITY[State.WARNING]
_UNLINKED = -1


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


@dataclass(frozen=True, slots=True)
class Selection:
    """The cards of one picture, lane by lane top-down, in lane order."""

    focus: str | None
    columns: int
    rows: int
    cards: tuple[Card, ...]


def select(
    graph: Graph,
    order: LaneOrder,
    severity: Mapping[str, int],
    focus: str | None,
    columns: int,
    rows: int,
    opened: Collection[str] = (),
    walked: Collection[str] = (),
) -> Selection:
    """The cards of the stage: at most 60, none over another, lanes in their order.

    `severity` is SEVERITY of each node's state as of the move (3 critical … 0 ok; unknown if a node
    is missing). `columns` (≥ 3) and `rows` are the stage's slots. `opened` are wholes whose parts are
    wanted, `walked` the nodes of the way that the person came, preferred for the paths up and down.
    Without a focus the overview: purposes, then what is abnormal, then the rest. Raises KeyError for a
    focus that the model does not have.
    """
    severe = {n: severity.get(n, SEVERITY[State.UNKNOWN]) for n in graph.order}
    stage = _Stage(graph, order, focus, columns, rows)
    tiers = _overview(order, severe) if focus is None else _tiers(graph, focus, severe, opened, walked)
    for tier in tiers:
        stage.take(sorted(tier.items(), key=lambda item: _urgency(order, severe, focus, *item)))
        if stage.full:
            break
    return Selection(focus, columns, rows, tuple(stage.cards()))


def _urgency(
    order: LaneOrder, severe: Mapping[str, int], focus: str | None, node: str, hops: int
) -> tuple[float, ...]:
    """Nearest first, then worst, then beside the focus, then lane order."""
    place, lane = order.position[node], order.lane_of[node]
    middle = 0.0 if focus is None else _fraction(order, focus)
    distance = 0.0 if focus is None else abs(_fraction(order, node) - middle)
    return hops, -severe[node], distance, lane, place


def _fraction(order: LaneOrder, node: str) -> float:
    """How far along its lane a node stands, 0..1, so that lanes of unlike length compare."""
    return (order.position[node] + 0.5) / len(order.lanes[order.lane_of[node]])


def _overview(order: LaneOrder, severe: Mapping[str, int]) -> Iterator[dict[str, int]]:
    yield dict.fromkeys(order.lanes[0], _UNLINKED)
    yield dict.fromkeys(severe, _UNLINKED)


def _tiers(
    graph: Graph, focus: str, severe: Mapping[str, int], opened: Collection[str], walked: Collection[str]
) -> Iterator[dict[str, int]]:
    """Tier by tier what is wanted, node -> hops from the focus; later tiers may name nodes again."""

    def cost(node: str) -> float:
        return -len(SEVERITY) if node in walked else -severe[node]

    above, below = graph.above(focus), graph.below(focus)
    yield {focus: 0}
    paths = (*graph.path_up(focus, cost), *graph.path_down(focus, cost))
    yield {n: above.get(n, below.get(n, 0)) for n in paths}
    parts = (part for whole in opened if whole in graph.order for part in graph.parts(whole))
    yield dict.fromkeys((*graph.ends(focus), *graph.means(focus), *parts), 1)
    yield {end: 2 for means in graph.means(focus) for end in graph.ends(means)}
    yield {**above, **below}
    yield dict.fromkeys(graph.peers(focus), 2)
    everything = len(graph.order) <= SMALL_MODEL
    yield {n: _UNLINKED for n, s in severe.items() if everything or s >= _ABNORMAL}


class _Stage:
    """Lanes being filled; knows how much room is left, so that whatever it takes can be drawn."""

    def __init__(self, graph: Graph, order: LaneOrder, focus: str | None, columns: int, rows: int) -> None:
        if columns <= FOCUS_WIDTH or rows < 1:
            raise ValueError(f"a stage needs at least 3 columns and 1 row, got {columns} and {rows}")
        if focus is not None and focus not in graph.order:
            raise KeyError(focus)
        self._graph, self._order, self._focus = graph, order, focus
        self._columns, self._rows = columns, rows
        self._hops: dict[str, int] = {}
        self._lanes: tuple[set[str], ...] = tuple(set() for _ in order.lanes)
        self._direct = set() if focus is None else {*graph.ends(focus), *graph.means(focus)}
        crowd = [sum(n in self._direct for n in lane) for lane in order.lanes]
        small = len(graph.order) <= SMALL_MODEL
        self._room = [columns * (rows if small or n > 2 * columns else min(2, rows)) for n in crowd]

    @property
    def full(self) -> bool:
        return len(self._hops) >= MOST_CARDS

    def take(self, wanted: Iterable[tuple[str, int]]) -> None:
        """Takes what there is room for, in this order."""
        for node, hops in wanted:
            if self.full:
                return
            lane = self._order.lane_of[node]
            if node not in self._hops and self._fits(node, lane):
                self._hops[node] = hops
                self._lanes[lane].add(node)

    def cards(self) -> Iterator[Card]:
        """Every card in its slot."""
        middle = self._columns / 2
        if self._focus is not None:
            middle = self._focus_x() + FOCUS_WIDTH / 2
        for lane in range(len(self._lanes)):
            if self._focus is not None and lane == self._order.lane_of[self._focus]:
                yield from self._focus_lane(lane)
            else:
                yield from self._other_lane(lane, middle)

    def _fits(self, node: str, lane: int) -> bool:
        if self._focus is None or lane != self._order.lane_of[self._focus]:
            return len(self._lanes[lane]) < self._room[lane]
        before, after = self._sides(self._lanes[lane] | {node})
        # Whole columns on both sides of the focus: so order never has to give way to room.
        return self._filled(before) + self._filled(after) <= self._columns - FOCUS_WIDTH

    def _sides(self, nodes: Iterable[str]) -> tuple[list[str], list[str]]:
        """The nodes before and after the focus, in lane order."""
        position = self._order.position
        ordered = sorted(nodes, key=position.__getitem__)
        at = position[self._focus] if self._focus is not None else 0
        return [n for n in ordered if position[n] < at], [n for n in ordered if position[n] > at]

    def _filled(self, nodes: Collection[str]) -> int:
        return ceil(len(nodes) / self._rows)

    def _focus_x(self) -> int:
        """The middle, or as near to it as the cards on both sides leave room."""
        lane = self._order.lane_of[self._focus] if self._focus is not None else 0
        before, after = self._sides(self._lanes[lane])
        last = self._columns - FOCUS_WIDTH
        return min(max(last // 2, self._filled(before)), last - self._filled(after))

    def _focus_lane(self, lane: int) -> Iterator[Card]:
        before, after = self._sides(self._lanes[lane])
        x = self._focus_x()
        yield from self._columnwise(before, x - self._filled(before), self._rows)
        if self._focus is not None:
            yield Card(self._focus, Role.FOCUS, x, FOCUS_WIDTH, 0, 1, 0)
        yield from self._columnwise(after, x + FOCUS_WIDTH, self._rows)

    def _other_lane(self, lane: int, middle: float) -> Iterator[Card]:
        nodes = sorted(self._lanes[lane], key=self._order.position.__getitem__)
        needed = ceil(len(nodes) / self._columns)
        rows = needed if needed <= 2 else self._rows
        used = ceil(len(nodes) / rows) if rows else 0
        left = min(max(middle - used / 2, 0), self._columns - used)
        yield from self._columnwise(nodes, left, rows)

    def _columnwise(self, nodes: Iterable[str], left: float, rows: int) -> Iterator[Card]:
        for i, node in enumerate(nodes):
            hops = self._hops[node]
            yield Card(node, self._role(node), left + i // rows, 1, i % rows, rows, hops)

    def _role(self, node: str) -> Role:
        if self._focus is None:
            return Role.CONTEXT
        if node in self._direct:
            return Role.END if node in self._graph.ends(self._focus) else Role.MEANS
        return Role.PEER if node in self._graph.peers(self._focus) else Role.CONTEXT
