"""The model as a graph: ends, means, peers, closures and paths, answered fast for 10,000 nodes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from types import MappingProxyType

import networkx as nx

from hierarchy.levels import Level
from hierarchy.model import Model

Cost = Callable[[str], float]
Neighbours = Mapping[str, tuple[str, ...]]

_CLOSURES_KEPT = 4096
_PATHS = 100


class Graph:
    """The links of one model, indexed once; safe to ask from several threads.

    Every answer keeps the model's order of nodes, so equal models give equal answers. Asking for an
    id that the model does not have raises KeyError.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.order: Mapping[str, int] = {node_id: i for i, node_id in enumerate(model.nodes)}
        links, calls, parts = _means_ends(model), _calls(model), _parts(model)
        self._means = self._index(links)
        self._ends = self._index((low, high) for high, low in links)
        self._callees = self._index(calls)
        self._callers = self._index((callee, caller) for caller, callee in calls)
        self._parts = self._index(parts)
        self._wholes = self._index((part, whole) for whole, part in parts)
        self._down: nx.DiGraph[str] = nx.DiGraph()
        self._down.add_nodes_from(model.nodes)
        self._down.add_edges_from(links)
        self._up = self._down.reverse(copy=False)
        self._serves_purpose = _reachable(self._down, self._at_level(Level.FUNCTIONAL_PURPOSE), up=False)
        self._has_resource = _reachable(self._down, self._at_level(Level.PHYSICAL_FORM), up=True)
        self._closures: dict[tuple[str, bool], Mapping[str, int]] = {}
        self._lock = threading.Lock()

    def ends(self, node_id: str) -> tuple[str, ...]:
        """The nodes that this one serves directly (why)."""
        return self._ends[node_id]

    def means(self, node_id: str) -> tuple[str, ...]:
        """The nodes by which this one is achieved directly (how)."""
        return self._means[node_id]

    def peers(self, node_id: str) -> tuple[str, ...]:
        """The other nodes of the same level that share at least one end with this one."""
        level = self.model.nodes[node_id].level
        beside = {m for end in self._ends[node_id] for m in self._means[end] if m != node_id}
        return self._sorted(m for m in beside if self.model.nodes[m].level is level)

    def callers(self, node_id: str) -> tuple[str, ...]:
        """The nodes that call this one."""
        return self._callers[node_id]

    def callees(self, node_id: str) -> tuple[str, ...]:
        """The nodes that this one calls."""
        return self._callees[node_id]

    def parts(self, node_id: str) -> tuple[str, ...]:
        """The nodes that are `part_of` this one, its members among them."""
        return self._parts[node_id]

    def wholes(self, node_id: str) -> tuple[str, ...]:
        """The nodes that this one is a part of; several where it is one of each that agrees with it."""
        return self._wholes[node_id]

    def above(self, node_id: str) -> Mapping[str, int]:
        """Every node served by this one, with the fewest links to it; without the node itself."""
        return self._closure(node_id, up=True)

    def below(self, node_id: str) -> Mapping[str, int]:
        """Every node that this one rests on, with the fewest links to it; without the node itself."""
        return self._closure(node_id, up=False)

    def path_up(self, node_id: str, cost: Cost) -> tuple[str, ...]:
        """One walk why by why from the node (first) to a purpose (last).

        At each step the end with the lowest `cost`, ties by model order; ends from which a purpose
        can be reached go before all others. Without any such end the walk stops where ends stop.
        """
        return self._walk(node_id, self._ends, self._serves_purpose, cost)

    def path_down(self, node_id: str, cost: Cost) -> tuple[str, ...]:
        """One walk how by how from the node (first) to a lowest resource (last), as `path_up`."""
        return self._walk(node_id, self._means, self._has_resource, cost)

    def paths(self, one: str, other: str, limit: int = _PATHS) -> tuple[tuple[str, ...], ...]:
        """At most `limit` ways along means-ends links from the upper of the two nodes to the lower.

        Empty if neither is above the other; `((one,),)` if they are the same node.
        """
        if one == other:
            return ((self.model.nodes[one].id,),)
        high, low = (one, other) if other in self.below(one) else (other, one)
        if low not in self.below(high):
            return ()
        # Only nodes between the two: every step then leads to the goal, so the search never backtracks far.
        between = {high, low} | (self.below(high).keys() & self.above(low).keys())
        inner = self._down.subgraph(between)
        found = islice(nx.all_simple_paths(inner, high, low), limit)
        return tuple(sorted((tuple(p) for p in found), key=lambda p: (len(p), [self.order[n] for n in p])))

    def _at_level(self, level: Level) -> list[str]:
        return [n.id for n in self.model.nodes.values() if n.level is level]

    def _sorted(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(ids, key=self.order.__getitem__))

    def _index(self, pairs: Iterable[tuple[str, str]]) -> Neighbours:
        found: dict[str, set[str]] = {node_id: set() for node_id in self.order}
        for source, target in pairs:
            found[source].add(target)
        return {node_id: self._sorted(others) for node_id, others in found.items()}

    def _closure(self, node_id: str, *, up: bool) -> Mapping[str, int]:
        with self._lock:
            known = self._closures.get((node_id, up))
        if known is not None:
            return known
        if node_id not in self.order:
            raise KeyError(node_id)
        hops = dict(nx.single_source_shortest_path_length(self._up if up else self._down, node_id))
        del hops[node_id]
        fresh: Mapping[str, int] = MappingProxyType(
            dict(sorted(hops.items(), key=lambda item: (item[1], self.order[item[0]])))
        )
        with self._lock:
            if len(self._closures) >= _CLOSURES_KEPT:
                self._closures.clear()
            self._closures[node_id, up] = fresh
        return fresh

    def _walk(self, node_id: str, step: Neighbours, goal: frozenset[str], cost: Cost) -> tuple[str, ...]:
        path, seen = [node_id], {node_id}
        while choices := [n for n in step[path[-1]] if n not in seen]:
            best = min(choices, key=lambda n: (n not in goal, cost(n), self.order[n]))
            path.append(best)
            seen.add(best)
        return tuple(path)


def _means_ends(model: Model) -> list[tuple[str, str]]:
    """(end, means) for every link, written at either end; a link to nowhere is left out."""
    nodes = model.nodes
    down = [(n.id, m) for n in nodes.values() for g in n.how for m in g.members if m in nodes]
    return down + [(end, n.id) for n in nodes.values() for end in n.why if end in nodes]


def _calls(model: Model) -> list[tuple[str, str]]:
    return [(n.id, callee) for n in model.nodes.values() for callee in n.calls if callee in model.nodes]


def _parts(model: Model) -> list[tuple[str, str]]:
    """(whole, part) for every part that a whole counts or that names its whole; members are parts too."""
    nodes = model.nodes
    counted = [(n.id, part) for n in nodes.values() for g in n.parts for part in g.members if part in nodes]
    named = [(whole, n.id) for n in nodes.values() for whole in (n.part_of, n.member_of) if whole in nodes]
    return counted + [(whole, part) for whole, part in named if whole is not None]


def _reachable(down: nx.DiGraph[str], start: list[str], *, up: bool) -> frozenset[str]:
    """`start` and everything above (`up`) or below it, by one search over all of them at once."""
    neighbours = down.predecessors if up else down.successors
    found, waiting = set(start), list(start)
    while waiting:
        fresh = [n for n in neighbours(waiting.pop()) if n not in found]
        found.update(fresh)
        waiting.extend(fresh)
    return frozenset(found)
