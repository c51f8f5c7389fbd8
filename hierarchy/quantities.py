"""Numbers as people read them: SI prefixes, three significant digits, the unit after a narrow gap."""

from __future__ import annotations

import math

_PREFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
_SECONDS = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"))


def format_number(value: float) -> str:
    """Three significant digits without exponent or trailing zeros; thousands stay whole: 9120."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "—"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:.{min(digits, 6)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "0") else text


def format_quantity(value: float, unit: str) -> str:
    """A value in its unit as text, e.g. 0.0123 ratio -> "1.23 %", 0.912 seconds -> "912 ms".

    Known units: ratio (0..1), percent, seconds, bytes, per_second, count; any other unit is written
    after the number as it stands.
    """
    if unit == "ratio":
        return f"{format_number(value * 100)} %"
    if unit == "percent":
        return f"{format_number(value)} %"
    if unit == "seconds":
        return format_duration(value)
    scaled, prefix = _scaled(value)
    if unit == "bytes":
        return f"{scaled} {prefix}B"
    if unit == "per_second":
        return f"{scaled}{_gap(prefix)}/s"
    if unit in ("", "count"):
        return f"{scaled}{_gap(prefix)}"
    return f"{scaled}{_gap(prefix)} {unit}"


def format_duration(seconds: float) -> str:
    """A length of time by its largest unit: 912 ms, 14 s, 7 min, 1.5 h, 2 d."""
    size = abs(seconds)
    if size < 1:
        scale, unit = (1e3, "ms") if size >= 1e-3 or size == 0 else (1e6, "µs")
        return f"{format_number(seconds * scale)} {unit}"
    for length, unit in _SECONDS:
        if size >= length * (2 if unit == "min" else 1):
            return f"{format_number(seconds / length)} {unit}"
    return f"{format_number(seconds)} s"


def _scaled(value: float) -> tuple[str, str]:
    for factor, prefix in _PREFIXES:
        if abs(value) >= factor:
            return format_number(value / factor), prefix
    return format_number(value), ""


def _gap(prefix: str) -> str:
    return f" {prefix}" if prefix else ""
