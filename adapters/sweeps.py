"""What one sweep leaves of the sweep before it."""

from __future__ import annotations

from dataclasses import replace

from hierarchy.evidence.readings import Reading, SourceStatus, Sweep, Trust

_FAILED = (Trust.ERROR, Trust.TRUNCATED)


def merge_last_good(previous: Sweep | None, new: Sweep) -> Sweep:
    """The new sweep, in which a signal that could not be reached keeps its last value and time.

    The value goes on ageing from its own time, and its detail says why it is not newer. What was
    never known stays unreachable; nothing gets more trusted than it was. Of a query that failed the
    last value is told too, and proves nothing: its trust says that it failed.
    """
    if previous is None:
        return new
    readings = {key: _kept(previous.readings.get(key), reading) for key, reading in new.readings.items()}
    sources = {name: _status(previous.sources.get(name), status) for name, status in new.sources.items()}
    return Sweep(new.at, readings, sources)


def _kept(before: Reading | None, now: Reading) -> Reading:
    if now.value is not None or before is None or before.value is None:
        return now
    if now.trust in _FAILED:
        return replace(now, value=before.value, time=before.time)
    if now.trust is not Trust.UNREACHABLE:
        return now
    usable = before.trust in (Trust.LIVE, Trust.PARTIAL, Trust.CONFLICTING)
    return replace(before, trust=before.trust if usable else Trust.UNREACHABLE, detail=now.detail)


def _status(before: SourceStatus | None, now: SourceStatus) -> SourceStatus:
    if before is None or now.answered_at is not None:
        return now
    return replace(now, answered_at=before.answered_at)
