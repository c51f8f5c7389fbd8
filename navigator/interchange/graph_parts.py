"""What every format of `navigator graph` draws: lanes of nodes, links, parts and calls, in a fixed order."""

from __future__ import annotations

from dataclasses import dataclass

from hierarchy.graph import Graph
from hierarchy.lane_order import lane_order
from hierarchy.levels import LevelInfo
from hierarchy.model import Impact, MeansGroup, Model, Node, Rule


@dataclass(frozen=True, slots=True)
class Link:
    """One means-ends link. `group` counts the groups of its end from 0; `why` alone gives no group of
    its own: those are members of the last, an all_of."""

    end: str
    means: str
    group: int
    rule: Rule
    at_least: int = 0
    impact: Impact = Impact.FULL
    because: str = ""

    @property
    def words(self) -> str:
        """What the link says beyond being one: `any of`, `2 of`, `degraded`; empty for a plain one."""
        rule = {Rule.ANY_OF: "any of", Rule.AT_LEAST: f"{self.at_least} of"}.get(self.rule, "")
        impact = "" if self.impact is Impact.FULL else f"impact: {self.impact.value}"
        return ", ".join(part for part in (rule, impact) if part)


@dataclass(frozen=True, slots=True)
class GraphParts:
    """A model, or what is above and below one node of it, as lists to draw.

    `lanes` are the five levels top-down with their nodes from left to right; `parts` are pairs of
    (whole, part), `calls` of (caller, called).
    """

    title: str
    revision: str
    focus: str | None
    lanes: tuple[tuple[LevelInfo, tuple[Node, ...]], ...]
    links: tuple[Link, ...]
    parts: tuple[tuple[str, str], ...]
    calls: tuple[tuple[str, str], ...]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every node, lane by lane."""
        return tuple(node for _, lane in self.lanes for node in lane)


def graph_parts(model: Model, focus: str | None = None) -> GraphParts:
    """The parts of the whole model, or of `focus` with its ends and means and theirs.

    Raises KeyError if there is no such node.
    """
    graph = Graph(model)
    shown = set(model.nodes) if focus is None else {focus, *graph.above(focus), *graph.below(focus)}
    order = lane_order(model)
    lanes = tuple(
        (info, tuple(model.nodes[id] for id in order.lanes[info.level.rank] if id in shown))
        for info in model.levels
    )
    ids = [node.id for _, lane in lanes for node in lane]
    return GraphParts(
        title=model.title,
        revision=model.revision,
        focus=focus,
        lanes=lanes,
        links=tuple(link for id in ids for link in _links(model, graph, id) if link.means in shown),
        parts=tuple((id, part) for id in ids for part in graph.parts(id) if part in shown),
        calls=tuple((id, callee) for id in ids for callee in graph.callees(id) if callee in shown),
    )


def _links(model: Model, graph: Graph, id: str) -> list[Link]:
    """The links of an end: those of its groups, and those that only their means wrote down."""
    groups = model.nodes[id].how
    found = [_link(id, member, i, group) for i, group in enumerate(groups) for member in group.members]
    grouped = {link.means for link in found}
    return found + [Link(id, m, len(groups), Rule.ALL_OF) for m in graph.means(id) if m not in grouped]


def _link(end: str, means: str, position: int, group: MeansGroup) -> Link:
    return Link(end, means, position, group.rule, group.at_least, group.impact, group.because)
