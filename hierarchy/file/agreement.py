"""`same` and `*`: which pairs of nodes agree in their labels."""

from __future__ import annotations

from hierarchy.file.drafts import Draft, NodeDraft, Ref, Tie
from hierarchy.file.findings import Findings
from hierarchy.problems import Position

MAX_LOOKED_AT = 1_000_000  # nodes compared on behalf of every `*` of a hierarchy


class Agreement:
    """Which of two nodes agree; asked while links are joined."""

    def __init__(self, findings: Findings, draft: Draft) -> None:
        self._findings = findings
        self._nodes = draft.nodes
        self._looked_at = 0
        self._labelled: dict[str, list[NodeDraft]] = {}
        for node in draft.nodes.values():
            for label in node.label_names:
                self._labelled.setdefault(label, []).append(node)

    def everyone(self, node: NodeDraft, tie: Tie, *, same_level: bool) -> tuple[Ref, ...]:
        """The nodes that `*` means: all others that have the labels of `same` at a higher level (or at the
        same one), inside the copy for those of the same file. Reported if `same` is missing or none has."""
        at, findings = tie.ref.at, self._findings
        if not tie.same:
            if tie.plain or tie.need or tie.because:
                hint = "add same: [label, …], so that it means the nodes that agree in these labels"
                findings.error(at, "star-without-same", "'*' alone would mean every node", hint)
            return ()
        theirs = [label for label, _mine in tie.same]
        candidates = self._labelled.get(theirs[0], ())
        self._looked_at += len(candidates)
        if self._looked_at > MAX_LOOKED_AT:
            message = "there are too many nodes and too many '*' to compare them all"
            findings.error(at, "too-many-links", message, "name the nodes, or link their whole")
            return ()
        found = [
            Ref(other.id, at)
            for other in candidates
            if other.id != node.id
            and _in_reach(node, other, same_level=same_level)
            and other.label_names.issuperset(theirs)
        ]
        if not found:
            where = "at this level" if same_level else "at a higher level"
            message = f"no node {where} has the label {' and '.join(map(repr, theirs))}, so '*' means nothing"
            findings.warning(at, "star-means-nothing", message, "name the node, or give it the label")
        return tuple(found)

    def holds(
        self, node: NodeDraft, other: Ref, same: tuple[tuple[str, str], ...], key: str, *, at: Position
    ) -> bool:
        """Whether the labels of `node` and `other` may agree; `same` are pairs (theirs, mine).

        Labels that one of them lacks are reported. What members have to tell is left to them.
        """
        theirs = self._nodes[other.id]
        agrees = True
        for their_label, my_label in same:
            for who, label in ((theirs, their_label), (node, my_label)):
                if label not in who.label_names:
                    self._report_missing(who, label, key, at)
                    agrees = False
            here, there = node.labels.get(my_label), theirs.labels.get(their_label)
            known = not (_of_members(node, my_label) or _of_members(theirs, their_label))
            agrees = agrees and (here == there or not known)
        return agrees

    def _report_missing(self, node: NodeDraft, label: str, key: str, at: Position) -> None:
        self._findings.links_unread = True
        names = sorted(node.label_names)
        message = f"node '{node.id}' has no label '{label}', which 'same' under '{key}' needs"
        hint = self._findings.suggest(label, names) or "{theirs: mine} pairs labels that differ in name"
        self._findings.error(at, "missing-label", message, hint, [node.at])


def _of_members(node: NodeDraft, label: str) -> bool:
    return node.each is not None and label in node.each.labels


def _in_reach(node: NodeDraft, other: NodeDraft, *, same_level: bool) -> bool:
    if node.level is None or other.level is None:
        return False
    if other.frame is node.frame and other.copy is not node.copy:
        return False
    return other.level is node.level if same_level else other.level.rank < node.level.rank
