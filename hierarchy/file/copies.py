"""Nodes in their copies, and what a name means inside one: this copy's node first, then all others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hierarchy.file.drafts import CopyDraft, Draft, NodeDraft, Ref
from hierarchy.file.findings import Findings
from hierarchy.file.site import Site
from hierarchy.file.volume import Volume
from hierarchy.patterns import fill_patterns, missing_labels
from hierarchy.queries import MatchPattern

EVERY_COPY = ".*"
MAX_COPIED = 10_000  # nodes that copies may come to; a small file can ask for far more than memory holds
MAX_LINKS = 100_000  # what all references in all copies together may come to; about a second of loading


def place_copies(findings: Findings, draft: Draft) -> bool:
    """Put every node of a file with copies into the draft once per copy, and give all what their file gives.
    Whether that is little enough to go on with.

    An id that comes out twice is reported. From here on problems that differ only in the copy that they
    are told about are told once.
    """
    placed: dict[str, NodeDraft] = {}
    written: dict[str, str] = {}
    volume = Volume(findings)
    for node in draft.nodes.values():
        if len(written) + len(node.frame.copies) > MAX_COPIED:
            message = f"with all copies there are more than {MAX_COPIED:,} nodes".replace(",", " ")
            findings.error(node.at, "too-many-nodes", message, "make fewer copies, or use 'each'")
            return False
        labels = sum(len(copy.labels) for copy in node.frame.copies)
        if not volume.takes_labels(node, labels + len(node.frame.labels) * max(1, len(node.frame.copies))):
            return False
        for copy in node.frame.copies or (None,):
            made = _placed(node, copy)
            other = placed.get(made.id)
            if other is not None:
                of = f" of copy '{copy.id}'" if copy else ""
                message = f"'{made.id}' is defined here{of} and in {other.at.file}, line {other.at.line}"
                findings.error(node.at, "defined-twice", message, "rename one of them", [other.at])
                continue
            placed[made.id] = made
            if copy is not None:
                written[made.id] = node.id
    draft.nodes = placed
    findings.told_as(written)
    return True


def _placed(node: NodeDraft, copy: CopyDraft | None) -> NodeDraft:
    if copy is None and not node.frame.owner and not node.frame.labels:
        return node
    texts = dict(node.texts)
    if node.frame.owner:
        texts.setdefault("owner", node.frame.owner)
    labels = {**node.frame.labels, **(copy.labels if copy else {}), **node.labels}
    if copy is None:
        return replace(node, texts=texts, labels=labels)
    texts["title"] = f"{texts.get('title') or node.id} · {copy.title}"
    return replace(node, id=f"{node.id}.{copy.id}", texts=texts, labels=labels, copy=copy)


class Names:
    """What ids mean, by the file and the copy in which they stand. `broken` says that one meant nothing,
    `exhausted` that there were more links than a hierarchy can have."""

    def __init__(self, findings: Findings, draft: Draft) -> None:
        self.broken = self.exhausted = False
        self._findings = findings
        self._draft = draft
        self._copies: dict[str, dict[str, str]] = {}
        self._meant = 0
        self._said: dict[str, list[str]] = {}
        for node in draft.nodes.values():
            if node.copy is not None:
                self._copies.setdefault(node.written, {})[node.copy.id] = node.id
        self._files = {node.written: node.frame.file for node in draft.nodes.values()}

    def affords(self, ref: Ref, count: int) -> bool:
        """Whether `ref` may still stand for so many nodes; reported once if not."""
        within = self._meant <= MAX_LINKS
        self._meant += count
        if self._meant <= MAX_LINKS:
            return True
        if within:
            self.broken = self.exhausted = True
            message = f"with all copies and '*' there are more than {MAX_LINKS:,} links".replace(",", " ")
            self._findings.error(
                ref.at, "too-many-links", message, "link wholes instead of each of their parts"
            )
        return False

    def find(self, node: NodeDraft, ref: Ref, key: str) -> tuple[Ref, ...]:
        """The nodes that `ref` means at `node`, by their ids in the model; none after reporting it.

        `NODE.*` are all copies but the node itself. What is defined, but was refused for a reason of
        its own, is left out silently.
        """
        if ref.id.endswith(EVERY_COPY):
            copies = self._copies.get(ref.id.removesuffix(EVERY_COPY))
            if copies:
                return (
                    ()
                    if not self.affords(ref, len(copies))
                    else tuple(Ref(name, ref.at) for name in copies.values() if name != node.id)
                )
            self._report_no_copies(ref, key)
            return ()
        if not self.affords(ref, 1):
            return ()
        if node.copy is not None and self._files.get(ref.id) == node.frame.file:
            own = self._copies.get(ref.id, {}).get(node.copy.id)
            if own is not None:
                return (Ref(own, ref.at),)
        if ref.id in self._draft.nodes:
            return (ref,)
        self._report_missing(node, ref, key)
        return ()

    def one(self, node: NodeDraft, ref: Ref, key: str) -> str | None:
        """The single node that `ref` means at `node`; None after reporting that there is none."""
        return next((found.id for found in self.find(node, ref, key)), None)

    def _report_no_copies(self, ref: Ref, key: str) -> None:
        self.broken = True
        base = ref.id.removesuffix(EVERY_COPY)
        if base in self._draft.nodes:
            message = f"'{key}' names '{ref.id}', but '{base}' has no copies"
            self._findings.error(ref.at, "dangling-link", message, f"write '{base}'")
        elif ("node", base) not in self._draft.places:
            hint = self._findings.suggest(base, self._copies) or "name a node of a file that has 'copies'"
            message = f"'{key}' names '{ref.id}', but there is no node '{base}'"
            self._findings.error(ref.at, "dangling-link", message, hint)

    def _report_missing(self, node: NodeDraft, ref: Ref, key: str) -> None:
        self.broken = True
        copies = self._copies.get(ref.id)
        if copies:
            message = f"'{key}' names '{ref.id}', but that node is there once per copy"
            hint = f"write {next(iter(copies.values()))} for one, or {ref.id}.* for all"
            self._findings.error(ref.at, "dangling-link", message, hint)
        elif ("node", ref.id) not in self._draft.places:
            near = self._findings.suggest(ref.id, self._said_here(node))
            hint = near or "define it under 'nodes:', or delete it here"
            message = f"'{key}' names '{ref.id}', but there is no such node"
            self._findings.error(ref.at, "dangling-link", message, hint)

    def _said_here(self, node: NodeDraft) -> list[str]:
        """Every node by what it is called in the file of `node`."""
        own = node.frame.file if node.copy else ""
        if own not in self._said:
            self._said[own] = [
                other.written if other.copy is not None and other.frame.file == own else other.id
                for other in self._draft.nodes.values()
                if other.copy is None or other.frame.file != own or other.copy is node.copy
            ]
        return self._said[own]


def own_patterns(node: NodeDraft) -> tuple[MatchPattern, ...] | None:
    """What `$match` stands for in a node's own queries, before it is filled: what the defaults of its file
    say, else the labels of its copy; None where there is neither."""
    if node.frame.match is not None:
        return tuple(pattern.pattern for pattern in node.frame.match)
    if node.copy is not None and node.copy.labels:
        return tuple(MatchPattern(label, f"{{{label}}}") for label in node.copy.labels)
    return None


def site_of(findings: Findings, names: Names, node: NodeDraft) -> Site:
    """Where a node's own queries and references stand.

    Labels that `$match` needs and the node lacks are reported, if it is used at all.
    """
    patterns = own_patterns(node)
    match = None if patterns is None else fill_patterns(patterns, node.labels)
    for label in missing_labels(patterns or (), node.labels) if node.match_at else ():
        _report_unmatched(findings, node, label)
    sources = (node.source, node.copy.source if node.copy else None, node.frame.source)
    source = next((ref.id for ref in sources if ref is not None), "default")
    return Site(node.id, _with_members(node), match, source, lambda ref, key: names.one(node, ref, key))


def _with_members(node: NodeDraft) -> Mapping[str, str]:
    """The labels of a node; those that only its members have a value for are there, and empty."""
    return {**dict.fromkeys(node.each.labels if node.each else (), ""), **node.labels}


def _report_unmatched(findings: Findings, node: NodeDraft, label: str) -> None:
    if node.match_at is None:
        return
    message = f"node '{node.id}' has no label '{label}', which 'match' under 'defaults' needs for $match"
    hint = findings.suggest(label, node.labels) or f"add labels: {{{label}: …}} to the node"
    related = [pattern.at for pattern in node.frame.match or () if f"{{{label}}}" in pattern.text]
    findings.error(node.match_at, "missing-label", message, hint, related)
