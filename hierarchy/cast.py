"""The members of one node with `each` made into nodes, and those of them that pair with another node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hierarchy.member_ids import labels_of, member_id
from hierarchy.members import Member, Membership
from hierarchy.model import Each, MemberSignal, Node, Signal, SignalKey
from hierarchy.patterns import fill_patterns, fill_text

Pairs = tuple[tuple[str, str], ...]


class Cast:
    """All members of `whole`, those that departed lately included, as nodes that are not linked yet.

    `expected` is how many there should be.
    """

    def __init__(self, whole: Node, each: Each, membership: Membership) -> None:
        self.whole = whole
        present = [m for m in membership.members if m.lifetime.until is None]
        self.expected = membership.expected
        missed = _missed(membership.members, self.expected - len(present))
        self.nodes: dict[str, Node] = {}
        self._counted: set[str] = set()
        for place, member in enumerate(membership.members):
            node = _member(whole, each, member)
            self.nodes[node.id] = node
            if member.lifetime.until is None or place in missed:
                self._counted.add(node.id)
        self._by_labels: dict[tuple[str, ...], dict[tuple[str, ...], list[str]]] = {}

    def paired(self, same: Pairs, labels: Mapping[str, str]) -> Sequence[str]:
        """The ids of the members whose labels agree with `labels`, by (label of the member, of the other)."""
        mine = tuple(name for name, _ in same)
        if mine not in self._by_labels:
            index: dict[tuple[str, ...], list[str]] = {}
            for node in self.nodes.values():
                index.setdefault(labels_of(node.labels, mine), []).append(node.id)
            self._by_labels[mine] = index
        wanted = labels_of(labels, [name for _, name in same])
        return self._by_labels[mine].get(wanted, ()) if all(wanted) else ()

    def counted(self, ids: Iterable[str]) -> int:
        """How many of these should be there: those that are, and those that are missed."""
        return sum(node_id in self._counted for node_id in ids)


def agrees(same: Pairs, member: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether the labels of two nodes agree; what has no such label agrees with nothing."""
    return all(member.get(mine) and member.get(mine) == other.get(theirs) for mine, theirs in same)


def _missed(members: Sequence[Member], count: int) -> set[int]:
    """The places of those who departed and are still missed: the last ones, as many as are too few now."""
    ends = [(m.lifetime.until, place) for place, m in enumerate(members) if m.lifetime.until is not None]
    return {place for _, place in sorted(ends, reverse=True)[: max(0, count)]}


def _member(whole: Node, each: Each, member: Member) -> Node:
    values = labels_of(member.labels, each.labels)
    node_id = member_id(whole.id, values)
    labels = {**whole.labels, **member.labels}
    return Node(
        id=node_id,
        level=whole.level,
        title=fill_text(each.title, labels) if each.title else ", ".join(values),
        owner=whole.owner,
        domain=whole.domain,
        labels=labels,
        signals=tuple(_signal(one, whole.id, node_id, labels, each) for one in each.signals),
        links=whole.links,
        levers=whole.levers,
        formerly=tuple(member_id(old, values) for old in whole.formerly),
        part_of=whole.id,
        member_of=whole.id,
        lifetime=member.lifetime,
        defined_at=whole.defined_at,
    )


def _signal(one: MemberSignal, whole: str, node_id: str, labels: Mapping[str, str], each: Each) -> Signal:
    """The signal with this member's matchers; another signal of every member that it is compared with
    is that of the same member."""
    match = fill_patterns(one.patterns, labels)
    other = one.signal.confirm_with
    if other is not None and other.node == whole and any(s.signal.id == other.signal for s in each.signals):
        return replace(one.signal, match=match, confirm_with=SignalKey(node_id, other.signal))
    return replace(one.signal, match=match)
