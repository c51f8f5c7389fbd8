"""Cues for what is looked at: gathered in the background, once for everybody who looks, kept for a step."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType

from hierarchy.evidence.cue import CueNote, Cues
from hierarchy.evidence.cues import cues
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import SourceState
from hierarchy.evidence.usual import Deviation
from hierarchy.graph import Graph
from hierarchy.model import Model, SignalKey
from navigator.breakdown_desk import BreakdownDesk
from navigator.change_desk import ChangeDesk
from navigator.clock import Clock
from navigator.cue_questions import CHANGES_BEFORE, cue_splits, known_at
from navigator.cueing import gather
from navigator.flights import Flights, Landed, Traffic
from navigator.ranges import Ranges
from navigator.what_if import real_of

log = logging.getLogger(__name__)

MOST_CUES = 100
MOST_KEPT = 200_000  # in cues and deviations
OLD_SECONDS = (
    300.0  # how old cues may be that are shown while newer ones are gathered; one step, where that is longer
)
SETTLED_STEPS = 4  # before now: what is older changes no more
PAST_SECONDS = 600.0
FAILED_SECONDS = 5.0
PATIENCE = 10.0  # seconds that a gathering waits for breakdowns

_Key = tuple[str, float]


class CueDesk:
    """Nothing is asked of a source before somebody looks at a focus. Cues are always those of what is
    really read: what somebody takes for granted (`if=`) changes states, and no cue."""

    def __init__(
        self,
        model: Model,
        graph: Graph,
        clock: Clock,
        ranges: Ranges,
        changes: ChangeDesk,
        breakdowns: BreakdownDesk,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._model = model
        self._graph = graph
        self._clock = clock
        self._ranges = ranges
        self._changes = changes
        self._breakdowns = breakdowns
        self._monotonic = monotonic
        self._is_measured = any(node.signals or node.terms for node in model.nodes.values())
        self._kept: Flights[_Key, Cues] = Flights("cues", 2, monotonic, MOST_KEPT)
        self._oldest = max(OLD_SECONDS, model.step)
        self._merged: tuple[float, float, int, Mapping[SignalKey, Deviation]] | None = None

    def renewed(
        self, model: Model, graph: Graph, ranges: Ranges, changes: ChangeDesk, breakdowns: BreakdownDesk
    ) -> CueDesk:
        """The desk of the next model. Cues all of whose nodes it has are shown until newer ones are there."""
        after = CueDesk(model, graph, self._clock, ranges, changes, breakdowns, self._monotonic)
        if model.step == self._model.step:
            after._kept = self._kept.renewed(
                lambda key: [key] if key[0] in model.nodes else [], _known_in(model), fresh=False
            )
        return after

    def get(self, focus: str, health: Health, wait: float, *, exact: bool = False) -> Cues | None:
        """The cues of `focus` for the moment of `health` after at most `wait` seconds; None while pending.

        For the present, cues that are at most OLD_SECONDS older are given while newer ones are gathered, one
        set at a time; `exact` ones are wanted of a moment that somebody names. `Cues.at` says of when they
        are. Raises KeyError for an unknown focus.
        """
        _ = self._model.nodes[focus]
        real, step = real_of(health), self._model.step
        if self._is_measured and not real.sources:
            return None  # nothing has been read yet: what stands for it is no ground for cues
        key = (focus, real.at // step * step)
        present = not exact and real.at > self._clock.now() - self._oldest
        earlier = self._earlier(key) if present else None
        if present and not self._kept.known([key]):
            key = self._under_way(key) or key  # where time runs faster than this, a queue would never end

        def work_out(keys: tuple[_Key, ...]) -> Mapping[_Key, Landed[Cues]]:
            return {one: self._gathered(focus, real) for one in keys}

        found = self._kept.get([key], work_out, 0.0 if earlier else wait)
        return found.get(key) or earlier

    def deviations(self, at: float, *, exact: bool = False) -> Mapping[SignalKey, Deviation]:
        """What is known already of how far signals are from usual at Unix time `at`; asks for nothing.

        Unless `exact`, what was so at most OLD_SECONDS before counts while nothing newer is known.
        """
        step = self._model.step
        oldest = moment = at // step * step
        if not exact:
            oldest -= self._oldest
        version = self._kept.landings
        known = self._merged
        if known is None or known[:3] != (oldest, moment, version):
            # Asked for with every picture, and changed by a new answer or another moment alone.
            known = self._merged = (oldest, moment, version, self._merge(oldest, moment))
        return known[3]

    def _merge(self, oldest: float, moment: float) -> Mapping[SignalKey, Deviation]:
        near = [(at, one) for (_, at), one in self._kept.all() if oldest <= at <= moment]
        found: dict[SignalKey, Deviation] = {}
        for _, one in sorted(near, key=lambda item: item[0]):
            found.update(one.deviations)
        return MappingProxyType(found)

    @property
    def traffic(self) -> Traffic:
        """What came and what is under way."""
        return self._kept.traffic

    def close(self) -> None:
        """Stop; what is under way is given up."""
        self._kept.close()

    def _earlier(self, key: _Key) -> Cues | None:
        """The newest cues of the same focus from some steps before."""
        focus, moment = key
        steps = range(1, int(self._oldest // self._model.step) + 1)
        known = self._kept.known([(focus, moment - i * self._model.step) for i in steps])
        return known[max(known, key=lambda one: one[1])] if known else None

    def _under_way(self, key: _Key) -> _Key | None:
        """The newest cues of the same focus that are being gathered for that moment or a little before."""
        focus, moment = key
        flying = (one for one in self._kept.under_way() if one[0] == focus)
        return max((one for one in flying if moment - self._oldest <= one[1] <= moment), default=None)

    def _gathered(self, focus: str, health: Health) -> Landed[Cues]:
        """The cues, worked out now; whatever goes wrong is a note that says so."""
        try:
            made = self._cues(focus, health)
        except Exception:
            log.exception("the cues of %r could not be worked out; trying again", focus[:80])
            note = CueNote("no_data", "The cues could not be worked out; the log of the navigator says more.")
            return Landed(Cues(focus, health.at, note=note), FAILED_SECONDS)
        if made.note is not None and made.note.code == "no_data":
            return Landed(made, FAILED_SECONDS)
        whole = all(status.state is SourceState.LIVE for status in health.sources.values())
        settled = whole and health.at < self._clock.now() - SETTLED_STEPS * self._model.step
        size = 1 + len(made.deviations) + sum(len(cue.evidence) for cue in made.cues)
        return Landed(made, PAST_SECONDS if settled else self._model.step, size)

    def _cues(self, focus: str, health: Health) -> Cues:
        at = health.at
        changes = known_at(self._changes.read(at - CHANGES_BEFORE, at), at)
        splits = cue_splits(self._model, self._graph, focus)
        breakdowns = self._breakdowns.get(splits, at, PATIENCE, exact=True) if splits else {}
        facts = gather(self._ranges.fetch, self._model, self._graph, health, focus, at, changes, breakdowns)
        return cues(facts, MOST_CUES)


def _known_in(model: Model) -> Callable[[Cues], bool]:
    """Whether a model has every node that cues name."""
    return lambda one: all(id in model.nodes for cue in one.cues for id in (cue.node, *cue.path))
