"""The states that would follow if some nodes were in another state than they are."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hierarchy.evidence.assumptions import Assumptions
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import Health
from hierarchy.evidence.states import State
from hierarchy.model import Model
from navigator.flights import Flights, Landed, Traffic
from navigator.judged import Judged
from navigator.mutes import Mutes
from navigator.past import BusyError, Past
from navigator.poller import Poller

MOST_NODES = 60_000  # judged nodes kept: some ten hierarchies of 2,000 nodes would be 120 MB and more
OLD_STEPS = 4
PATIENCE = 10.0  # seconds that the background waits for a moment of the past

_Key = tuple[float, bool, frozenset[tuple[str, State]]]


@dataclass(frozen=True, slots=True)
class Imagined(Health):
    """Health under assumptions about the states of nodes; `real` is the same moment without them."""

    real: Health | None = None


def real_of(health: Health) -> Health:
    """The health of what is really read, whatever is imagined on top of it."""
    if isinstance(health, Imagined) and health.real is not None:
        return health.real
    return health


class WhatIf:
    """Judges moments that have been read once more, under assumptions: in the background, once for all who
    assume the same. No source is asked for anything that the moment itself did not need."""

    def __init__(
        self,
        model: Model,
        poller: Poller,
        past: Past,
        mutes: Mutes,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._model = model
        self._evaluator = Evaluator(model)
        self._poller = poller
        self._past = past
        self._mutes = mutes
        self._kept: Flights[_Key, Imagined] = Flights("what-if", monotonic=monotonic, most=MOST_NODES)

    def now(self, states: Mapping[str, State], wait: float) -> Imagined | None:
        """The present under assumptions, or as it was a few steps ago while the newest judgement is still
        judged again; None while neither is known after `wait` seconds."""
        judged = self._poller.judged
        if judged is None:
            return None
        at = judged.health.at
        return self._under(at, states, wait, past=False) or self._lately(at, states)

    def at(self, when: float, states: Mapping[str, State], wait: float) -> Imagined | None:
        """A moment of the past under assumptions, None while it is not known after `wait` seconds."""
        return self._under(self._past.moment(when), states, wait, past=True)

    @property
    def traffic(self) -> Traffic:
        """What came and what is under way."""
        return self._kept.traffic

    def close(self) -> None:
        """Stop; what is under way is given up."""
        self._kept.close()

    def _lately(self, at: float, states: Mapping[str, State]) -> Imagined | None:
        """A picture that falls back to what is real with every step would flicker."""
        same = frozenset(states.items())
        oldest = at - OLD_STEPS * self._model.step
        known = [
            one for (when, past, of), one in self._kept.all() if of == same and not past and when >= oldest
        ]
        return max(known, key=lambda one: one.at, default=None)

    def _under(self, at: float, states: Mapping[str, State], wait: float, *, past: bool) -> Imagined | None:
        key: _Key = (at, past, frozenset(states.items()))

        def imagine(keys: tuple[_Key, ...]) -> Mapping[_Key, Landed[Imagined]]:
            judged = self._read(at) if past else self._poller.judged
            if judged is None:
                return {}
            size = max(1, len(self._model.nodes))
            return {one: Landed(self._imagine(judged, states), self._model.step, size) for one in keys}

        return self._kept.get([key], imagine, wait).get(key)

    def _read(self, at: float) -> Judged | None:
        try:
            return self._past.judged(at, PATIENCE)
        except BusyError:
            return None  # whoever asked for the moment itself has been told

    def _imagine(self, judged: Judged, states: Mapping[str, State]) -> Imagined:
        at = judged.health.at
        assumed = Assumptions(states, self._mutes.at(at))
        health = self._evaluator.evaluate(judged.sweep, at, holds=judged.holds, assumed=assumed)
        return Imagined(health.at, health.revision, health.nodes, health.sources, judged.health)
