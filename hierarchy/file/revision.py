"""A short name for what a hierarchy means, equal wherever the same meaning is loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from hierarchy.actions import ChangeRule
from hierarchy.laws import Reference
from hierarchy.levels import LEVELS, LevelInfo
from hierarchy.model import Node, SourceConfig

_USUAL = Reference()


def revision_of(
    texts: Mapping[str, str],
    step: float,
    sources: Mapping[str, SourceConfig],
    nodes: Mapping[str, Node],
    *,
    levels: tuple[LevelInfo, ...] = LEVELS,
    reference: Reference = _USUAL,
    changes: tuple[ChangeRule, ...] = (),
) -> str:
    """12 hexadecimal digits over everything but comments, formatting and places in files.

    The order of nodes counts, since it settles ties on the screen; the order of labels does not.
    """
    digest = hashlib.sha256()
    head = (sorted(texts.items()), step, sorted(sources.items()), levels, reference, changes)
    digest.update(repr(head).encode("utf-8", "backslashreplace"))
    for node in nodes.values():
        still = replace(node, defined_at=None, labels=dict(sorted(node.labels.items())))
        digest.update(repr(still).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()[:12]
