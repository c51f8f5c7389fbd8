"""What a card says of a node that has no signal of its own."""

from __future__ import annotations

from hierarchy.evidence.health import Health
from hierarchy.evidence.states import State
from hierarchy.model import Model, Node


def words(model: Model, health: Health, node: Node) -> str:
    """`10 of 12 ok` for a whole, by the parts that should be there; whether what comes first does; else why
    there is no number."""
    members = {part for group in node.parts for part in group.members}
    there = [part for part in members if _there(model, part, health.at)]
    expected = sum(len(g.members) if g.expected is None else g.expected for g in node.parts)
    if not members:
        return _order(health, node) if node.priority else "not measured"
    fine = sum(health.nodes[part].state is State.OK for part in there)
    return f"{fine} of {max(expected, len(there))} ok"


def _order(health: Health, node: Node) -> str:
    """Whether the ends are served in the order of priority; only what is known of all of them proves it."""
    if health.nodes[node.id].contradiction == "priority-inverted":
        return "out of order"
    known = [health.nodes[end].state for end in node.priority if end in health.nodes]
    if State.UNKNOWN in known or len(known) < len(node.priority):
        return "not known"
    return "in order"


def _there(model: Model, part: str, at: float) -> bool:
    lifetime = model.nodes[part].lifetime
    return lifetime is None or lifetime.holds(at)
