"""What cues need besides ranges: which signals are split by instance, and how far back changes count."""

from __future__ import annotations

from dataclasses import replace

from hierarchy.evidence.below import below
from hierarchy.evidence.breakdowns import Split, splits_of
from hierarchy.evidence.changes import Changes
from hierarchy.graph import Graph
from hierarchy.model import Model, Node

CHANGES_BEFORE = 6 * 3600.0  # seconds
MOST_SPLITS = 200


def cue_splits(model: Model, graph: Graph, focus: str) -> tuple[Split, ...]:
    """The signals with a spread at the focus and at every node that cues are looked for at."""
    nodes = [model.nodes[id] for id in (focus, *below(graph, focus).nodes)]
    return tuple(split for node in nodes for split in splits_of(node) if _is_spread(node, split))[
        :MOST_SPLITS
    ]


def known_at(changes: Changes, at: float) -> Changes:
    """The changes as they were known at Unix time `at`: what ended later had not ended yet."""
    found = tuple(
        replace(one, until=None, lasting=True) if one.until is not None and one.until > at else one
        for one in changes.found
        if one.at <= at
    )
    return Changes(found, changes.failures)


def _is_spread(node: Node, split: Split) -> bool:
    signal = node.signal(split.key.signal)
    return signal is not None and signal.spread == split.label
