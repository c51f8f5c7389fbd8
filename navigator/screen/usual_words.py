"""How a value stands to what is usual, in words: long in the detail, a few letters on a card."""

from __future__ import annotations

import re

from hierarchy.evidence.usual import Deviation, Usual
from hierarchy.model import Signal
from hierarchy.quantities import format_number, format_quantity

NOTABLE = 3.0  # spreads from usual below which a card says nothing
_MANY = 999
_NUMBER = re.compile(r"−?[0-9.]+")


def range_words(signal: Signal, low: float, high: float) -> str:
    """`290–320 ms`, `-2 to 3 ms`; one value where both read the same."""
    one, other = format_quantity(low, signal.unit), format_quantity(high, signal.unit)
    if one == other:
        return other
    first, second = _NUMBER.match(one), _NUMBER.match(other)
    if first and second and one[first.end() :] == other[second.end() :]:
        return f"{first.group()}{'–' if low >= 0 else ' to '}{other}"
    return f"{one} to {other}"


def usual_range(signal: Signal, usual: Usual | None) -> str:
    """`usually 290–320 ms`: the middle half; empty where that is not known."""
    if usual is None or usual.mid is None:
        return ""
    low = usual.mid if usual.low is None else usual.low
    high = usual.mid if usual.high is None else usual.high
    return f"usually {range_words(signal, low, high)}"


def usual_words(signal: Signal, value: float | None, usual: Usual | None, found: Deviation | None) -> str:
    """`usually 290–320 ms, 11 spreads above (one spread is 30 ms)`; that there is too little to compare with
    where there is.

    Empty while what is usual is not known yet.
    """
    if usual is None:
        return ""
    if usual.mid is None:
        return f"too little history to compare with ({usual.count} samples)"
    stated = usual_range(signal, usual)
    recent = value if found is None else found.value
    if recent is None:
        return stated
    away = _distance(recent, usual.mid, usual.spread)
    # A word of our own is told where it stands: how far the value usually moves.
    spread = f" (one spread is {format_quantity(usual.spread, signal.unit)})" if "spread" in away else ""
    return f"{stated}, {away}{spread}"


def times_usual(signal: Signal, value: float | None, usual: Usual | None) -> str:
    """`3.2 × usual` for a card; `usual 0.02 %` where a factor says nothing; empty near what is usual."""
    if value is None or usual is None or usual.mid is None:
        return ""
    if abs(value - usual.mid) < NOTABLE * usual.spread:
        return ""
    if usual.mid > 0 and value >= 0:
        times = value / usual.mid
        if 1.1 <= times < 100 or 0.005 <= times <= 0.9:
            return f"{_factor(times)} × usual"
    return f"usual {format_quantity(usual.mid, signal.unit)}"


def basis_words(signal: Signal, usual: Usual | None) -> str:
    """What the value is compared with, and how large a spread is; empty where it is compared with nothing."""
    if usual is None or usual.mid is None:
        return ""
    spread = format_quantity(usual.spread, signal.unit)
    taken = f" of {usual.basis}" if usual.basis else ""
    return f"Usual is the middle half{taken}; one spread, how far it usually moves, is {spread}."


def _distance(value: float, mid: float, spread: float) -> str:
    away = abs(value - mid) / spread
    if away < 1 - 1e-9:
        return "as now"
    number = f"more than {_MANY}" if away > _MANY else f"{away:.0f}"
    return f"{number} spread{'' if number == '1' else 's'} {'above' if value > mid else 'below'}"


def _factor(times: float) -> str:
    """Two digits are enough to see how much: 3.2, 14, 0.35."""
    return format_number(float(f"{times:.2g}"))
