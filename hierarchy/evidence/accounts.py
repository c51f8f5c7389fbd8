"""From the verdict on a node to its health, with the reasons in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hierarchy.evidence.assumptions import Mute, MuteKind
from hierarchy.evidence.health import Evidence, NodeHealth, Reason, SignalHealth
from hierarchy.evidence.limits import urgency
from hierarchy.evidence.reasons import NO_LIMIT, UNMEASURED, Members, group_reason, signal_reason
from hierarchy.evidence.states import SEVERITY, Bounds, State
from hierarchy.evidence.verdicts import Felt, Own, Scene, Verdict
from hierarchy.model import Node, Signal

_BAD = (State.WARNING, State.CRITICAL)


def account(scene: Scene, place: int, evidence: Evidence, explain: bool) -> NodeHealth:
    """The health of the node at a place."""
    node, verdict, real = scene.plans[place].node, scene.verdicts[place], scene.real[place]
    own, threat = _state(verdict.own.bounds), _state(verdict.threat)
    deciding = _deciding(node, verdict.own)
    bounds = verdict.bounds
    inverted = _inverted(scene, place) if place in scene.ends else None
    return NodeHealth(
        state=bounds.state,
        own=own,
        threat=threat,
        bounds=bounds,
        evidence=evidence,
        reasons=_reasons(scene, place, deciding, inverted) if explain else (),
        signals=verdict.own.signals,
        deciding=deciding,
        at_least=bounds.best is not bounds.worst and bounds.best is not State.OK,
        contradiction=_contradiction(own, threat, verdict, scene.verdicts)
        or ("" if inverted is None else inverted.rule),
        laws=verdict.own.laws,
        mute=scene.mutes.get(place),
        assumed=verdict.assumed,
        imagined=verdict is not real and (verdict.bounds, verdict.threat) != (real.bounds, real.threat),
    )


def _state(bounds: Bounds | None) -> State | None:
    return None if bounds is None else bounds.state


def _reasons(scene: Scene, place: int, deciding: str | None, inverted: Reason | None) -> tuple[Reason, ...]:
    """What is assumed first, then signals and laws, worst and deciding first, then what cannot be judged,
    groups, worst first, and what is called out; ok only where it decides, or where `hold` keeps it."""
    node, verdict = scene.plans[place].node, scene.verdicts[place]
    own = verdict.own
    first = [] if verdict.assumed is None else [_what_if(verdict.assumed)]
    if any(vote.rule in ("departed", "not-there-yet") for vote in own.votes):
        return (*first, *own.votes)
    reasons = [*_of_signals(node, own, deciding), *own.votes]
    if own.bounds is None and node.signals:
        reasons.append(NO_LIMIT)
    if own.bounds is None and verdict.threat is None:
        reasons.append(UNMEASURED)
    groups = [
        g for g in verdict.groups if own.bounds is None or g.bounds.state is not State.OK or g.present.muted
    ]
    texts = [_of_group(scene, g) for g in groups if not g.plan.aside]
    last = [*own.callouts, *_called_out(scene, place, inverted)]
    return (*first, *reasons, *sorted(texts, key=lambda r: -SEVERITY[r.state]), *last)


def _of_signals(node: Node, own: Own, deciding: str | None) -> list[Reason]:
    shown: list[tuple[Signal, SignalHealth]] = []
    chosen: list[tuple[Signal, SignalHealth]] = []
    for signal in node.shown:
        judged = own.signals[signal.id]
        if judged.momentary is not None or (judged.state is not None and judged.state is not State.OK):
            shown.append((signal, judged))
        elif signal.id == deciding and judged.state is not None:
            chosen.append((signal, judged))
    shown = shown or chosen
    reasons = [own.told.get(s.id) or signal_reason(own.scaled.get(s.id, s), h) for s, h in shown]
    reasons.sort(key=lambda r: (-SEVERITY[r.state], r.signal != deciding))
    return reasons


def _of_group(scene: Scene, group: Felt) -> Reason:
    members: Members = [
        (scene.plans[i].node.id, scene.title(i), scene.verdicts[i].bounds.state)
        for i in group.present.members
    ]
    left_out = [scene.mutes[i] for i in group.present.muted]
    return group_reason(group.plan, group.present, members, group.bounds, group.felt, _counted(left_out))


def _counted(mutes: Sequence[Mute]) -> str:
    """Such as "1 in maintenance", "2 acknowledged and 1 in maintenance"."""
    words = {MuteKind.ACKNOWLEDGED: "acknowledged", MuteKind.MAINTENANCE: "in maintenance"}
    counts = [(sum(mute.kind is kind for mute in mutes), word) for kind, word in words.items()]
    return " and ".join(f"{count} {word}" for count, word in counts if count)


def _what_if(state: State) -> Reason:
    return Reason("what-if", state, f"taken to be {state.value}, whatever is read of it")


def _called_out(scene: Scene, place: int, inverted: Reason | None) -> Iterator[Reason]:
    if inverted is not None:
        yield inverted
    mute = scene.mutes.get(place)
    if mute is not None:
        why = ": ".join(part for part in (mute.author, mute.reason) if part)
        text = f"{_counted([mute])[2:]}{f' ({why})' if why else ''}, so its state is not passed on"
        yield Reason(mute.kind.value, scene.verdicts[place].bounds.state, text)


def _inverted(scene: Scene, place: int) -> Reason | None:
    """An end that comes first and is worse than one that comes after it and is ok."""
    ends = [(i, scene.verdicts[i].bounds.state) for i in scene.ends[place]]
    for after, (second, state) in enumerate(ends):
        hurt = [(i, s) for i, s in ends[:after] if s in _BAD]
        if state is State.OK and hurt:
            first, worse = max(hurt, key=lambda one: SEVERITY[one[1]])
            later = f"{scene.title(second)}, which comes after it, is ok"
            text = f"{scene.title(first)} is {worse.value} while {later}"
            return Reason("priority-inverted", State.UNKNOWN, text)
    return None


def _deciding(node: Node, own: Own) -> str | None:
    """The signal that best explains the state: the worst, among equally bad ones the one most beyond its
    limit; while all are fine the first with limits, so that a card does not change what it speaks of."""
    best: tuple[float, float] | None = None
    chosen: Signal | None = None
    for signal in node.shown:
        judged = own.signals[signal.id]
        if judged.state is None:
            continue
        proves = judged.state in _BAD and judged.value is not None
        rank = (
            SEVERITY[judged.state],
            urgency(own.scaled.get(signal.id, signal), judged.state, judged.value or 0.0) if proves else 0.0,
        )
        if best is None or rank > best:
            best, chosen = rank, signal
    chosen = chosen or (node.shown[0] if node.shown else None)
    return chosen.id if chosen else None


def _contradiction(
    own: State | None, threat: State | None, verdict: Verdict, verdicts: Sequence[Verdict]
) -> str:
    """Own and means that cannot both be the whole story: lag, redundancy, a model gap, a wrong sensor."""
    if own is State.OK and threat is State.CRITICAL:
        return "own-ok-threat-critical"
    if own is State.CRITICAL and verdict.groups:
        members = {i for g in verdict.groups if not g.plan.aside for i in g.present.members}
        unseen = any(g.present.missing or g.present.muted for g in verdict.groups)
        if members and not unseen and all(verdicts[i].bounds.state is State.OK for i in members):
            return "own-critical-means-ok"
    return ""
