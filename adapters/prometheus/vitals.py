"""What happens on the way to one source, in plain numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

OLDEST_WITHIN = 60.0  # seconds


class BreakerState(StrEnum):
    """Whether calls to a source are made."""

    CLOSED = "closed"  # they are
    OPEN = "open"  # none but a probe now and then
    HALF_OPEN = "half-open"  # the probe is under way, and decides for all who wait


@dataclass(frozen=True, slots=True)
class VitalSigns:
    """The numbers of one source at a moment. Those named as counts only ever grow.

    `shared` joined a query that was under way already, `hits` were answered by a kept answer, and of
    those `stale_served` by one that was out of date while it was asked for anew. `refused` found the
    queue full. `oldest_age` is that of the oldest answer served within the last minute or so (seconds).
    """

    in_flight: int = 0  # queries in the source, those whose asker has gone included
    waiting: int = 0  # queries before the gate
    width: int = 0  # queries that may be in the source at once now
    queue_wait_seconds: float = 0.0  # sum over queue_wait_count
    queue_wait_count: int = 0
    asked: int = 0  # count of requests sent
    hits: int = 0  # count
    shared: int = 0  # count
    stale_served: int = 0  # count
    refused: int = 0  # count
    coarsened: int = 0  # count of ranges read in coarser steps than asked for
    breaker: BreakerState = BreakerState.CLOSED
    bytes_in: int = 0  # count of bytes as they came over the network
    failures: Mapping[str, int] = field(default_factory=dict)  # counts by kind (`FailureKind`)
    oldest_age: float = 0.0
    kept_answers: int = 0
    kept_bytes: int = 0  # about


@dataclass(frozen=True, slots=True)
class SharedSigns:
    """The numbers of what several replicas share, at a moment; all but those held are counts that only grow.

    `up` is False before it was met, and while it is left alone.
    """

    up: bool = False
    hits: int = 0  # answers that were found in it
    misses: int = 0  # answers that were not
    failures: int = 0  # calls without an answer in time
    refused: int = 0  # calls that it answered with a refusal
    claims: int = 0  # questions that others wait for us to ask now
    slots: int = 0  # places in sources that we hold now


@dataclass(slots=True)
class Tally:
    """The counts of `SharedSigns` while they are counted."""

    hits: int = 0
    misses: int = 0
    failures: int = 0
    refused: int = 0


@dataclass(slots=True)
class Vitals:
    """The same while it is counted: written on the loop of the source alone, read from any thread."""

    in_flight: int = 0
    waiting: int = 0
    width: int = 0
    queue_wait_seconds: float = 0.0
    queue_wait_count: int = 0
    asked: int = 0
    hits: int = 0
    shared: int = 0
    stale_served: int = 0
    refused: int = 0
    coarsened: int = 0
    breaker: BreakerState = BreakerState.CLOSED
    bytes_in: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    oldest_age: float = 0.0
    kept_answers: int = 0
    kept_bytes: int = 0
    _oldest_since: float = 0.0

    def served(self, age: float, now: float) -> None:
        """A kept answer of so many seconds was given at Unix time `now`."""
        if not 0 <= now - self._oldest_since < OLDEST_WITHIN:
            self.oldest_age, self._oldest_since = age, now
        self.oldest_age = max(self.oldest_age, age)

    def signs(self) -> VitalSigns:
        """The numbers as they are now."""
        return VitalSigns(
            in_flight=self.in_flight,
            waiting=self.waiting,
            width=self.width,
            queue_wait_seconds=self.queue_wait_seconds,
            queue_wait_count=self.queue_wait_count,
            asked=self.asked,
            hits=self.hits,
            shared=self.shared,
            stale_served=self.stale_served,
            refused=self.refused,
            coarsened=self.coarsened,
            breaker=self.breaker,
            bytes_in=self.bytes_in,
            failures=dict(self.failures),
            oldest_age=self.oldest_age,
            kept_answers=self.kept_answers,
            kept_bytes=self.kept_bytes,
        )
