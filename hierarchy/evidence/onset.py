"""When a signal left what is usual for good: the first departure that lasts, from earlier data only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hierarchy.evidence.readings import Series
from hierarchy.evidence.reference import DEPARTED, RECENT, signed
from hierarchy.evidence.usual import Usual
from hierarchy.model import Worse


def onset_of(series: Series, usual: Usual, worse: Worse | None, at: float) -> float | None:
    """Unix time of the first sample of the departure that still lasts at Unix time `at`; None without one.

    A departure lasts when the newest two known samples are outside; a single one is a spike. Samples
    later than `at` are not looked at, and those that are not known neither begin nor end anything.
    """
    if usual.mid is None:
        return None
    known = [(t, v) for t, v in zip(series.times, series.values, strict=True) if v is not None and t <= at]
    out = np.array([signed(worse, v - usual.mid) >= DEPARTED * usual.spread for _, v in known], dtype=bool)
    first = first_lasting(out)
    return None if first is None else known[first][0]


def first_lasting(out: NDArray[np.bool_]) -> int | None:
    """The place where a departure that lasts to the end began; `out[i]`: known sample i is outside.

    One sample back inside is bridged if two before it were outside, so that a slip does not hide when it
    began; one sample outside by itself is a spike and not a beginning.
    """
    place = len(out) - 1
    if len(out) < RECENT or not out[-RECENT:].all():
        return None
    while place > 0:
        if out[place - 1]:
            place -= 1
        elif place >= 3 and out[place - 2] and out[place - 3]:
            place -= 2
        else:
            break
    return place


def in_order(onsets: Mapping[str, float]) -> Sequence[tuple[str, float]]:
    """Nodes and their onsets (Unix time), the earliest first; equal ones in the order given."""
    return sorted(onsets.items(), key=lambda item: item[1])
