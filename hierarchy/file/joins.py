"""Joins what the nodes say about each other: every name looked up, `why` and `how` made one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import promql_parser

from hierarchy.file.agreement import Agreement
from hierarchy.file.copies import EVERY_COPY, Names
from hierarchy.file.drafts import CallDraft, Draft, GroupDraft, NodeDraft, Ref, Tie
from hierarchy.file.findings import Findings
from hierarchy.file.library import PREFIX, library_names
from hierarchy.model import Rule
from hierarchy.problems import Position


@dataclass(slots=True)
class Joined:
    """All links between nodes that exist at both ends.

    `links` gives for (end, means) the place where the link is written; `how` and `why` are complete,
    whichever side an author wrote. `part_of` is the whole that a node stands in, `wholes` are all
    ties to wholes. `calls` are the nodes called, `called` the same with what is said about each call.
    `broken` says that some reference led nowhere; `top` is what `top_whole` has found so far, `parsed`
    the queries that checks have looked at (None: not to be looked at).
    """

    draft: Draft
    names: Names
    how: dict[str, tuple[GroupDraft, ...]] = field(default_factory=dict)
    why: dict[str, tuple[str, ...]] = field(default_factory=dict)
    links: dict[tuple[str, str], Position] = field(default_factory=dict)
    part_of: dict[str, Ref] = field(default_factory=dict)
    wholes: dict[str, tuple[Tie, ...]] = field(default_factory=dict)
    calls: dict[str, tuple[Ref, ...]] = field(default_factory=dict)
    called: dict[str, tuple[tuple[str, CallDraft], ...]] = field(default_factory=dict)
    broken: bool = False
    top: dict[str, str] = field(default_factory=dict)
    parsed: dict[str, promql_parser.Expr | None] = field(default_factory=dict)


def join(findings: Findings, draft: Draft) -> Joined:
    """Look up every reference and merge both sides of every means-ends link.

    A plain `why` that its end does not list joins the end's plain means (all_of), one that says more
    is a group of its own. Where the end has groups of another rule it is not clear which one was
    meant, and that is an error.
    """
    names = Names(findings, draft)
    joined = Joined(draft, names)
    agreement = Agreement(findings, draft)
    for node in draft.nodes.values():
        joined.how[node.id] = tuple(_known_groups(names, agreement, node))
        called = [(ref, call) for call in node.calls for ref in names.find(node, call.ref, "calls")]
        joined.called[node.id] = tuple((ref.id, call) for ref, call in called)
        joined.calls[node.id] = tuple({ref.id: ref for ref, _call in called}.values())
        ties = (node.part_of,) if node.part_of else ()
        joined.wholes[node.id] = tuple(_resolved(names, agreement, node, ties, "part_of"))
        for tie in joined.wholes[node.id][:1]:
            joined.part_of[node.id] = tie.ref
        _check_templates(findings, joined, node)
    for end, groups in joined.how.items():
        for group in groups:
            for ref in group.members:
                joined.links.setdefault((end, ref.id), ref.at)
    _merge_why(findings, joined, agreement)
    agreement.report_alone()
    joined.broken = joined.broken or names.broken
    return joined


def _resolved(
    names: Names, agreement: Agreement, node: NodeDraft, ties: tuple[Tie, ...], key: str
) -> Iterator[Tie]:
    """Every tie to a node that is there and agrees; those that name it come before those that mean all."""
    found: dict[str, Tie] = {}
    for tie in sorted(ties, key=lambda tie: tie.ref.id == "*"):
        if names.exhausted:
            return
        everyone = tie.ref.id == "*"
        others = agreement.everyone(node, tie, key=key) if everyone else names.find(node, tie.ref, key)
        if everyone and not names.affords(tie.ref, len(others)):
            continue
        for other in others:
            if everyone or agreement.holds(node, other, tie.same, key, at=tie.ref.at):
                found.setdefault(other.id, replace(tie, ref=other, star=everyone))
    yield from found.values()


def _known_groups(names: Names, agreement: Agreement, node: NodeDraft) -> Iterator[GroupDraft]:
    """The groups with the members that are there and agree; what is named is not meant once more by a `*`."""
    written = [ref for group in node.how for ref in group.members]
    named = [ref for ref in written if not ref.id.endswith(EVERY_COPY)]
    taken = {found.id for ref in named for found in names.find(node, ref, "how")}
    seen: set[str] = set()
    for group in node.how:
        members: list[Ref] = []
        for ref in group.members:
            several = ref.id.endswith(EVERY_COPY)
            for found in names.find(node, ref, "how"):
                if found.id in seen or (several and found.id in taken):
                    continue
                seen.add(found.id)
                if agreement.holds(node, found, group.same, "how", at=group.at):
                    members.append(found)
        if members:
            yield replace(group, members=tuple(members))


def _check_templates(findings: Findings, joined: Joined, node: NodeDraft) -> None:
    """Report templates that are not there; what is defined, but was refused, is left out silently."""
    known = joined.draft.templates
    for use in (*node.use, *(use for call in node.calls for use in call.use)):
        name = use.template.id
        if name in known:
            continue
        joined.broken = True
        if ("template", name) not in joined.draft.places:
            library = [PREFIX + one for one in library_names()]
            near = PREFIX + name if PREFIX + name in library else ""
            hint = f"did you mean '{near}'?" if near else findings.suggest(name, [*known, *library])
            hint = hint or "define it under 'templates:', or delete it here"
            message = f"'use' names '{name}', but there is no such template"
            findings.error(use.template.at, "dangling-link", message, hint)


def _merge_why(findings: Findings, joined: Joined, agreement: Agreement) -> None:
    joining: dict[str, list[tuple[Ref, Tie]]] = {}
    detailed: dict[str, dict[str, Tie]] = {}
    for node in joined.draft.nodes.values():
        ends: list[str] = []
        for tie in _resolved(joined.names, agreement, node, node.why, "why"):
            end = tie.ref.id
            ends.append(end)
            if (end, node.id) not in joined.links:
                joined.links[end, node.id] = tie.ref.at
                joining.setdefault(end, []).append((Ref(node.id, tie.ref.at), tie))
            elif not tie.plain:
                detailed.setdefault(end, {})[node.id] = tie
        joined.why[node.id] = tuple(ends)
    for end, more in detailed.items():
        joined.how[end] = tuple(_with_details(findings, joined.how[end], more))
    for end, ties in joining.items():
        joined.how[end] = _with_joining(findings, end, joined.how[end], ties)
    named: dict[str, dict[str, None]] = {means: dict.fromkeys(ends) for means, ends in joined.why.items()}
    for end, means in joined.links:
        named[means].setdefault(end)
    joined.why = {means: tuple(ends) for means, ends in named.items()}


def _with_details(
    findings: Findings, groups: tuple[GroupDraft, ...], more: dict[str, Tie]
) -> Iterator[GroupDraft]:
    """The groups of an end that lists means which say more about the link: these get groups of their own."""
    own: list[GroupDraft] = []
    for group in groups:
        detailed = [ref for ref in group.members if ref.id in more]
        if not group.plain:
            for ref in detailed:
                tie = more[ref.id]
                message = f"'{tie.ref.id}' already says under 'how' how '{ref.id}' counts"
                hint = "say it at one of the two ends only"
                findings.error(tie.ref.at, "link-said-twice", message, hint, [ref.at])
            yield group
            continue
        own += [_own_group(ref, more[ref.id]) for ref in detailed]
        rest = tuple(ref for ref in group.members if ref.id not in more)
        if rest:
            yield replace(group, members=rest) if detailed else group
    yield from own


def _own_group(ref: Ref, tie: Tie) -> GroupDraft:
    same = tuple((mine, theirs) for theirs, mine in tie.same)
    return GroupDraft(
        Rule.ALL_OF,
        (ref,),
        tie.ref.at,
        impact=tie.impact,
        because=tie.because,
        need=tie.need,
        need_at=tie.need_at,
        if_any=tie.star,
        same=same,
    )


def _with_joining(
    findings: Findings, end: str, groups: tuple[GroupDraft, ...], ties: list[tuple[Ref, Tie]]
) -> tuple[GroupDraft, ...]:
    other = next((group for group in groups if group.rule is not Rule.ALL_OF), None)
    if other is not None:
        for ref, _tie in ties:
            message = (
                f"'{end}' groups its means by {other.rule.value}, so it is not clear how '{ref.id}' counts"
            )
            hint = f"name '{ref.id}' under 'how' of '{end}', in the group where it belongs"
            findings.error(ref.at, "ambiguous-link", message, hint, [other.at])
        return groups
    own = tuple(_own_group(ref, tie) for ref, tie in ties if not tie.plain)
    refs = tuple(ref for ref, tie in ties if tie.plain)
    plain = next((group for group in groups if group.plain), None)
    if plain is None:
        first = (GroupDraft(Rule.ALL_OF, refs, refs[0].at, plain=True),) if refs else ()
        return (*first, *groups, *own)
    grown = replace(plain, members=plain.members + refs)
    return (*(grown if group is plain else group for group in groups), *own)


def top_whole(joined: Joined, node: str) -> str:
    """The whole of the whole … of a node, itself if it is no part; ends in a circle of parts too.

    What was found for the nodes on the way is kept, so that all nodes together take linear time.
    """
    path = [node]
    seen = {node}
    while (known := joined.top.get(path[-1])) is None:
        ref = joined.part_of.get(path[-1])
        if ref is None or ref.id in seen:
            known = path[-1]
            break
        path.append(ref.id)
        seen.add(ref.id)
    joined.top.update(dict.fromkeys(path, known))
    return known


def domains(joined: Joined) -> dict[str, str]:
    """The column of every node: its own `domain`, else its top whole's, else its first end's that has one.

    Ends stand higher, so going through the levels from the top settles every end before its means.
    """
    nodes = joined.draft.nodes
    found: dict[str, str] = {}

    def settle(node: str) -> str:
        own = nodes[node].texts.get("domain", "")
        return own or next((found[end] for end in joined.why[node] if found.get(end)), "")

    for node in sorted(nodes, key=lambda name: _rank(nodes[name])):
        whole = top_whole(joined, node)
        if whole not in found:
            found[whole] = settle(whole)
        if node != whole:
            found[node] = nodes[node].texts.get("domain", "") or found[whole] or settle(node)
    return found


def _rank(node: NodeDraft) -> int:
    return node.level.rank if node.level is not None else -1
