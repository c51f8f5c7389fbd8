"""Cutting what is wanted of one template into queries that every server accepts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from adapters.prometheus.promql import quote_regex
from hierarchy.promql import quote

MAX_BYTES = 12 * 1024  # VictoriaMetrics refuses queries above 16 KiB
MAX_NODES = 500
MAX_WASTE = 2  # several match labels ask for their cross product; at most this many times what is wanted

Values = tuple[str, ...]


def cut(wanted: Sequence[Values], places: int, base: int) -> list[list[Values]]:
    """The wanted label values in chunks, each one query.

    `wanted[i]` has one value per match label; `places` is how often `$match` stands in the template
    and `base` the bytes of the template itself.
    """
    chunks: list[list[Values]] = []
    open_chunk: _Chunk | None = None
    for values in _sorted(wanted):
        if open_chunk is None or not open_chunk.takes(values, places, base):
            open_chunk = _Chunk(len(values))
            chunks.append(open_chunk.members)
        open_chunk.add(values)
    return chunks


class _Chunk:
    def __init__(self, labels: int) -> None:
        self.members: list[Values] = []
        self._distinct: list[set[str]] = [set() for _ in range(labels)]
        self._bytes = 0

    def takes(self, values: Values, places: int, base: int) -> bool:
        pairs = zip(self._distinct, values, strict=True)
        product = math.prod(len(seen) + (value not in seen) for seen, value in pairs)
        size = base + places * (self._bytes + self._added(values))
        count = len(self.members) + 1
        return count <= MAX_NODES and size <= MAX_BYTES and product <= MAX_WASTE * count

    def add(self, values: Values) -> None:
        self._bytes += self._added(values)
        self.members.append(values)
        for seen, value in zip(self._distinct, values, strict=True):
            seen.add(value)

    def _added(self, values: Values) -> int:
        pairs = zip(self._distinct, values, strict=True)
        return sum(len(quote(quote_regex(v)).encode()) for seen, v in pairs if v not in seen)


def _sorted(wanted: Sequence[Values]) -> list[Values]:
    """Neighbours share the values of the label that has the fewest, so that products stay small."""
    if not wanted:
        return []
    width = len(wanted[0])
    variety = [len({values[i] for values in wanted}) for i in range(width)]
    order = sorted(range(width), key=lambda i: variety[i])
    return sorted(set(wanted), key=lambda values: tuple(values[i] for i in order))
