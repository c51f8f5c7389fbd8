"""Which nodes of a hierarchy `navigator status` shows, and below which other each of them stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hierarchy.evidence.health import Health, NodeHealth
from hierarchy.evidence.states import State
from hierarchy.graph import Graph


@dataclass(frozen=True, slots=True)
class Place:
    """A node in the tree: `depth` from 0, `is_part` below its whole, `again` if it stands further up
    with everything below it already."""

    id: str
    depth: int
    is_part: bool = False
    again: bool = False


def is_problem(judged: NodeHealth) -> bool:
    """Whether a node is anything but ok: unknown counts, and so does a threat that it does not feel."""
    return judged.state is not State.OK or judged.threat not in (None, State.OK)


def chosen(graph: Graph, health: Health, focus: str | None, only: str | None) -> frozenset[str]:
    """The ids that are shown: everything, or what is above and below `focus`; with `only` "problems"
    just what is not ok and the ends and wholes through which it is reached."""
    shown = set(graph.model.nodes)
    if focus is not None:
        shown = {*graph.above(focus), *_carrying(graph, focus)}
    if only == "problems":
        wanted = {id for id in shown if is_problem(health.nodes[id])}
        paths = _carried(graph, wanted)
        shown &= wanted | paths
    return frozenset(shown)


def places(graph: Graph, shown: frozenset[str]) -> Iterator[Place]:
    """The nodes that are shown as a tree, each with its means and then its parts below it.

    Where several ends share a means it stands below the first of them, and `again` below the others.
    Trees begin at what serves nothing and is a part of nothing, in the order of the model.
    """
    done: set[str] = set()
    below = {id: _below(graph, id, shown) for id in graph.order if id in shown}
    held = {child for children in below.values() for child in children}
    # What only holds itself up (a loop of parts is refused when loading) still gets a place at the end.
    for root in [*(id for id in below if id not in held), *below]:
        if root in done:
            continue
        waiting = [Place(root, 0)]
        while waiting:
            place = waiting.pop()
            children = below[place.id]
            if place.id in done:
                yield Place(place.id, place.depth, place.is_part, again=True)
                continue
            done.add(place.id)
            yield place
            waiting += [Place(id, place.depth + 1, part) for id, part in reversed(list(children.items()))]


def _below(graph: Graph, id: str, shown: frozenset[str]) -> Mapping[str, bool]:
    """What stands below a node, and whether as a part of it.

    Means that are all the parts of another one (the members of a search beside what they are members
    of) stand there below that, and not once more beside it.
    """
    means = {other: False for other in graph.means(id) if other in shown}
    for whole in list(means):
        parts = [part for part in graph.parts(whole) if part in shown]
        if all(part in means for part in parts):
            for part in parts:
                del means[part]
    return means | {other: True for other in graph.parts(id) if other in shown and other not in means}


def _carrying(graph: Graph, focus: str) -> set[str]:
    """A node and everything that carries it: its means and parts, theirs, and so on."""
    found, waiting = {focus}, [focus]
    while waiting:
        id = waiting.pop()
        fresh = [other for other in (*graph.means(id), *graph.parts(id)) if other not in found]
        found.update(fresh)
        waiting += fresh
    return found


def _carried(graph: Graph, ids: set[str]) -> set[str]:
    """Everything above some nodes: their ends and wholes, theirs, and so on."""
    wholes: dict[str, list[str]] = {}
    for whole in graph.order:
        for part in graph.parts(whole):
            wholes.setdefault(part, []).append(whole)
    found: set[str] = set()
    waiting = list(ids)
    while waiting:
        id = waiting.pop()
        fresh = [other for other in (*graph.ends(id), *wholes.get(id, ())) if other not in found]
        found.update(fresh)
        waiting += fresh
    return found
