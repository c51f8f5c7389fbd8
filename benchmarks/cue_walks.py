"""How many cards somebody opens before the right one: following the cues, or going down by states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.cue_cases import Looked
from hierarchy.evidence.below import below
from hierarchy.evidence.health import Health
from hierarchy.evidence.states import SEVERITY
from hierarchy.graph import Graph


@dataclass(frozen=True, slots=True)
class Walk:
    """`opened` cards before the right one, the suffering purpose not counted (None: it is nowhere below);
    `first_leads` whether the first step lies on a way to it."""

    opened: int | None
    first_leads: bool


def by_cues(looked: Looked, graph: Graph) -> Walk:
    """One cue after the other, best first; when they are used up, down by states."""
    order = [cue.node for cue in looked.cues.cues]
    rest = [node for node in _down(graph, looked.health, looked.purpose) if node not in order]
    steps = [cue.path[1] for cue in looked.cues.cues[:1]] or rest[:1]
    return _walk((*order, *rest), steps, looked, graph)


def by_states(looked: Looked, graph: Graph) -> Walk:
    """Always to the worst of the means, back up where there is none left; the file decides between equals."""
    order = list(_down(graph, looked.health, looked.purpose))
    return _walk(order, order[:1], looked, graph)


def _walk(order: Sequence[str], steps: Sequence[str], looked: Looked, graph: Graph) -> Walk:
    right = looked.case.right
    opened = next((i for i, node in enumerate(order) if node in right), None)
    leads = any(step in right or right & set(below(graph, step).nodes) for step in steps)
    return Walk(opened, leads)


def _down(graph: Graph, health: Health, start: str) -> Iterator[str]:
    """Depth first, the worst of means and callees first; without the start."""
    seen = {start}
    waiting = _worst_last(graph, health, start)
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        yield node
        waiting += _worst_last(graph, health, node)


def _worst_last(graph: Graph, health: Health, node: str) -> list[str]:
    lower = dict.fromkeys((*graph.means(node), *graph.parts(node), *graph.callees(node)))
    worst_first = sorted(lower, key=lambda n: -SEVERITY[health.nodes[n].state])
    return worst_first[::-1]
