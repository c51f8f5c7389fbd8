"""How much of a capacity is used, and when it will be used up if the trend goes on."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np

from hierarchy.evidence.readings import Series
from hierarchy.model import Worse
from hierarchy.quantities import format_age

LEAST_POINTS = 10
LATELY = 900.0  # seconds
LONGEST_FORECAST = 30 * 86400.0


@dataclass(frozen=True, slots=True)
class Saturation:
    """`use` is the share of the capacity in use, 0..1 and more, `headroom` what is left of it in the
    signal's unit (negative beyond it), `per_second` the trend of the signal in its unit per second, and
    `over` the seconds up to the moment looked at whose trend that is.

    `exhausted_in` are the seconds until nothing is left if the trend goes on, 0 where that is so already
    and at most LONGEST_FORECAST, which stands for "no sooner"; None while the trend leads away from it.
    """

    use: float
    headroom: float
    per_second: float
    over: float
    exhausted_in: float | None


def saturation(
    series: Series, capacity: float, now: float, worse: Worse | None = Worse.HIGHER
) -> Saturation | None:
    """The saturation of a signal with `capacity` (in its unit, above 0) as of Unix time `now`.

    A straight line by least squares through the known values of the last 15 minutes, or through the
    last 10 where that reaches further back; the newest one is what is in use. Headroom is asked for
    now: the line through a quiet hour and the five minutes since says that there is time when there is
    none. For `worse` lower the signal says what is left, so that it is exhausted at 0. None with fewer
    than 10 known values, or where the capacity is no number above 0.
    """
    points = _recent(series, now)
    if len(points) < LEAST_POINTS or not (isfinite(capacity) and capacity > 0):
        return None
    times, values = (np.array(side, dtype=float) for side in zip(*points, strict=True))
    slope = _slope(times, values)
    newest = float(values[-1])
    headroom = newest if worse is Worse.LOWER else capacity - newest
    towards = -slope if worse is Worse.LOWER else slope
    return Saturation(
        use=(capacity - headroom) / capacity,
        headroom=headroom,
        per_second=slope,
        over=now - points[0][0],
        exhausted_in=_exhausted_in(headroom, towards),
    )


def _recent(series: Series, now: float) -> list[tuple[float, float]]:
    """The known values up to `now` that tell the trend of this moment, with their times."""
    points = [
        (t, v)
        for t, v in zip(series.times, series.values, strict=True)
        if v is not None and isfinite(v) and t <= now
    ]
    lately = sum(t >= now - LATELY for t, _ in points)
    return points[-max(lately, LEAST_POINTS) :]


def _slope(times: np.ndarray, values: np.ndarray) -> float:
    """Least squares about the mean, so that Unix times lose no digits; 0 for values that are all equal."""
    centred = times - times.mean()
    size = float(centred @ centred)
    if size == 0.0 or bool((values == values[0]).all()):
        return 0.0
    return float(centred @ (values - values.mean())) / size


def rate_text(found: Saturation) -> str:
    """Whose trend that is: `at the rate of the last 15 min`."""
    return f"at the rate of the last {format_age(found.over)}"


def _exhausted_in(headroom: float, towards: float) -> float | None:
    if headroom <= 0:
        return 0.0
    if towards <= 0:
        return None
    return min(LONGEST_FORECAST, headroom / towards)
