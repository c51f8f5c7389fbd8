"""What speaks for looking at a node from outside its own signals: changes, its instances, its siblings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import log

from hierarchy.evidence.breakdowns import Breakdown
from hierarchy.evidence.changes import Change
from hierarchy.evidence.cue import CueEvidence, CueKind
from hierarchy.evidence.cue_texts import change_text
from hierarchy.evidence.departures import Departures, cauchy
from hierarchy.evidence.facts import Facts
from hierarchy.evidence.grounds import CRITICAL, HOUR, Ground
from hierarchy.evidence.outliers import LEAST, Outlier, outlier
from hierarchy.model import Node, Signal, SignalKey

_HALF = 0.5  # what may have been so all the time counts half


def changed(
    facts: Facts, node_ids: Iterable[str], onsets: Mapping[str, float], focus_onset: float | None
) -> dict[str, Ground]:
    """For each node the change that was made nearest before its onset, or before that of the focus where
    it has none: the weight is −ln of how likely a change stands so near to any moment of an hour. That a
    member appeared is a change of it, too."""
    by_node: dict[str, list[Change]] = {}
    for change in facts.changes.found:
        for node in change.nodes:
            by_node.setdefault(node, []).append(change)
    found = {}
    for node in node_ids:
        appeared = _appeared(facts.model.nodes[node])
        if appeared is not None:
            by_node.setdefault(node, []).append(appeared)
        if node not in by_node:
            continue
        own = onsets.get(node)
        moment = own if own is not None else focus_onset if focus_onset is not None else facts.at
        before = [c for c in by_node[node] if moment - HOUR <= c.at <= min(moment, facts.at)]
        if not before:
            continue
        nearest = max(before, key=lambda c: c.at)
        weight = log(HOUR / max(moment - nearest.at, facts.model.step))
        of = "its onset" if own is not None else "the focus" if focus_onset is not None else "now"
        text = change_text(nearest.title, nearest.at, moment, of)
        # Where nothing of the node departed, that it was changed is all there is.
        weight = max(0.0, weight) * (1.0 if own is not None else _HALF)
        found[node] = Ground(weight, CueEvidence(CueKind.CHANGE, text, at=nearest.at))
    return found


def _appeared(node: Node) -> Change | None:
    """That a member was not there before is a change of it, whoever made it."""
    since = None if node.lifetime is None else node.lifetime.since
    return None if since is None else Change("", f"{node.title} is new, seen first", since, nodes=(node.id,))


def apart(facts: Facts, found: Departures, node_ids: Iterable[str]) -> dict[str, list[Ground]]:
    """Nodes one instance of which is far from the rest, and members that are far from their siblings."""
    within = set(node_ids)
    made: dict[str, list[Ground]] = {}
    for node, ground in (*_instances(facts, within), *_members(facts, found, within)):
        made.setdefault(node, []).append(ground)
    return made


def _instances(facts: Facts, within: set[str]) -> Iterator[tuple[str, Ground]]:
    for split, breakdown in facts.breakdowns.items():
        node = facts.model.nodes.get(split.key.node)
        signal = None if node is None else node.signal(split.key.signal)
        if node is None or signal is None or node.id not in within:
            continue
        far = outlier(breakdown, signal.worse, unit=signal.unit)
        if far is not None:
            yield node.id, _ground(signal, far, f"{signal.title} by {split.label}: {far.text}")


def _members(facts: Facts, found: Departures, within: set[str]) -> Iterator[tuple[str, Ground]]:
    """The member of each whole that is far from its siblings in the same signal."""
    nodes = facts.model.nodes
    for whole in (facts.focus, *within):
        parts = [p for p in facts.graph.parts(whole) if p in within]
        if len(parts) < LEAST:
            continue
        ids = dict.fromkeys(s.id for part in parts for s in nodes[part].signals)
        for id in ids:
            keys = [SignalKey(part, id) for part in parts]
            values = {key.node: found.values[key] for key in keys if key in found.values}
            signal = next(s for s in (nodes[part].signal(id) for part in parts) if s is not None)
            far = outlier(Breakdown("part", values), signal.worse, unit=signal.unit)
            if far is None or len(values) < LEAST:
                continue
            rest = f"{far.others} others of {nodes[whole].title}"
            text = far.text.removeprefix(f"{far.name}: ").replace(f"the other {far.others}", f"the {rest}")
            yield far.name, _ground(signal, far, f"{signal.title} {text}")


def _ground(signal: Signal, far: Outlier, text: str) -> Ground:
    weight = _HALF * min(CRITICAL, cauchy(far.far))
    return Ground(weight, CueEvidence(CueKind.SPREAD, text, signal.id, far.value, far.far))
