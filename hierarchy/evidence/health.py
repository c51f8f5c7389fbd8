"""What evaluation says about every node: states, bounds, evidence and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hierarchy.evidence.assumptions import Mute
from hierarchy.evidence.law_health import LawHealth
from hierarchy.evidence.readings import SourceStatus, Trust
from hierarchy.evidence.states import Bounds, State
from hierarchy.model import Limit


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a node has its state: one signal against a limit, or one group of means or parts by its rule.

    At most one of `signal` and `means` is set; `means` are the members that decided, none where only
    missing ones did. `rule` is `warning`, `critical` or `ok` for signals (with `limit`), a Rule value
    for groups, or a word such as `no-limit`, `unmeasured`, `stale`, `suspended`, `little`, `what-if`,
    `priority-inverted`, `maintenance`, `departed`. `text` is the sentence people read; `margin` how far
    the value is from the nearest limit that would change the state, in the signal's unit.
    """

    rule: str
    state: State
    text: str
    signal: str | None = None
    means: tuple[str, ...] = ()
    value: float | None = None
    limit: Limit | None = None
    margin: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many of the expected readings in and below a node are known; age in seconds of the oldest."""

    known: int
    expected: int
    oldest: float | None = None


@dataclass(frozen=True, slots=True)
class SignalHealth:
    """One signal as judged: `state` is None for a signal without limits.

    `capacity` is what it can be at most, in its unit, where that is known. `momentary` is what the reading
    says by itself where `hold` still keeps another state, and `note` a sentence about that. `seen` is as of
    its reading.
    """

    value: float | None
    state: State | None
    trust: Trust
    age: float | None = None
    detail: str = ""
    capacity: float | None = None
    momentary: State | None = None
    note: str = ""
    seen: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class NodeHealth:
    """One node as judged.

    `own` is None when no signal of the node has limits, `threat` None when it has no means. `bounds`
    are what the node passes upward: own if known; threat without any own limits; the worse of both
    where own is unknown (see `groups.passed_up`). `state` is `bounds.state`, so that means which are
    all ok never vouch for a signal that was lost.
    `deciding` is the id of the signal that best explains the state on a card, None without signals.
    `contradiction` is `own-ok-threat-critical`, `own-critical-means-ok`, `priority-inverted` or empty.
    `laws` are its objective, balance and capacity as judged; what they say of its state stands in
    `signals` and `reasons` too. `mute` says that it is acknowledged or in maintenance: its state is as
    it is and does not go up. `assumed` is the state that somebody wants to know the consequences of, and
    `imagined` whether the state shown differs from the real one because of such an assumption.
    """

    state: State
    own: State | None
    threat: State | None
    bounds: Bounds
    evidence: Evidence
    reasons: tuple[Reason, ...] = ()
    signals: Mapping[str, SignalHealth] = field(default_factory=dict)
    deciding: str | None = None
    at_least: bool = False
    contradiction: str = ""
    laws: tuple[LawHealth, ...] = ()
    mute: Mute | None = None
    assumed: State | None = None
    imagined: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """The whole model as judged at Unix time `at`."""

    at: float
    revision: str
    nodes: Mapping[str, NodeHealth]
    sources: Mapping[str, SourceStatus] = field(default_factory=dict)
