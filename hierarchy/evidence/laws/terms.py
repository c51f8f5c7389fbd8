"""The readings of the terms of laws, as old as they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.model import Node, SignalKey

ABSENT = Reading(None, Trust.ABSENT)


def aged_terms(node: Node, sweep: Sweep, now: float, gone: Collection[str]) -> Mapping[str, Reading]:
    """The reading of every term of a node by its id, aged to Unix time `now`; absent where there is none.
    `gone` are the sources that do not answer."""
    return {
        term.id: sweep.readings.get(SignalKey(node.id, term.id), ABSENT).at(
            now, unreachable=term.source in gone
        )
        for term in node.terms
    }
