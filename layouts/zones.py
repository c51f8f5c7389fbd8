"""Times of day as people read them: in the time zone that their link names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

_STAMP = re.compile(r"\b(\d{4}-\d\d-\d\d \d\d:\d\d) UTC\b")


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone and what it is called beside a time. All times are Unix seconds."""

    title: str = "UTC"
    info: tzinfo = UTC

    def clock(self, at: float) -> str:
        """`05:18`"""
        return f"{self._local(at):%H:%M}"

    def named(self, at: float) -> str:
        """`05:18 UTC`, where nothing else says which zone is meant."""
        return f"{self.clock(at)} {self.title}"

    def seconds(self, at: float) -> str:
        """`05:18:20 UTC`"""
        return f"{self._local(at):%H:%M:%S} {self.title}"

    def offset(self, at: float) -> float:
        """Seconds that local time is ahead of UTC at `at`."""
        return (self._local(at).utcoffset() or timedelta()).total_seconds()

    def rewritten(self, text: str) -> str:
        """The text with every `2026-03-29 05:18 UTC` in it as this zone writes that moment."""
        return text if self.info is UTC else _STAMP.sub(self._stamp, text)

    def _stamp(self, found: re.Match[str]) -> str:
        try:
            moment = datetime.strptime(found[1], "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        except ValueError:
            return found[0]
        return f"{moment.astimezone(self.info):%Y-%m-%d %H:%M} {self.title}"

    def _local(self, at: float) -> datetime:
        return datetime.fromtimestamp(at, UTC).astimezone(self.info)


IN_UTC = Zone()
