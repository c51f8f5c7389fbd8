"""Where to look next: every node below a focus, ranked by what speaks for it. Pure function of `Facts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from hierarchy.evidence.below import Below, below, path_to, routes
from hierarchy.evidence.cue import Cue, CueEvidence, CueKind, CueNote, Cues
from hierarchy.evidence.cue_texts import listed
from hierarchy.evidence.departures import Departures, departures, grid_of
from hierarchy.evidence.facts import Facts
from hierarchy.evidence.grounds import HOUR, Ground, Witness, unreadable, witness
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.reference import DEPARTED
from hierarchy.evidence.sharing import shared_text
from hierarchy.evidence.states import State
from hierarchy.evidence.surroundings import apart, changed
from hierarchy.evidence.weighing import Standing, certain, scores, significant, told_once
from hierarchy.model import SignalKey

__all__ = ["Facts", "cues"]

NOTHING = "Nothing below can be read at this moment, so nothing tells which of these to look at first."
TOO_EARLY = "Nothing below has limits or enough history to compare with, so nothing can be said about it yet."
_BELIEVED = (Trust.LIVE, Trust.PARTIAL, Trust.CONFLICTING)
_LOST = (Trust.UNREACHABLE, Trust.ERROR, Trust.TRUNCATED)
_BAD = (State.WARNING, State.CRITICAL)


def cues(facts: Facts, limit: int = 20) -> Cues:
    """The nodes below the focus (its means, theirs, and what those call), the best reason to look first.

    At most `limit`; raises KeyError for a focus that the model does not have. Equal scores: the one with
    more evidence of its own first, then the lower level, the nearer to the focus, the order of the model.
    Nodes that cannot be judged come last. Where nothing deviates more than one of so many signals does by
    chance, and nothing was changed, no node is named and the note says `none_below`, with those that cannot
    be judged; where nothing can be read or compared, `no_data`; where some could not be, `incomplete`.
    """
    look = _looked(facts)
    named = _named(look)
    order = sorted(named, key=lambda n: _rank_key(n, look))
    blind = tuple(n for n in look.place.nodes if _blindness(n, look) and _is_there(n, look))
    note = _note(look, named, blind)
    last = [n for n in blind if n not in named] if note is None or note.code != "none_below" else []
    made = [_cue(rank, node, look, node in named) for rank, node in enumerate((*order, *last)[:limit], 1)]
    return Cues(facts.focus, facts.at, tuple(made), note, look.found.deviations, blind)


@dataclass(frozen=True, slots=True)
class _Look:
    """One look below a focus: what departed, what each node says, and what all that weighs."""

    facts: Facts
    place: Below
    found: Departures
    witnesses: Mapping[str, Witness]
    around: Mapping[str, tuple[Ground, ...]]
    standing: Standing
    scores: Mapping[str, float]
    weights: Mapping[str, float]
    routes: Mapping[str, tuple[int, str]]
    signals: int

    @property
    def threshold(self) -> float:
        """The score from which on something deviates."""
        return significant(self.signals)


def _looked(facts: Facts) -> _Look:
    place = facts.below or below(facts.graph, facts.focus)
    ids = (facts.focus, *place.nodes)
    found = _departed(facts, ids)
    since = _since(facts, found)
    witnesses = {n: witness(facts, found, facts.model.nodes[n], since) for n in place.nodes}
    onsets = {n: w.onset for n, w in witnesses.items() if w.onset is not None}
    if since is not None:
        onsets[facts.focus] = since
    around = {n: tuple(grounds) for n, grounds in apart(facts, found, place.nodes).items()}
    for node, ground in changed(facts, place.nodes, onsets, since).items():
        around[node] = (*around.get(node, ()), ground)
    weights = {n: _weight(w, around.get(n, ())) for n, w in witnesses.items()}
    signals = sum(w.judged for w in witnesses.values())
    evidence = {n: min(weight, certain(signals)) for n, weight in weights.items() if weight > 0}
    quiet = frozenset(n for n, w in witnesses.items() if w.judged and n not in evidence)
    standing = Standing(evidence, onsets, quiet)
    ways = routes(place, quiet, facts.graph.order)
    passed = {n: ways[n][0] for n in place.nodes}
    weighed = told_once(scores(place, standing, passed, _step(facts), HOUR), facts.graph.wholes)
    return _Look(facts, place, found, witnesses, around, standing, weighed, weights, ways, signals)


def _weight(seen: Witness, around: Sequence[Ground]) -> float:
    return hypot(seen.weight, *(g.weight for g in around)) if seen.grounds or around else 0.0


def _since(facts: Facts, found: Departures) -> float | None:
    """Since when the focus departs: its onset, or now where it has only just left what is usual."""
    node = facts.model.nodes[facts.focus]
    onset = witness(facts, found, node, None).onset
    if onset is not None:
        return onset
    keys = (SignalKey(node.id, s.id) for s in node.shown)
    spreads = [found.deviations[key].spreads for key in keys if key in found.deviations]
    return facts.at if max(spreads, default=0.0) >= DEPARTED else None


def _departed(facts: Facts, ids: tuple[str, ...]) -> Departures:
    """The series of the nodes, with the readings of the moment itself where those are newer."""
    signals = {SignalKey(n, s.id): s for n in ids for s in facts.model.nodes[n].shown}
    series = {key: facts.recent[key] for key in signals if key in facts.recent}
    last = max((t for one in series.values() for t in one.times[-1:] if t <= facts.at), default=facts.at)
    newest = {}
    for key in series if last < facts.health.at <= facts.at else ():
        node = facts.health.nodes.get(key.node)
        heard = None if node is None else node.signals.get(key.signal)
        if heard is None or heard.value is None or heard.age is None or heard.trust not in _BELIEVED:
            continue
        if facts.health.at - heard.age > last:
            newest[key] = heard.value
    return departures(grid_of(series, facts.at, newest), signals, facts.usual)


def _step(facts: Facts) -> float:
    """How exact onsets are: the step of the series that were read."""
    steps = (one.times[1] - one.times[0] for one in facts.recent.values() if len(one.times) > 1)
    return max(next(steps, 0.0), facts.model.step)


def _named(look: _Look) -> set[str]:
    """The nodes that are cues: all with evidence, if any of them has more than chance would give; else
    those beyond their own limits, and those that were changed."""
    there = {n for n in look.scores if _is_there(n, look)}
    if any(look.scores[n] >= look.threshold for n in there):
        return there
    return {n for n in there if _is_beyond(n, look) or _was_changed(n, look)}


def _is_there(node: str, look: _Look) -> bool:
    """Whether a member was there at the moment; one that is not there is no place to look."""
    life = look.facts.model.nodes[node].lifetime
    return life is None or life.holds(look.facts.at)


def _is_beyond(node: str, look: _Look) -> bool:
    health = look.facts.health.nodes.get(node)
    return health is not None and any(s.state in _BAD for s in health.signals.values())


def _was_changed(node: str, look: _Look) -> bool:
    kinds = (g.evidence.kind for g in look.around.get(node, ()) if g.weight > 0)
    return CueKind.CHANGE in kinds


def _blindness(node: str, look: _Look) -> str:
    """Why a node cannot be judged, or not by the signals that matter; empty where it can."""
    seen = look.witnesses[node]
    if seen.blind:
        return seen.blind
    lost = unreadable(look.facts.model.nodes[node], look.facts.health.nodes.get(node))
    return f"cannot be read: {', '.join(lost)}" if lost else ""


def _rank_key(node: str, look: _Look) -> tuple[float, float, int, int, int]:
    way = path_to(node, look.place, look.routes)
    level = look.facts.model.nodes[node].level.rank
    score, own = round(look.scores[node], 9), round(look.weights[node], 9)
    return (-score, -own, -level, len(way), look.facts.graph.order[node])


def _cue(rank: int, node: str, look: _Look, is_named: bool) -> Cue:
    why = _blindness(node, look)
    lost = (CueEvidence(CueKind.UNKNOWN, why),) if why else ()
    path = path_to(node, look.place, look.routes)
    if not is_named:
        return Cue(rank, node, path, 0.0, lost)
    grounds = (*look.witnesses[node].grounds, *look.around.get(node, ()))
    evidence = (g.evidence for g in sorted(grounds, key=lambda g: -g.weight))
    shared = shared_text(node, look.facts, look.found, look.standing)
    return Cue(rank, node, path, look.scores[node], (*evidence, *lost), shared)


def _note(look: _Look, named: set[str], blind: Sequence[str]) -> CueNote | None:
    if not look.place.nodes:
        return CueNote("none_below", "Nothing lies below it in this hierarchy.")
    unread = _unread(look.facts, blind)
    if named:
        return CueNote("incomplete", unread) if unread else None
    if not look.signals:
        return CueNote("no_data", TOO_EARLY if look.found.values else NOTHING)
    text = (
        f"Nothing below deviates: none of {look.signals} signals is further from usual than chance explains"
    )
    if blind:
        titles = listed([look.facts.model.nodes[n].title for n in blind])
        text += f". {len(blind)} {'node' if len(blind) == 1 else 'nodes'} below cannot be judged: {titles}"
    return CueNote("none_below", f"{text}. {unread}" if unread else f"{text}.")


def _unread(facts: Facts, blind: Sequence[str]) -> str:
    """What was asked for and not answered at nodes that can be judged, so that cues may lack it."""
    lost = sum(one.trust in _LOST and key.node not in blind for key, one in facts.recent.items())
    said = []
    if lost:
        said.append(f"{lost} of {len(facts.recent)} signals could not be read over time: cues may lack them.")
    if facts.changes.failures:
        said.append(f"Changes may be missing: {facts.changes.failures[0].rstrip('.')}.")
    return " ".join(said)
