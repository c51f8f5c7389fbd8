"""All that cues are made of, as of one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hierarchy.evidence.below import Below
from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import Series
from hierarchy.evidence.usual import Usual
from hierarchy.graph import Graph
from hierarchy.model import Model, SignalKey


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known as of Unix time `at`; what is later than that is not looked at.

    `recent` are the series of the focus and the nodes below it up to `at`, `usual` what they are
    compared with; `breakdowns` those of signals with `spread`, `health` that of `at`. `below` is what lies
    below the focus, if that has been worked out already.
    """

    model: Model
    graph: Graph
    health: Health
    focus: str
    at: float
    recent: Mapping[SignalKey, Series] = field(default_factory=dict)
    usual: Mapping[SignalKey, Usual] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)
    breakdowns: Mapping[Split, Breakdown] = field(default_factory=dict)
    below: Below | None = None
