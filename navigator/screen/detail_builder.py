"""The detail of one node, or of the whole system when there is no focus, as view-models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from hierarchy.evidence.health import Evidence, Health, NodeHealth, SignalHealth
from hierarchy.evidence.readings import SourceState, Trust
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.graph import Graph
from hierarchy.model import Band, Impact, Limit, MeansGroup, Model, Node, Rule, Signal
from hierarchy.promql import quote
from hierarchy.quantities import format_age, format_quantity
from layouts.view_models import (
    DetailView,
    LinkRow,
    MeansRows,
    NodeRow,
    OverviewView,
    ReasonRow,
    SignalRow,
)
from navigator.screen.law_texts import about_signal, law_lines, lever_rows, of_capacity, share_text
from navigator.screen.links import fill
from navigator.screen.view_builder import value_text

LONGEST_LIST = 12
_ABSENCES = ("departed", "not-there-yet")
_CONTRADICTIONS = {
    "own-ok-threat-critical": "It is fine itself while what it rests on is critical: "
    "lag, redundancy, or a wrong sensor.",
    "own-critical-means-ok": "It is critical while everything it rests on is fine: "
    "a means missing from the hierarchy, or a wrong sensor.",
}


def build_detail(
    model: Model, graph: Graph, health: Health, id: str, since: float | None, window: tuple[float, float]
) -> DetailView:
    """All that the detail says about node `id` at `health.at`."""
    node, judged = model.nodes[id], health.nodes[id]
    links = ((link.title, fill(link.url, node.labels, *window)) for link in node.links)
    return DetailView(
        id=id,
        title=node.title,
        level=model.levels[node.level.rank].title,
        domain=node.domain,
        owner=node.owner,
        description=node.description,
        beneficiary=node.beneficiary,
        state=judged.state,
        state_text=state_word(judged),
        own=judged.own,
        threat=judged.threat,
        since="" if absence(judged) else since_text(since, health.at) + last_read(health),
        evidence=evidence_text(judged.evidence),
        contradiction=_CONTRADICTIONS.get(judged.contradiction, ""),
        reasons=_reasons(judged),
        signals=tuple(_signal(node, signal, judged.signals[signal.id]) for signal in node.signals),
        ends=rows(model, health, graph.ends(id)),
        means=tuple(_means(model, health, group) for group in node.how),
        part_of=rows(model, health, (node.part_of,) if node.part_of else ()),
        parts=rows(model, health, graph.parts(id)),
        calls=rows(model, health, graph.callees(id)),
        called_by=rows(model, health, graph.callers(id)),
        links=tuple(LinkRow(title, href) for title, href in links if href),
        laws=law_lines(model, node),
        levers=lever_rows(model, node, window),
        symptoms=node.symptoms,
    )


def build_overview(model: Model, health: Health, since: Mapping[str, float]) -> OverviewView:
    """What is hurt and since when: suffering purposes first, then the rest, worst and oldest first."""
    judged = health.nodes
    abnormal = [id for id, h in judged.items() if SEVERITY[h.state] >= SEVERITY[State.WARNING]]
    abnormal.sort(key=lambda id: (-SEVERITY[judged[id].state], since.get(id, 0.0)))
    purposes = [id for id in abnormal if model.nodes[id].level.rank == 0]
    rest = [id for id in abnormal if model.nodes[id].level.rank > 0]
    unknown = [id for id, h in judged.items() if h.state is State.UNKNOWN]
    notes = {id: since_text(since.get(id), health.at) for id in abnormal}
    counts = Counter(h.state for h in judged.values())
    known = sum(1 for h in judged.values() for s in h.signals.values() if s.trust is Trust.LIVE)
    expected = sum(len(node.signals) for node in model.nodes.values())
    return OverviewView(
        title=model.title,
        description=model.description,
        counts={state: counts.get(state, 0) for state in State},
        verdict=_verdict(model, health),
        hurt=rows(model, health, tuple(purposes[:LONGEST_LIST]), notes),
        more=sum(max(0, len(ids) - LONGEST_LIST) for ids in (purposes, rest, unknown)),
        elsewhere=rows(model, health, tuple(rest[:LONGEST_LIST]), notes),
        unknown=rows(model, health, tuple(unknown[:LONGEST_LIST])),
        evidence=f"{known} of {expected} signals are known{last_read(health)}",
        problems=tuple(problem.message for problem in model.problems[:LONGEST_LIST]),
    )


def _verdict(model: Model, health: Health) -> ReasonRow:
    """What may be said of the purposes when none is seen to suffer: no more than is known."""
    judged = [health.nodes[node.id] for node in model.nodes.values() if node.level.rank == 0]
    unknown = sum(h.state is State.UNKNOWN for h in judged)
    unmeasured = sum(h.own is None for h in judged)
    if not judged:
        return ReasonRow("No purpose is defined.", State.UNKNOWN)
    if unknown:
        return ReasonRow(f"{unknown} of {len(judged)} purposes are unknown; no other suffers.", State.UNKNOWN)
    if last_read(health):
        return ReasonRow("No purpose was known to suffer when the source last answered.", State.UNKNOWN)
    if unmeasured:
        text = f"No purpose is known to suffer; {unmeasured} of {len(judged)} are judged from below only."
        return ReasonRow(text, State.UNKNOWN)
    return ReasonRow("No purpose suffers.", State.OK)


def last_read(health: Health) -> str:
    """`, last read 57 s ago` while a source does not answer, else nothing."""
    away = [s for s in health.sources.values() if s.state is SourceState.UNREACHABLE]
    answered = [status.answered_at for status in away if status.answered_at is not None]
    return f", last read {format_age(health.at - min(answered))} ago" if answered else ""


def rows(
    model: Model, health: Health, ids: tuple[str, ...], notes: Mapping[str, str] | None = None
) -> tuple[NodeRow, ...]:
    """Neighbours as rows, in the order given; of a member that is not there that is said."""
    said = notes or {}
    return tuple(
        NodeRow(id, model.nodes[id].title, health.nodes[id].state, said.get(id) or absence(health.nodes[id]))
        for id in ids
    )


def since_text(since: float | None, now: float) -> str:
    """`since 02:58 (7 min)`, empty when the beginning is not known."""
    if since is None:
        return ""
    return f"since {datetime.fromtimestamp(since, UTC):%H:%M} ({format_age(max(0.0, now - since))})"


def evidence_text(evidence: Evidence) -> str:
    """`11 of 12 readings known, oldest 14 s`."""
    if evidence.expected == 0:
        return "Nothing is measured here or below"
    oldest = "" if evidence.oldest is None else f", oldest {format_age(evidence.oldest)}"
    return f"{evidence.known} of {evidence.expected} readings known{oldest}"


def limits_text(signal: Signal) -> str:
    """The limits in words: `warning from 500 ms, critical from 2 s`."""
    parts = [
        f"{name} {_limit(limit, signal)}"
        for name, limit in (("warning", signal.warning), ("critical", signal.critical))
        if limit is not None
    ]
    shares = (("warning", signal.warning_share), ("critical", signal.critical_share))
    parts += [f"{name} {share_text(share, signal)}" for name, share in shares if share is not None]
    return ", ".join(parts)


def query_text(signal: Signal) -> str:
    """What the signal asks the source, as written, with what `$match` stands for."""
    if signal.query is not None:
        query = signal.query
    elif signal.bad is not None:
        query = f"({signal.bad}) / ({signal.total})"
    else:
        query = f"1 - ({signal.good}) / ({signal.total})"
    matchers = ",".join(f"{m.label}{'=~' if m.regex else '='}{quote(m.value)}" for m in signal.match)
    return query.replace("$match", matchers)


def _limit(limit: Limit, signal: Signal) -> str:
    if isinstance(limit, Band):
        return (
            f"outside {format_quantity(limit.low, signal.unit)} to {format_quantity(limit.high, signal.unit)}"
        )
    way = "up to" if signal.worse == "lower" else "from"
    return f"{way} {format_quantity(limit, signal.unit)}"


def _signal(node: Node, signal: Signal, judged: SignalHealth) -> SignalRow:
    whole = "" if judged.value is None else of_capacity(signal)
    return SignalRow(
        id=signal.id,
        title=signal.title,
        value=f"{value_text(node, signal.id, judged)} {whole}".rstrip(),
        state=judged.state,
        trust=judged.trust,
        age="" if judged.age is None else f"{format_age(judged.age)} old",
        detail=judged.detail,
        limits=limits_text(signal),
        query=query_text(signal),
        source=signal.source,
        description=signal.description,
        about=about_signal(signal),
    )


def _means(model: Model, health: Health, group: MeansGroup) -> MeansRows:
    rule = {
        Rule.ALL_OF: "Needs all of",
        Rule.ANY_OF: "Needs any of",
        Rule.AT_LEAST: f"Needs at least {group.at_least} of",
    }[group.rule]
    if group.rule is Rule.ALL_OF and len(group.members) == 1:
        rule = "Needs"
    impact = {
        Impact.FULL: "",
        Impact.DEGRADED: " (losing it only degrades this)",
        Impact.NONE: " (does not count for the state)",
    }[group.impact]
    if group.impact is Impact.NONE and group.members and all(model.nodes[m].each for m in group.members):
        # The wholes are linked to be walked to; what is needed of their members stands in other groups.
        one = len(group.members) == 1
        text = "The whole, whose members count" if one else "The wholes, whose members count"
        return MeansRows(text, rows(model, health, group.members))
    if not group.members:
        rule = "Needs members of which none was found"
    because = f": {group.because}" if group.because else ""
    return MeansRows(f"{rule}{impact}{because}", rows(model, health, group.members))


def absence(judged: NodeHealth) -> str:
    """Why a member is not there, `departed, last seen 12 min ago`; empty for what is."""
    return next((reason.text for reason in judged.reasons if reason.rule in _ABSENCES), "")


def state_word(judged: NodeHealth) -> str:
    """`critical`, `at least warning` when more is not known, or that a member is not there."""
    if absent := absence(judged):
        return absent
    return f"at least {judged.state}" if judged.at_least else judged.state.value


def _reasons(judged: NodeHealth) -> tuple[ReasonRow, ...]:
    """Worst first: what made the state comes before what merely does not speak against it. Laws that
    nothing judges are left to the lines that say which ones."""
    said = [reason for reason in judged.reasons if reason.rule != "not-judged"]
    ordered = sorted(said, key=lambda reason: -SEVERITY[reason.state])
    return tuple(ReasonRow(reason.text[:1].upper() + reason.text[1:], reason.state) for reason in ordered)
