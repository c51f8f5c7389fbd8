"""Cues of a moment ago: what they say that is no longer so, and what they do not know yet."""

from __future__ import annotations

import re
from dataclasses import replace

from hierarchy.evidence.cue import Cue, CueEvidence
from hierarchy.evidence.health import Health
from hierarchy.evidence.states import State
from hierarchy.model import Model
from navigator.screen.around import Around

MOST_NAMED = 3

_JUDGED = re.compile(r"^(warning|critical)\b(?=: )")


def restated(health: Health, cue: Cue, then: str) -> Cue:
    """The cue with every state in it that is another by now told as past; `then` is the time of the cue."""
    judged = health.nodes.get(cue.node)
    signals = {} if judged is None else judged.signals

    def told(evidence: CueEvidence) -> CueEvidence:
        said = _JUDGED.match(evidence.text)
        signal = signals.get(evidence.signal or "")
        if said is None or signal is None or signal.state is None or signal.state.value == said[1]:
            return evidence
        now = f"{signal.state.value} now; at {then} "
        brief = evidence.brief or evidence.text.partition(";")[0]
        return replace(evidence, text=f"{now}{evidence.text}", brief=f"{now}{brief}")

    return replace(cue, evidence=tuple(told(one) for one in cue.evidence))


def since_then(model: Model, health: Health, around: Around) -> str:
    """`Since then critical: Cart.` of the nodes below that became abnormal after the cues; else empty."""
    found = around.cues
    if found is None:
        return ""
    named = {cue.node for cue in found.cues}
    fresh = [
        id
        for id in _below(model, found.focus)
        if id not in named and around.since.get(id, found.at) > found.at
    ]
    said = []
    for state in (State.CRITICAL, State.WARNING):
        titles = [model.nodes[id].title for id in fresh if health.nodes[id].state is state]
        more = f" and {len(titles) - MOST_NAMED} more" if len(titles) > MOST_NAMED else ""
        if titles:
            said.append(f"{state.value}: {', '.join(titles[:MOST_NAMED])}{more}")
    return f"Since then {'; '.join(said)}." if said else ""


def _below(model: Model, focus: str) -> list[str]:
    """What a node rests on, nearest first: its means, theirs, and what those call."""
    found, waiting = {focus}, [focus]
    for id in waiting:  # grows while it is walked
        node = model.nodes[id]
        nearer = (*(one for group in node.how for one in group.members), *(node.calls if id != focus else ()))
        for one in nearer:
            if one not in found and one in model.nodes:
                found.add(one)
                waiting.append(one)
    return waiting[1:]
