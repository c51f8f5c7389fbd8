"""Everything above a node as JSON: what would feel it, purposes first."""

from __future__ import annotations

from collections.abc import Mapping

from hierarchy.evidence.health import Health
from hierarchy.graph import Graph
from navigator.api.answers import rfc3339
from navigator.api.laws import mute_json
from navigator.services import Services

Json = dict[str, object]
Relation = str  # "means" from a node to its end, "part" from a node to its whole
Way = tuple[tuple[str, Relation], ...]


def impact_json(services: Services, id: str, health: Health, assumed: Mapping[str, object]) -> Json:
    """`levels` from purposes down, each with the nodes above `id` nearest first, and the way up to each."""
    model, judged = services.model, health.nodes
    ways = ways_up(services.graph, id)
    levels = []
    for info in model.levels:
        there = [other for other in ways if model.nodes[other].level is info.level]
        if there:
            nodes = [_reached(services, health, other, ways[other], id) for other in there]
            levels.append({"level": info.level.value, "title": info.title, "nodes": nodes})
    return {
        "node": id,
        "title": model.nodes[id].title,
        "level": model.nodes[id].level.value,
        "state": judged[id].state.value,
        "at": rfc3339(health.at),
        "revision": health.revision,
        "assumed": assumed,
        "levels": levels,
        "wholes": list(services.graph.wholes(id)),
        "parts": list(services.graph.parts(id)),
    }


def ways_up(graph: Graph, id: str) -> dict[str, Way]:
    """Every node that feels this one, nearest first, with the shortest way to it: the nodes passed, each
    with what the one before is to it. A whole feels its parts as an end does its means."""
    ways: dict[str, Way] = {id: ()}
    waiting = [id]
    for at in waiting:  # grows while it is walked
        steps = [(end, "means") for end in graph.ends(at)] + [(whole, "part") for whole in graph.wholes(at)]
        for step in steps:
            if step[0] not in ways:
                ways[step[0]] = (*ways[at], step)
                waiting.append(step[0])
    del ways[id]
    return ways


def _reached(services: Services, health: Health, id: str, way: Way, start: str) -> Json:
    judged = health.nodes[id]
    return {
        "id": id,
        "title": services.model.nodes[id].title,
        "owner": services.model.nodes[id].owner,
        "state": judged.state.value,
        "own": judged.own.value if judged.own else None,
        "threat": judged.threat.value if judged.threat else None,
        "imagined": judged.imagined,
        "mute": mute_json(judged.mute),
        "steps": len(way),
        "path": [start, *(passed for passed, _ in way)],
        "relations": [relation for _, relation in way],
    }
