"""States, their order, and bounds: the best and the worst that what is unknown still allows."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """State of a signal, group or node."""

    OK = "ok"
    WARNING = "warning"
    CRITICAL = "critical"
    UNKNOWN = "unknown"


# Order for "worst": critical > warning > unknown > ok.
SEVERITY = {State.OK: 0, State.UNKNOWN: 1, State.WARNING: 2, State.CRITICAL: 3}
_KNOWN = (State.OK, State.WARNING, State.CRITICAL)


class Bounds(NamedTuple):
    """`best` and `worst` are ok, warning or critical, best never worse than worst."""

    best: State
    worst: State

    @property
    def state(self) -> State:
        """Equal: that state. Best not ok: best ("at least"). Otherwise unknown."""
        if self.best is self.worst or self.best is not State.OK:
            return self.best
        return State.UNKNOWN


OK = Bounds(State.OK, State.OK)
UNKNOWN = Bounds(State.OK, State.CRITICAL)


# Tables rather than sums: these are asked for every signal and member at every refresh.
_RANK = {state: i for i, state in enumerate(_KNOWN)}
_BOUNDS = {State.UNKNOWN: UNKNOWN} | {state: Bounds(state, state) for state in _KNOWN}


def known(state: State) -> Bounds:
    """Bounds of a state that is known (unknown gives the widest bounds)."""
    return _BOUNDS[state]


def rank(state: State) -> int:
    """0, 1, 2 for ok, warning, critical; only for the ends of bounds."""
    return _RANK[state]
