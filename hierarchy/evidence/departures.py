"""What left the usual, for many signals at once: how far, since when, and how surprising that is.

Surprise is a number of nats, −ln of a probability: how seldom the signal was as far away as it is now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import atan, inf, log, pi

import numpy as np

from hierarchy.evidence.onset import first_lasting
from hierarchy.evidence.readings import Series
from hierarchy.evidence.reference import DEPARTED, Matrix, episodes, matrix_of, recent_places, times
from hierarchy.evidence.usual import Deviation, Usual
from hierarchy.model import Signal, SignalKey, Worse


@dataclass(frozen=True, slots=True)
class Departures:
    """`deviations` of every signal that can be compared, `surprises` (nats) of those that departed and
    stay away, and `values`, the recent medians of all that are known. `departed` are the nodes of signals
    that are outside of what is usual now."""

    deviations: Mapping[SignalKey, Deviation]
    surprises: Mapping[SignalKey, float]
    values: Mapping[SignalKey, float]
    departed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grid:
    """Series as a matrix: `values[i, j]` of `keys[i]` at `times[j]`, NaN where nothing was known.

    The last column may be of a moment between two steps, known for some of the signals only.
    """

    keys: tuple[SignalKey, ...]
    times: Matrix
    values: Matrix
    extra: bool

    @property
    def step(self) -> float:
        """Seconds between two columns."""
        return float(self.times[1] - self.times[0]) if len(self.times) > 1 + self.extra else 60.0

    def recent(self) -> Matrix:
        """The newest samples of each signal that make "now", NaN where one is not known."""
        places = recent_places(self.step)
        if not self.extra:
            return self.values[:, -places:]
        fresh = np.isfinite(self.values[:, -1:])
        return np.where(fresh, self.values[:, -places:], self.values[:, -places - 1 : -1])


def grid_of(series: Mapping[SignalKey, Series], at: float, newest: Mapping[SignalKey, float]) -> Grid:
    """The series up to Unix time `at` on the times of the longest of them; `newest` are readings of `at`
    itself from samples that are newer than the last of those times."""
    longest = max((one.times for one in series.values()), key=len, default=())
    width = sum(t <= at for t in longest)
    kept = longest[:width]
    rows = [(one.values[:width] if one.times is longest else _row(one, kept)) for one in series.values()]
    values = matrix_of(rows, width)
    keys = tuple(series)
    if not newest or (width and kept[-1] >= at):
        return Grid(keys, np.array(kept, dtype=float), values, extra=False)
    column = np.array([[newest.get(key, np.nan)] for key in keys]).reshape(len(keys), 1)
    return Grid(keys, np.array((*kept, at), dtype=float), np.hstack((values, column)), extra=True)


def departures(
    grid: Grid, signals: Mapping[SignalKey, Signal], usual: Mapping[SignalKey, Usual]
) -> Departures:
    """Every signal of the grid against what is usual for it."""
    recent = grid.recent()
    medians = _medians(recent)
    worse = [signals[key].worse for key in grid.keys]
    signs = _signs(worse)
    found = [usual.get(key) for key in grid.keys]
    mid = np.array([np.nan if u is None or u.mid is None else u.mid for u in found])
    spread = np.array([np.nan if u is None else u.spread for u in found])
    with np.errstate(over="ignore"):  # of numbers that no source means, infinity is far enough
        spreads = _signed(signs, (medians - mid) / spread)
        least = _least(_signed(signs, (recent - mid[:, None]) / spread[:, None]))
    deviations: dict[SignalKey, Deviation] = {}
    surprises: dict[SignalKey, float] = {}
    for row, (key, u, far, value) in enumerate(
        zip(grid.keys, found, spreads.tolist(), medians.tolist(), strict=True)
    ):
        if u is None or u.mid is None or far != far:
            continue
        onset = None
        if far >= DEPARTED:
            onset, surprise = _since(grid, row, u, worse[row], min(far, float(least[row])), far)
            if surprise > 0:
                surprises[key] = surprise
        deviations[key] = Deviation(far, value, u, times(value, u.mid), onset)
    values = {key: v for key, v in zip(grid.keys, medians.tolist(), strict=True) if v == v}
    departed = frozenset(key.node for key, one in deviations.items() if one.spreads >= DEPARTED)
    return Departures(deviations, surprises, values, departed)


def surprise_of(usual: Usual, worse: Worse | None, far: float, before: Matrix) -> float:
    """How surprising it is, in nats, to be `far` spreads away; `before` are the spreads of late.

    The smaller of two: what the tail of a Cauchy distribution gives, and how often it really was that far,
    with one more for what was not seen yet. Beyond all that was seen, that tail goes on from there. Half of
    that where nobody said which direction is worse: such a signal describes, it does not judge.
    """
    count, most = _beyond(usual, worse, far)
    seen = usual.count + len(before)
    count += int((episodes(before[None, :], before[None, :] >= DEPARTED, 1.0) >= far).sum())
    most = max(most, float(before.max(initial=0.0)), DEPARTED)
    really = log((seen + 1) / (count + 1)) + max(0.0, log(far / most))
    least = max(0.0, min(cauchy(far, both=worse in (None, Worse.EITHER)), really))
    return least / 2 if worse is None else least


def cauchy(far: float, *, both: bool = False) -> float:
    """−ln of the chance that a Cauchy variable is `far` interquartile ranges beyond its median, on one side
    or on `both`: the heaviest tail in use. Real systems are like that: on the two recorded days of the tests
    signals are two interquartile ranges away 0.7 to 1.2 times as often as it says."""
    # arctan(1/x)/π is the tail at x half interquartile ranges, exact where 1/2 − arctan(x)/π would cancel
    tail = atan(1 / max(2 * far, 1e-9)) / pi
    return -log(2 * tail if both else tail)


def _since(
    grid: Grid, row: int, usual: Usual, worse: Worse | None, least: float, far: float
) -> tuple[float | None, float]:
    """When the departure of a row began (None: it has not lasted yet), and how surprising it is.

    What only the newest sample says counts half: it may be a slip, and it may be how all this begins.
    """
    assert usual.mid is not None
    known = np.flatnonzero(np.isfinite(grid.values[row]))
    with np.errstate(over="ignore"):
        spreads = _signed(_signs([worse]), (grid.values[row, known][None, :] - usual.mid) / usual.spread)[0]
    first = first_lasting(spreads >= DEPARTED)
    if first is not None and least >= DEPARTED:
        return float(grid.times[known[first]]), surprise_of(usual, worse, least, spreads[:first])
    if spreads[-1] < DEPARTED:
        return None, 0.0
    return None, surprise_of(usual, worse, far, spreads[:-1]) / 2


def _beyond(usual: Usual, worse: Worse | None, far: float) -> tuple[int, float]:
    """How many samples of the reference were that far (at most), and how far the farthest was, in spreads."""
    assert usual.mid is not None
    mid, spread = usual.mid, usual.spread
    sides = [] if worse is Worse.LOWER else [[(v - mid) / spread for v in usual.highest]]
    sides += [] if worse is Worse.HIGHER else [[(mid - v) / spread for v in usual.lowest]]
    count = 0
    for side in sides:
        ranks = [2**i for i, reached in enumerate(side) if reached < far]
        count += (ranks[0] - 1) if ranks else usual.count // 4 if side else 0
    return count, max((side[0] for side in sides if side), default=-inf)


def _row(series: Series, wanted: Sequence[float]) -> Sequence[float | None]:
    if len(series.times) >= len(wanted) and series.times[: len(wanted)] == tuple(wanted):
        return series.values[: len(wanted)]
    known = dict(zip(series.times, series.values, strict=True))
    return [known.get(t) for t in wanted]


def _medians(recent: Matrix) -> Matrix:
    """The median of what is known in each row, NaN where nothing is."""
    ordered = np.sort(recent, axis=1)  # NaN last
    counts = np.isfinite(ordered).sum(axis=1)
    if ordered.shape[1] == 0:
        return np.full(len(ordered), np.nan)
    rows = np.arange(len(ordered))
    low, high = ordered[rows, np.maximum(counts - 1, 0) // 2], ordered[rows, counts // 2 % ordered.shape[1]]
    high = np.where(counts % 2 == 1, low, high)
    return np.asarray((low + high) / 2)


def _least(spreads: Matrix) -> Matrix:
    """The smallest known number of each row, −infinity where nothing is known."""
    if spreads.shape[1] == 0:
        return np.full(len(spreads), -inf)
    least = np.where(np.isfinite(spreads), spreads, inf).min(axis=1)
    return np.asarray(np.where(least == inf, -inf, least))


def _signs(worse: Iterable[Worse | None]) -> Matrix:
    """1 for what gets worse upwards, −1 downwards, 0 where no direction is said."""
    # compared by identity: hashing members of an enumeration costs more than all the rest here
    signs = [1.0 if w is Worse.HIGHER else -1.0 if w is Worse.LOWER else 0.0 for w in worse]
    return np.array(signs)


def _signed(signs: Matrix, differences: Matrix) -> Matrix:
    """Each row with the sign of getting worse (`_signs`); absolute where no direction is said."""
    if differences.ndim > 1:
        signs = signs[:, None]
    return np.asarray(np.where(signs == 0, np.abs(differences), signs * differences))
