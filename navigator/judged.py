"""A judgement with what it was made from, so that it can be made again under other assumptions."""

from __future__ import annotations

from dataclasses import dataclass

from hierarchy.evidence.health import Health
from hierarchy.evidence.holds import Holds
from hierarchy.evidence.readings import Sweep


@dataclass(frozen=True, slots=True)
class Judged:
    """`holds` is what was remembered of signals with `hold`, None for a moment of the past."""

    health: Health
    sweep: Sweep
    holds: Holds | None = None
