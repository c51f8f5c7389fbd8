"""Changes that people and programs post: kept in memory, bounded, told apart by their keys."""

from __future__ import annotations

import secrets
import sys
import threading
from bisect import bisect_left, insort
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hierarchy.evidence.changes import Change, Origin

MOST = 10_000
MOST_BYTES = 32 << 20  # of all of them together, with their keys
KEPT_SECONDS = 7 * 86400.0


class KeyReusedError(Exception):
    """The same Idempotency-Key came with another change."""


@dataclass(frozen=True, slots=True)
class NewChange:
    """A change as it was posted: at Unix time `at` (None: when it came), `url` http(s) or "".

    `written` is the time as it was written: what was now-5m is so in a retry, at another moment.
    """

    title: str
    at: float | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    written: str = ""

    def says_as(self, other: NewChange) -> bool:
        """Whether both say the same, so that one may be a retry of the other."""
        mine, theirs = (replace(one, at=None) if one.written else one for one in (self, other))
        return mine == theirs


@dataclass(frozen=True, slots=True)
class _Kept:
    new: NewChange
    change: Change
    key: str
    size: int


class PostedChanges:
    """The posted changes of one navigator, over all revisions of its hierarchy. Safe in several threads.

    Of more than `most`, or than `most_bytes` together, the earliest go, and those that lie more than
    KEPT_SECONDS before the newest moment that anything was posted at; so do their keys. They do not
    outlive the process.
    """

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._sorted: list[tuple[float, str]] = []
        self._kept: dict[str, _Kept] = {}
        self._keys: dict[str, str] = {}
        self._bytes = 0

    def add(self, new: NewChange, now: float, key: str = "") -> Change:
        """Keep a change; one that was added with the same `key` before is given back instead.

        Raises KeyReusedError when that one was another.
        """
        with self._lock:
            if key in self._keys:
                before = self._kept[self._keys[key]]
                if not before.new.says_as(new):
                    raise KeyReusedError
                return before.change
            at = now if new.at is None else new.at
            name = f"posted-{secrets.token_hex(8)}"
            change = Change(
                name,
                new.title,
                at,
                origin=Origin.POSTED,
                labels=new.labels,
                everything=not new.labels,
                url=new.url,
            )
            kept = self._kept[name] = _Kept(new, change, key, _size(new, key))
            self._bytes += kept.size
            insort(self._sorted, (at, name))
            if key:
                self._keys[key] = name
            self._forget(now)
            return change

    def between(self, start: float, end: float) -> tuple[Change, ...]:
        """The changes in [start, end] (Unix seconds), in time order; without the nodes they concern."""
        with self._lock:
            first = bisect_left(self._sorted, (start, ""))
            last = bisect_left(self._sorted, (end, "\U0010ffff"))
            return tuple(self._kept[name].change for _, name in self._sorted[first:last])

    def _forget(self, now: float) -> None:
        old = bisect_left(self._sorted, (now - KEPT_SECONDS, ""))
        gone = max(old, len(self._sorted) - self._most)
        for i, (_, name) in enumerate(self._sorted):
            if i >= gone and self._bytes <= self._most_bytes:
                break
            kept = self._kept.pop(name)
            self._keys.pop(kept.key, None)
            self._bytes -= kept.size
        del self._sorted[: len(self._sorted) - len(self._kept)]


def _size(new: NewChange, key: str) -> int:
    """Bytes in memory: one foreign letter makes a text four times as large."""
    texts = (new.title, new.url, new.written, key, *new.labels, *new.labels.values())
    return 1000 + 100 * len(new.labels) + sum(map(sys.getsizeof, texts))
