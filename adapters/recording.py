"""A recorded stretch of readings: replayed through the same interface as a live source."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from adapters.recorded import (
    MAX_MOMENTS,
    MAX_READINGS,
    Recording,
    RecordingError,
    Search,
    Stretch,
    Track,
)
from adapters.recorded_changes import replayed
from adapters.recorded_splits import CapturesSplits, breakdown_at, split_tracks, spread_over
from adapters.recording_file import ensure_writable, read_recording, write_recording
from hierarchy.evidence.breakdowns import Breakdown, Split, SpreadSeries
from hierarchy.evidence.changes import Changes, sees_changes
from hierarchy.evidence.readings import Reading, Series, SourceState, SourceStatus, Sweep, Trust
from hierarchy.members import Found, Member, Membership
from hierarchy.membership import expanded, labels_of
from hierarchy.model import Model, SignalKey

_NO_CHANGES = "What was done is not in this recording: it was made without changes."
__all__ = [
    "About",
    "RecordedSource",
    "Recording",
    "RecordingError",
    "ensure_writable",
    "read_recording",
    "record",
    "write_recording",
]


class Captures(CapturesSplits, Protocol):
    """A source that can tell what its sweeps and searches would have read over a stretch of the past."""

    def capture_members(self, start: float, end: float, step: float) -> Mapping[str, list[Found]]:
        """For every node with `each` what was found at each moment of [start, end]."""
        ...

    def changes(self, start: float, end: float) -> Changes:
        """What was done in [start, end], alerts that are known now included."""
        ...

    def renewed(self, model: Model) -> Captures:
        """The same for a changed model."""
        ...

    def close(self) -> None:
        """Release what is not shared."""
        ...

    def capture(
        self, keys: Collection[SignalKey] | None, start: float, end: float, step: float
    ) -> Mapping[SignalKey, list[Reading]]:
        """One reading per moment of [start, end]; all signals if `keys` is None."""
        ...


@dataclass(frozen=True, slots=True)
class About:
    """What a recording says of itself."""

    title: str
    provenance: str = ""
    licence: str = ""


def record(
    source: Captures,
    model: Model,
    files: Mapping[str, str],
    start: float,
    end: float,
    step: float,
    about: About | None = None,
) -> Recording:
    """Record every signal of a model over [start, end] at every `step` (Unix seconds, seconds), with what
    was done then and what is worth splitting.

    Start and end are aligned to the step. Raises RecordingError when the span is empty or too long
    for one file, or when the source could not be reached for some signal.
    """
    start, end, step = _aligned((start, end, step), len(model.asked()))
    members, whole = _searched(source, model, start, end, step)
    _aligned((start, end, step), len(whole.asked()))
    capturing = source.renewed(whole) if members else source
    try:
        captured = capturing.capture(None, start, end, step)
        changes = capturing.changes(start, end) if sees_changes(whole) else None
        splits = split_tracks(capturing, whole, start, end, step)
    finally:
        if capturing is not source:
            capturing.close()
    tracks = {}
    for key, readings in captured.items():
        lost = next((r for r in readings if r.trust is Trust.UNREACHABLE), None)
        if lost is not None:
            raise RecordingError(f"nothing was recorded: {lost.detail}")
        tracks[key] = _track(readings)
    about = about or About(model.title)
    names = tuple(dict.fromkeys(signal.source for signal in whole.asked().values()))
    texts = about.provenance, about.licence
    kept = tracks, *texts, names, members, changes, splits
    return Recording(about.title, dict(files), start, end, step, *kept)


def _searched(
    source: Captures, model: Model, start: float, end: float, step: float
) -> tuple[Mapping[str, tuple[Search, ...]], Model]:
    """What searches for members gave over the stretch, and the model with all who were there at some time.

    A member that departed more than KEPT_SECONDS before the end is in it like the others.
    """
    if not any(node.each for node in model.nodes.values()):
        return {}, model
    captured = source.capture_members(start, end, step)
    seen: dict[str, Membership] = {}
    members: dict[str, tuple[Search, ...]] = {}
    for name, founds in captured.items():
        each = model.nodes[name].each
        assert each is not None
        members[name] = _searches(founds, each.labels)
        values = {labels_of(one, each.labels): None for s in members[name] for one in s.found.series}
        named = (dict(zip(each.labels, value, strict=True)) for value in values if all(value))
        seen[name] = Membership(tuple(Member(labels) for labels in named), len(values))
    return members, expanded(model, seen)


def _searches(founds: Sequence[Found], names: Sequence[str]) -> tuple[Search, ...]:
    """Searches that gave the same as the one before are left out; of labels only those that tell apart."""
    searches: list[Search] = []
    for index, found in enumerate(founds):
        values = sorted(labels_of(series, names) for series in found.series)
        series = tuple(dict(zip(names, value, strict=True)) for value in values)
        slim = replace(found, series=series)
        if not searches or searches[-1].found != slim:
            searches.append(Search(index, slim))
    return tuple(searches)


class RecordedSource:
    """Replays a recording; see `adapters.source.Source`. Pure, so safe from any number of threads.

    With a `model`, its signals that were not recorded are absent, so that they cannot look fine.
    """

    def __init__(self, recording: Recording, model: Model | None = None) -> None:
        self._recording = recording
        extra = model.asked() if model is not None else {}
        self._unknown = tuple(key for key in extra if key not in recording.tracks)
        self._nodes = None if model is None else model.nodes.keys()
        self._has_changes = model is not None and sees_changes(model)
        wholes = [n.id for n in model.nodes.values() if n.each] if model is not None else []
        self._unsearched = tuple(name for name in wholes if name not in recording.members)

    def sweep(self, at: float) -> Sweep:
        """The readings of the newest recorded moment at or before `at`, as old as they are by then."""
        recording = self._recording
        index = min(int((at - recording.start) // recording.step), recording.count - 1)
        if index < 0:
            early = Reading(None, Trust.ABSENT, detail="the recording begins later")
            keys = (*recording.tracks, *self._unknown)
            return Sweep(at, dict.fromkeys(keys, early), self._statuses(at, None))
        readings = {key: self._between(recording.reading(key, index)).at(at) for key in recording.tracks}
        missing = Reading(None, Trust.ABSENT, detail="this signal is not in the recording")
        readings.update(dict.fromkeys(self._unknown, missing))
        return Sweep(at, readings, self._statuses(at, recording.start + index * recording.step))

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        """Values from the recorded moments; None outside the recording and where they were not believed."""
        count = max(1, int((end - start) / step + 1e-6) + 1)
        times = tuple(start + i * step for i in range(count))
        return {key: self._one(key, times) for key in keys}

    def breakdowns(self, splits: Sequence[Split], at: float) -> Mapping[Split, Breakdown]:
        """What each signal was by the values of its label at the newest recorded moment at or before `at`."""
        recording, passed = self._recording, at - self._recording.start
        missing = "how this is split is not in the recording" if passed >= 0 else "the recording begins later"
        return {
            split: breakdown_at(recording.splits[split], split, passed, recording.step)
            if passed >= 0 and split in recording.splits
            else Breakdown(split.label, {}, Trust.ABSENT, missing)
            for split in splits
        }

    def spread_series(
        self, splits: Sequence[Split], start: float, end: float, step: float
    ) -> Mapping[Split, SpreadSeries]:
        """Minimum, median and maximum over the label's values at the recorded moments."""
        count = max(1, int((end - start) / step + 1e-6) + 1)
        times = tuple(start + i * step for i in range(count))
        nothing = (None,) * count
        empty = SpreadSeries(times, nothing, nothing, nothing)
        recording, tracks = self._recording, self._recording.splits
        return {
            split: spread_over(tracks[split], times, recording.start, recording.step)
            if split in tracks
            else empty
            for split in splits
        }

    def changes(self, start: float, end: float) -> Changes:
        """The recorded changes of [start, end], as they were known at its end."""
        changes = self._recording.changes
        if changes is None:
            return Changes((), (_NO_CHANGES,) if self._has_changes else ())
        found = replayed(changes.found, start, end)
        known = tuple(replace(one, nodes=tuple(n for n in one.nodes if self._has(n))) for one in found)
        return Changes(known, changes.failures)

    def members(self, at: float) -> Mapping[str, Found]:
        """What the search at the newest recorded moment at or before `at` gave; nothing before the first.

        A node with `each` of which nothing was recorded cannot be searched for.
        """
        recording = self._recording
        index = min(int((at - recording.start) // recording.step), recording.count - 1)
        if index < 0:
            early = Found(failure="the recording begins later")
            return dict.fromkeys((*recording.members, *self._unsearched), early)
        missing = Found(failure="its members are not in the recording")
        found = {name: recording.found(name, index) for name in recording.members}
        return found | dict.fromkeys(self._unsearched, missing)

    def renewed(self, model: Model) -> RecordedSource:
        """The same recording for another model."""
        return RecordedSource(self._recording, model)

    def close(self) -> None:
        """Nothing to release."""

    def _has(self, node: str) -> bool:
        return self._nodes is None or node in self._nodes

    def _between(self, reading: Reading) -> Reading:
        """What was good at a recorded moment is good until the next one: nothing newer was asked for."""
        return replace(reading, max_age=reading.max_age + self._recording.step)

    def _one(self, key: SignalKey, times: tuple[float, ...]) -> Series:
        recording = self._recording
        track = recording.tracks.get(key)
        if track is None:
            nothing = (None,) * len(times)
            return Series(times, nothing, Trust.ABSENT, "this signal is not in the recording")
        indices = [int((time - recording.start) // recording.step) for time in times]
        values = tuple(
            track.values[i] if 0 <= i < recording.count and recording.reading(key, i).is_believed else None
            for i in indices
        )
        if any(value is not None for value in values):
            return Series(times, values)
        inside = [i for i in indices if 0 <= i < recording.count]
        if not inside:
            return Series(times, values, Trust.ABSENT, "outside the recording")
        last = recording.reading(key, inside[-1])
        return Series(times, values, last.trust, last.detail)

    def _statuses(self, at: float, answered_at: float | None) -> dict[str, SourceStatus]:
        over = at >= self._recording.end + 2 * self._recording.step
        state = SourceState.STALE if over or answered_at is None else SourceState.LIVE
        return {name: SourceStatus(state, answered_at) for name in self._recording.sources}


def _aligned(span: tuple[float, float, float], signals: int) -> tuple[float, float, float]:
    start, end, step = span
    if not step > 0 or not end >= start:
        raise RecordingError("a recording needs a start before its end and a step above zero")
    first, last = start // step * step, end // step * step
    count = round((last - first) / step) + 1
    if count > MAX_MOMENTS or count * signals > MAX_READINGS:
        raise RecordingError(
            f"{signals} signals at {count} moments are too much for one file; take a coarser step"
        )
    return first, last, step


def _track(readings: Sequence[Reading]) -> Track:
    stretches: list[Stretch] = []
    for index, reading in enumerate(readings):
        if not stretches or (stretches[-1].trust, stretches[-1].detail) != (reading.trust, reading.detail):
            stretches.append(Stretch(index, reading.trust, reading.detail, reading.seen))
    values = tuple(reading.value for reading in readings)
    times = tuple(reading.time for reading in readings)
    capacities = tuple(reading.capacity for reading in readings)
    kept = capacities if any(capacity is not None for capacity in capacities) else None
    return Track(values, times, tuple(stretches), readings[0].max_age, kept)
