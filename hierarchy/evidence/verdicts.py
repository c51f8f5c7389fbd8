"""What evaluation knows of a node before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hierarchy.evidence.gathering import Gathering, Present
from hierarchy.evidence.health import Reason, SignalHealth
from hierarchy.evidence.states import Bounds
from hierarchy.model import Signal


class Own(NamedTuple):
    """A node's own signals as judged; `bounds` is None where nothing of its own gives a state.

    `known` is how many of its readings are known, `oldest` the age of the oldest in seconds (−1: none).
    `scaled` are the signals whose limits are shares, with limits in their unit. `votes` are reasons of
    its own that are not signals.
    """

    signals: dict[str, SignalHealth]
    bounds: Bounds | None
    known: int
    oldest: float
    scaled: Mapping[str, Signal]
    votes: tuple[Reason, ...]


class Felt(NamedTuple):
    """A group as judged: before its impact, and as the node feels it (None: no vote)."""

    plan: Gathering
    present: Present
    bounds: Bounds
    felt: Bounds | None


class Verdict(NamedTuple):
    """A node before its evidence is known: `bounds` is what its ends see."""

    own: Own
    groups: tuple[Felt, ...]
    threat: Bounds | None
    bounds: Bounds
