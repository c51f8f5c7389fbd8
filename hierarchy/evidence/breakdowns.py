"""One signal split by the values of a label: which instance is far from the rest, who is hurt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from hierarchy.evidence.readings import Trust
from hierarchy.model import Node, SignalKey


class Split(NamedTuple):
    """What to ask for: the signal (or the term of a law) and the label by whose values it is split."""

    key: SignalKey
    label: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The value for every value of the label at one moment, in the signal's unit; only `live` is whole.

    `detail` says why it is not, in a sentence; beyond `most` label values the rest is left out and said.
    """

    label: str
    values: Mapping[str, float] = field(default_factory=dict)
    trust: Trust = Trust.LIVE
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SpreadSeries:
    """Minimum, median and maximum over the label's values at each moment; None where nothing is known."""

    times: tuple[float, ...]
    low: tuple[float | None, ...]
    mid: tuple[float | None, ...]
    high: tuple[float | None, ...]


def splits_of(node: Node) -> tuple[Split, ...]:
    """What is worth splitting at a node: each signal with `spread` by it, and by every segment."""
    return tuple(Split(SignalKey(node.id, s.id), s.spread) for s in node.signals if s.spread)
