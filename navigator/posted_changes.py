"""Changes that people and programs post: kept in memory, bounded, told apart by their keys."""

from __future__ import annotations

import secrets
import threading
from bisect import bisect_left, insort
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from hierarchy.evidence.changes import Change, Origin

MOST = 10_000
KEPT_SECONDS = 7 * 86400.0


class KeyReusedError(Exception):
    """The same Idempotency-Key came with another change."""


@dataclass(frozen=True, slots=True)
class NewChange:
    """A change as it was posted: at Unix time `at` (None: when it came), `url` http(s) or ""."""

    title: str
    at: float | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    url: str = ""


class PostedChanges:
    """The posted changes of one navigator, over all revisions of its hierarchy. Safe in several threads.

    Of more than `most` the earliest go, and those that lie more than KEPT_SECONDS before the newest
    moment that anything was posted at. They do not outlive the process.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._sorted: list[tuple[float, str]] = []
        self._changes: dict[str, Change] = {}
        self._keys: OrderedDict[str, tuple[NewChange, Change]] = OrderedDict()

    def add(self, new: NewChange, now: float, key: str = "") -> Change:
        """Keep a change; one that was added with the same `key` before is given back instead.

        Raises KeyReusedError when that one was another.
        """
        with self._lock:
            if key and key in self._keys:
                before, kept = self._keys[key]
                if before != new:
                    raise KeyReusedError
                return kept
            at = now if new.at is None else new.at
            name = f"posted-{secrets.token_hex(8)}"
            change = Change(
                name,
                new.title,
                at,
                origin=Origin.POSTED,
                labels=dict(new.labels),
                everything=not new.labels,
                url=new.url,
            )
            self._changes[name] = change
            insort(self._sorted, (at, name))
            if key:
                self._keys[key] = (new, change)
            self._forget(now)
            return change

    def between(self, start: float, end: float) -> tuple[Change, ...]:
        """The changes in [start, end] (Unix seconds), in time order; without the nodes they concern."""
        with self._lock:
            first = bisect_left(self._sorted, (start, ""))
            last = bisect_left(self._sorted, (end, "\U0010ffff"))
            return tuple(self._changes[name] for _, name in self._sorted[first:last])

    def _forget(self, now: float) -> None:
        old = bisect_left(self._sorted, (now - KEPT_SECONDS, ""))
        gone = max(old, len(self._sorted) - self._most)
        for _, name in self._sorted[:gone]:
            del self._changes[name]
        del self._sorted[:gone]
        while len(self._keys) > self._most:
            self._keys.popitem(last=False)
