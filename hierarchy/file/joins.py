"""Joins what the nodes say about each other: every name looked up, `why` and `how` made one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from hierarchy.file.drafts import Draft, GroupDraft, NodeDraft, Ref
from hierarchy.file.findings import Findings
from hierarchy.model import Rule
from hierarchy.problems import Position


@dataclass(slots=True)
class Joined:
    """All links between nodes that exist at both ends.

    `links` gives for (end, means) the place where the link is written; `how` and `why` are complete,
    whichever side an author wrote. `broken` says that some reference led nowhere;
    `top` is what `top_whole` has found so far.
    """

    draft: Draft
    how: dict[str, tuple[GroupDraft, ...]] = field(default_factory=dict)
    why: dict[str, tuple[str, ...]] = field(default_factory=dict)
    links: dict[tuple[str, str], Position] = field(default_factory=dict)
    part_of: dict[str, Ref] = field(default_factory=dict)
    calls: dict[str, tuple[Ref, ...]] = field(default_factory=dict)
    broken: bool = False
    top: dict[str, str] = field(default_factory=dict)


def join(findings: Findings, draft: Draft) -> Joined:
    """Look up every reference and merge both sides of every means-ends link.

    A `why` that its end does not list joins the end's plain means (all_of). Where the end has groups
    of another rule it is not clear which one was meant, and that is an error.
    """
    joined = Joined(draft)
    for node in draft.nodes.values():
        joined.how[node.id] = tuple(_known_groups(findings, joined, node))
        joined.calls[node.id] = _known(findings, joined, node.calls, "calls")
        whole = _known(findings, joined, (node.part_of,) if node.part_of else (), "part_of")
        if whole:
            joined.part_of[node.id] = whole[0]
        for use in node.use:
            _known(findings, joined, (use.template,), "use")
    for end, groups in joined.how.items():
        for group in groups:
            for ref in group.members:
                joined.links.setdefault((end, ref.id), ref.at)
    _merge_why(findings, joined)
    return joined


def _known(findings: Findings, joined: Joined, refs: tuple[Ref, ...], key: str) -> tuple[Ref, ...]:
    """Those that exist; the others are reported with the nearest name.

    What is defined, but was refused for a reason of its own, is left out silently.
    """
    kind = "template" if key == "use" else "node"
    names: Collection[str] = joined.draft.templates if key == "use" else joined.draft.nodes
    missing = [ref for ref in refs if ref.id not in names]
    for ref in missing:
        joined.broken = True
        if (kind, ref.id) not in joined.draft.places:
            hint = findings.suggest(ref.id, names) or f"define it under '{kind}s:', or delete it here"
            findings.error(
                ref.at, "dangling-link", f"'{key}' names '{ref.id}', but there is no such {kind}", hint
            )
    return tuple(ref for ref in refs if ref.id in names) if missing else refs


def _known_groups(findings: Findings, joined: Joined, node: NodeDraft) -> Iterator[GroupDraft]:
    for group in node.how:
        members = _known(findings, joined, group.members, "how")
        if members:
            yield replace(group, members=members) if len(members) < len(group.members) else group


def _merge_why(findings: Findings, joined: Joined) -> None:
    joining: dict[str, list[Ref]] = {}
    for node in joined.draft.nodes.values():
        ends = _known(findings, joined, node.why, "why")
        joined.why[node.id] = tuple(ref.id for ref in ends)
        for ref in ends:
            if (ref.id, node.id) not in joined.links:
                joined.links[ref.id, node.id] = ref.at
                joining.setdefault(ref.id, []).append(Ref(node.id, ref.at))
    for end, refs in joining.items():
        joined.how[end] = _with_joining(findings, end, joined.how[end], refs)
    named: dict[str, dict[str, None]] = {means: dict.fromkeys(ends) for means, ends in joined.why.items()}
    for end, means in joined.links:
        named[means].setdefault(end)
    joined.why = {means: tuple(ends) for means, ends in named.items()}


def _with_joining(
    findings: Findings, end: str, groups: tuple[GroupDraft, ...], refs: list[Ref]
) -> tuple[GroupDraft, ...]:
    other = next((group for group in groups if group.rule is not Rule.ALL_OF), None)
    if other is not None:
        for ref in refs:
            message = (
                f"'{end}' groups its means by {other.rule.value}, so it is not clear how '{ref.id}' counts"
            )
            hint = f"name '{ref.id}' under 'how' of '{end}', in the group where it belongs"
            findings.error(ref.at, "ambiguous-link", message, hint, [other.at])
        return groups
    plain = next((group for group in groups if group.plain), None)
    if plain is None:
        return (GroupDraft(Rule.ALL_OF, tuple(refs), refs[0].at, plain=True), *groups)
    grown = replace(plain, members=plain.members + tuple(refs))
    return tuple(grown if group is plain else group for group in groups)


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
