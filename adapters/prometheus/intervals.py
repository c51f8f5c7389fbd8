"""How often samples come, learned now and then: what counts as old depends on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from adapters.prometheus.grids import Finding, Moments, find
from adapters.prometheus.pipeline import Outcome
from adapters.prometheus.plan import Request
from adapters.prometheus.roles import INTERVAL_WINDOW, RECENT_WINDOW, Role
from hierarchy.model import SignalKey

RELEARN_SECONDS = 600.0
NEWBORN_SECONDS = 20.0  # the same while some series is younger than RECENT_WINDOW
# Prometheus shows a series for 5 min after its last sample, so no interval beyond a third of that
# can be told from a series that has only just begun.
_LONGEST = 100.0


class Intervals:
    """Seconds between samples by signal, from `count_over_time`; asked again every ten minutes, or soon
    while something has only just begun."""

    def __init__(self, plan: tuple[Request, ...], monotonic: Callable[[], float]) -> None:
        self._plan = plan
        self._newcomers: tuple[Request, ...] = ()
        self._monotonic = monotonic
        self._due_at: float | None = None
        self._known: dict[SignalKey, float] = {}

    def renewed(self, plan: tuple[Request, ...], newcomers: tuple[Request, ...]) -> Intervals:
        """The same for another plan: what is known stays known, `newcomers` is asked at once for the rest."""
        fresh = Intervals(plan, self._monotonic)
        fresh._due_at = self._due_at
        fresh._known = dict(self._known)
        fresh._newcomers = newcomers if self.is_learned else ()
        return fresh

    @property
    def is_learned(self) -> bool:
        """Whether anything is known yet."""
        return self._due_at is not None

    def due(self) -> tuple[Request, ...]:
        """The requests to send along now, mostly none."""
        fresh = self._due_at is not None and self._monotonic() < self._due_at
        return self._newcomers if fresh else self._plan

    def learn(self, answered: Sequence[tuple[Request, Outcome]]) -> None:
        """Take in the answers to `due()`; what failed keeps what was known."""
        if not answered:
            return
        found: dict[SignalKey, float] = {}
        newborn = False
        for key, findings in find(answered, Moments(0.0, 1.0, 1)).items():
            counts, recent = _counts(findings, Role.INTERVAL), _counts(findings, Role.RECENT)
            newborn = newborn or (bool(counts) and counts == recent)
            spacing = _spacing(counts, recent)
            if spacing is not None:
                found[key] = min(spacing, _LONGEST)
        self._known = {**self._known, **found}
        if found:  # a moment without any samples teaches nothing
            due_at = self._monotonic() + (NEWBORN_SECONDS if newborn else RELEARN_SECONDS)
            if self._newcomers and self._due_at is not None and self._monotonic() < self._due_at:
                due_at = min(due_at, self._due_at)
            self._due_at, self._newcomers = due_at, ()

    def of(self, key: SignalKey) -> float | None:
        """Seconds between samples of the slowest selector behind a signal, None while not known."""
        return self._known.get(key)


def _counts(findings: Sequence[Finding], role: Role) -> list[float]:
    """How many samples each selector behind a signal has in the window of `role`."""
    values = (column.values[0] for f in findings if f.role is role for column in f.columns)
    return [count for count in values if count is not None]


def _spacing(counts: Sequence[float], recent: Sequence[float]) -> float | None:
    """At most so many seconds lie between two samples of the slowest selector; None if nothing tells.

    A series that has only just begun has few samples in the long window however often they come: the
    short one tells better, if every selector has samples enough in it.
    """
    several = [count for count in counts if count >= 2]
    if not several:
        return None
    spacing = INTERVAL_WINDOW / (min(several) - 1)
    if len(recent) == len(counts) and min(recent) >= 2:
        return min(spacing, RECENT_WINDOW / (min(recent) - 1))
    return spacing
