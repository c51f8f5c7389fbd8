"""What a picture shows beyond states: cues, changes, what is usual, who is hurt. Empty until it is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.cue import Cues
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import Series
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.evidence.usual import Deviation, Usual
from hierarchy.model import Model, SignalKey
from layouts.zones import IN_UTC, Zone


@dataclass(frozen=True, slots=True)
class Around:
    """`whose` is the node that `cues` are about: the focus, without one the worst suffering purpose (None:
    nothing suffers); they are `pending` while they are being worked out. `series` are recent ones of the
    focus, for what runs full; `since` says since when nodes are warning or critical. `deviations` are those
    that are known of any node, whoever's cues they were worked out for. `zone` is the one that times are
    written in. `old` says that the cues are older than a step, because newer ones are being worked out."""

    whose: str | None = None
    cues: Cues | None = None
    pending: bool = False
    changes: Changes = field(default_factory=Changes)
    usual: Mapping[SignalKey, Usual] = field(default_factory=dict)
    breakdowns: Mapping[Split, Breakdown] = field(default_factory=dict)
    series: Mapping[SignalKey, Series] = field(default_factory=dict)
    since: Mapping[str, float] = field(default_factory=dict)
    deviations: Mapping[SignalKey, Deviation] = field(default_factory=dict)
    zone: Zone = IN_UTC
    old: bool = False

    def deviation(self, key: SignalKey) -> Deviation | None:
        """How far a signal is from usual, where that is known."""
        found = None if self.cues is None else self.cues.deviations.get(key)
        return self.deviations.get(key) if found is None else found


NOTHING_AROUND = Around()
_BAD = SEVERITY[State.WARNING]


def cued(model: Model, health: Health, focus: str | None, since: Mapping[str, float]) -> str | None:
    """Whose cues are shown: the focus's; without one those of the purpose that suffers most, of equal ones
    the one that has for longest; while none suffers, of the one that is threatened most. None where no
    purpose is known to be either."""
    if focus is not None and focus in model.nodes:
        return focus

    def worst(id: str) -> tuple[int, int, float]:
        judged = health.nodes[id]
        threat = SEVERITY[judged.threat or State.OK]
        suffers = SEVERITY[judged.state]
        return (
            -suffers if suffers >= _BAD else 0,
            -threat if threat >= _BAD else 0,
            since.get(id, health.at),
        )

    purposes = (node.id for node in model.nodes.values() if node.level.rank == 0)
    return min((id for id in purposes if worst(id)[:2] != (0, 0)), key=worst, default=None)


def began(around: Around, id: str) -> float | None:
    """When what is wrong at a node began: the first lasting departure of its signals from usual, else
    since when it is warning or critical; None where nothing is wrong or that is not known.

    While what is usual is still being read nobody knows which of the two it is, and it is None: that
    nothing departed is known first when the cues are.
    """
    left = departures(around).get(id)
    if left is None and around.pending and around.cues is None:
        return None
    return around.since.get(id) if left is None else left


def departures(around: Around) -> Mapping[str, float]:
    """When the first of a node's signals left what is usual for good (Unix time), by node."""
    known = dict(around.deviations)
    if around.cues is not None:
        known.update(around.cues.deviations)
    first: dict[str, float] = {}
    for key, found in known.items():
        if found.onset is not None:
            first[key.node] = min(found.onset, first.get(key.node, found.onset))
    return first
