"""What lies below a focus: its means, theirs, their parts, and what all those call; and the ways there."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from hierarchy.graph import Graph


@dataclass(frozen=True, slots=True)
class Below:
    """The nodes below `focus`, nearest first, and what is directly below and above each, the focus included.

    `ends[n]` are the ends and wholes of n within; `called` the (caller, callee) pairs that are calls only.
    `nodes` leaves the focus out.
    """

    focus: str
    nodes: tuple[str, ...]
    ends: Mapping[str, tuple[str, ...]]
    down: Mapping[str, tuple[str, ...]]
    called: frozenset[tuple[str, str]]


def below(graph: Graph, focus: str) -> Below:
    """Everything that the focus rests on; raises KeyError for a focus that the model does not have."""
    down: dict[str, tuple[str, ...]] = {}
    called: set[tuple[str, str]] = set()
    waiting = [focus]
    known = {focus}
    for node in waiting:  # grows while it is walked: nearest first
        held = (*graph.means(node), *graph.parts(node))
        callees = graph.callees(node)
        down[node] = tuple(dict.fromkeys((*held, *callees)))
        called.update((node, other) for other in callees if other not in held)
        fresh = [other for other in down[node] if other not in known]
        known.update(fresh)
        waiting += fresh
    up: dict[str, list[str]] = {node: [] for node in waiting}
    for node, others in down.items():
        for other in others:
            up[other].append(node)
    return Below(
        focus, tuple(waiting[1:]), {n: tuple(ends) for n, ends in up.items()}, down, frozenset(called)
    )


def routes(place: Below, quiet: Collection[str], order: Mapping[str, int]) -> Mapping[str, tuple[int, str]]:
    """How best to get from the focus to each node: (quiet callers passed, the node before it).

    Fewest calls by `quiet` nodes, then fewest links, then the order of the model.
    """
    found: dict[str, tuple[int, str]] = {}
    waiting = [(0, 0, order[place.focus], place.focus, place.focus)]
    while waiting:
        cost, length, _, node, before = heapq.heappop(waiting)
        if node in found:
            continue
        found[node] = (cost, before)
        for other in place.down[node]:
            if other not in found:
                more = cost + (node in quiet and node != place.focus and (node, other) in place.called)
                heapq.heappush(waiting, (more, length + 1, order[other], other, node))
    return found


def path_to(node: str, place: Below, found: Mapping[str, tuple[int, str]]) -> tuple[str, ...]:
    """The way from the focus (first) to the node (last) by `routes`."""
    path = [node]
    while path[-1] != place.focus:
        path.append(found[path[-1]][1])
    return tuple(reversed(path))
