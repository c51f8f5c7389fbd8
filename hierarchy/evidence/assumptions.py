"""What is taken for granted when states are worked out: what if, acknowledged, in maintenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hierarchy.evidence.states import State


class MuteKind(StrEnum):
    """Why a node's state does not go up to its ends."""

    ACKNOWLEDGED = "acknowledged"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True)
class Mute:
    """That a node keeps its own state and is not propagated: by whom, why, and until when (Unix time)."""

    kind: MuteKind
    author: str = ""
    reason: str = ""
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Assumptions:
    """`states` are what-ifs by node id: the node is taken to be in that state, whatever is read of it
    (unknown: as if nothing were known). `mutes` are acknowledged nodes and those in maintenance."""

    states: Mapping[str, State] = field(default_factory=dict)
    mutes: Mapping[str, Mute] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.states or self.mutes)


NOTHING_ASSUMED = Assumptions()
