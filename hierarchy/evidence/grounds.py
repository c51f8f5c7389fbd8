"""What speaks for looking at a node, from its own signals: each piece of evidence with its weight in nats.

A weight is −ln of how likely chance alone would show the same, so that pieces add up and compare. What
people wrote into limits stands for itself: they set a warning so that it is crossed in one of twenty quiet
moments at most, a critical one in one of a hundred; both are conventions, as of significance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import hypot, isfinite, log

import numpy as np

from hierarchy.evidence.cue import CueEvidence, CueKind
from hierarchy.evidence.cue_texts import deviation_brief, deviation_text, onset_text, saturation_text
from hierarchy.evidence.departures import Departures
from hierarchy.evidence.facts import Facts
from hierarchy.evidence.health import NodeHealth, SignalHealth
from hierarchy.evidence.limits import judge, scaled
from hierarchy.evidence.onset import first_lasting
from hierarchy.evidence.readings import Series, Trust
from hierarchy.evidence.reference import DEPARTED
from hierarchy.evidence.saturation import saturation
from hierarchy.evidence.states import State
from hierarchy.evidence.usual import Deviation
from hierarchy.model import Node, Signal, SignalKey
from hierarchy.terms import GROWTH, RESIDUAL

WARNING, CRITICAL = log(20), log(100)
HOUR = 3600.0  # "shortly": as far back as recent values are read, as far ahead as one can act
NEARLY_FULL = 0.8  # of a capacity: where queueing makes itself felt, and where people set warnings
_STATES = {State.WARNING: WARNING, State.CRITICAL: CRITICAL}
_LAWS = {RESIDUAL: CueKind.BALANCE, GROWTH: CueKind.BALANCE}
_UNJUDGED = (None, State.UNKNOWN)
_UNREADABLE = frozenset(Trust) - {Trust.LIVE, Trust.PARTIAL, Trust.CONFLICTING, Trust.NO_TRAFFIC}


@dataclass(frozen=True, slots=True)
class Ground:
    """One piece of evidence and its weight in nats; 0 for what only belongs to another one."""

    weight: float
    evidence: CueEvidence


@dataclass(frozen=True, slots=True)
class Witness:
    """What a node's own signals say: `grounds` strongest first, its `onset` (that of the strongest signal),
    and how many of its signals could be `judged`. `blind` says why it cannot be judged at all, else ""."""

    grounds: tuple[Ground, ...]
    onset: float | None
    judged: int
    blind: str = ""

    @property
    def weight(self) -> float:
        """All grounds together: signals that agree count more than one, and less than their sum, because
        signals of one node move together (the length of the vector)."""
        return hypot(*(g.weight for g in self.grounds)) if self.grounds else 0.0


def witness(facts: Facts, found: Departures, node: Node, focus_onset: float | None) -> Witness:
    """What the signals of one node say."""
    health = facts.health.nodes.get(node.id)
    if health is not None and node.id not in found.departed and _is_fine(node, health):
        return Witness((), None, len(node.shown))
    grounds: list[Ground] = []
    onsets: list[tuple[float, Signal, float]] = []
    judged = 0
    for signal in node.shown:
        key = SignalKey(node.id, signal.id)
        deviation = found.deviations.get(key)
        heard = None if health is None else health.signals.get(signal.id)
        judged += deviation is not None or (heard is not None and heard.state not in _UNJUDGED)
        if _is_plain(deviation, heard):
            continue
        mine = list(_of_signal(facts, found, key, signal, heard, health, focus_onset))
        grounds += mine
        onset = _onset(facts, found, key, signal, heard)
        weight = max((g.weight for g in mine), default=0.0)
        if onset is not None and weight > 0:
            onsets.append((weight, signal, onset))
    strongest = max(onsets, key=lambda one: one[0], default=None)
    if strongest is not None and focus_onset is not None:
        _, signal, onset = strongest
        text = onset_text(signal, onset, focus_onset)
        grounds.append(Ground(0.0, CueEvidence(CueKind.ONSET, text, signal.id, at=onset)))
    grounds.sort(key=lambda g: -g.weight)
    blind = _blind(node, health, found) if not judged and not grounds else ""
    return Witness(tuple(grounds), None if strongest is None else strongest[2], judged, blind)


def unreadable(node: Node, health: NodeHealth | None) -> Sequence[str]:
    """The titles of the signals with limits of a node that should be readable and are not."""
    if health is None:
        return ()
    for one in health.signals.values():  # live nearly always: told apart first
        if one.trust is not Trust.LIVE and one.trust in _UNREADABLE:
            break
    else:
        return ()
    heard = ((s, health.signals.get(s.id)) for s in node.signals if s.has_limits)
    return [s.title for s, one in heard if one is not None and one.trust in _UNREADABLE]


def _is_fine(node: Node, health: NodeHealth) -> bool:
    """Whether all signals are judged and none of them has anything to say: nearly all nodes nearly always."""
    for signal in node.shown:
        heard = health.signals.get(signal.id)
        if heard is None or heard.state is not State.OK or not _is_plain(None, heard):
            return False
    return bool(node.shown)


def _is_plain(deviation: Deviation | None, heard: SignalHealth | None) -> bool:
    """Whether there is nothing to say of a signal: the common case, told apart first because it is."""
    if deviation is not None and deviation.spreads >= DEPARTED:
        return False
    if heard is None:
        return True
    if heard.state is State.WARNING or heard.state is State.CRITICAL:
        return False
    return heard.capacity is None and heard.trust is not Trust.CONFLICTING


def _of_signal(
    facts: Facts,
    found: Departures,
    key: SignalKey,
    signal: Signal,
    heard: SignalHealth | None,
    health: NodeHealth | None,
    focus_onset: float | None,
) -> Iterator[Ground]:
    """State, deviation, saturation and conflict of one signal; only the strongest of them has a weight."""
    deviation = found.deviations.get(key)
    is_usual = deviation is not None and deviation.spreads < DEPARTED
    made: list[Ground] = []
    if heard is not None and health is not None and heard.state in _STATES:
        # What is beyond a limit as always is less of a reason now.
        weight = _STATES[heard.state] / (2 if is_usual else 1)
        kind = _LAWS.get(signal.id, CueKind.STATE)
        made.append(Ground(weight, CueEvidence(kind, _said(signal, heard, health), signal.id, heard.value)))
    if deviation is not None and deviation.spreads >= DEPARTED:
        text = deviation_text(signal, deviation, focus_onset)
        brief = deviation_brief(signal, deviation, focus_onset)
        value, spreads, onset = deviation.value, deviation.spreads, deviation.onset
        piece = CueEvidence(CueKind.DEVIATION, text, signal.id, value, spreads, onset, brief)
        made.append(Ground(found.surprises.get(key, 0.0), piece))
    made += _saturated(facts, key, signal, heard, is_usual, deviation is not None)
    if heard is not None and heard.trust is Trust.CONFLICTING:
        text = heard.detail or f"{signal.title} disagrees with the signal that should confirm it"
        made.append(Ground(WARNING / 2, CueEvidence(CueKind.CONFLICT, text, signal.id, heard.value)))
    made.sort(key=lambda g: -g.weight)
    yield from made[:1]
    yield from (replace(g, weight=0.0) for g in made[1:])


def _saturated(
    facts: Facts, key: SignalKey, signal: Signal, heard: SignalHealth | None, is_usual: bool, compared: bool
) -> Iterator[Ground]:
    """That a capacity is nearly used up, or will be within the hour if it goes on."""
    series = facts.recent.get(key)
    if heard is None or heard.capacity is None or series is None:
        return
    found = saturation(series, heard.capacity, facts.at, signal.worse)
    if found is None or found.exhausted_in is None or (compared and is_usual and found.use < NEARLY_FULL):
        return
    weight = CRITICAL if found.exhausted_in <= 0 else WARNING if found.exhausted_in <= HOUR else 0.0
    if weight == 0.0 and found.use < NEARLY_FULL:
        return
    piece = CueEvidence(CueKind.SATURATION, saturation_text(signal, found), signal.id, found.use)
    yield Ground(weight / (2 if is_usual else 1), piece)


def _said(signal: Signal, heard: SignalHealth, health: NodeHealth) -> str:
    """The reason that evaluation gave for the state, or a plain sentence."""
    text = next((r.text for r in health.reasons if r.signal == signal.id), signal.title)
    return f"{heard.state.value if heard.state else ''}: {text}"


def _onset(
    facts: Facts, found: Departures, key: SignalKey, signal: Signal, heard: SignalHealth | None
) -> float | None:
    """When the signal left what is usual, or else when it crossed the limit that it is beyond."""
    deviation = found.deviations.get(key)
    if deviation is not None and deviation.onset is not None:
        return deviation.onset
    series = facts.recent.get(key)
    if heard is None or heard.state not in _STATES or series is None:
        return None
    return _crossed(series, scaled(signal, heard.capacity), facts.at)


def _crossed(series: Series, signal: Signal, at: float) -> float | None:
    known = [
        (t, v)
        for t, v in zip(series.times, series.values, strict=True)
        if v is not None and isfinite(v) and t <= at
    ]
    first = first_lasting(np.array([judge(signal, v) is not State.OK for _, v in known], dtype=bool))
    return None if first is None else known[first][0]


def _blind(node: Node, health: NodeHealth | None, found: Departures) -> str:
    """Why nothing can be said of a node that has signals; empty where it is only too early to compare, and
    where nothing is going on that could be measured."""
    if not node.signals or any(SignalKey(node.id, s.id) in found.values for s in node.signals):
        return ""
    heard = () if health is None else health.signals.values()
    if any(one.trust is Trust.NO_TRAFFIC for one in heard) and not any(
        one.trust in _UNREADABLE for one in heard
    ):
        return ""
    reasons = {} if health is None else {r.signal: r.text for r in health.reasons if r.signal}
    told = next((reasons[s.id] for s in node.signals if s.id in reasons), "")
    return told or f"nothing is known of {node.signals[0].title if len(node.signals) == 1 else 'its signals'}"
