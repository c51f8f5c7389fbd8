"""The fixed order of nodes in their lanes and the domains as columns: what never moves on the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from math import inf

from hierarchy.levels import Level
from hierarchy.model import Model, Node

MAX_COLUMNS = 16
NO_DOMAIN = "No domain"


@dataclass(frozen=True, slots=True)
class LaneOrder:
    """Where every node stands, once per revision.

    `lanes` are the ids of each of the five levels, top-down, in their order; `lane_of` is a node's
    lane and `position` its place in it, both from 0. `domains` are the column titles (at most 16),
    `column_of` a node's column, `domain_of` its domain even where a column holds several.
    """

    lanes: tuple[tuple[str, ...], ...]
    domains: tuple[str, ...]
    position: Mapping[str, int]
    column_of: Mapping[str, int]
    domain_of: Mapping[str, str]
    lane_of: Mapping[str, int]


def lane_order(model: Model, previous: LaneOrder | None = None) -> LaneOrder:
    """Orders every lane by (column, domain, middle rank of the node's ends, id), lanes top-down.

    Few crossings, domains together, and stable: adding a node puts it in its place and swaps no two
    others unless it changes their ends or domains. The middle ranks (the median heuristic of Eades
    and Wormald, "Edge crossings in drawings of bipartite graphs", 1994) are used rather than the mean
    rank because only they keep the order of all other nodes when a rank above is taken by a new node.
    Ends in other lanes are ranked over all lanes above. Domains go by name, nodes without one last.

    With the order of a `previous` revision, nodes that stay in their lane and domain keep their order
    among themselves whatever became of their links; a new one stands next to the neighbour that it
    would have without a past. People know a node by its place.
    """
    domain_of = _domains(model)
    titles, column = _columns(domain_of, previous)
    ends = _ends(model)
    rank: dict[str, int] = {}
    lanes: list[tuple[str, ...]] = []

    def place(node_id: str) -> tuple[int, str, float, float, str]:
        above = sorted(rank[e] for e in ends[node_id] if e in rank)
        domain = domain_of[node_id]
        low, high = (above[(len(above) - 1) // 2], above[len(above) // 2]) if above else (inf, inf)
        return column[domain], domain.casefold(), low, high, node_id

    for level in Level:
        lane = sorted((n.id for n in model.nodes.values() if n.level is level), key=place)
        if previous is not None:
            lane = _as_before(lane, level.rank, domain_of, column, previous)
        rank.update((node_id, len(rank) + i) for i, node_id in enumerate(lane))
        lanes.append(tuple(lane))
    position = {node_id: i for lane in lanes for i, node_id in enumerate(lane)}
    return LaneOrder(
        lanes=tuple(lanes),
        domains=titles,
        position=position,
        column_of={node_id: column[domain] for node_id, domain in domain_of.items()},
        domain_of=domain_of,
        lane_of={node_id: i for i, lane in enumerate(lanes) for node_id in lane},
    )


def _as_before(
    lane: list[str], level: int, domain_of: Mapping[str, str], column: Mapping[str, int], previous: LaneOrder
) -> list[str]:
    """The lane, in which those that stood in it and in their domain before stand in their old order.

    `lane` has the domains one after the other, so each is put in order by itself.
    """
    ordered: list[str] = []
    for _, members in groupby(lane, key=lambda n: (column[domain_of[n]], domain_of[n].casefold())):
        stayed: list[str] = []
        follows: dict[str | None, list[str]] = {}
        before: str | None = None
        for node_id in members:
            if previous.lane_of.get(node_id) == level and previous.domain_of[node_id] == domain_of[node_id]:
                before = node_id
                stayed.append(node_id)
            else:
                follows.setdefault(before, []).append(node_id)
        ordered += follows.get(None, [])
        for node_id in sorted(stayed, key=previous.position.__getitem__):
            ordered += [node_id, *follows.get(node_id, [])]
    return ordered


def _columns(
    domain_of: Mapping[str, str], previous: LaneOrder | None
) -> tuple[tuple[str, ...], Mapping[str, int]]:
    """Column titles, and the column of each domain; the smallest share the last one if there are too many.

    A domain that had a column of its own keeps one before any other gets it.
    """
    sizes = Counter(domain_of.values())
    by_name = sorted(sizes, key=lambda d: (d == NO_DOMAIN, d.casefold(), d))
    if len(by_name) <= MAX_COLUMNS:
        return tuple(by_name), {domain: i for i, domain in enumerate(by_name)}
    had = frozenset(previous.domains) if previous else frozenset()
    largest = sorted(by_name, key=lambda d: (d not in had, -sizes[d]))[: MAX_COLUMNS - 1]
    kept = [domain for domain in by_name if domain in largest]
    column = {domain: kept.index(domain) if domain in kept else len(kept) for domain in by_name}
    return (*kept, f"+{len(by_name) - len(kept)} domains"), column


def _domains(model: Model) -> dict[str, str]:
    """Every node's domain: its own, else its top whole's, else its first end's, else its whole's ends'."""
    found: dict[str, str] = {}
    ends = _ends(model)
    for level in Level:
        lane = [n for n in model.nodes.values() if n.level is level]
        inherited: dict[str, str] = {}
        for node in lane:
            above = next((found[e] for e in ends[node.id] if found.get(e, NO_DOMAIN) != NO_DOMAIN), "")
            inherited[node.id] = above
        for node in lane:
            wholes = _wholes(model, node)
            written = [w.domain for w in reversed(wholes)]
            choices = [node.domain, *written, inherited[node.id], *(inherited.get(w.id, "") for w in wholes)]
            found[node.id] = next((choice for choice in choices if choice), NO_DOMAIN)
    return {node_id: found[node_id] for node_id in model.nodes}


def _wholes(model: Model, node: Node) -> list[Node]:
    """What the node is a part of, nearest first; a loop (refused when loading) ends the walk."""
    wholes: list[Node] = []
    seen, above = {node.id}, node.part_of
    while above is not None and above in model.nodes and above not in seen:
        seen.add(above)
        wholes.append(model.nodes[above])
        above = wholes[-1].part_of
    return wholes


def _ends(model: Model) -> dict[str, tuple[str, ...]]:
    """Ends in the order in which a person reads them: as the node lists them, then as ends list it."""
    found: dict[str, dict[str, None]] = {n.id: dict.fromkeys(n.why) for n in model.nodes.values()}
    for node in model.nodes.values():
        for member in (m for group in node.how for m in group.members if m in found):
            found[member][node.id] = None
    return {node_id: tuple(ends) for node_id, ends in found.items()}
