"""What laws say over time, reckoned moment by moment from the series of their terms; for charts."""

from __future__ import annotations

from collections.abc import Mapping

from hierarchy.evidence.readings import Series, Trust
from hierarchy.model import Node, SignalKey


def terms_for(node: Node, signal_id: str) -> tuple[SignalKey, ...]:
    """The terms whose series `reckoned_series` needs for a reserved signal of the node; none for others."""
    return ()


def reckoned_series(node: Node, signal_id: str, terms: Mapping[SignalKey, Series]) -> Series:
    """A reserved signal over time, on the times of the series of its terms (all of the same times).

    None at a moment at which a term that it needs is not known.
    """
    return Series((), (), Trust.ABSENT, "not reckoned yet")
