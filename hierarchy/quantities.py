"""Numbers as people read them: SI prefixes, three significant digits, the unit after a narrow gap."""

from __future__ import annotations

import math

_PREFIXES = ((1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
# Each from how many seconds on, and how long it is. Up to two minutes are told in seconds, and up to two
# years in days: 90 s is easier to compare than 1.5 min.
_SECONDS = (
    (2 * 31_557_600.0, 31_557_600.0, "y"),
    (86400.0, 86400.0, "d"),
    (3600.0, 3600.0, "h"),
    (120.0, 60.0, "min"),
)
_BELOW_SECONDS = ((1e3, "ms"), (1e6, "µs"))
_MILLI = "milli"
_MANY_PERCENT = 1e5  # beyond it, digits are counted and not read
_NO_NUMBER = "—"
_SMALLEST = 1e-6
_HUGE = 1e300  # beyond it, a hundred times as much is no number any more
_LONGEST = 1e7
_FAR_BELOW = 0.99  # what is less than this of a unit is not rounded up to it
_NO_PREFIX_FROM = 1e21
_MINUS = "−"  # as wide as a plus, and no hyphen: where something began is written with it too


def format_number(value: float) -> str:
    """Three significant digits without trailing zeros; thousands stay whole: 9120.

    What is too long to be read at a glance gets an exponent (3e15); what is closer to zero than
    0.000001 says so ("<0.000001") instead of pretending to be zero. "—" if not finite. What is negative has
    a minus and no hyphen: for people, and not for another program to read.
    """
    return _plain(value).replace("-", _MINUS)


def _plain(value: float) -> str:
    if not math.isfinite(value):
        return _NO_NUMBER
    if value == 0:
        return "0"
    if abs(value) < _SMALLEST:
        return f"<{_SMALLEST:.6f}" if value > 0 else f">-{_SMALLEST:.6f}"
    if abs(value) >= _LONGEST:
        return f"{value:.3g}".replace("e+0", "e").replace("e+", "e")
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return _trimmed(value, min(digits, 8))


def format_quantity(value: float, unit: str) -> str:
    """A value in its unit as text, e.g. 0.0123 ratio -> "1.23 %", 0.912 seconds -> "912 ms".

    Known units: ratio (0..1), percent, seconds, bytes, per_second, count; any other unit is written
    after the number as it stands.
    """
    if not math.isfinite(value):
        return _NO_NUMBER
    if unit == "ratio":
        return _percent(min(_HUGE, max(-_HUGE, value)) * 100)
    if unit == "percent":
        return _percent(value)
    if unit == "seconds":
        return format_duration(value)
    if unit.startswith(_MILLI) and abs(_rounded(value)) >= 1000:
        value, unit = value / 1000, unit.removeprefix(_MILLI)  # and not k millicores
    scaled, prefix = _scaled(value)
    if unit == "bytes":
        return f"{scaled} {prefix}B"
    if unit == "per_second":
        return f"{scaled}{_gap(prefix)}/s"
    if unit in ("", "count"):
        return f"{scaled}{_gap(prefix)}"
    return f"{scaled}{_gap(prefix)} {unit}"


def format_duration(seconds: float) -> str:
    """A length of time by its largest unit: 45 µs, 912 ms, 14 s, 7 min, 1.5 h, 2 d, 3 y.

    A unit is left for the next larger one as soon as rounding reaches it: 0.9996 s is "1 s".
    """
    if not math.isfinite(seconds):
        return _NO_NUMBER
    size, exact = abs(_rounded(seconds)), abs(seconds)
    for begins, scale, unit in _SECONDS:
        if exact >= _FAR_BELOW * begins and abs(_rounded(seconds / scale)) * scale >= begins:
            return _with_prefix(seconds / scale, unit)
    if size >= 1 or size == 0:
        return f"{format_number(seconds)} s"
    for parts, unit in _BELOW_SECONDS:
        if abs(_rounded(seconds * parts)) >= 1:
            return f"{format_number(seconds * parts)} {unit}"
    return f"{format_number(seconds * 1e9)} ns"


def format_age(seconds: float) -> str:
    """How long ago something was, as exact as anybody needs it: 41 s, 9 min, 2.5 h, 3 d."""
    if seconds < 100:
        return f"{max(0, round(seconds))} s"
    if seconds < 6000:
        return f"{round(seconds / 60)} min"
    if seconds < 172800:
        return f"{format_number(round(seconds / 3600, 1))} h"
    return f"{round(seconds / 86400)} d"


def _percent(value: float) -> str:
    """Just under 100 % gets the digits that tell it from 100 %: 99.96 %, not 100 %."""
    missing = 100 - value
    if 0 < missing < 1:
        digits = min(6, 1 + math.ceil(-math.log10(missing)))
        text = _trimmed(value, digits)
        return f"{text} %" if text != "100" else "<100 %"
    return _with_prefix(value, "%") if abs(value) >= _MANY_PERCENT else f"{format_number(value)} %"


def _scaled(value: float) -> tuple[str, str]:
    size = abs(value)
    for factor, prefix in _PREFIXES if size < _NO_PREFIX_FROM else ():
        if size >= _FAR_BELOW * factor and abs(_rounded(value / factor)) >= 1:
            return format_number(value / factor), prefix
    return format_number(value), ""


def _with_prefix(value: float, unit: str) -> str:
    scaled, prefix = _scaled(value)
    return f"{scaled}{_gap(prefix)} {unit}"


def _rounded(value: float) -> float:
    """To three significant digits, as `format_number` shows it below a thousand."""
    return float(f"{value:.3g}")


def _trimmed(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "0") else text


def _gap(prefix: str) -> str:
    return f" {prefix}" if prefix else ""
