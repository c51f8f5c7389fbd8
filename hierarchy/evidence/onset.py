"""When a signal left what is usual for good: the first departure that lasts, from earlier data only."""

from __future__ import annotations

from hierarchy.evidence.readings import Series
from hierarchy.evidence.usual import Usual
from hierarchy.model import Worse


def onset_of(series: Series, usual: Usual, worse: Worse | None, at: float) -> float | None:
    """Unix time of the first sample of the departure that still lasts at `at`; None without one."""
    raise NotImplementedError
