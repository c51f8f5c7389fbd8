"""What each node really has: templates filled with its labels, its own signals, its links."""

from __future__ import annotations

import re
from dataclasses import replace

from hierarchy.actions import Link
from hierarchy.file.drafts import LinkDraft, NodeDraft, Pattern, Ref, TemplateDraft
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined, domains
from hierarchy.file.queries import QueryChecks
from hierarchy.file.signals import build_signal, merged
from hierarchy.file.templates import PLACEHOLDER
from hierarchy.model import MeansGroup, Node, Signal
from hierarchy.problems import Position
from hierarchy.queries import Matcher

_REGEX_SIGN = re.compile(r"[.+*?()|\[\]{}^$\\]")
_ALWAYS_FILLED = frozenset({"from", "to"})
_USES_MATCH = re.compile(r"\$match\b")


def expand(findings: Findings, queries: QueryChecks, joined: Joined) -> dict[str, Node]:
    """The nodes of the model, in the order of the files. Nodes without a known level are left out."""
    columns = domains(joined)
    nodes: dict[str, Node] = {}
    for draft in joined.draft.nodes.values():
        signals = _signals(findings, queries, joined, draft)
        links = _links(findings, joined, draft)
        if draft.level is None:
            continue
        nodes[draft.id] = Node(
            id=draft.id,
            level=draft.level,
            title=draft.texts.get("title") or draft.id,
            description=draft.texts.get("description", ""),
            beneficiary=draft.texts.get("for", ""),
            owner=draft.texts.get("owner", ""),
            domain=columns.get(draft.id, ""),
            labels=dict(draft.labels),
            signals=signals,
            links=links,
            how=_groups(joined, draft.id),
            why=joined.why[draft.id],
            part_of=joined.part_of[draft.id].id if draft.id in joined.part_of else None,
            calls=tuple(ref.id for ref in joined.calls[draft.id]),
            defined_at=draft.at,
        )
    return nodes


def _groups(joined: Joined, node: str) -> tuple[MeansGroup, ...]:
    return tuple(
        MeansGroup(g.rule, tuple(ref.id for ref in g.members), g.at_least, g.impact, g.because)
        for g in joined.how[node]
    )


def _signals(findings: Findings, queries: QueryChecks, joined: Joined, node: NodeDraft) -> tuple[Signal, ...]:
    """Templates' signals in the order of `use`, changed and removed as the node says, then its own."""
    found: dict[str, Signal] = {}
    origin: dict[str, str] = {}
    for use in node.use:
        template = joined.draft.templates.get(use.template.id)
        if template is None:
            continue
        match = _fill_match(findings, node, template, use.template.at)
        for sid in template.signals:
            name = f"{use.prefix}.{sid}" if use.prefix else sid
            if name in origin:
                _report_collision(findings, use.template, template.name, name, origin[name])
                continue
            origin[name] = template.name
            signal = _from_template(findings, queries, node, template, sid, name)
            if signal is not None:
                source = signal.source or "default"
                found[name] = replace(signal, id=name, match=_match_of(signal, match), source=source)
    for name in node.signals:
        if name not in origin:
            signal = _own(findings, queries, node, name, origin)
            if signal is not None:
                found[name] = replace(signal, source=signal.source or "default")
    return tuple(found.values())


def _own(
    findings: Findings, queries: QueryChecks, node: NodeDraft, name: str, inherited: dict[str, str]
) -> Signal | None:
    own = node.signals[name]
    if own is None:
        hint = findings.suggest(name, inherited) or "delete the line, or write {query: '…'}"
        message = f"there is no signal '{name}' here to remove"
        findings.error(node.signal_places[name], "unknown-signal", message, hint)
        return None
    if _only_changes(findings, node, name, inherited):
        return None
    return build_signal(findings, queries, own, None)


def _report_collision(findings: Findings, ref: Ref, template: str, signal: str, other: str) -> None:
    message = f"signal '{signal}' comes from '{other}' and from '{template}'"
    hint = f"write {{template: {template}, as: {template}}}, so that it becomes '{template}.{signal}'"
    findings.error(ref.at, "signal-id-collision", message, hint)


def _only_changes(findings: Findings, node: NodeDraft, name: str, inherited: dict[str, str]) -> bool:
    """Whether an own signal measures nothing and is near an inherited one: a change with a typing error."""
    own = node.signals[name]
    if own is None or {"query", "bad", "good", "total"} & own.entries.keys() or not inherited:
        return False
    near = findings.suggest(name, inherited)
    hint = near or f"to change a template's signal use its id: {', '.join(inherited)}; else add 'query'"
    message = f"'{name}' is no signal of the templates used here, and says nothing about how to measure it"
    findings.error(node.signal_places[name], "signal-without-query", message, hint)
    return True


def _from_template(
    findings: Findings, queries: QueryChecks, node: NodeDraft, template: TemplateDraft, sid: str, name: str
) -> Signal | None:
    if name not in node.signals:
        return template.built.get(sid)
    override = node.signals[name]
    if override is None:
        return None
    return build_signal(findings, queries, merged(template.signals[sid], override), template.name)


def _match_of(signal: Signal, match: tuple[Matcher, ...]) -> tuple[Matcher, ...]:
    texts = (signal.query, signal.bad, signal.good, signal.total, signal.zero_while)
    return match if any(text and _USES_MATCH.search(text) for text in texts) else ()


def _fill_match(
    findings: Findings, node: NodeDraft, template: TemplateDraft, at: Position
) -> tuple[Matcher, ...]:
    matchers: list[Matcher] = []
    for pattern in template.match:
        missing = [name for name in PLACEHOLDER.findall(pattern.text) if name not in node.labels]
        for name in dict.fromkeys(missing):
            _report_missing(findings, node, name, at, pattern.at, f"template '{template.name}'")
        if not missing:
            matchers.append(Matcher(pattern.label, _filled(node, pattern), pattern.regex))
    return tuple(matchers)


def _filled(node: NodeDraft, pattern: Pattern) -> str:
    def fill(found: re.Match[str]) -> str:
        value = node.labels[found.group(1)]
        return _REGEX_SIGN.sub(r"\\\g<0>", value) if pattern.regex else value

    return PLACEHOLDER.sub(fill, pattern.text)


def _links(findings: Findings, joined: Joined, node: NodeDraft) -> tuple[Link, ...]:
    drafts: list[tuple[LinkDraft, Position]] = []
    for use in node.use:
        template = joined.draft.templates.get(use.template.id)
        drafts += [(link, use.template.at) for link in template.links] if template else []
    drafts += [(link, link.at) for link in node.links]
    for link, at in drafts:
        for name in dict.fromkeys(PLACEHOLDER.findall(link.link.url)):
            if name not in node.labels and name not in _ALWAYS_FILLED:
                _report_missing(findings, node, name, at, link.at, f"the link '{link.link.title}'")
    return tuple(link.link for link, _at in drafts)


def _report_missing(
    findings: Findings, node: NodeDraft, label: str, at: Position, needed_at: Position, by: str
) -> None:
    message = f"node '{node.id}' has no label '{label}', which {by} needs"
    hint = findings.suggest(label, node.labels) or f"add labels: {{{label}: …}} to the node"
    findings.error(at, "missing-label", message, hint, [needed_at] if needed_at != at else [])
