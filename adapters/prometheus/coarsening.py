"""What a source finds too much is asked for once in coarser steps, and that is remembered for a while."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.transport import Span

FACTOR = 4  # one of so many points is left
REMEMBER_SECONDS = 600.0
REFUSED_SECONDS = 20.0  # where nothing at all is answered: a source that is mended is noticed within 30 s
MOST = 512  # queries remembered
_SIZE = re.compile(r"too many|too large|too big|too much data|exceed|limit|maximum|more than|max[A-Z]", re.I)
LEAST_POINTS = 3 * FACTOR  # with fewer there is nothing to leave out


class _Known(NamedTuple):
    until: float
    points: float  # that many were too much
    coarse: SourceFailure | None  # what came of asking in coarser steps, None where that was answered


class Coarsening:
    """Which queries are too much for a source, as far as it has said so. Not for several threads."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._known: dict[str, _Known] = {}

    def knows(self, query: str, points: float = 1.0) -> bool:
        """Whether so many points (one for an instant query) of it, or nearly so few, were too much."""
        known = self._known.get(query)
        return known is not None and known.until > self._monotonic() and points * 2 > known.points

    def refused(self, query: str) -> SourceFailure | None:
        """Why a query that was too much also is so in coarser steps."""
        known = self._known.get(query)
        return None if known is None else known.coarse

    def learn(self, query: str, points: float, coarse: SourceFailure | None) -> None:
        """So many points of a query were too much, and what came of asking more coarsely."""
        now = self._monotonic()
        kept = {name: one for name, one in self._known.items() if one.until > now and name != query}
        for oldest in list(kept)[: max(0, len(kept) + 1 - MOST)]:
            del kept[oldest]
        kept[query] = _Known(now + (REMEMBER_SECONDS if coarse is None else REFUSED_SECONDS), points, coarse)
        self._known = kept


def is_too_much(outcome: object) -> bool:
    """Whether a source refused one query for its size, by its own words: 422 has other reasons, too."""
    if not isinstance(outcome, SourceFailure) or outcome.kind is not FailureKind.TOO_BROAD:
        return False
    return _SIZE.search(outcome.message.partition(": ")[2]) is not None


def points_of(span: Span) -> float:
    """How many moments a range has."""
    return round((span.end - span.start) / span.step) + 1


def coarser(span: Span) -> Span:
    """The same stretch in steps FACTOR times as long, aligned to those."""
    step = span.step * FACTOR
    return Span(span.start // step * step, span.end // step * step, step)


def why_coarser(span: Span, wide: Span) -> str:
    """The remark that goes with an answer in coarser steps."""
    return (
        f"read every {wide.step:g} s instead of every {span.step:g} s: "
        "that would be too much for the source, it says"
    )
