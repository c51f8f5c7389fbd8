"""Which time zone a link means: UTC, that of the browser, or one by its IANA name."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from layouts.zones import IN_UTC, Zone

LOCAL = "local"
LONGEST_NAME = 64


def is_zone(name: str) -> bool:
    """Whether a link may say `tz=NAME`."""
    return name in ("UTC", LOCAL) or _known(name) is not None


def zone_of(name: str | None, here: str = "") -> Zone:
    """The zone of a link's `tz`; `here` is that of the browser, for `local`. UTC for what is not known."""
    if not name or name == "UTC":
        return IN_UTC
    info = _known(here if name == LOCAL else name)
    if info is None:
        return IN_UTC
    # As 10-core.js calls it.
    return Zone(LOCAL if name == LOCAL else name.rpartition("/")[2].replace("_", " "), info)


@lru_cache(maxsize=64)
def _known(name: str) -> ZoneInfo | None:
    if not name or len(name) > LONGEST_NAME:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
