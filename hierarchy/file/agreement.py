"""`same` and `*`: which pairs of nodes agree in their labels."""

from __future__ import annotations

from hierarchy.file.drafts import Draft, NodeDraft, Ref, Tie
from hierarchy.file.findings import Findings
from hierarchy.problems import Position

MAX_LOOKED_AT = 300_000  # nodes compared on behalf of every `*` of a hierarchy

Same = tuple[tuple[str, str], ...]


class Agreement:
    """Which of two nodes agree; asked while links are joined.

    Nodes are indexed by their labels and the values of these, so that a `*` is compared with those that
    share one of its values, and not with every node.
    """

    def __init__(self, findings: Findings, draft: Draft) -> None:
        self._findings = findings
        self._nodes = draft.nodes
        self._order = {name: place for place, name in enumerate(draft.nodes)}
        self._labels = {node.id: node.label_names for node in draft.nodes.values()}
        self._looked_at = 0
        self._agreed: set[Position] = set()
        self._alone: dict[Position, str] = {}
        self._stars: dict[Position, str] = {}
        self._labelled: dict[str, list[NodeDraft]] = {}
        self._valued: dict[tuple[str, str], list[NodeDraft]] = {}
        self._of_members: dict[str, list[NodeDraft]] = {}
        for node in draft.nodes.values():
            for label in self._labels[node.id]:
                self._labelled.setdefault(label, []).append(node)
                if _of_members(node, label):
                    self._of_members.setdefault(label, []).append(node)
                else:
                    self._valued.setdefault((label, node.labels[label]), []).append(node)

    def everyone(self, node: NodeDraft, tie: Tie, *, key: str) -> tuple[Ref, ...]:
        """The nodes that `*` means under `key`: all others that agree in the labels of `same`, at a higher
        level (for `part_of` at the same one), inside the copy for those of the same file. It is reported
        if `same` is missing, and if `node` lacks one of its labels."""
        at, findings = tie.ref.at, self._findings
        if not tie.same:
            if tie.plain or tie.need or tie.because:
                hint = "add same: [label, …], so that it means the nodes that agree in these labels"
                findings.error(at, "star-without-same", "'*' alone would mean every node", hint)
            return ()
        lacking = [mine for _theirs, mine in tie.same if mine not in self._labels[node.id]]
        for mine in lacking:
            self._report_missing(node, mine, key, at)
        candidates = [] if lacking else self._candidates(node, tie.same)
        if lacking or not self._affords(at, len(candidates)):
            return ()
        same_level = key == "part_of"
        found = [
            other
            for other in candidates
            if _in_reach(node, other, same_level=same_level) and self._agree(node, other, tie.same)
        ]
        if found:
            self._agreed.add(at)
        else:
            where = "at this level" if same_level else "at a higher level"
            wanted = self._wanted(node, tie.same)
            self._stars.setdefault(at, f"no node {where} has {wanted}, so '*' means nothing")
        return tuple(Ref(other.id, at) for other in sorted(found, key=lambda one: self._order[one.id]))

    def holds(self, node: NodeDraft, other: Ref, same: Same, key: str, *, at: Position) -> bool:
        """Whether the labels of `node` and `other` may agree; `same` are pairs (theirs, mine).

        Labels that one of them lacks are reported. What members have to tell is left to them.
        """
        theirs = self._nodes[other.id]
        lacking = False
        for their_label, my_label in same:
            for who, label in ((theirs, their_label), (node, my_label)):
                if label not in self._labels[who.id]:
                    self._report_missing(who, label, key, at)
                    lacking = True
        if lacking:
            return False
        if self._agree(node, theirs, same):
            self._agreed.add(other.at)
            return True
        said = ", ".join(
            f"'{theirs.id}' has {t}={theirs.labels[t]!r} and '{node.id}' {m}={node.labels[m]!r}"
            for t, m in same
            if t in theirs.labels and m in node.labels and theirs.labels[t] != node.labels[m]
        )
        self._alone.setdefault(other.at, f"{said}, so nothing is linked here")
        return False

    def report_alone(self) -> None:
        """Report the places whose `same` left nothing of the link, in no copy of the node that says it."""
        for at, message in self._alone.items():
            if at not in self._agreed:
                hint = "make the labels agree, or delete the link"
                self._findings.warning(at, "same-never-agrees", message, hint)
        for at, message in self._stars.items():
            if at not in self._agreed:
                hint = "name the node, or give it the label"
                self._findings.warning(at, "star-means-nothing", message, hint)

    def _candidates(self, node: NodeDraft, same: Same) -> list[NodeDraft]:
        """Nodes among which all that agree are: those that do in the one label that leaves fewest."""
        fewest: list[NodeDraft] | None = None
        for theirs, mine in same:
            if _of_members(node, mine):
                found = self._labelled.get(theirs, [])
            else:
                known = self._valued.get((theirs, node.labels[mine]), [])
                found = [*known, *self._of_members[theirs]] if theirs in self._of_members else known
            if fewest is None or len(found) < len(fewest):
                fewest = found
        return fewest or []

    def _agree(self, node: NodeDraft, other: NodeDraft, same: Same) -> bool:
        """Whether each pair of labels is there and equal, or known only once there are members."""
        return all(
            theirs in self._labels[other.id]
            and (
                other.labels.get(theirs) == node.labels.get(mine)
                or _of_members(node, mine)
                or _of_members(other, theirs)
            )
            for theirs, mine in same
        )

    def _affords(self, at: Position, count: int) -> bool:
        """Whether so many more nodes may still be compared; reported once if not."""
        within = self._looked_at <= MAX_LOOKED_AT
        self._looked_at += count
        if self._looked_at <= MAX_LOOKED_AT:
            return True
        if within:
            message = "there are too many nodes and too many '*' to compare them all"
            self._findings.error(at, "too-many-links", message, "name the nodes, or link their whole")
        return False

    def _wanted(self, node: NodeDraft, same: Same) -> str:
        """The labels that are looked for, with those values that are known."""
        said = (
            f"the label '{theirs}'" if _of_members(node, mine) else f"{theirs}={node.labels[mine]!r}"
            for theirs, mine in same
        )
        return " and ".join(said)

    def _report_missing(self, node: NodeDraft, label: str, key: str, at: Position) -> None:
        self._findings.links_unread = True
        names = sorted(self._labels[node.id])
        message = f"node '{node.id}' has no label '{label}', which 'same' under '{key}' needs"
        hint = self._findings.suggest(label, names) or "{theirs: mine} pairs labels that differ in name"
        self._findings.error(at, "missing-label", message, hint, [node.at])


def _of_members(node: NodeDraft, label: str) -> bool:
    return node.each is not None and label in node.each.labels


def _in_reach(node: NodeDraft, other: NodeDraft, *, same_level: bool) -> bool:
    if node.level is None or other.level is None or other.id == node.id:
        return False
    if other.frame is node.frame and other.copy is not node.copy:
        return False
    return other.level is node.level if same_level else other.level.rank < node.level.rank
