"""What evaluation knows of a node before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from hierarchy.evidence.assumptions import Mute
from hierarchy.evidence.gathering import Gathering, Present
from hierarchy.evidence.health import Reason, SignalHealth
from hierarchy.evidence.law_health import LawHealth
from hierarchy.evidence.states import Bounds, State
from hierarchy.model import Signal

if TYPE_CHECKING:
    from hierarchy.evidence.own import Plan


class Own(NamedTuple):
    """A node's own signals as judged; `bounds` is None where nothing of its own gives a state.

    `known` is how many of its readings are known, `oldest` the age of the oldest in seconds (−1: none).
    `scaled` are the signals whose limits are shares, with limits in their unit. `votes` are reasons of
    its own that are not signals. `laws` are its laws as judged, `told` what they say of the reserved
    signals, by id, and `callouts` what is said whatever the state.
    """

    signals: dict[str, SignalHealth]
    bounds: Bounds | None
    known: int
    oldest: float
    scaled: Mapping[str, Signal]
    votes: tuple[Reason, ...]
    laws: tuple[LawHealth, ...] = ()
    told: Mapping[str, Reason] = MappingProxyType({})
    callouts: tuple[Reason, ...] = ()


class Felt(NamedTuple):
    """A group as judged: before its impact, and as the node feels it (None: no vote)."""

    plan: Gathering
    present: Present
    bounds: Bounds
    felt: Bounds | None


class Verdict(NamedTuple):
    """A node before its evidence is known: `bounds` is what its ends see; `assumed` the state that it is
    taken to be in, whatever was read."""

    own: Own
    groups: tuple[Felt, ...]
    threat: Bounds | None
    bounds: Bounds
    assumed: State | None = None


class Scene(NamedTuple):
    """All nodes as judged, by place: `real` is without what-ifs, the same as `verdicts` where there are
    none. `mutes` are by place, `ends` the places of the ends in the order of a node's `priority`."""

    plans: Sequence[Plan]
    verdicts: Sequence[Verdict]
    real: Sequence[Verdict]
    mutes: Mapping[int, Mute]
    ends: Mapping[int, tuple[int, ...]]

    def title(self, place: int) -> str:
        """The title of a node."""
        return self.plans[place].node.title
