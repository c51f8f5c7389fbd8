"""What each node really has: templates filled with its labels, its own signals, its links and laws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from hierarchy.actions import Link
from hierarchy.file.copies import site_of
from hierarchy.file.drafts import LinkDraft, NodeDraft
from hierarchy.file.each import each_of
from hierarchy.file.findings import Findings
from hierarchy.file.groups import means_of, parts
from hierarchy.file.joins import Joined, domains
from hierarchy.file.laws_of import FILLED_WHEN_SHOWN, Laws, laws_of
from hierarchy.file.node_signals import filled, report_missing, signals_of, templates_of
from hierarchy.file.queries import QueryChecks
from hierarchy.file.site import Site
from hierarchy.file.volume import Volume
from hierarchy.levels import Level
from hierarchy.model import Node, Signal
from hierarchy.patterns import placeholders
from hierarchy.problems import Position
from hierarchy.terms import with_terms

_OF_LAWS = tuple(field.name for field in fields(Laws))


def expand(findings: Findings, queries: QueryChecks, joined: Joined) -> dict[str, Node]:
    """The nodes of the model, in the order of the files. Nodes without a known level are left out."""
    columns = domains(joined)
    wholes = parts(findings, joined)
    nodes: dict[str, Node] = {}
    volume = Volume(findings)
    if not all(volume.takes(draft, templates_of(joined, draft)) for draft in joined.draft.nodes.values()):
        return nodes
    for draft in joined.draft.nodes.values():
        site = site_of(findings, joined.names, draft)
        made = signals_of(findings, queries, joined, draft, site)
        signals = () if draft.each else filled(made, draft.labels)
        laws = _laws(findings, queries, joined, draft, site, signals)
        each = each_of(findings, queries, site, draft, made)
        known = {"domain": columns.get(draft.id, ""), "parts": wholes.get(draft.id, ())}
        node = _node(findings, joined, draft, known | {"signals": signals, "each": each} | _fields(laws))
        if draft.level is not None:
            nodes[draft.id] = with_terms(node, joined.draft.step)
    _check_former_ids(findings, joined, nodes)
    return nodes


def _node(findings: Findings, joined: Joined, draft: NodeDraft, known: dict[str, Any]) -> Node:
    """The node with what its draft says, and what is known of it beside, by the names of its parts."""
    wholes = joined.wholes[draft.id]
    return Node(
        id=draft.id,
        level=draft.level or Level.FUNCTIONAL_PURPOSE,
        title=draft.texts.get("title") or draft.id,
        description=draft.texts.get("description", ""),
        beneficiary=draft.texts.get("for", ""),
        owner=draft.texts.get("owner", ""),
        labels=dict(draft.labels),
        links=_links(findings, joined, draft),
        how=means_of(joined, draft.id),
        why=joined.why[draft.id],
        # What is a part of all that agree with it stands in none of them more than in the others.
        part_of=wholes[0].ref.id if len(wholes) == 1 else None,
        calls=tuple(ref.id for ref in joined.calls[draft.id]),
        defined_at=draft.at,
        **known,
    )


def _laws(
    findings: Findings,
    queries: QueryChecks,
    joined: Joined,
    draft: NodeDraft,
    site: Site,
    signals: tuple[Signal, ...],
) -> Laws:
    """What the node is judged by and what can be done at it, with what its templates bring."""
    written = draft.laws
    for use in reversed(draft.use):
        template = joined.draft.templates.get(use.template.id)
        if template is not None:
            written = written.using(template.levers, template.symptoms, use.template.at)
    by_id = {signal.id: signal for signal in signals}
    laws = laws_of(findings, queries, site, written, by_id, joined.why[draft.id], draft.label_names)
    if draft.copy is None:
        return laws
    # What was one node before it had copies went into all of them, so only the same copy counts.
    return replace(laws, formerly=tuple(f"{old}.{draft.copy.id}" for old in laws.formerly))


def _fields(laws: Laws) -> dict[str, Any]:
    """The laws under the names that they have at a node."""
    return {name: getattr(laws, name) for name in _OF_LAWS}


def _links(findings: Findings, joined: Joined, node: NodeDraft) -> tuple[Link, ...]:
    drafts: list[tuple[LinkDraft, Position]] = []
    for use in node.use:
        template = joined.draft.templates.get(use.template.id)
        drafts += [(link, use.template.at) for link in template.links] if template else []
    drafts += [(link, link.at) for link in node.links]
    known = node.label_names | FILLED_WHEN_SHOWN
    for link, at in drafts:
        for name in placeholders(link.link.url):
            if name not in known:
                by = f"the link '{link.link.title}'"
                report_missing(findings, node, name, at, link.at, by)
    return tuple(link.link for link, _at in drafts)


def _check_former_ids(findings: Findings, joined: Joined, nodes: Mapping[str, Node]) -> None:
    """An old link leads to one node: an id that a node had before is none that another one has or had."""
    owners: dict[str, NodeDraft] = {}
    for node in nodes.values():
        draft = joined.draft.nodes[node.id]
        for old, ref in zip(node.formerly, draft.laws.formerly, strict=False):
            other = owners.setdefault(old, draft)
            if old in nodes:
                message = f"'{old}' is the id of a node, so old links to it lead there"
                related, hint = joined.draft.nodes[old].at, "delete it here, or give that node another id"
                findings.error(ref.at, "former-id-in-use", message, hint, [related])
            elif other is not draft:
                message = f"both '{other.id}' and '{node.id}' were '{old}' before"
                findings.error(ref.at, "former-id-in-use", message, "keep it at one of them", [other.at])
