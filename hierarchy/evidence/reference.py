"""What is usual for a signal: when to compare with, quartiles, and a spread that is never zero."""

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
RECENT = 2  # samples that make "now": one alone may be a slip, three would be late
MINUTE = 60.0
# Spreads from the usual median: where Tukey's fence stands, 1.5 interquartile ranges beyond a quartile
# (J. Tukey, Exploratory Data Analysis, 1977).
DEPARTED = 2.0
_DAY = 86400.0
_HOUR = 3600.0  # a reference is the same for a whole hour, so that it is asked for once

# What one unit of deviation is at least: the smallest difference that anybody would report, by unit.
_FLOORS = {
    "ratio": 0.001,  # a tenth of a percent
    "percent": 0.1,
    "seconds": 0.001,  # the resolution of most timers
    "bytes": 1024.0,
    "per_second": 1 / 60,  # one event more in a minute
    "count": 1.0,
}
_TINY = 1e-12  # below it a quotient of two honest numbers may overflow
_RELATIVE = 0.01  # of the usual median: three significant digits, as numbers are shown, tell no less apart


class Span(NamedTuple):
    """[start, end] in Unix seconds, both multiples of `step`: what to ask of a source."""

    start: float
    end: float
    step: float


def reference_spans(reference: Reference, at: float, step: float) -> tuple[Span, ...]:
    """The stretches to compare Unix time `at` with: `window` seconds around the same time, each `ago`.

    Moved to whole hours, so that one answer serves for an hour, and never after `at`; `step` is the
    model's in seconds, a minute at least: quartiles gain nothing from more.
    """
    spans = []
    fine = max(step, MINUTE)
    for ago in reference.ago:
        middle = ((at - ago) // _HOUR + 0.5) * _HOUR
        start, end = middle - reference.window / 2, min(middle + reference.window / 2, at)
        spans.append(Span(start // fine * fine, end // fine * fine, fine))
    return tuple(spans)


def fallback_span(at: float, step: float) -> Span:
    """All history of up to 24 h before Unix time `at`, for what has no reference a day or a week ago."""
    fine = max(step, MINUTE)
    return Span((at - _DAY) // fine * fine, at // fine * fine, fine)


def usual_of(signal: Signal, samples: Sequence[float | None], basis: str) -> Usual:
    """What is usual for one signal by the samples of its reference; None where nothing was known."""
    row = np.array([list(samples)], dtype=float).reshape(1, -1)
    return usuals_of((signal,), row, (basis,))[0]


def usuals_of(signals: Sequence[Signal], samples: Matrix, bases: Sequence[str]) -> tuple[Usual, ...]:
    """`usual_of` for many signals at once: `samples[i]` are those of signal i, NaN where nothing is known.

    Quartiles are rounded inwards, to a sample: a full quarter of bad samples on one side reaches none.
    """
    samples = np.where(np.isfinite(samples), samples, np.nan)
    ordered = np.sort(samples, axis=1)  # NaN last
    counts = np.isfinite(ordered).sum(axis=1)
    at = {
        "low": -(-(counts - 1) // 4),
        "below": (counts - 1) // 2,
        "above": counts // 2,
        "high": 3 * (counts - 1) // 4,
    }
    low, below, above, high = (_picked(ordered, places) for places in at.values())
    mid = below / 2 + above / 2
    floors = _floors(signals, mid, ordered)
    with np.errstate(over="ignore"):  # of numbers that no source means, infinity is far enough
        spread = np.maximum(high - low, floors)
        far = (samples - mid[:, None]) / spread[:, None]
    lowest = _tails(samples, ordered, far <= -DEPARTED, -1.0)
    highest = _tails(samples, ordered, far >= DEPARTED, 1.0)
    columns = (one.tolist() for one in (low, mid, high, spread, counts, floors))
    return tuple(
        Usual(q1, q2, q3, unit, count, basis, below, above)
        if count >= ENOUGH
        else Usual(None, None, None, least, count, basis)
        for q1, q2, q3, unit, count, least, basis, below, above in zip(
            *columns, bases, lowest, highest, strict=True
        )
    )


def _floors(signals: Sequence[Signal], mid: Matrix, ordered: Matrix) -> Matrix:
    """What a unit of deviation is at least, in each signal's unit and above zero, for usual medians of
    `mid`. What only ever was whole numbers and has no other unit is counted: it moves by one."""
    units = [signal.unit for signal in signals]
    least = np.array([_FLOORS.get(unit, 0.0) for unit in units])
    bare = np.array([row for row, unit in enumerate(units) if not unit], dtype=np.intp)
    least[bare] = np.where(_are_whole(ordered[bare]), 1.0, least[bare])
    found = np.maximum(least, np.where(np.isfinite(mid), _RELATIVE * np.abs(mid), 0.0))
    return np.where(found > 0, np.maximum(found, _TINY), 1.0)


def recent_places(step: float) -> int:
    """How many samples `step` seconds apart make "now": the last two, or the last minute if finer."""
    return max(RECENT, int(MINUTE // step) if step > 0 else RECENT)


def recent_value(series: Series, at: float) -> float | None:
    """The median of what is known of the newest samples up to Unix time `at`, None where nothing is."""
    known = [(t, v) for t, v in zip(series.times, series.values, strict=True) if t <= at]
    step = series.times[1] - series.times[0] if len(series.times) > 1 else MINUTE
    newest = [v for _, v in known[-recent_places(step) :] if v is not None and np.isfinite(v)]
    return float(np.median(newest)) if newest else None


def deviation_of(
    signal: Signal, recent: Series, usual: Usual, at: float, onset: float | None = None
) -> Deviation | None:
    """How far the signal is from usual at Unix time `at`; None where either of both is not known."""
    value = recent_value(recent, at)
    if value is None or usual.mid is None:
        return None
    spreads = signed(signal.worse, value - usual.mid) / usual.spread
    return Deviation(spreads, value, usual, times(value, usual.mid), onset)


def times(value: float, mid: float) -> float | None:
    """How many times as much as usual; None where that says nothing, as for a usual zero or a new sign."""
    return value / mid if mid and value / mid > 0 else None


def signed(worse: Worse | None, difference: float) -> float:
    """A difference with the sign of getting worse; where no direction is said, both are away from usual."""
    if worse is Worse.HIGHER:
        return difference
    return -difference if worse is Worse.LOWER else abs(difference)


def matrix_of(rows: Sequence[Sequence[float | None]], width: int) -> Matrix:
    """Rows of `width` values each as a matrix, NaN for what is not known and for what is not finite."""
    matrix = np.array(rows, dtype=float).reshape(len(rows), width)
    matrix[~np.isfinite(matrix)] = np.nan
    return matrix


def _picked(ordered: Matrix, places: NDArray[np.int64]) -> Matrix:
    """One sample of each row, NaN for a row without any."""
    if ordered.shape[1] == 0:
        return np.full(len(ordered), np.nan)
    inside = np.clip(places, 0, ordered.shape[1] - 1)
    return np.take_along_axis(ordered, inside[:, None], axis=1)[:, 0]


def _are_whole(ordered: Matrix) -> NDArray[np.bool_]:
    """Which rows have whole numbers only."""
    rest = np.abs(ordered - np.round(ordered))
    return np.asarray(~(rest > 0).any(axis=1) & np.isfinite(ordered).any(axis=1))


def episodes(values: Matrix, out: NDArray[np.bool_], sign: float) -> Matrix:
    """The values in order of time with each run of them that is `out` as one, its farthest by `sign`.

    Samples of one incident are not so many incidents (the runs declustering of extreme value statistics):
    what lasted five minutes yesterday does not make today's the sixth of its kind.
    """
    starts = out.copy()
    starts[:, 1:] &= ~out[:, :-1]
    if int(starts.sum()) == int(out.sum()):
        return values
    runs = np.cumsum(starts.ravel())[out.ravel()] - 1
    farthest = np.full(int(starts.sum()), -np.inf)
    np.maximum.at(farthest, runs, sign * values[out])
    found = np.where(out, np.nan, values)
    found[starts] = sign * farthest
    return found


def _tails(samples: Matrix, ordered: Matrix, out: NDArray[np.bool_], sign: float) -> list[tuple[float, ...]]:
    """The 1st, 2nd, 4th … sample from one end of each row, up to a quarter of its samples.

    `ordered` are the samples in order; only where episodes make one of several is anything else in order.
    """
    counts = np.isfinite(ordered).sum(axis=1)
    long = np.flatnonzero((out[:, 1:] & out[:, :-1]).any(axis=1))
    if len(long):
        fewer = np.sort(episodes(samples[long], out[long], sign), axis=1)
        ordered = ordered.copy()
        ordered[long] = fewer
        counts[long] = np.isfinite(fewer).sum(axis=1)
    ranks = np.array([2**i for i in range((int(counts.max(initial=0)) // 4).bit_length())], dtype=np.intp)
    places = (
        np.maximum(counts[:, None] - ranks, 0)
        if sign > 0
        else np.broadcast_to(ranks - 1, (len(ordered), len(ranks)))
    )
    rows = np.take_along_axis(ordered, places, axis=1).tolist()
    kept = [(int(count) // 4).bit_length() for count in range(int(counts.max(initial=0)) + 1)]
    return [tuple(row[: kept[count]]) for row, count in zip(rows, counts.tolist(), strict=True)]
