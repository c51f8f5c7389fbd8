"""What a recording holds: one track per signal over a row of evenly spaced moments."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hierarchy.evidence.breakdowns import Split
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.readings import Reading, Trust
from hierarchy.members import Found
from hierarchy.model import SignalKey

MAX_MOMENTS = 100_000
MAX_READINGS = 4_000_000


class RecordingError(Exception):
    """A recording that cannot be made, written or read; the message is one sentence for people."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From moment `first` on, until the next stretch begins, readings have this trust, detail and `seen`."""

    first: int
    trust: Trust
    detail: str = ""
    seen: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """One signal: `values[i]` and the Unix time `times[i]` of the newest sample behind it, at moment i.

    `max_age` is in seconds; `stretches` is ordered and begins at moment 0. `capacities[i]` is what limits
    in percent are of, where the signal has such limits.
    """

    values: Sequence[float | None]
    times: Sequence[float | None]
    stretches: tuple[Stretch, ...]
    max_age: float = 60.0
    capacities: Sequence[float | None] | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """From moment `first` on, until the next search begins, a search for members gave this."""

    first: int
    found: Found


@dataclass(frozen=True, slots=True)
class SplitTrack:
    """One signal split by a label: `values[name][i]` at every `every`-th moment, None where it had none.

    There are `count` of these; `stretches` is ordered and counts them too.
    """

    every: int
    count: int
    values: Mapping[str, Sequence[float | None]]
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """Readings at the moments start, start + step, … end (Unix seconds), and the hierarchy they are of.

    `files` are the hierarchy's texts by file name, `provenance` and `licence` say where the data come
    from and what may be done with them, `sources` are the names of the sources that answered.
    `members` has, by the id of the node with `each`, what searches gave, ordered, from moment 0 on.
    `changes` are those that touch the stretch (None: the hierarchy could see none, or nobody looked),
    `splits` the breakdowns.
    """

    title: str
    files: Mapping[str, str]
    start: float
    end: float
    step: float
    tracks: Mapping[SignalKey, Track]
    provenance: str = ""
    licence: str = ""
    sources: tuple[str, ...] = ("default",)
    members: Mapping[str, tuple[Search, ...]] = field(default_factory=dict)
    changes: Changes | None = None
    splits: Mapping[Split, SplitTrack] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Number of moments, both ends included."""
        return round((self.end - self.start) / self.step) + 1

    def reading(self, key: SignalKey, index: int) -> Reading:
        """The reading of a signal at moment `index`, as it was then. Raises KeyError for a foreign key."""
        track = self.tracks[key]
        stretch = track.stretches[bisect_right(track.stretches, index, key=lambda s: s.first) - 1]
        capacity = None if track.capacities is None else track.capacities[index]
        value, time = track.values[index], track.times[index]
        told = stretch.detail, capacity, stretch.seen
        return Reading(value, stretch.trust, time, track.max_age, *told)

    def found(self, node: str, index: int) -> Found:
        """What the search for the members of a node gave at moment `index`. Raises KeyError as `reading`."""
        searches = self.members[node]
        return searches[bisect_right(searches, index, key=lambda s: s.first) - 1].found
