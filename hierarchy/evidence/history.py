"""The states of all nodes over time: since when, how many at a time, and what began when."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hierarchy.evidence.health import Health
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.levels import Level
from hierarchy.model import Model

Row = npt.NDArray[np.uint8]

# Codes are severities, so that the worst of several is their maximum.
_STATE_OF = {severity: state for state, severity in SEVERITY.items()}
# Across a longer silence nobody knows what the states were: nothing is said to stand since before it.
LONGEST_GAP = 600.0
_UNKNOWN, _WARNING = np.uint8(SEVERITY[State.UNKNOWN]), np.uint8(SEVERITY[State.WARNING])


class Onset(NamedTuple):
    """At Unix time `at` the node became warning or critical from something less bad."""

    at: float
    node: str
    state: State


class Record(NamedTuple):
    """A moment's copy of the history: `times` ascending, Unix seconds; `states` (times × nodes), codes
    as in SEVERITY; columns in the model's order of nodes."""

    times: tuple[float, ...]
    states: Row


class History:
    """The shown states of one model's nodes, one byte for each node and time, the newest `limit` times.

    Rows may come in any order (older stretches are filled in later); a row for a time that is already
    there replaces it. Safe to ask and to fill from several threads.
    """

    def __init__(self, model: Model, limit: int = 5760) -> None:
        self._ids = tuple(model.nodes)
        self._column = {node_id: i for i, node_id in enumerate(self._ids)}
        self._levels = {
            level: np.array(
                [i for i, n in enumerate(model.nodes.values()) if n.level is level], dtype=np.intp
            )
            for level in Level
        }
        self._limit = max(1, limit)
        self._version = 0
        self._times: list[float] = []
        self._rows: list[Row] = []
        self._since: npt.NDArray[np.float64] | None = None
        self._lock = threading.Lock()

    def append(self, health: Health) -> None:
        """Records a judgement; the same as `insert`, and cheapest when it is the newest."""
        self.insert(health)

    def insert(self, health: Health) -> None:
        """Records a judgement at `health.at`, wherever in time that belongs.

        A node that the judgement does not have is unknown. When the record is full, what is older
        than all of it is not taken.
        """
        row = np.full(len(self._ids), _UNKNOWN, dtype=np.uint8)
        for node_id, node in health.nodes.items():
            column = self._column.get(node_id)
            if column is not None:
                row[column] = SEVERITY[node.state]
        row.setflags(write=False)
        with self._lock:
            self._put(health.at, row)
            self._version += 1

    @property
    def version(self) -> int:
        """Raised with every record; while it stands, every question has the answer it had."""
        return self._version

    def snapshot(self) -> Record:
        """A consistent copy of everything recorded."""
        times, rows = self._parts()
        states = np.vstack(rows) if rows else np.empty((0, len(self._ids)), dtype=np.uint8)
        return Record(tuple(times), states)

    def since(self, node_id: str) -> float | None:
        """Unix time at which the node's newest recorded state began without a break.

        None if nothing is recorded, or if the state has stood since before the record begins or since
        before a gap in it of more than LONGEST_GAP seconds.
        """
        column = self._column[node_id]
        with self._lock:
            if not self._rows:
                return None
            if self._since is None:
                self._since = _run_starts(self._times, self._rows)
            start = float(self._since[column])
        return None if np.isnan(start) else start

    def since_at(self, at: float) -> dict[str, float]:
        """For every node whose state at Unix time `at` began within the record: when it began."""
        times, rows = self._parts()
        count = bisect_right(times, at)
        if count == 0:
            return {}
        starts = _run_starts(times[:count], rows[:count])
        return {self._ids[c]: float(starts[c]) for c in np.flatnonzero(~np.isnan(starts))}

    def severities_at(self, at: float, tolerance: float) -> dict[str, int] | None:
        """Every node's severity (SEVERITY) as recorded at `at` or at most `tolerance` seconds before.

        None where nothing is recorded for that time.
        """
        times, rows = self._parts()
        last = bisect_right(times, at) - 1
        if last < 0 or at - times[last] > tolerance:
            return None
        return dict(zip(self._ids, rows[last].tolist(), strict=True))

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

        Only worsening counts: a warning that was critical before is not an onset; one that was
        unknown before is. The first recorded moment has no before, so it holds no onset.
        """
        times, rows = self._parts()
        found: list[Onset] = []
        for i in range(max(1, bisect_left(times, start)), len(times)):
            if times[i] > end:
                break
            fresh = np.flatnonzero((rows[i] >= _WARNING) & (rows[i] > rows[i - 1]))
            found.extend(Onset(times[i], self._ids[c], _STATE_OF[int(rows[i][c])]) for c in fresh)
        return tuple(found)

    def _put(self, at: float, row: Row) -> None:
        place = bisect_left(self._times, at)
        if place < len(self._times) and self._times[place] == at:
            self._rows[place] = row
            self._since = None
            return
        if place == 0 and len(self._times) >= self._limit:
            return
        newest = place == len(self._times)
        if newest and self._rows and self._since is not None and at - self._times[-1] <= LONGEST_GAP:
            self._since = np.where(row != self._rows[-1], at, self._since)
        else:
            self._since = None
        self._times.insert(place, at)
        self._rows.insert(place, row)
        if len(self._times) > self._limit:
            del self._times[0], self._rows[0]
            if self._since is not None:
                # What began before the record now begins is no longer known to have begun there.
                self._since = np.where(self._since <= self._times[0], np.nan, self._since)

    def _parts(self) -> tuple[list[float], list[Row]]:
        """Copies of the two lists; the rows themselves are never written again."""
        with self._lock:
            return list(self._times), list(self._rows)

    def _buckets(self, start: float, end: float, step: float) -> Iterator[Sequence[Row]]:
        if step <= 0:
            raise ValueError(f"step must be above 0 seconds, got {step}")
        times, rows = self._parts()
        count = max(0, int(np.ceil((end - start) / step)))
        for i in range(count):
            low = bisect_left(times, start + i * step)
            high = bisect_left(times, min(end, start + (i + 1) * step))
            yield rows[low:high]


def _run_starts(times: Sequence[float], rows: Sequence[Row]) -> npt.NDArray[np.float64]:
    """Per node the time of the first row of the newest unbroken run.

    NaN if that is the first row, or the first after a gap of more than LONGEST_GAP seconds."""
    starts = np.full(rows[-1].shape, np.nan)
    running = np.ones(rows[-1].shape, dtype=bool)
    for i in range(len(rows) - 2, -1, -1):
        if times[i + 1] - times[i] > LONGEST_GAP:
            break
        broken = running & (rows[i] != rows[-1])
        starts[broken] = times[i + 1]
        running &= ~broken
        if not running.any():
            break
    return starts
