"""All laws of a node judged from the readings of their terms."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from hierarchy.evidence.health import SignalHealth
from hierarchy.evidence.holds import Memory
from hierarchy.evidence.laws.balance import balance_said
from hierarchy.evidence.laws.capacity import capacity_said
from hierarchy.evidence.laws.objective import objective_said
from hierarchy.evidence.laws.said import Heard, Said
from hierarchy.evidence.laws.terms import aged_terms
from hierarchy.evidence.readings import Reading, Sweep
from hierarchy.model import Node, SignalKey


def has_laws(node: Node) -> bool:
    """Whether anything but its signals and means judges the node."""
    return node.objective is not None or node.balance is not None or node.capacity is not None


def laws_said(
    node: Node,
    sweep: Sweep,
    now: float,
    gone: Collection[str],
    signals: Mapping[str, SignalHealth],
    memory: Mapping[SignalKey, Memory] | None,
    step: float,
) -> tuple[Mapping[str, Reading], tuple[Said, ...]]:
    """The readings of the terms of a node by id, aged to `now`, and what its laws say: the objective, the
    balance, the capacity. `gone` are the sources that do not answer."""
    terms = aged_terms(node, sweep, now, gone)
    heard = Heard(node, terms, signals, now, step, memory)
    found: list[Said] = []
    if node.objective is not None:
        found.append(objective_said(node.objective, heard))
    if node.balance is not None:
        found.append(balance_said(node.balance, heard))
    if node.capacity is not None:
        found.append(capacity_said(node.capacity, heard))
    return terms, tuple(found)
