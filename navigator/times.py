"""Times and lengths of time as people write them on a command line or in a link."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime

EARLIEST = 0.0
LATEST = 253402300799.0  # the last second of the year 9999, the last that RFC 3339 can write

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_DURATION = re.compile(r"(?:[0-9]{1,9}(?:\.[0-9]{1,6})?(?:ms|[smhdw]))+", re.ASCII)
_PART = re.compile(r"([0-9.]+)(ms|[smhdw])", re.ASCII)
_RELATIVE = re.compile(r"now(?:([+-])(.+))?", re.ASCII)
_UNIX = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?", re.ASCII)
_RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)


class TimeError(ValueError):
    """A text that is no time or no length of time; its message says what to write instead."""


def parse_duration(text: str) -> float:
    """Seconds of a length of time such as 90m, 1h30m, 250ms or 2d.

    Units: ms, s, m (minutes), h, d, w. Raises TimeError for anything else.
    """
    written = text.strip()
    if not _DURATION.fullmatch(written):
        raise TimeError(f"{_quoted(text)} is not a length of time; write it like 30s, 15m, 1h30m or 2d")
    return sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(written))


def parse_time(text: str, now: float) -> float:
    """Unix seconds of an RFC 3339 time, Unix seconds, `now`, `now-90m` or `now+5m`.

    `now` is what "now" means, in Unix seconds. An RFC 3339 time must name its offset, for a time
    without one means something else on every machine. Raises TimeError.
    """
    written = text.strip()
    relative = _RELATIVE.fullmatch(written)
    if relative:
        sign, length = relative.groups()
        distance = parse_duration(length) if sign else 0.0
        return _within(now - distance if sign == "-" else now + distance, text)
    if _UNIX.fullmatch(written):
        return _within(float(written), text)
    if _RFC3339.fullmatch(written):
        return _within(_from_rfc3339(written, text), text)
    raise TimeError(
        f"{_quoted(text)} is not a time; write 2022-08-22T04:10:00Z, "
        "Unix seconds such as 1661141400, or now-90m"
    )


def format_time(seconds: float) -> str:
    """RFC 3339 in UTC, whole seconds where the time is whole, else milliseconds."""
    milliseconds = round(seconds * 1000)
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    rest = milliseconds % 1000
    return f"{moment}.{rest:03d}Z" if rest else f"{moment}Z"


def _from_rfc3339(written: str, text: str) -> float:
    fraction = re.search(r"\.([0-9]+)", written)
    whole = written.replace(fraction.group(0), "") if fraction else written
    try:
        moment = datetime.fromisoformat(whole.upper())
        seconds = moment.timestamp()
    except (ValueError, OverflowError):
        raise TimeError(f"{_quoted(text)} names a day or an hour that does not exist") from None
    return seconds + (float(f"0.{fraction.group(1)}") if fraction else 0.0)


def _within(seconds: float, text: str) -> float:
    if not math.isfinite(seconds) or not EARLIEST <= seconds <= LATEST:
        raise TimeError(f"{_quoted(text)} is outside the years 1970 to 9999; Unix times are in seconds here")
    return seconds


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:60] + "…")
