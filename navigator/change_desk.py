"""What was done, from everywhere: posted changes, rules of the hierarchy, alerts."""

from __future__ import annotations

import time
from collections.abc import Callable

from adapters.source import Source
from hierarchy.evidence.changes import Change, Changes, Origin
from hierarchy.model import Model
from navigator.clock import Clock
from navigator.posted_changes import NewChange


class ChangeDesk:
    """Answers from memory; what sources saw is read in the background for the windows looked at."""

    def __init__(
        self, model: Model, source: Source, clock: Clock, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._model = model
        self._source = source
        self._clock = clock
        self._monotonic = monotonic

    def renewed(self, model: Model, source: Source) -> ChangeDesk:
        """The desk of the next model, with what was posted and read, matched to its nodes."""
        return ChangeDesk(model, source, self._clock, self._monotonic)

    def between(self, start: float, end: float) -> Changes:
        """The changes that touch [start, end] (Unix seconds) as far as they are known; never waits.

        What is not known is said in `failures`, in sentences.
        """
        return Changes()

    def post(self, new: NewChange, key: str = "") -> Change:
        """Keep a change and give it back with the nodes that it concerns; a retry with the same `key`
        gives the change kept before."""
        return Change("", new.title, new.at, origin=Origin.POSTED)

    def close(self) -> None:
        """Stop; what is under way is given up."""
