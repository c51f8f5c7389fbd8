"""What cues need besides ranges: which signals are split by instance, and how far back changes count."""

from __future__ import annotations

from hierarchy.evidence.breakdowns import Split, splits_of
from hierarchy.graph import Graph
from hierarchy.model import Model, Node

CHANGES_BEFORE = 6 * 3600.0  # seconds
MOST_SPLITS = 200


def cue_splits(model: Model, graph: Graph, focus: str) -> tuple[Split, ...]:
    """The signals with a spread at the focus, at what it rests on and at what those call, nearest first."""
    ids = (focus, *graph.below(focus))
    callees = [other for id in ids for other in graph.callees(id)]
    nodes = [model.nodes[id] for id in dict.fromkeys((*ids, *callees))]
    return tuple(split for node in nodes for split in splits_of(node) if _is_spread(node, split))[
        :MOST_SPLITS
    ]


def _is_spread(node: Node, split: Split) -> bool:
    signal = node.signal(split.key.signal)
    return signal is not None and signal.spread == split.label
