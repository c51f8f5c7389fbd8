"""The detail of one node as view-models: identity, why, where to look next, and what is known besides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hierarchy.evidence.assumptions import Mute, MuteKind
from hierarchy.evidence.health import Evidence, Health, NodeHealth
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.graph import Graph
from hierarchy.model import Impact, MeansGroup, Model, Node, Rule, Signal
from hierarchy.quantities import format_age
from layouts.evidence_views import WhatIf
from layouts.view_models import DetailView, LinkRow, MeansRows, ReasonRow
from layouts.zones import Zone
from navigator.screen.around import NOTHING_AROUND, Around, began
from navigator.screen.change_rows import changes_of
from navigator.screen.cue_rows import look_next
from navigator.screen.law_pictures import law_views
from navigator.screen.law_texts import law_lines
from navigator.screen.lever_rows import levers_of
from navigator.screen.links import fill
from navigator.screen.node_rows import absence, last_read, rows, since_text
from navigator.screen.signal_rows import signal_row
from navigator.screen.split_rows import splits_shown

_CONTRADICTIONS = {
    "own-ok-threat-critical": "It is fine itself while what it rests on is critical: "
    "lag, redundancy, or a wrong sensor.",
    "own-critical-means-ok": "It is critical while everything it rests on is fine: "
    "a means missing from the hierarchy, or a wrong sensor.",
    "priority-inverted": "What comes first here is worse off than what comes after it: "
    "shed the latter, or the priority is another.",
}
_SAID_APART = frozenset({"what-if", *(kind.value for kind in MuteKind)})
_MUTED = {MuteKind.ACKNOWLEDGED: "Acknowledged", MuteKind.MAINTENANCE: "In maintenance"}


def build_detail(
    model: Model,
    graph: Graph,
    health: Health,
    id: str,
    since: float | None,
    window: tuple[float, float],
    around: Around = NOTHING_AROUND,
    what_if: Sequence[tuple[str, State]] = (),
    pin: str | None = None,
) -> DetailView:
    """All that the detail says about node `id` at `health.at`, with the cues and changes `around` it, while
    the node `pin` is pinned."""
    node, judged = model.nodes[id], health.nodes[id]
    links = ((link.title, fill(link.url, node.labels, *window)) for link in node.links)
    return replace(
        _judged(model, graph, health, id, since, around),
        links=tuple(LinkRow(title, href) for title, href in links if href),
        what_if=WhatIf(id, judged.assumed, bool(what_if)),
        look=look_next(model, health, around, id),
        pictures=law_views(node, judged),
        splits=splits_shown(model, around, id),
        changes=changes_of(model, graph, around, id, began(around, id), pin),
        levers=levers_of(model, graph, health, id, window),
        symptoms=node.symptoms,
    )


def _judged(
    model: Model, graph: Graph, health: Health, id: str, since: float | None, around: Around
) -> DetailView:
    """Who it is, what state it has and why, its signals and its neighbours."""
    node, judged = model.nodes[id], health.nodes[id]
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
        since="" if absence(judged) else since_text(since, health.at, around.zone) + last_read(health, node),
        evidence=evidence_text(judged.evidence),
        contradiction=_CONTRADICTIONS.get(judged.contradiction, ""),
        reasons=_reasons(judged, around.zone),
        laws=law_lines(model, node, judged),
        mute="" if judged.mute is None else _mute_text(judged.mute, around.zone),
        imagined=_imagined(judged),
        signals=tuple(
            signal_row(node, s, judged.signals[s.id], around, health.at) for s in _seen(node, judged)
        ),
        ends=rows(model, health, graph.ends(id)),
        means=tuple(_means(model, health, group) for group in node.how),
        part_of=rows(model, health, (node.part_of,) if node.part_of else ()),
        parts=rows(model, health, graph.parts(id)),
        calls=rows(model, health, graph.callees(id)),
        called_by=rows(model, health, graph.callers(id)),
    )


def evidence_text(evidence: Evidence) -> str:
    """`11 of 12 readings known, oldest 14 s`."""
    if evidence.expected == 0:
        return "Nothing is measured here or below"
    oldest = "" if evidence.oldest is None else f", oldest {format_age(evidence.oldest)}"
    return f"{evidence.known} of {evidence.expected} readings known{oldest}"


def state_word(judged: NodeHealth) -> str:
    """`critical`, `at least warning` when more is not known, `if critical` where that is imagined, or that
    a member is not there."""
    if absent := absence(judged):
        return absent
    word = f"at least {judged.state}" if judged.at_least else judged.state.value
    return f"if {word}" if judged.imagined or judged.assumed is not None else word


def _reasons(judged: NodeHealth, zone: Zone) -> tuple[ReasonRow, ...]:
    """Worst first: what made the state comes before what merely does not speak against it. Assumptions and
    mutes have lines of their own."""
    said = [reason for reason in judged.reasons if reason.rule not in _SAID_APART]
    ordered = sorted(said, key=lambda reason: -SEVERITY[reason.state])
    told = (zone.rewritten(reason.text) for reason in ordered)
    texts = _said_once([text[:1].upper() + text[1:] for text in told])
    return tuple(ReasonRow(text, reason.state) for text, reason in zip(texts, ordered, strict=True))


def _said_once(texts: Sequence[str]) -> list[str]:
    """What a source answered stands in brackets at the end for every signal of it; the first is enough."""
    said: set[str] = set()
    told = []
    for text in texts:
        before, _, answer = text.partition(" (")
        told.append(before if answer in said else text)
        said.update({answer} if answer.endswith(")") else ())
    return told


def _seen(node: Node, judged: NodeHealth) -> Iterator[Signal]:
    """The signals that people see and that were judged, in the order of the file: rows that are read do
    not change places."""
    return (signal for signal in node.shown if signal.id in judged.signals)


def _mute_text(mute: Mute, zone: Zone) -> str:
    """`Acknowledged by AK until 15:04 UTC: known, being mended. Its state does not go up to its ends.`"""
    by = f" by {mute.author}" if mute.author else ""
    until = "" if mute.until is None else f" until {zone.named(mute.until)}"
    why = f": {mute.reason.rstrip('.')}" if mute.reason else ""
    return f"{_MUTED[mute.kind]}{by}{until}{why}. Its state does not go up to its ends."


def _imagined(judged: NodeHealth) -> str:
    """That the state shown is not the real one, and why it is shown."""
    if judged.assumed is not None:
        return f"What if: taken to be {judged.assumed}, whatever is read of it. This is not real."
    if judged.imagined:
        return "What if: this state follows from what is taken for granted elsewhere. It is not real."
    return ""


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
