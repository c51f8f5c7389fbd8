"""The one interface between the navigator and wherever readings come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from adapters.prometheus.traffic_gate import Priority
from hierarchy.evidence.breakdowns import Breakdown, Split, SpreadSeries
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.readings import Series, Sweep
from hierarchy.members import Found
from hierarchy.model import Model, SignalKey


class Source(Protocol):
    """A place that readings come from; implementations are safe to call from several threads.

    Methods block (the poller's threads call them, never a request thread) and do not raise for what
    an upstream does wrong: every failure becomes the trust and detail of the readings concerned.
    """

    def sweep(self, at: float) -> Sweep:
        """One reading for every signal that the model asks (`Model.asked`) as of Unix time `at` (seconds)."""
        ...

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        """Values over [start, end], both aligned to `step` (seconds); one entry for every key, each one
        that the model asks: what laws say is reckoned from those of their terms.

        None at a moment whose reading would not be believed: no samples, or none that are new enough.
        """
        ...

    def breakdowns(self, splits: Sequence[Split], at: float) -> Mapping[Split, Breakdown]:
        """Every signal split by its label as of Unix time `at`; one entry for every split."""
        ...

    def spread_series(
        self, splits: Sequence[Split], start: float, end: float, step: float
    ) -> Mapping[Split, SpreadSeries]:
        """Minimum, median and maximum over the label's values over [start, end], as `series`."""
        ...

    def changes(self, start: float, end: float) -> Changes:
        """What the rules of the model (and the alerts of its sources) saw in [start, end], Unix seconds.

        Every change already names the nodes that it concerns.
        """
        ...

    def members(self, at: float) -> Mapping[str, Found]:
        """Who is there of every node with `each` as of Unix time `at`, by the id of the node."""
        ...

    def renewed(self, model: Model) -> Source:
        """A source for a changed model of the same hierarchy, which keeps what it can of this one.

        Both work on; closing either does not hurt the other.
        """
        ...

    def close(self) -> None:
        """Stop background work and release connections; idempotent."""
        ...


@runtime_checkable
class Ranked(Protocol):
    """A source that tells important questions from others."""

    def ranked(self, priority: Priority) -> Source:
        """The same source, all of whose questions are as important as `priority` says; closed with this."""
        ...

    def epoch(self) -> int:
        """Another number whenever what was read earlier may not fit what is read now: a server began
        anew, or another one answers in its place."""
        ...


@runtime_checkable
class Several(Protocol):
    """A source that asks several upstreams what was done, any of which may hang without the others."""

    def change_rooms(self) -> tuple[str, ...]:
        """Their names; together they know what `Source.changes` does."""
        ...

    def changes_of(self, room: str, start: float, end: float) -> Changes:
        """The part of one of them, as `Source.changes`; nothing of one that is not there."""
        ...


def ranked(source: Source, priority: Priority) -> Source:
    """The source with questions of that importance; itself where it makes no difference."""
    return source.ranked(priority) if isinstance(source, Ranked) else source


def epoch_of(source: Source) -> int:
    """The epoch of a source; always the same for those that have none."""
    return source.epoch() if isinstance(source, Ranked) else 0
