"""What can be done at a node and one step around it, and whom that touches before anybody does it."""

from __future__ import annotations

from collections.abc import Iterator

from hierarchy.evidence.health import Health
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.graph import Graph
from hierarchy.model import Model, Node
from layouts.evidence_views import LeverRow, LeversView, Touched
from navigator.screen.links import fill

MOST_LEVERS = 12


def levers_of(model: Model, graph: Graph, health: Health, id: str, window: tuple[float, float]) -> LeversView:
    """Levers of the node, then of its means, its ends and its wholes, in the order of the file; an
    address that can't be filled in is left out."""
    rows: list[LeverRow] = []
    for node, at in _around(model, graph, id):
        touches = touched(model, graph, health, node.id) if node.levers else ()
        rows += (
            LeverRow(
                title=lever.title,
                href=fill(lever.url, node.labels, *window) or "",
                effect=lever.effect,
                needs=_needs(model, health, lever.needs),
                at=at,
                touches=touches,
            )
            for lever in node.levers
        )
    return LeversView(tuple(rows[:MOST_LEVERS]), max(0, len(rows) - MOST_LEVERS))


def touched(model: Model, graph: Graph, health: Health, id: str) -> tuple[Touched, ...]:
    """The purposes that rest on a node, or that it is, worst first."""
    purposes = [one for one in (id, *graph.above(id)) if model.nodes[one].level.rank == 0]
    purposes.sort(key=lambda one: (-SEVERITY[health.nodes[one].state], graph.order[one]))
    return tuple(Touched(one, model.nodes[one].title, health.nodes[one].state) for one in purposes)


def _around(model: Model, graph: Graph, id: str) -> Iterator[tuple[Node, str]]:
    """The node and what is one step from it, each once, with the words that say where that is."""
    seen = {id}
    yield model.nodes[id], ""
    for word, near in (("below", graph.means(id)), ("above", graph.ends(id)), ("whole", graph.wholes(id))):
        for one in near:
            if one not in seen:
                seen.add(one)
                yield model.nodes[one], f"at {model.nodes[one].title}, {_WHERE[word]}"


_WHERE = {"below": "which carries this", "above": "which this serves", "whole": "which this is part of"}


def _needs(model: Model, health: Health, ids: tuple[str, ...]) -> str:
    """`needs Flags (critical)`: a lever that hangs on what is broken may not work."""
    said = []
    for id in ids:
        judged = health.nodes.get(id)
        title = model.nodes[id].title if id in model.nodes else id
        state = "" if judged is None or judged.state is State.OK else f" ({judged.state})"
        said.append(f"{title}{state}")
    return f"needs {', '.join(said)}" if said else ""
