"""Circles in a graph that should have none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def find_cycles(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """One cycle for every edge that closes one in a depth-first walk, without repeating nodes' cycles.

    Iterative; linear in nodes and edges. A node takes part in at most one of the cycles returned.
    """
    state: dict[str, int] = {}  # 1 on the path, 2 done
    cycles: list[list[str]] = []
    told: set[str] = set()
    for start in graph:
        if start in state:
            continue
        path, trail = [start], [iter(graph[start])]
        state[start] = 1
        while path:
            following = next(trail[-1], None)
            if following is None:
                state[path.pop()] = 2
                trail.pop()
            elif following not in state:
                state[following] = 1
                path.append(following)
                trail.append(iter(graph[following]))
            elif state[following] == 1:
                cycle = path[path.index(following) :]
                if told.isdisjoint(cycle):
                    cycles.append(cycle)
                    told.update(cycle)
    return cycles


def steps(cycle: list[str]) -> list[tuple[str, str]]:
    """The edges of a cycle, the one that closes it last."""
    return list(zip(cycle, [*cycle[1:], cycle[0]], strict=True))
