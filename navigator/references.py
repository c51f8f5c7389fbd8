"""What is usual for the signals that are looked at: worked out in the background, reused for minutes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from hierarchy.evidence.usual import Usual
from hierarchy.model import Model, SignalKey
from navigator.cueing import usuals
from navigator.flights import Flights, Landed, Traffic
from navigator.ranges import Ranges
from navigator.rooms import Rooms
from navigator.series import Window

ALIGNED = 900.0  # seconds: the reference of a window that ends within them is the same
KEEP_SECONDS = 600.0
KEEP_POOR_SECONDS = 60.0  # where there was too little to compare with: perhaps the source was away
MOST = 20_000 * 25

_Key = tuple[SignalKey, float]


class ReferenceDesk:
    """Quartiles of references by signal; asks behind what is on screen, and never makes anybody wait."""

    def __init__(self, model: Model, ranges: Ranges, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._model = model
        self._ranges = ranges
        self._monotonic = monotonic
        self._signals = model.signals()
        self._rooms = Rooms(model)
        self._kept: Flights[_Key, Usual] = Flights(
            "references", monotonic=monotonic, most=MOST, room=self._room
        )

    def renewed(self, model: Model, ranges: Ranges, keys: Mapping[SignalKey, SignalKey]) -> ReferenceDesk:
        """The desk of the next model; `keys` are the signals that ask the same, each with its key here."""
        after = ReferenceDesk(model, ranges, self._monotonic)
        if model.reference != self._model.reference:
            return after
        names: dict[SignalKey, list[SignalKey]] = {}
        for new, old in keys.items():
            # Direction and unit make the spread: with another one the quartiles are worked out anew.
            if after._same(new, self, old):
                names.setdefault(old, []).append(new)
        after._kept = self._kept.renewed(
            lambda k: [(new, k[1]) for new in names.get(k[0], ())], room=after._room
        )
        return after

    def band(self, keys: Sequence[SignalKey], window: Window, wait: float) -> dict[SignalKey, Usual]:
        """What is usual at the end of `window` for those of `keys` (signals that people see) for which it
        is known after at most `wait` seconds. One that is `insufficient` has no band.

        In the present that of ALIGNED seconds before stands for it until it has been worked out.
        """
        at = window.end // ALIGNED * ALIGNED

        def fetch(asked: tuple[_Key, ...]) -> Mapping[_Key, Landed[Usual]]:
            found = usuals(self._ranges.fetch, self._model, [key for key, _ in asked], at)
            return {(key, at): Landed(one, _seconds(one)) for key, one in found.items()}

        ours = [key for key in keys if key in self._signals]
        present = window.end > self._ranges.now - ALIGNED
        before = self._kept.known([(key, at - ALIGNED) for key in ours]) if present else {}
        known = self._kept.get([(key, at) for key in ours], fetch, wait)
        return {key: one for (key, _), one in (*before.items(), *known.items())}

    @property
    def traffic(self) -> Traffic:
        """What came and what is under way."""
        return self._kept.traffic

    def close(self) -> None:
        """Stop; what is under way is given up."""
        self._kept.close()

    def _room(self, key: _Key) -> str:
        return self._rooms.of(key[0])

    def _same(self, key: SignalKey, other: ReferenceDesk, old: SignalKey) -> bool:
        mine, theirs = self._signals.get(key), other._signals.get(old)
        return (
            mine is not None and theirs is not None and (mine.unit, mine.worse) == (theirs.unit, theirs.worse)
        )


def _seconds(usual: Usual) -> float:
    return KEEP_POOR_SECONDS if usual.insufficient else KEEP_SECONDS
