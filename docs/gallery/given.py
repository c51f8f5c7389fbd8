"""A source whose readings are written down: healthy, but for what is given."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from hierarchy.evidence.breakdowns import Breakdown, Split, SpreadSeries
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.readings import Reading, Series, SourceState, SourceStatus, Sweep, Trust
from hierarchy.members import Found
from hierarchy.model import Band, Model, Signal, SignalKey, Worse
from hierarchy.terms import BAD, DEMAND, EVENTS, GROWTH_OF, INFLOW, OUTFLOW, STORE, SUPPLY

FLOW = 12.0  # a second, of each flow into a balance
WITHOUT_LIMITS: Mapping[str, float] = {"ratio": 0.4, "seconds": 0.12, "bytes": 2.4e8, "count": 4.0}
_MOST_AGE = 60.0


@dataclass(frozen=True, slots=True)
class Given:
    """What is read of a signal from Unix time `since` on; until then it is healthy."""

    value: float | None = None
    trust: Trust = Trust.LIVE
    since: float = 0.0
    age: float = 8.0
    detail: str = ""
    seen: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """What is not healthy, by `node/signal`; who is there of each whole; what was done; what is split how.

    `source` is how the sources are doing, where they are not live.
    """

    given: Mapping[str, Given] = field(default_factory=dict)
    members: Mapping[str, Found] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)
    splits: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    source: SourceStatus | None = None


class GivenSource:
    """Answers at once, and always the same."""

    def __init__(self, model: Model, story: Story) -> None:
        self.model = model
        self.story = story
        self._asked = model.asked()

    def sweep(self, at: float) -> Sweep:
        """Every signal that the model asks as the story tells it."""
        readings = {key: self._reading(key, signal, at) for key, signal in self._asked.items()}
        status = self.story.source or SourceStatus(SourceState.LIVE, at - 2)
        return Sweep(at, readings, dict.fromkeys(self.model.sources or ("default",), status))

    def _reading(self, key: SignalKey, signal: Signal, at: float) -> Reading:
        told = self.story.given.get(f"{key.node}/{key.signal}")
        if told is None or at < told.since:
            told = Given(self._healthy(key, signal, at))
        capacity = signal.capacity if isinstance(signal.capacity, float) else None
        if isinstance(signal.capacity, str):
            capacity = (told.value or 1.0) / 0.4
        age = None if told.value is None else at - told.age
        return Reading(told.value, told.trust, age, _MOST_AGE, told.detail, capacity, told.seen)

    def _healthy(self, key: SignalKey, signal: Signal, at: float) -> float:
        wave = zlib.crc32(f"{key.node}{key.signal}{int(at // 60)}".encode()) % 101 / 1000
        return self._law(key) or _wavy(_level(signal), wave, signal)

    def _law(self, key: SignalKey) -> float | None:
        """Terms of laws such that everything that comes in goes out again, and there is supply enough."""
        node, name = self.model.nodes[key.node], key.signal
        if name.startswith(OUTFLOW) and node.balance:
            return FLOW * len(node.balance.inflows) / len(node.balance.outflows)
        if name.startswith(GROWTH_OF):
            return 1e-9
        known = {INFLOW: FLOW, STORE: 40.0, BAD: 2e-5, EVENTS: 40_000.0, DEMAND: 55.0, SUPPLY: 100.0}
        return next((value for prefix, value in known.items() if name.startswith(prefix)), None)

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        """The story over time; what is not believed leaves a gap."""
        times = tuple(start + i * step for i in range(int((end - start) / step) + 1))
        return {key: Series(times, tuple(self._believed(key, at) for at in times)) for key in keys}

    def _believed(self, key: SignalKey, at: float) -> float | None:
        reading = self._reading(key, self._asked[key], at)
        return reading.value if reading.is_believed else None

    def breakdowns(self, splits: Sequence[Split], _at: float) -> Mapping[Split, Breakdown]:
        """As the story splits them, else nothing."""
        nothing = Breakdown("", trust=Trust.ABSENT, detail="no series matches")
        return {
            split: Breakdown(split.label, known)
            if (known := self._split(split))
            else replace(nothing, label=split.label)
            for split in splits
        }

    def _split(self, split: Split) -> Mapping[str, float]:
        return self.story.splits.get(f"{split.key.node}/{split.key.signal}", {})

    def spread_series(
        self, splits: Sequence[Split], start: float, end: float, step: float
    ) -> Mapping[Split, SpreadSeries]:
        """The same spread at every moment."""
        times = tuple(start + i * step for i in range(int((end - start) / step) + 1))
        found = {}
        for split in splits:
            values = list(self._split(split).values())
            low, mid, high = (min(values), median(values), max(values)) if values else (None, None, None)
            found[split] = SpreadSeries(times, (low,) * len(times), (mid,) * len(times), (high,) * len(times))
        return found

    def changes(self, start: float, end: float) -> Changes:
        """What of the story was done meanwhile."""
        inside = tuple(one for one in self.story.changes.found if start <= one.at <= end)
        return Changes(inside, self.story.changes.failures)

    def members(self, _at: float) -> Mapping[str, Found]:
        """As the story tells."""
        return self.story.members

    def renewed(self, model: Model) -> GivenSource:
        """The same story of another model."""
        return GivenSource(model, self.story)

    def close(self) -> None:
        """Nothing to let go of."""


def _wavy(level: float, wave: float, signal: Signal) -> float:
    """A value that is never quite still; what is counted is whole, and shares do not go beyond all."""
    if signal.unit == "count":
        return float(round(level))
    return min(1.0, level) if signal.unit == "ratio" and signal.worse is Worse.LOWER else level * (1 - wave)


def _level(signal: Signal) -> float:
    """A value on the good side of the limits."""
    limit = signal.warning if signal.warning is not None else signal.critical
    if isinstance(limit, Band):
        return (limit.low + limit.high) / 2
    if limit is None or signal.worse is None:
        return WITHOUT_LIMITS.get(signal.unit, 20.0)
    if signal.worse is Worse.LOWER:
        return limit * 1.25 if limit else 1.12
    return limit * 0.4
