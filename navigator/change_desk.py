"""What was done, from everywhere: posted changes, rules of the hierarchy, alerts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from adapters.source import Several, Source
from hierarchy.evidence.changes import Change, Changes, Concerned, Origin
from hierarchy.model import Model
from navigator.clock import Clock
from navigator.flights import Flights, Landed, Traffic
from navigator.posted_changes import NewChange, PostedChanges

MOST_KEPT = 50_000  # changes, over all windows
PENDING = "What rules and alerts saw in this stretch of time is still being read."
SETTLED_SECONDS = 600.0
FAILED_SECONDS = 5.0
LATE_SECONDS = 60.0
OLD_SECONDS = 60.0  # what has been out of date for longer is said to be: an alert may be over, another fire
PATIENCE = 10.0  # seconds that the background waits for a source
_COARSE = (300.0, 900.0, 3600.0, 6 * 3600.0)  # seconds that windows are rounded to, so that they are shared

_Span = tuple[float, float]
_Key = tuple[str, float, float]  # the room of a source that knows of the stretch of time


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a source saw, and for which revision of the hierarchy it named the nodes."""

    changes: Changes
    revision: str


class ChangeDesk:
    """Answers from memory; what sources saw is read in the background for the windows looked at, anew
    every step while somebody looks, from each source on its own. Safe in several threads."""

    def __init__(
        self,
        model: Model,
        source: Source,
        clock: Clock,
        monotonic: Callable[[], float] = time.monotonic,
        posted: PostedChanges | None = None,
    ) -> None:
        self._model = model
        self._source = source
        self._clock = clock
        self._monotonic = monotonic
        self._posted = posted or PostedChanges()
        self._concerned = Concerned(model)
        self._rooms = source.change_rooms() if isinstance(source, Several) else ("",)
        self._seen: Flights[_Key, _Seen] = Flights(
            "changes", monotonic=monotonic, most=MOST_KEPT, room=lambda key: key[0]
        )

    def renewed(self, model: Model, source: Source) -> ChangeDesk:
        """The desk of the next model, with what was posted and read, matched to its nodes. What was posted
        is shared by both, so that nothing is lost that comes meanwhile."""
        after = ChangeDesk(model, source, self._clock, self._monotonic, self._posted)
        after._seen = self._seen.renewed(lambda key: [key], fresh=False)
        return after

    def between(self, start: float, end: float) -> Changes:
        """The changes that touch [start, end] (Unix seconds) as far as they are known; never waits.

        What is not known is said in `failures`, in sentences.
        """
        return self.within(start, end, 0.0)

    def read(self, start: float, end: float) -> Changes:
        """As `between`, but waits for sources; only for what works in the background."""
        return self.within(start, end, PATIENCE)

    def post(self, new: NewChange, key: str = "") -> Change:
        """Keep a change and give it back with the nodes that it concerns; a retry with the same `key`
        gives the change kept before. Raises KeyReusedError when that was another one."""
        return self._matched(self._posted.add(new, self._clock.now(), key))

    @property
    def traffic(self) -> Traffic:
        """What came and what is under way."""
        return self._seen.traffic

    def close(self) -> None:
        """Stop; what is under way is given up."""
        self._seen.close()

    def within(self, start: float, end: float, wait: float) -> Changes:
        """As `between`, after at most `wait` seconds; where that was too short PENDING is a failure.

        What ends later than `end` and the present has not ended yet.
        """
        span = self._span(start, end)
        keys = [(room, *span) for room in self._rooms]
        found = self._seen.get(keys, self._fetch, wait, OLD_SECONDS)
        seen: Iterable[Change] = [
            change
            for key in keys
            for change in (self._named(found[key]) if key in found else self._overlapping(key))
        ]
        failures = tuple(said for key in keys if key in found for said in found[key].changes.failures)
        if any(key not in found or self._seen.is_overdue(key, OLD_SECONDS) for key in keys):
            failures = (*failures, PENDING)
        known = max(end, self._clock.now())
        seen = (
            one if (one.until or 0.0) <= known else replace(one, until=None, lasting=True) for one in seen
        )
        posted = map(self._matched, self._posted.between(start, end))
        touching = {one.id: one for one in (*seen, *posted) if _touches(one, start, end)}
        return Changes(tuple(sorted(touching.values(), key=lambda one: (one.at, one.id))), failures)

    def _span(self, start: float, end: float) -> _Span:
        """The window rounded outwards, so that people who look at about the same share one answer."""
        coarse = next((one for one in _COARSE if end - start <= 12 * one), _COARSE[-1])
        return start // coarse * coarse, -(-end // coarse) * coarse

    def _fetch(self, keys: tuple[_Key, ...]) -> Mapping[_Key, Landed[_Seen]]:
        landed: dict[_Key, Landed[_Seen]] = {}
        for room, start, end in keys:
            # Of a time to come nothing can be known, and nothing needs to be asked. A recording that is
            # played may be looked at further ahead.
            horizon = self._clock.horizon
            changes = Changes() if start > horizon else self._asked(room, start, min(end, horizon))
            keep = FAILED_SECONDS if changes.failures else self._model.step
            if not changes.failures and end < horizon - self._model.step - LATE_SECONDS:
                keep = SETTLED_SECONDS
            seen = _Seen(changes, self._model.revision)
            landed[room, start, end] = Landed(seen, keep, 1 + len(changes.found))
        return landed

    def _asked(self, room: str, start: float, end: float) -> Changes:
        source = self._source
        return (
            source.changes_of(room, start, end)
            if room and isinstance(source, Several)
            else (source.changes(start, end))
        )

    def _overlapping(self, key: _Key) -> list[Change]:
        """What is known already of a window that is still being read, from others that overlap it."""
        of, begin, until = key
        known = [
            one
            for (room, start, end), one in self._seen.all()
            if room == of and start <= until and end >= begin
        ]
        return [change for one in known for change in self._named(one)]

    def _named(self, seen: _Seen) -> Iterable[Change]:
        """The changes with nodes of this model; those of rules that are gone are left out."""
        if seen.revision == self._model.revision:
            return seen.changes.found
        rules = {rule.id: rule for rule in self._model.changes}
        named: list[Change] = []
        for change in seen.changes.found:
            if change.origin is Origin.QUERY:
                rule = rules.get(change.rule)
                if rule is not None:
                    named.append(replace(change, nodes=self._concerned.by(change.labels, rule.match)))
            else:
                nodes = tuple(id for id in change.nodes if id in self._model.nodes)
                named.append(replace(change, nodes=nodes))
        return named

    def _matched(self, change: Change) -> Change:
        """A posted change with the nodes of this model that it concerns, as for alerts."""
        if change.everything:
            return change
        return replace(change, nodes=self._concerned.alike(change.labels))


def _touches(change: Change, start: float, end: float) -> bool:
    last = change.until if change.until is not None else (end if change.lasting else change.at)
    return change.at <= end and last >= start
