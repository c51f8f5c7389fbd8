"""Values over a window as they are kept: packed, and extended by what came later."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from hierarchy.evidence.readings import Series, Trust
from navigator.series import Window

LOSSLESS = 1e-5  # of the spread of the values: no picture shows less
EXACT_BELOW = 1e7  # numbers of 32 bits have seven digits

Values: TypeAlias = "array[float]"
Narrow: TypeAlias = npt.NDArray[np.float32]
Wide: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Values over a window, NaN where nothing was known; those up to `settled` (Unix time) do not change
    any more. `read_at` is the monotonic time of its oldest part, `until` that up to which it is fresh."""

    window: Window
    values: Values
    trust: Trust
    detail: str
    settled: float
    until: float
    read_at: float = 0.0
    epoch: int = 0

    @property
    def size(self) -> int:
        """How many bytes its values take."""
        return len(self.values) * self.values.itemsize

    def series(self, start: float, end: float) -> Series:
        """Its part over [start, end], which lies within the window."""
        step = self.window.step
        first = round((start - self.window.start) / step)
        last = round((end - self.window.start) / step)
        values = unpacked(self.values[first : last + 1])
        times = tuple(start + i * step for i in range(len(values)))
        return Series(times, values, self.trust, self.detail)


def packed(values: Sequence[float | None]) -> Values:
    """The values in 32 bits each, or in 64 where that would lose what can be told apart in a picture."""
    wide = np.array([math.nan if value is None else value for value in values], dtype=np.float64)
    with np.errstate(over="ignore"):
        narrow = wide.astype(np.float32)
    known = ~np.isnan(wide)
    if known.any():
        with np.errstate(over="ignore"):
            lost = np.abs(wide[known] - _with_its_digits(narrow[known])).max()
            spread = wide[known].max() - wide[known].min()
        if not (np.isfinite(lost) and lost <= LOSSLESS * spread):
            return array("d", wide.tobytes())
    return array("f", narrow.tobytes())


def unpacked(values: Values) -> tuple[float | None, ...]:
    """The opposite of `packed`: numbers of 32 bits with as many digits as they have."""
    whole: list[float] = values.tolist()
    if values.typecode == "f" and whole:
        whole = _with_its_digits(np.frombuffer(values, dtype=np.float32)).tolist()
    return tuple([None if value != value else value for value in whole])  # NaN


def _with_its_digits(narrow: Narrow) -> Wide:
    """Numbers of 32 bits as they were written: a tenth is a tenth again."""
    given = narrow.astype(np.float64)
    size = np.abs(given)
    digits = np.isfinite(given) & (size > 0) & (size < EXACT_BELOW)
    scale = 10.0 ** (6 - np.floor(np.log10(np.where(digits, size, 1.0))))
    fits = digits & np.isfinite(scale) & (scale > 0)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.where(fits, np.round(given * scale) / scale, given)


def joined(before: Values, after: Values) -> Values:
    """One after the other, in 64 bits where one of them is."""
    if before.typecode == after.typecode:
        return before + after
    return _widened(before) + _widened(after)


def _widened(values: Values) -> Values:
    """The same in 64 bits, each with the digits that it had."""
    if values.typecode == "d" or not values:
        return array("d", values)
    return array("d", _with_its_digits(np.frombuffer(values, dtype=np.float32)).tobytes())


def unknown(count: int) -> Values:
    """So many moments of which nothing is known."""
    return array("f", [math.nan]) * count


def laid_out(window: Window, series: Series, base: Stretch | None) -> Values:
    """The values of a window: those of an answer, before it those of `base`, else nothing."""
    step = window.step
    count = round((window.end - window.start) / step) + 1
    first = round((series.times[0] - window.start) / step) if series.times else count
    came = packed(series.values)[max(0, -first) : max(0, count - first)]
    first = min(max(0, first), count)
    before = unknown(0)
    if base is not None:
        offset = round((window.start - base.window.start) / step)
        before = base.values[offset : offset + first]
    values = joined(joined(before, unknown(first - len(before))), came)
    return joined(values, unknown(count - len(values)))
