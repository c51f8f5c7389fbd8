"""Breakdowns in a recording: a value for every value of a label, at the recorded moments or some of them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Protocol

from adapters.recorded import MAX_READINGS, SplitTrack, Stretch
from adapters.recorded_values import numbers, rounded, text
from hierarchy.evidence.breakdowns import Breakdown, Split, SpreadSeries, splits_of
from hierarchy.evidence.readings import Trust
from hierarchy.model import Model, SignalKey

MOST_SPLITS = 500  # the first ones of the model
MOST_VALUES = 500_000  # beyond it breakdowns are recorded less often
_MIN_MAX_AGE = 60.0
_SHOWN = (Trust.LIVE, Trust.PARTIAL, Trust.TRUNCATED)


class CapturesSplits(Protocol):
    """A source that can tell what signals were by the values of a label."""

    def breakdowns(self, splits: Sequence[Split], at: float) -> Mapping[Split, Breakdown]:
        """One entry for every split."""
        ...

    def capture_splits(
        self, splits: Sequence[Split], start: float, end: float, step: float
    ) -> Mapping[Split, list[Breakdown]]:
        """One breakdown per moment of [start, end]."""
        ...


def split_tracks(
    source: CapturesSplits, model: Model, start: float, end: float, step: float
) -> dict[Split, SplitTrack]:
    """What is worth splitting in a model, over [start, end]; at fewer moments where that would be a lot."""
    splits = [split for node in model.nodes.values() for split in splits_of(node)][:MOST_SPLITS]
    if not splits:
        return {}
    count = round((end - start) / step) + 1
    width = sum(len(found.values) + 1 for found in source.breakdowns(splits, end).values())
    every = max(1, math.ceil(width * count / MOST_VALUES))
    captured = source.capture_splits(splits, start, end, step * every)
    return {split: _track(found, every) for split, found in captured.items()}


def breakdown_at(track: SplitTrack, split: Split, since_start: float, step: float) -> Breakdown:
    """The newest recorded breakdown that long after the first one (s); stale once no newer one can come."""
    index = min(int(since_start // (step * track.every)), track.count - 1)
    stretch = _stretch(track, index)
    values = {name: v for name, row in track.values.items() if (v := row[index]) is not None}
    age = since_start - index * step * track.every
    if stretch.trust in _SHOWN and age > step * track.every + _MIN_MAX_AGE:
        return Breakdown(split.label, values, Trust.STALE, "the recording ends before this")
    return Breakdown(split.label, values, stretch.trust, stretch.detail)


def spread_over(track: SplitTrack, times: Sequence[float], start: float, step: float) -> SpreadSeries:
    """Minimum, median and maximum at each of these times (Unix seconds), None outside the recording."""
    rows: list[tuple[float, float, float] | None] = []
    for time in times:
        index = int((time - start) // (step * track.every))
        known = 0 <= index < track.count and _stretch(track, index).trust in _SHOWN
        values = sorted(v for row in track.values.values() if known and (v := row[index]) is not None)
        rows.append((values[0], median(values), values[-1]) if values else None)
    low, mid, high = (tuple(None if row is None else row[k] for row in rows) for k in range(3))
    return SpreadSeries(tuple(times), low, mid, high)


def packed_splits(splits: Mapping[Split, SplitTrack]) -> list[dict[str, object]]:
    """As JSON; values have six significant digits."""
    return [
        {
            "node": split.key.node,
            "signal": split.key.signal,
            "label": split.label,
            "every": track.every,
            "count": track.count,
            "values": {
                name: [None if value is None else rounded(value) for value in row]
                for name, row in track.values.items()
            },
            "stretches": [[s.first, s.trust.value, s.detail] for s in track.stretches],
        }
        for split, track in splits.items()
    ]


def read_splits(found: object, moments: int) -> dict[Split, SplitTrack]:
    """The tracks of a recording of so many moments. Raises ValueError, naming the part that is wrong."""
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise ValueError("splits")
    if sum(_size(item) for item in found) > MAX_READINGS:
        raise ValueError("splits")
    return dict(_read(item, moments) for item in found)


def _size(item: Mapping[str, object]) -> int:
    values = item.get("values")
    if not isinstance(values, dict) or not all(isinstance(row, list) for row in values.values()):
        raise ValueError("values of a split")
    return sum(len(row) for row in values.values())


def _read(item: Mapping[str, object], moments: int) -> tuple[Split, SplitTrack]:
    key = SignalKey(text(item["node"], "node"), text(item["signal"], "signal"))
    split = Split(key, text(item["label"], "label"))
    every, count, what = item["every"], item["count"], f"split of {key}"
    if not isinstance(every, int) or not isinstance(count, int) or isinstance(every, bool):
        raise ValueError(what)
    if every < 1 or count != (moments - 1) // every + 1:
        raise ValueError(what)
    values, stretches = item["values"], item["stretches"]
    assert isinstance(values, dict)  # looked at by _size before
    if not isinstance(stretches, list) or not all(
        isinstance(one, list) and len(one) == 3 for one in stretches
    ):
        raise ValueError(what)
    read = tuple(Stretch(int(first), Trust(trust), text(said, what)) for first, trust, said in stretches)
    firsts = [stretch.first for stretch in read]
    if not firsts or firsts[0] != 0 or firsts != sorted(set(firsts)) or firsts[-1] >= count:
        raise ValueError(what)
    rows = {text(name, what): numbers(row, count, what) for name, row in values.items()}
    return split, SplitTrack(every, count, rows, read)


def _track(found: Sequence[Breakdown], every: int) -> SplitTrack:
    stretches: list[Stretch] = []
    for index, one in enumerate(found):
        if not stretches or (stretches[-1].trust, stretches[-1].detail) != (one.trust, one.detail):
            stretches.append(Stretch(index, one.trust, one.detail))
    names = sorted({name for one in found for name in one.values})
    values = {name: [one.values.get(name) for one in found] for name in names}
    return SplitTrack(every, len(found), values, tuple(stretches))


def _stretch(track: SplitTrack, index: int) -> Stretch:
    return track.stretches[bisect_right(track.stretches, index, key=lambda s: s.first) - 1]
