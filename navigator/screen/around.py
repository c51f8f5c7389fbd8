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


@dataclass(frozen=True, slots=True)
class Around:
    """`whose` is the node that `cues` are about: the focus, without one the worst suffering purpose (None:
    nothing suffers); they are `pending` while they are being worked out. `series` are recent ones of the
    focus, for what runs full; `since` says since when nodes have the state that they have."""

    whose: str | None = None
    cues: Cues | None = None
    pending: bool = False
    changes: Changes = field(default_factory=Changes)
    usual: Mapping[SignalKey, Usual] = field(default_factory=dict)
    breakdowns: Mapping[Split, Breakdown] = field(default_factory=dict)
    series: Mapping[SignalKey, Series] = field(default_factory=dict)
    since: Mapping[str, float] = field(default_factory=dict)

    def deviation(self, key: SignalKey) -> Deviation | None:
        """How far a signal is from usual, where that was worked out for the cues."""
        return None if self.cues is None else self.cues.deviations.get(key)


NOTHING_AROUND = Around()


def cued(model: Model, health: Health, focus: str | None, since: Mapping[str, float]) -> str | None:
    """Whose cues are shown: the focus's; without one those of the purpose that suffers most, of equal ones
    the one that has for longest. None when no purpose is known to suffer."""
    if focus is not None and focus in model.nodes:
        return focus
    hurt = [
        node.id
        for node in model.nodes.values()
        if node.level.rank == 0 and SEVERITY[health.nodes[node.id].state] >= SEVERITY[State.WARNING]
    ]
    order = {id: i for i, id in enumerate(hurt)}
    return min(
        hurt,
        key=lambda id: (-SEVERITY[health.nodes[id].state], since.get(id, health.at), order[id]),
        default=None,
    )


def began(around: Around, id: str) -> float | None:
    """When what is wrong at a node began: the first lasting departure of its signals from usual, else
    since when it has its state; None where nothing is wrong or that is not known."""
    left = departed(around, id)
    return left if left is not None else around.since.get(id)


def departed(around: Around, id: str) -> float | None:
    """When the first of the node's signals left what is usual for good, Unix time; None where none did."""
    if around.cues is None:
        return None
    onsets = (d.onset for key, d in around.cues.deviations.items() if key.node == id)
    return min((onset for onset in onsets if onset is not None), default=None)
