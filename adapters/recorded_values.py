"""Numbers and texts in the file of a recording: written small, read back with nothing taken on trust."""

from __future__ import annotations

import math
from collections.abc import Sequence

LATEST = 253_402_300_799.0  # Unix seconds, the last second of the year 9999


def rounded(value: float) -> float | int:
    """Six significant digits."""
    return short(float(f"{value:.6g}"))


def short(value: float) -> float | int:
    """Whole numbers without `.0`, others to the millisecond or their own digits."""
    return int(value) if value == int(value) and abs(value) < 2**53 else value


def numbers(found: object, count: int, what: str) -> Sequence[float | None]:
    """So many finite numbers, None among them. Raises ValueError(what)."""
    if not isinstance(found, list) or len(found) != count:
        raise ValueError(what)
    return [None if one is None else number(one, what) for one in found]


def number(found: object, what: str) -> float:
    """A finite number. Raises ValueError(what)."""
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        raise ValueError(what)
    return float(found)


def moment(found: object, what: str) -> float:
    """Unix seconds within the years 1970 to 9999, which can be told as a date. Raises ValueError(what)."""
    time = number(found, what)
    if not 0 <= time <= LATEST:
        raise ValueError(what)
    return time


def text(found: object, what: str) -> str:
    """A text. Raises ValueError(what)."""
    if not isinstance(found, str):
        raise ValueError(what)
    return found
