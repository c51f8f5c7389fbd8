"""Nodes with laws, and readings of their terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import NodeHealth
from hierarchy.evidence.holds import Holds
from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.laws import Balance, Objective
from hierarchy.levels import Level
from hierarchy.model import Model, Node, SignalKey
from hierarchy.queries import Query
from hierarchy.terms import with_terms

NOW = 100_000.0

# in − out − d(store)/dt; 2 % of what comes in, over 300 s
BALANCE = Balance(
    {"arrived": Query("sum(rate(a[5m]))")},
    {"kept": Query("sum(rate(k[5m]))"), "refused": Query("sum(rate(r[5m]))")},
    {"waiting": Query("sum(w)")},
)
# 99.9 %, counted in events, so that a thousandth of what goes wrong burns at 1
OBJECTIVE = Objective(
    0.999, 30 * 86400.0, bad=Query("sum(increase(b[$window]))"), total=Query("sum(increase(t[$window]))")
)
STEADY = {
    "balance.in.arrived": 1200.0,
    "balance.out.kept": 1150.0,
    "balance.out.refused": 50.0,
    "balance.store.waiting": 40.0,
    "balance.growth.waiting": 0.0,
}
CALM = {
    "objective.bad.5m": 0.0005,
    "objective.bad.30m": 0.0005,
    "objective.bad.1h": 0.0005,
    "objective.bad.6h": 0.0005,
    "objective.bad.30d": 0.0004,
    "objective.events.1h": 100_000.0,
    "objective.events.6h": 600_000.0,
}


def lawful(**keys: object) -> Node:
    """A node `n` with these laws, signals and so on, and its terms."""
    return with_terms(replace(Node("n", Level.ABSTRACT_FUNCTION, "N"), **keys))  # type: ignore[arg-type]


def live(value: float | None, at: float = NOW) -> Reading:
    """A reading that may prove anything."""
    return Reading(value, Trust.LIVE, at)


def swept(values: Mapping[str, float | Reading | None], at: float = NOW, node: str = "n") -> Sweep:
    """Readings of the terms of a node; numbers are live, None is a term that is not there."""
    readings = {
        SignalKey(node, term): value if isinstance(value, Reading) else live(value, at)
        for term, value in values.items()
        if value is not None
    }
    return Sweep(at, readings)


def judged(
    node: Node, values: Mapping[str, float | Reading | None], holds: Holds | None = None, at: float = NOW
) -> NodeHealth:
    """The health of a lawful node from readings of its terms."""
    model = Model("r", "t", {node.id: node})
    return Evaluator(model).evaluate(swept(values, at), at, holds=holds).nodes[node.id]
