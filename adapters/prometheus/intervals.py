"""How often samples come, learned now and then: what counts as old depends on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from adapters.prometheus.grids import Moments, find
from adapters.prometheus.pipeline import Outcome
from adapters.prometheus.plan import INTERVAL_WINDOW, Request
from hierarchy.model import SignalKey

RELEARN_SECONDS = 600.0
# Prometheus shows a series for 5 min after its last sample, so no interval beyond a third of that
# can be told from a series that has only just begun.
_LONGEST = 100.0


class Intervals:
    """Seconds between samples by signal, from `count_over_time`; asked again every ten minutes."""

    def __init__(self, plan: tuple[Request, ...], monotonic: Callable[[], float]) -> None:
        self._plan = plan
        self._monotonic = monotonic
        self._learned_at: float | None = None
        self._known: dict[SignalKey, float] = {}

    def due(self) -> tuple[Request, ...]:
        """The requests to send along now, mostly none."""
        fresh = self._learned_at is not None and self._monotonic() - self._learned_at < RELEARN_SECONDS
        return () if fresh else self._plan

    def learn(self, answered: Sequence[tuple[Request, Outcome]]) -> None:
        """Take in the answers to `due()`; what failed keeps what was known."""
        if not answered:
            return
        found: dict[SignalKey, float] = {}
        for key, findings in find(answered, Moments(0.0, 1.0, 1)).items():
            counts = [c.values[0] for f in findings for c in f.columns]
            fewest = min((count for count in counts if count is not None and count >= 2), default=None)
            if fewest is not None:
                found[key] = min(INTERVAL_WINDOW / (fewest - 1), _LONGEST)
        self._known = {**self._known, **found}
        if found:  # a moment without any samples teaches nothing
            self._learned_at = self._monotonic()

    def of(self, key: SignalKey) -> float | None:
        """Seconds between samples of the slowest selector behind a signal, None while not known."""
        return self._known.get(key)
