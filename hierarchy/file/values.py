"""Texts of the file as values: durations, numbers, and what people write in their place."""

from __future__ import annotations

import math
import re

from hierarchy.levels import LEVELS

DURATION = re.compile(r"(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?", re.ASCII)
_DURATION_UNITS = (604800.0, 86400.0, 3600.0, 60.0, 1.0, 0.001)
LONGEST_DURATION = 24  # characters; enough for every sensible one, short enough to convert at once
_LONGEST_NUMBER = 40
NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)?(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)

_LEADING_ZERO = re.compile(r"0[0-9]+", re.ASCII)
_GROUPED = re.compile(r"[0-9]+(?:_[0-9]+)+", re.ASCII)
_BASE_60 = re.compile(r"[0-9]+:[0-9:]+", re.ASCII)
_COMMA = re.compile(r"[0-9]+,[0-9]+", re.ASCII)
_WITH_UNIT = re.compile(r"[0-9][0-9.]* ?[A-Za-zµ/]+", re.ASCII)
LIKE_NUMBERS = (_LEADING_ZERO, _GROUPED, _BASE_60, _COMMA, _WITH_UNIT)


def parse_duration(text: str) -> float | None:
    """Seconds of `15s`, `1m30s`, `500ms`, `1w`; None for anything else, also for a number without unit."""
    match = DURATION.fullmatch(text)
    if match is None or not text or len(text) > LONGEST_DURATION:
        return None
    return sum(int(n) * unit for n, unit in zip(match.groups(), _DURATION_UNITS, strict=True) if n)


def duration_text(seconds: float) -> str:
    """Seconds in the largest unit that keeps the number whole: 3600 is 1h, 90 is 90s."""
    for size, unit in zip(_DURATION_UNITS[1:], ("d", "h", "m", "s"), strict=False):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g}{unit}"
    return f"{seconds:g}s"


def parse_number(text: str) -> float | None:
    """A finite number as the format writes it; None for anything else (leading zeros, 1_000, 1:30)."""
    digits = text.strip()
    if len(digits) > _LONGEST_NUMBER or not re.search(r"\d", digits) or not NUMBER.fullmatch(digits):
        return None
    number = float(digits)
    return number if math.isfinite(number) else None


def parse_share(text: str) -> float | None:
    """`80%` or `0.8` as 0.8; None for what is no number. The range is not looked at."""
    bare = text.strip()
    if not bare.endswith("%"):
        return parse_number(bare)
    number = parse_number(bare[:-1])
    # Divided, 99.9 would become 0.9990000000000001; a shifted decimal point is what was written.
    return None if number is None else float(f"{number / 100:.15g}")


def number_hint(text: str) -> str:
    """What to write instead of a number that readers of YAML would disagree about."""
    text = text.strip()
    if _LEADING_ZERO.fullmatch(text):
        return f"YAML readers disagree about leading zeros; write {text.lstrip('0') or '0'}"
    if _GROUPED.fullmatch(text):
        return f"write {text.replace('_', '')}"
    if _BASE_60.fullmatch(text):
        return "write the number in the signal's unit; for seconds 1:30 is 90"
    if _COMMA.fullmatch(text):
        return f"write {text.replace(',', '.')}"
    if _WITH_UNIT.fullmatch(text):
        return "write the number alone, in the signal's unit: 0.5 for 500 ms where the unit is seconds"
    return ""


def level_hint(text: str) -> str:
    """The id of a level that is called by its name on the screen, such as `Purposes` or `resource`."""
    word = text.lower().removesuffix("s")
    for info in LEVELS:
        title = info.title.lower()
        if word in {name.removesuffix("s") for name in (title, *title.split(" and "))}:
            return f"the level shown as '{info.title}' is written {info.level.value}"
    return ""
