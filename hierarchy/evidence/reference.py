"""What is usual for a signal, and how far from that it is now: quartiles, a spread that is never zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hierarchy.evidence.readings import Series
from hierarchy.evidence.usual import Deviation, Usual
from hierarchy.laws import Reference
from hierarchy.model import Signal, Worse

Matrix = NDArray[np.float64]

ENOUGH = 10  # samples: with fewer, a quartile rests on two of them
_DAY = 86400.0
_FINEST = 60.0  # seconds: references are asked for at most this finely; quartiles gain nothing from more
_ALIGNED = 3600.0  # seconds: a reference is the same for a whole hour, so that it is asked for once

# What one unit of deviation is at least: the smallest difference that is worth a look, by unit.
_FLOORS = {
    "ratio": 0.001,  # a tenth of a percent
    "percent": 0.1,
    "seconds": 0.001,  # a millisecond, the resolution of most timers and of most histograms
    "bytes": 1024.0,
    "per_second": 1 / 60,  # one event more in a minute
    "count": 1.0,  # one more
}
_RELATIVE = 0.01  # of the usual median: what three significant digits, as shown, hardly tell apart


class Span(NamedTuple):
    """[start, end] in Unix seconds, both multiples of `step`: what to ask of a source."""

    start: float
    end: float
    step: float


def reference_spans(reference: Reference, at: float, step: float) -> tuple[Span, ...]:
    """The stretches to compare Unix time `at` with: `window` seconds around the same time, `ago` each.

    Moved to whole hours, so that one answer serves for an hour; `step` is the model's, in seconds.
    """
    spans = []
    fine = max(step, _FINEST)
    for ago in reference.ago:
        middle = (at - ago) // _ALIGNED * _ALIGNED + _ALIGNED / 2
        start, end = middle - reference.window / 2, min(middle + reference.window / 2, at)
        spans.append(Span(start // fine * fine, end // fine * fine, fine))
    return tuple(spans)


def fallback_span(at: float, step: float) -> Span:
    """All history of up to 24 h before Unix time `at`, for what has no reference a day or a week ago."""
    fine = max(step, _FINEST)
    return Span((at - _DAY) // fine * fine, at // fine * fine, fine)


def usual_of(signal: Signal, samples: Sequence[float | None], basis: str) -> Usual:
    """Quartiles and spread of one signal's reference; None in `samples` where nothing was known."""
    row = np.array([samples], dtype=float).reshape(1, -1)
    return usuals_of((signal,), row, (basis,))[0]


def usuals_of(signals: Sequence[Signal], samples: Matrix, bases: Sequence[str]) -> tuple[Usual, ...]:
    """`usual_of` for many signals at once: `samples[i]` are those of signal i, NaN where nothing is known."""
    ordered = np.sort(samples, axis=1)  # NaN last
    counts = np.isfinite(ordered).sum(axis=1)
    found = []
    for i, signal in enumerate(signals):
        n = int(counts[i])
        if n < ENOUGH:
            found.append(Usual(None, None, None, floor(signal, 0.0), n, bases[i]))
            continue
        # Rounded inwards: a full quarter of bad samples on one side does not reach the quartile.
        low, high = float(ordered[i, -(-(n - 1) // 4)]), float(ordered[i, 3 * (n - 1) // 4])
        mid = float(ordered[i, (n - 1) // 2] + ordered[i, n // 2]) / 2
        spread = max(high - low, floor(signal, mid))
        found.append(Usual(low, mid, high, spread, n, bases[i]))
    return tuple(found)


def floor(signal: Signal, mid: float) -> float:
    """What a unit of deviation is at least, in the signal's unit; above zero."""
    unit = _FLOORS.get(signal.unit, 0.0)
    return max(unit, _RELATIVE * abs(mid)) or 1.0


def recent_value(series: Series, at: float) -> float | None:
    """The median of the last two samples up to `at` (of the last minute where there are more)."""
    raise NotImplementedError


def deviation_of(
    signal: Signal, recent: Series, usual: Usual, at: float, onset: float | None = None
) -> Deviation | None:
    """How far the signal is from usual at Unix time `at`; None where either is not known."""
    raise NotImplementedError


def signed(worse: Worse | None, difference: float) -> float:
    """A difference with the sign of getting worse; both directions are worse where none is said."""
    if worse is Worse.HIGHER:
        return difference
    return -difference if worse is Worse.LOWER else abs(difference)
