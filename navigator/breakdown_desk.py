"""Signals split by a label, for what is looked at: read in the background, kept for a step."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from adapters.source import Source
from hierarchy.evidence.breakdowns import Breakdown, Split, SpreadSeries
from hierarchy.model import Model, SignalKey
from navigator.clock import Clock
from navigator.flights import Flights, Landed, Traffic
from navigator.rooms import Rooms
from navigator.series import FAILED, KEEP_FAILED_SECONDS, Window

OLD_STEPS = 2
MOST = 200_000  # values kept of either kind

_At = tuple[Split, float]
_Over = tuple[Split, Window]


class BreakdownDesk:
    """One batch under way per source and set of missing splits; never makes a request wait longer than it
    says."""

    def __init__(
        self,
        source: Source,
        step: float,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
        model: Model | None = None,
    ) -> None:
        """`step` is how long an answer is kept, and what moments are floored to, in seconds; `model` says
        which upstream a signal is read from."""
        self._source = source
        self._step = step
        self._clock = clock
        self._monotonic = monotonic
        self._rooms = Rooms(model)
        self._moments: Flights[_At, Breakdown] = Flights(
            "breakdowns", monotonic=monotonic, most=MOST, room=self._room
        )
        self._series: Flights[_Over, SpreadSeries] = Flights(
            "spreads", monotonic=monotonic, most=MOST, room=self._room
        )

    def _room(self, key: _At | _Over) -> str:
        return self._rooms.of(key[0].key)

    def renewed(
        self,
        source: Source,
        step: float,
        keys: Mapping[SignalKey, SignalKey],
        model: Model | None = None,
    ) -> BreakdownDesk:
        """The desk of the next model, with what is kept of signals that ask the same; `keys` has their
        keys there, each with the one here."""
        after = BreakdownDesk(source, step, self._clock, self._monotonic, model)
        names: dict[SignalKey, list[SignalKey]] = {}
        for new, old in keys.items():
            names.setdefault(old, []).append(new)
        after._moments = self._moments.renewed(
            lambda k: [(Split(new, k[0].label), k[1]) for new in names.get(k[0].key, ())], room=after._room
        )
        after._series = self._series.renewed(
            lambda k: [(Split(new, k[0].label), k[1]) for new in names.get(k[0].key, ())], room=after._room
        )
        return after

    def get(
        self, splits: Sequence[Split], at: float, wait: float, *, exact: bool = False
    ) -> dict[Split, Breakdown]:
        """What is known of `splits` as of Unix time `at` (floored to the step) after at most `wait` seconds.

        While the present is being read, what was read OLD_STEPS before it at most stands for it, as a value
        does between two sweeps, unless the `exact` one is wanted. A split that is missing is pending.
        """
        moment = at // self._step * self._step

        def fetch(keys: tuple[_At, ...]) -> Mapping[_At, Landed[Breakdown]]:
            answer = self._source.breakdowns([split for split, _ in keys], moment)
            return {(split, moment): self._landed(one) for split, one in answer.items()}

        present = moment > self._clock.now() - OLD_STEPS * self._step
        lately = self._lately(splits, moment) if present and not exact else {}
        there = len(lately) == len(set(splits))
        found = self._moments.get([(split, moment) for split in splits], fetch, 0.0 if there else wait)
        return {**lately, **{split: one for (split, _), one in found.items()}}

    def series(self, splits: Sequence[Split], window: Window, wait: float) -> dict[Split, SpreadSeries]:
        """Minimum, median and maximum over a window, as `get`."""

        def fetch(keys: tuple[_Over, ...]) -> Mapping[_Over, Landed[SpreadSeries]]:
            asked = [split for split, _ in keys]
            answer = self._source.spread_series(asked, window.start, window.end, window.step)
            return {(k, window): Landed(one, self._step, 3 * len(one.times)) for k, one in answer.items()}

        found = self._series.get([(split, window) for split in splits], fetch, wait)
        return {split: one for (split, _), one in found.items()}

    @property
    def traffic(self) -> Traffic:
        """What came and what is under way."""
        return self._moments.traffic + self._series.traffic

    def close(self) -> None:
        """Stop; what is under way is given up."""
        self._moments.close()
        self._series.close()

    def _lately(self, splits: Sequence[Split], moment: float) -> dict[Split, Breakdown]:
        """The newest of the last steps for each split, without asking for anything."""
        found: dict[Split, Breakdown] = {}
        for steps in range(OLD_STEPS, 0, -1):
            earlier = self._moments.known([(split, moment - steps * self._step) for split in splits])
            found |= {split: one for (split, _), one in earlier.items()}
        return found

    def _landed(self, one: Breakdown) -> Landed[Breakdown]:
        failed = one.trust in FAILED
        return Landed(one, KEEP_FAILED_SECONDS if failed else self._step, 1 + len(one.values))
