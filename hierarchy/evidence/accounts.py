"""From the verdict on a node to its health, with the reasons in words."""

from __future__ import annotations

from collections.abc import Sequence

from hierarchy.evidence.health import Evidence, NodeHealth, Reason
from hierarchy.evidence.limits import urgency
from hierarchy.evidence.own import Plan
from hierarchy.evidence.reasons import NO_LIMIT, UNMEASURED, Members, group_reason, signal_reason
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.evidence.verdicts import Felt, Own, Verdict
from hierarchy.model import Node, Signal


def account(
    plan: Plan,
    verdict: Verdict,
    plans: Sequence[Plan],
    verdicts: Sequence[Verdict],
    evidence: Evidence,
    explain: bool,
) -> NodeHealth:
    """The health of the node of `plan`; `plans` and `verdicts` are those of all nodes, by place."""
    node = plan.node
    own = None if verdict.own.bounds is None else verdict.own.bounds.state
    threat = None if verdict.threat is None else verdict.threat.state
    deciding = _deciding(node, verdict.own)
    bounds = verdict.bounds
    return NodeHealth(
        state=bounds.state,
        own=own,
        threat=threat,
        bounds=bounds,
        evidence=evidence,
        reasons=_reasons(node, verdict, plans, verdicts, deciding) if explain else (),
        signals=verdict.own.signals,
        deciding=deciding,
        at_least=bounds.best is not bounds.worst and bounds.best is not State.OK,
        contradiction=_contradiction(own, threat, verdict, verdicts),
    )


def _reasons(
    node: Node, verdict: Verdict, plans: Sequence[Plan], verdicts: Sequence[Verdict], deciding: str | None
) -> tuple[Reason, ...]:
    """Signals first, worst and deciding first, then what cannot be judged, then groups, worst first; ok
    only where it decides, or where `hold` keeps it."""
    own = verdict.own
    if any(vote.rule in ("departed", "not-there-yet") for vote in own.votes):
        return own.votes
    judged = [(s, own.signals[s.id]) for s in node.signals]
    shown = [(s, h) for s, h in judged if h.state not in (None, State.OK) or h.momentary is not None]
    shown = shown or [(s, h) for s, h in judged if s.id == deciding and s.has_limits]
    reasons = [signal_reason(own.scaled.get(s.id, s), h) for s, h in shown]
    reasons.sort(key=lambda r: (-SEVERITY[r.state], r.signal != deciding))
    reasons.extend(own.votes)
    if own.bounds is None and node.signals:
        reasons.append(NO_LIMIT)
    if own.bounds is None and verdict.threat is None:
        reasons.append(UNMEASURED)
    groups = [g for g in verdict.groups if own.bounds is None or g.bounds.state is not State.OK]
    texts = [
        group_reason(g.plan, g.present, _members(g, plans, verdicts), g.bounds, g.felt)
        for g in groups
        if not g.plan.aside
    ]
    return (*reasons, *sorted(texts, key=lambda r: -SEVERITY[r.state]))


def _members(group: Felt, plans: Sequence[Plan], verdicts: Sequence[Verdict]) -> Members:
    return [(plans[i].node.id, plans[i].node.title, verdicts[i].bounds.state) for i in group.present.members]


def _deciding(node: Node, own: Own) -> str | None:
    """The signal that best explains the state: the worst, among equally bad ones the one most beyond its
    limit; while all are fine the first with limits, so that a card does not change what it speaks of."""
    best: tuple[float, float] | None = None
    chosen: Signal | None = None
    for signal in node.signals:
        judged = own.signals[signal.id]
        if judged.state is None:
            continue
        proves = judged.state in (State.WARNING, State.CRITICAL) and judged.value is not None
        rank = (
            SEVERITY[judged.state],
            urgency(own.scaled.get(signal.id, signal), judged.state, judged.value or 0.0) if proves else 0.0,
        )
        if best is None or rank > best:
            best, chosen = rank, signal
    chosen = chosen or (node.signals[0] if node.signals else None)
    return chosen.id if chosen else None


def _contradiction(
    own: State | None, threat: State | None, verdict: Verdict, verdicts: Sequence[Verdict]
) -> str:
    """Own and means that cannot both be the whole story: lag, redundancy, a model gap, a wrong sensor."""
    if own is State.OK and threat is State.CRITICAL:
        return "own-ok-threat-critical"
    if own is State.CRITICAL and verdict.groups:
        members = {i for g in verdict.groups if not g.plan.aside for i in g.present.members}
        missing = any(g.present.missing for g in verdict.groups)
        if members and not missing and all(verdicts[i].bounds.state is State.OK for i in members):
            return "own-critical-means-ok"
    return ""
