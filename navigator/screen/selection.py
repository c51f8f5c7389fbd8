"""Which nodes are cards on the stage and where: a pure function of model order, severities and focus.

The picture depends on nothing else, so a reload, a colleague and the way back show the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, zip_longest

from hierarchy.evidence.states import SEVERITY, State
from hierarchy.graph import Cost, Graph
from hierarchy.lane_order import LaneOrder
from navigator.screen.stage import MOST_CARDS, SMALL_MODEL, Card, Role, Stage

__all__ = ["MOST_CARDS", "SMALL_MODEL", "Card", "Role", "Selection", "select"]

_UNKNOWN = SEVERITY[State.UNKNOWN]
_ABNORMAL = SEVERITY[State.WARNING]
_UNLINKED = -1
_WALKED = float(len(SEVERITY))  # more than any severity

_Closure = Callable[[str], Mapping[str, int]]
_Group = tuple[Iterable[str], int]  # nodes that are wanted alike, and their hops from the focus


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
    walked: Sequence[str] = (),
) -> Selection:
    """The cards of the stage: at most 60, none over another, lanes in their order.

    `severity` is SEVERITY of each node's state as of the move (3 critical … 0 ok; unknown if a node
    is missing). `columns` (≥ 3) and `rows` are the stage's slots. `opened` are wholes whose parts are
    wanted, `walked` the nodes of the way that the person came, the newest last, preferred for the paths
    up and down. Without a focus the overview: purposes, then what is abnormal, then the rest. Raises
    KeyError for a focus that the model does not have.
    """
    if focus is not None and focus not in graph.order:
        raise KeyError(focus)
    wholes = sorted((id for id in opened if id in graph.order), key=graph.order.__getitem__)
    parts = dict.fromkeys(part for whole in wholes for part in graph.parts(whole))
    view = _View(graph, order, severity, focus)
    if focus is None:
        wanted, tiers = {*wholes, *parts}, view.overview(wholes, parts)
    else:
        ways = view.ways(focus, walked)
        wanted = {*ways, *graph.ends(focus), *graph.means(focus), *wholes, *parts} - {focus}
        tiers = view.tiers(focus, ways, wholes, parts)
    stage = Stage(graph, order, focus, columns, rows, wanted)
    for group, hops in tiers:
        # What has no room need not be put in order.
        stage.take(sorted(filter(stage.lacks, group), key=view.urgency), hops)
        if stage.full:
            break
    return Selection(focus, columns, rows, tuple(stage.cards()))


class _View:
    """What is wanted on the stage, the most wanted first; a later group may name nodes again."""

    def __init__(
        self, graph: Graph, order: LaneOrder, severity: Mapping[str, int], focus: str | None
    ) -> None:
        self._graph, self._order, self._severity = graph, order, severity
        self._middle = None if focus is None else self._along(focus)

    def urgency(self, node: str) -> tuple[float, ...]:
        """The worst first, then what stands beside the focus, then lane order."""
        distance = 0.0 if self._middle is None else abs(self._along(node) - self._middle)
        order = self._order
        return -self._severe(node), distance, order.lane_of[node], order.position[node]

    def overview(self, wholes: Iterable[str], parts: Iterable[str]) -> Iterator[_Group]:
        """Purposes, what was opened, then everything, by severity."""
        yield self._order.lanes[0], _UNLINKED
        yield wholes, _UNLINKED
        yield parts, _UNLINKED
        yield from self._by_severity(self._everything())

    def ways(self, focus: str, walked: Sequence[str]) -> Mapping[str, int]:
        """The nodes of one path up to a purpose and one down to a resource, with their hops."""
        graph = self._graph
        above, below = graph.above(focus), graph.below(focus)
        up = graph.path_up(focus, self._cost(walked, graph.below))
        down = graph.path_down(focus, self._cost(walked, graph.above))
        return {node: above.get(node, below.get(node, 0)) for node in (*up, *down)}

    def tiers(
        self, focus: str, ways: Mapping[str, int], wholes: Iterable[str], parts: Iterable[str]
    ) -> Iterator[_Group]:
        """The paths, direct links, what was opened, side effects, closures, peers, and what is abnormal
        elsewhere (in a small model everything)."""
        graph = self._graph
        yield from (([node], hops) for node, hops in ways.items())
        yield (*graph.ends(focus), *graph.means(focus)), 1
        yield wholes, _UNLINKED
        yield parts, _UNLINKED
        yield {end for means in graph.means(focus) for end in graph.ends(means)}, 2
        yield from _closures(graph.above(focus), graph.below(focus))
        yield graph.peers(focus), 2
        small = len(graph.order) <= SMALL_MODEL
        yield from self._by_severity(self._everything() if small else self._abnormal())

    def _everything(self) -> Iterable[tuple[str, int]]:
        return ((node, self._severe(node)) for node in self._graph.order)

    def _abnormal(self) -> Iterable[tuple[str, int]]:
        there = self._graph.order
        return [item for item in self._severity.items() if item[1] >= _ABNORMAL and item[0] in there]

    def _by_severity(self, nodes: Iterable[tuple[str, int]]) -> Iterator[_Group]:
        """Groups of one severity, the worst first, so that no more is put in order than there is room for."""
        found: dict[int, list[str]] = {severe: [] for severe in sorted(SEVERITY.values(), reverse=True)}
        for node, severe in nodes:
            found[severe].append(node)
        yield from ((group, _UNLINKED) for group in found.values() if group)

    def _cost(self, walked: Sequence[str], reached_from: _Closure) -> Cost:
        """What a step of a path costs: least where one came through, latest first, or what leads there;
        else the less the worse the node is."""
        came = [(age, id, reached_from(id)) for age, id in enumerate(walked) if id in self._graph.order]

        def cost(node: str) -> float:
            leads = [age + (0.5 if node == id else 0.0) for age, id, on in came if node == id or node in on]
            return -self._severe(node) if not leads else -_WALKED - max(leads)

        return cost

    def _severe(self, node: str) -> int:
        return self._severity.get(node, _UNKNOWN)

    def _along(self, node: str) -> float:
        """How far along its lane a node stands, 0..1, so that lanes of unlike length compare."""
        return (self._order.position[node] + 0.5) / len(self._order.lanes[self._order.lane_of[node]])


def _closures(above: Mapping[str, int], below: Mapping[str, int]) -> Iterator[_Group]:
    """What is above and below, hop by hop; both are in the order of their hops, and none is left out."""
    for hops, sides in enumerate(zip_longest(_steps(above), _steps(below), fillvalue=()), start=1):
        yield chain.from_iterable(sides), hops


def _steps(side: Mapping[str, int]) -> Iterator[Sequence[str]]:
    return (tuple(nodes) for _, nodes in groupby(side, key=side.__getitem__))
