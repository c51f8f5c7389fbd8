"""Keeps the newest of what has been read, bounded by the values in it rather than by their number."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

MOST_VALUES = 1_000_000  # at most about 64 MB: a value and its time
ENTRY = 20  # what an entry costs besides its values, in values


class Shelf(Generic[K, V]):
    """Entries by key; the oldest ones go when all together hold more than `most` values.

    The newest entry always stays. Not safe for several threads by itself.
    """

    def __init__(self, most: int = MOST_VALUES) -> None:
        self._most = most
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._held = 0

    def __len__(self) -> int:
        return len(self._entries)

    def items(self) -> Iterator[tuple[K, V, int]]:
        """Every key with its entry and how many values it holds, the oldest first."""
        return ((key, entry, size - ENTRY) for key, (entry, size) in self._entries.items())

    def get(self, key: K) -> V | None:
        """The entry, or None."""
        found = self._entries.get(key)
        return None if found is None else found[0]

    def drop(self, key: K) -> None:
        """Forget an entry, if it is there."""
        _, size = self._entries.pop(key, (None, 0))
        self._held -= size

    def put(self, key: K, entry: V, values: int) -> None:
        """Keep `entry`, which holds so many values, as the newest."""
        _, before = self._entries.pop(key, (entry, 0))
        size = values + ENTRY
        self._entries[key] = (entry, size)
        self._held += size - before
        while self._held > self._most and len(self._entries) > 1:
            _, (_, gone) = self._entries.popitem(last=False)
            self._held -= gone
