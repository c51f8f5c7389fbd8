"""Readings: a signal's value at a time, with its age and how far it can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from hierarchy.model import SignalKey


class Trust(StrEnum):
    """What is known about a reading; only `live` may prove ok, `partial` may prove worse than ok."""

    LIVE = "live"
    PARTIAL = "partial"
    CONFLICTING = "conflicting"
    STALE = "stale"
    ABSENT = "absent"
    NEVER = "never"
    ERROR = "error"
    UNREACHABLE = "unreachable"
    TRUNCATED = "truncated"
    AMBIGUOUS = "ambiguous"
    NO_TRAFFIC = "no-traffic"


CLOCKS_DIFFER = 5.0  # seconds from which two clocks do not agree; dates of answers are whole seconds
_BELIEVED = (Trust.LIVE, Trust.PARTIAL, Trust.CONFLICTING)


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer for one signal.

    `value` is in the signal's unit (finite, or None). `time` is the Unix time of the newest sample
    behind it, None where that is not known. `max_age` is the age in seconds beyond which the value
    proves nothing. `detail` is a sentence for people (a warning, an error, "2 series match: …").
    `capacity` is what limits in percent are of, in the signal's unit, None where it is not known.
    `seen` is how many of its scrape targets answer and how many there are, where some do not.
    """

    value: float | None
    trust: Trust
    time: float | None = None
    max_age: float = 60.0
    detail: str = ""
    capacity: float | None = None
    seen: tuple[int, int] | None = None

    @property
    def is_believed(self) -> bool:
        """Whether its value, if there is one, says something about its moment: a chart has gaps elsewhere."""
        return self.trust in _BELIEVED

    def age(self, now: float) -> float | None:
        """Seconds since the newest sample, never negative; None where its time is not known."""
        return None if self.time is None else max(0.0, now - self.time)

    def at(self, now: float, *, unreachable: bool = False) -> Reading:
        """The same reading looked at later: a value past `max_age` is stale, or unreachable when
        the reason is that its source no longer answers. Never gets more trusted."""
        age = self.age(now)
        if not self.is_believed:
            return self
        if age is not None and age <= self.max_age:
            return self
        return replace(self, trust=Trust.UNREACHABLE if unreachable else Trust.STALE)


class SourceState(StrEnum):
    """How a source is doing, worst last."""

    LIVE = "live"
    STALE = "stale"
    PARTIAL = "partial"
    UNREACHABLE = "unreachable"


class Trouble(StrEnum):
    """Why nothing at all came of a source."""

    AWAY = "away"  # nobody answers there
    UNUSABLE = "unusable"  # what answers gives no data
    REFUSING = "refusing"  # it is well, and refuses everything that it is asked


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """A source as of a sweep. `answered_at` is the Unix time of its last good answer, or None.

    `error` says what went wrong and `hint` what to do about it, neither with a full stop; `trouble` is
    set where nothing came of it at all. `ahead` is how many seconds its clock is ahead of ours, 0 where
    they agree or where that is not known.
    """

    state: SourceState
    answered_at: float | None = None
    warnings: tuple[str, ...] = ()
    error: str = ""
    hint: str = ""
    trouble: Trouble | None = None
    ahead: float = 0.0


@dataclass(frozen=True, slots=True)
class Sweep:
    """All readings of a model at one moment; a signal without an entry was not asked for."""

    at: float
    readings: Mapping[SignalKey, Reading]
    sources: Mapping[str, SourceStatus] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Series:
    """A signal over time: `values[i]` at Unix time `times[i]`, None where nothing was known.

    `times` is evenly spaced by the step asked for, both ends included, aligned to the step.
    """

    times: tuple[float, ...]
    values: tuple[float | None, ...]
    trust: Trust = Trust.LIVE
    detail: str = ""
