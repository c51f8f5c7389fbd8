"""One signal split by the values of a label: which instance is far from the rest, who is hurt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from hierarchy.evidence.readings import Trust
from hierarchy.model import Node, Signal, SignalKey, Worse
from hierarchy.terms import FIVE_MINUTES, bad_id

SLOW_BURN, FAST_BURN = 6.0, 14.4  # times as fast as allowed: SRE workbook, alerting on SLOs


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
    """What is worth splitting at a node, each once: every signal with `spread` by that label; by the label
    of every segment what its objective is about, over five minutes, and its signals with limits."""
    splits = [Split(SignalKey(node.id, s.id), s.spread) for s in node.signals if s.spread]
    for segment in node.segments:
        objective = _objective_signal(node)
        names = [objective] if objective else []
        names += [signal.id for signal in node.signals if signal.has_limits]
        splits += [Split(SignalKey(node.id, name), segment.label) for name in names]
    return tuple(dict.fromkeys(splits))


def judged_in(node: Node, signal_id: str) -> Signal | None:
    """The signal (or term) with the limits by which its segments are judged, None for a foreign id.

    What an objective is about, where no limits are written: the shares that would spend its budget 6 and
    14.4 times as fast as allowed (the SRE workbook's rates), at most everything.
    """
    found = next((s for s in (*node.signals, *node.terms) if s.id == signal_id), None)
    if found is None or found.has_limits or signal_id != _objective_signal(node):
        return found
    assert node.objective is not None
    allowed = 1 - node.objective.target
    warning, critical = (min(1.0, rate * allowed) for rate in (SLOW_BURN, FAST_BURN))
    return replace(found, unit="ratio", worse=Worse.HIGHER, warning=warning, critical=critical)


def _objective_signal(node: Node) -> str:
    """The id of the ratio that the node's objective is about, "" without one."""
    if node.objective is None:
        return ""
    if node.objective.signal is not None:
        return node.objective.signal
    short = bad_id(FIVE_MINUTES)
    return short if any(term.id == short for term in node.terms) else ""
