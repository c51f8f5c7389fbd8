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
from navigator.flights import Flights, Landed
from navigator.ranges import Ranges
from navigator.what_if import real_of

log = logging.getLogger(__name__)

MOST_CUES = 100
MOST_KEPT = 200_000  # in cues and deviations
OLD_STEPS = 4  # how many steps old cues may be that are shown while newer ones are gathered
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
        self._merged: tuple[float, int, Mapping[SignalKey, Deviation]] | None = None

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

        For the present, cues of at most OLD_STEPS earlier steps are given while newer ones are gathered,
        unless `exact` ones are wanted; `Cues.at` says of when they are. Raises KeyError for an unknown focus.
        """
        _ = self._model.nodes[focus]
        real, step = real_of(health), self._model.step
        if self._is_measured and not real.sources:
            return None  # nothing has been read yet: what stands for it is no ground for cues
        key = (focus, real.at // step * step)
        present = real.at > self._clock.now() - OLD_STEPS * step
        earlier = self._earlier(key) if present and not exact else {}

        def work_out(keys: tuple[_Key, ...]) -> Mapping[_Key, Landed[Cues]]:
            return {one: self._gathered(focus, real) for one in keys}

        found = self._kept.get([key], work_out, 0.0 if earlier else wait)
        return found.get(key) or earlier.get(key)

    def deviations(self, at: float) -> Mapping[SignalKey, Deviation]:
        """What is known already of how far signals are from usual at Unix time `at`; asks for nothing."""
        step = self._model.step
        moment = at // step * step
        version = self._kept.landings
        known = self._merged
        if known is None or known[:2] != (moment, version):
            # Asked for with every picture, and changed by a new answer or another moment alone.
            known = self._merged = (moment, version, self._merge(moment))
        return known[2]

    def _merge(self, moment: float) -> Mapping[SignalKey, Deviation]:
        near = [(at, one) for (_, at), one in self._kept.all() if self._is_near(at, moment)]
        found: dict[SignalKey, Deviation] = {}
        for _, one in sorted(near, key=lambda item: item[0]):
            found.update(one.deviations)
        return MappingProxyType(found)

    def close(self) -> None:
        """Stop; what is under way is given up."""
        self._kept.close()

    def _is_near(self, at: float, moment: float) -> bool:
        return moment - OLD_STEPS * self._model.step <= at <= moment

    def _earlier(self, key: _Key) -> dict[_Key, Cues]:
        """The newest cues of the same focus from a few steps before, under the key asked for."""
        focus, moment = key
        steps = (moment - i * self._model.step for i in range(1, OLD_STEPS + 1))
        known = self._kept.known([(focus, at) for at in steps])
        return {key: known[max(known, key=lambda one: one[1])]} if known else {}

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
        settled = whole and health.at < self._clock.now() - OLD_STEPS * self._model.step
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
