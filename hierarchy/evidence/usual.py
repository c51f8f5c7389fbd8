"""What a signal usually looks like, and how far from that it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usual:
    """Quartiles of a signal's reference, in its unit, from `count` samples.

    `basis` says in words what they were taken from ("the same hour a day and a week ago"). `spread` is
    max(IQR, floor), never zero: what one unit of deviation is. With too few samples `low`, `mid` and
    `high` are None and nothing deviates from it (`insufficient`). `lowest` and `highest` are the 1st, 2nd,
    4th, 8th … lowest and highest sample, up to a quarter of them, an episode outside counted as one sample:
    how often it was how far away.
    """

    low: float | None
    mid: float | None
    high: float | None
    spread: float
    count: int
    basis: str
    lowest: tuple[float, ...] = ()
    highest: tuple[float, ...] = ()

    @property
    def insufficient(self) -> bool:
        """Whether there is too little to compare with."""
        return self.mid is None


@dataclass(frozen=True, slots=True)
class Deviation:
    """How far the recent median is from the usual one, in spreads, positive where that is worse.

    `value` is the recent median; `times` recent ÷ usual median, None where that says nothing. `onset` is
    the Unix time of the first departure that lasts, None without one.
    """

    spreads: float
    value: float
    usual: Usual
    times: float | None = None
    onset: float | None = None
