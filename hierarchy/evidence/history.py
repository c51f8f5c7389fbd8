"""The states of all nodes over time: since when, how many at a time, and what began when."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hierarchy.evidence.health import Health
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.levels import Level
from hierarchy.model import Model

Row = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

# Codes are severities, so that the worst of several is their maximum.
_STATE_OF = {severity: state for state, severity in SEVERITY.items()}
# Across a longer silence nobody knows what the states were: nothing is said to stand since before it.
LONGEST_GAP = 600.0
LOOKED_BACK = 3600.0  # how far before a window what was last known of a node is looked for, seconds
_NEVER = np.int16(-1)
_UNKNOWN, _WARNING = np.uint8(SEVERITY[State.UNKNOWN]), np.uint8(SEVERITY[State.WARNING])


class Onset(NamedTuple):
    """At Unix time `at` the node became warning or critical from something less bad."""

    at: float
    node: str
    state: State


class Begun(NamedTuple):
    """A state and the Unix time at which it began."""

    at: float
    state: State


class _Entry(NamedTuple):
    """A moment: per node the shown state and the worse of it and the threat, as severities.

    `live` entries were judged as time went by, others were filled in later. An entry that is not
    `sound` was judged while no source answered, and gives way to what is read of its time later.
    `missing` marks the nodes that the model of that time did not have (None: it had all).
    """

    shown: Row
    felt: Row
    live: bool
    sound: bool
    missing: Mask | None = None


class History:
    """The states of one model's nodes at the newest `limit` live moments and, beside them, at the
    newest `fill_limit` that were filled in because somebody looked at them.

    Entries may come in any order; one for a time that is already there replaces it. Safe to ask and
    to fill from several threads.
    """

    def __init__(self, model: Model, limit: int = 5760, fill_limit: int = 2400) -> None:
        self._ids = tuple(model.nodes)
        self._column = {node_id: i for i, node_id in enumerate(self._ids)}
        self._levels = {
            level: np.array(
                [i for i, n in enumerate(model.nodes.values()) if n.level is level], dtype=np.intp
            )
            for level in Level
        }
        self._limits = {True: max(1, limit), False: max(1, fill_limit)}
        self._kept: dict[bool, deque[float]] = {True: deque(), False: deque()}
        self._version = 0
        self._times: list[float] = []
        self._entries: list[_Entry] = []
        self._lock = threading.Lock()

    def rebased(self, model: Model) -> History:
        """The same record for a changed model: every node keeps its column, under its new id where it
        says what it was called formerly; nodes that are new are unknown at every moment before, and
        nothing is said to begin with their first record."""
        fresh = History(model, self._limits[True], self._limits[False])
        sources = [self._former(node_id, node.formerly) for node_id, node in model.nodes.items()]
        same = sources == list(range(len(self._ids)))
        there = np.array([column is not None for column in sources], dtype=bool)
        taken = np.array([column for column in sources if column is not None], dtype=np.intp)

        def moved(row: Row) -> Row:
            new = np.full(len(sources), _UNKNOWN, dtype=np.uint8)
            new[there] = row[taken]
            return new

        def lacking(mask: Mask | None) -> Mask:
            new = ~there
            if mask is not None:
                new[there] = mask[taken]
            return new

        with self._lock:
            fresh._version = self._version + 1
            fresh._times = list(self._times)
            fresh._kept = {live: deque(times) for live, times in self._kept.items()}
            entries = list(self._entries)
        if not same:
            entries = [
                e._replace(shown=moved(e.shown), felt=moved(e.felt), missing=lacking(e.missing))
                for e in entries
            ]
        fresh._entries = entries
        return fresh

    def _former(self, node_id: str, formerly: Sequence[str]) -> int | None:
        """The column of a node of another model, None if it was not there."""
        return next((self._column[name] for name in (node_id, *formerly) if name in self._column), None)

    @property
    def version(self) -> int:
        """Raised with every record; while it stands, every question has the answer it had."""
        return self._version

    def append(self, health: Health, *, sound: bool = True) -> None:
        """Records a judgement of the present. `sound` is False while no source answers at all."""
        self._put(health.at, self._entry(health, live=True, sound=sound))

    def insert(self, health: Health, *, instead_of: float = 0.0) -> None:
        """Records what an earlier moment was like, wherever in time that belongs.

        Entries within `instead_of` seconds that are not sound give way to it.
        """
        entry = self._entry(health, live=False, sound=True)
        with self._lock:
            low = bisect_left(self._times, health.at - instead_of)
            high = bisect_right(self._times, health.at + instead_of)
            poor = [self._times[i] for i in range(low, high) if not self._entries[i].sound]
            for at in poor:
                self._drop(at)
        self._put(health.at, entry)

    def covers(self, at: float, within: float) -> bool:
        """Whether there is a sound record of a moment at most `within` seconds from `at`."""
        with self._lock:
            low, high = bisect_left(self._times, at - within), bisect_right(self._times, at + within)
            return any(entry.sound for entry in self._entries[low:high])

    def since_at(self, at: float) -> dict[str, Begun]:
        """For every node whose state at Unix time `at` is known to have begun: when, and which.

        Left out is what stood already when the record begins or after a silence of LONGEST_GAP.
        """
        times, entries = self._recorded()
        count = bisect_right(times, at)
        if count == 0 or at - times[count - 1] > LONGEST_GAP:
            return {}
        starts, last = _run_starts(times[:count], entries[:count]), entries[count - 1].shown
        return {
            self._ids[c]: Begun(float(starts[c]), _STATE_OF[int(last[c])])
            for c in np.flatnonzero(~np.isnan(starts))
        }

    def severities_at(self, at: float, tolerance: float) -> dict[str, int] | None:
        """Every node's severity (SEVERITY), threats included, as recorded at `at` or at most
        `tolerance` seconds before; None where nothing is recorded for that time."""
        with self._lock:
            last = bisect_right(self._times, at) - 1
            if last < 0 or at - self._times[last] > tolerance:
                return None
            felt = self._entries[last].felt
        return dict(zip(self._ids, felt.tolist(), strict=True))

    def share_abnormal(self, level: Level, start: float, end: float, step: float) -> tuple[float | None, ...]:
        """Per bucket of `step` seconds from `start` to before `end`: the share 0..1 of the level's nodes
        that were warning or critical, at the worst recorded moment of the bucket.

        None where nothing is recorded, or where every node of the level was unknown throughout.
        """
        columns = self._levels[level]
        shares: list[float | None] = []
        for rows in self._buckets(start, end, step):
            states = np.vstack(rows)[:, columns] if rows else np.empty((0, 0), dtype=np.uint8)
            if states.size == 0 or bool((states == _UNKNOWN).all()):
                shares.append(None)
            else:
                shares.append(float((states >= _WARNING).mean(axis=1).max()))
        return tuple(shares)

    def worst(self, level: Level, start: float, end: float, step: float) -> tuple[State | None, ...]:
        """Per bucket, as `share_abnormal`: the worst state that any node of the level had, or None."""
        columns = self._levels[level]
        if not columns.size:
            return tuple(None for _ in self._buckets(start, end, step))
        return tuple(
            _STATE_OF[int(np.vstack(rows)[:, columns].max())] if rows else None
            for rows in self._buckets(start, end, step)
        )

    def onsets(self, start: float, end: float) -> tuple[Onset, ...]:
        """What became warning or critical in [start, end], in time order, then in the model's order.

        Only worsening counts, against what was last known: a fault that was out of sight for a while
        does not begin anew. After a silence of LONGEST_GAP, as at the beginning of the record, nobody
        knows what was before, so nothing is said to begin there.
        """
        times, entries = self._recorded()
        found: list[Onset] = []
        before: npt.NDArray[np.int16] | None = None
        for i in range(bisect_left(times, start - LOOKED_BACK), bisect_right(times, end)):
            row = entries[i].shown
            if before is None or times[i] - times[i - 1] > LONGEST_GAP:
                before = _seen(entries[i])
                continue
            if times[i] >= start:
                fresh = np.flatnonzero((row >= _WARNING) & (row > before) & (before != _NEVER))
                found.extend(Onset(times[i], self._ids[c], _STATE_OF[int(row[c])]) for c in fresh)
            now = _seen(entries[i])
            # Unknown changes nothing of what was last known, unless nothing was.
            before = np.where((now == _NEVER) | ((row == _UNKNOWN) & (before != _NEVER)), before, now)
        return tuple(found)

    def _entry(self, health: Health, *, live: bool, sound: bool) -> _Entry:
        """A node that the judgement does not have is unknown."""
        shown = np.full(len(self._ids), _UNKNOWN, dtype=np.uint8)
        felt = shown.copy()
        for node_id, node in health.nodes.items():
            column = self._column.get(node_id)
            if column is not None:
                shown[column] = SEVERITY[node.state]
                felt[column] = max(SEVERITY[node.state], SEVERITY[node.threat or State.OK])
        return _Entry(shown, felt, live, sound)

    def _put(self, at: float, entry: _Entry) -> None:
        with self._lock:
            self._version += 1
            self._drop(at)
            place = bisect_left(self._times, at)
            self._times.insert(place, at)
            self._entries.insert(place, entry)
            kept = self._kept[entry.live]
            kept.append(at)
            while len(kept) > self._limits[entry.live]:
                self._drop(min(kept) if entry.live else kept[0])

    def _drop(self, at: float) -> None:
        """Forget the entry of a time, if there is one. The lock is held."""
        place = bisect_left(self._times, at)
        if place < len(self._times) and self._times[place] == at:
            self._kept[self._entries[place].live].remove(at)
            del self._times[place], self._entries[place]

    def _recorded(self) -> tuple[list[float], list[_Entry]]:
        """The times and the entries; their rows are never written again."""
        with self._lock:
            return list(self._times), list(self._entries)

    def _buckets(self, start: float, end: float, step: float) -> Iterator[Sequence[Row]]:
        if step <= 0:
            raise ValueError(f"step must be above 0 seconds, got {step}")
        times, entries = self._recorded()
        rows = [entry.shown for entry in entries]
        count = max(0, int(np.ceil((end - start) / step)))
        for i in range(count):
            low = bisect_left(times, start + i * step)
            high = bisect_left(times, min(end, start + (i + 1) * step))
            yield rows[low:high]


def _seen(entry: _Entry) -> npt.NDArray[np.int16]:
    """What an entry shows, _NEVER for the nodes that its model did not have."""
    row = entry.shown.astype(np.int16)
    return row if entry.missing is None else np.where(entry.missing, _NEVER, row)


def _run_starts(times: Sequence[float], entries: Sequence[_Entry]) -> npt.NDArray[np.float64]:
    """Per node the time of the first row of the newest unbroken run.

    NaN if that is the first row that has the node, or the first after a gap of more than LONGEST_GAP
    seconds."""
    last = entries[-1].shown
    starts = np.full(last.shape, np.nan)
    running = np.ones(last.shape, dtype=bool)
    for i in range(len(entries) - 2, -1, -1):
        if times[i + 1] - times[i] > LONGEST_GAP:
            break
        missing = entries[i].missing
        if missing is not None:
            running &= ~missing
        broken = running & (entries[i].shown != last)
        starts[broken] = times[i + 1]
        running &= ~broken
        if not running.any():
            break
    return starts
