"""Where to look next: every node below a focus, ranked by what speaks for it. Pure function of `Facts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.cue import CueNote, Cues
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import Series
from hierarchy.evidence.usual import Usual
from hierarchy.graph import Graph
from hierarchy.model import Model, SignalKey

NO_DATA = CueNote("no_data", "Nothing below could be read, so nothing can be said about where to look.")


@dataclass(frozen=True, slots=True)
class Facts:
    """All that cues are made of, as of Unix time `at`; what is later than that is not looked at.

    `recent` are the series of the focus and the nodes below it up to `at`, `usual` what they are
    compared with; `breakdowns` those of signals with `spread`.
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


def cues(facts: Facts, limit: int = 20) -> Cues:
    """The nodes below the focus (its means, theirs, and what those call), the best reason to look first.

    At most `limit`; raises KeyError for a focus that the model does not have.
    """
    _ = facts.model.nodes[facts.focus], limit
    return Cues(facts.focus, facts.at, note=NO_DATA)
