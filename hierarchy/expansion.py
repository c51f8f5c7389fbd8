"""Members put in the place of the nodes with `each` that stand for them, in groups of means and of parts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from hierarchy.cast import Cast, agrees
from hierarchy.members import Membership
from hierarchy.model import Impact, MeansGroup, Model, Node, Rule

_ALL = MeansGroup(Rule.ALL_OF, ())


def expanded(model: Model, members: Mapping[str, Membership]) -> Model:
    """The model in which the members that were found are nodes, behind the whole that they belong to.

    Groups have the members in the place of the whole: all of them, or with `same` those whose labels
    agree; a group with `same` of a node that has `each` itself is handed on to its members. Those who
    departed stay in their groups, where their lifetime decides whether they count; `expected` says how
    many there should be. The whole stays linked to the same ends, without a vote. A node with `each` of
    which nothing is known yet stays where it is. The revision is that of the structure: which members
    there are, which of them departed, and how many of them are needed.
    """
    known = {name: members[name] for name, n in model.nodes.items() if n.each and name in members}
    if not known:
        return model
    return _Expansion(model, known).model()


class _Expansion:
    """One model being expanded; `why` and `part_of` fill up as groups are handed out."""

    def __init__(self, model: Model, known: Mapping[str, Membership]) -> None:
        self._base = model
        self._known = known
        self._casts = {
            name: Cast(node, node.each, known[name])
            for name, node in model.nodes.items()
            if node.each and name in known and (known[name].members or not known[name].failure)
        }
        self._why: dict[str, list[str]] = {}
        self._part_of: dict[str, str] = {}
        self._unlisted = _unlisted(model)
        self._facts: list[object] = []

    def model(self) -> Model:
        """The expanded model; asked for once."""
        nodes: dict[str, Node] = {}
        for node in self._base.nodes.values():
            cast = self._casts.get(node.id)
            if cast is None:
                nodes[node.id] = self._plain(node)
            else:
                nodes.update(self._company(node, cast))
        for node_id in {*self._why, *self._part_of}:
            nodes[node_id] = self._linked(nodes[node_id])
        departed = [n.id for n in nodes.values() if n.lifetime and n.lifetime.until is not None]
        meant = repr((self._base.revision, list(nodes), departed, self._facts))
        revision = hashlib.sha256(meant.encode("utf-8", "backslashreplace")).hexdigest()[:12]
        return replace(self._base, nodes=nodes, members=dict(self._known), revision=revision)

    def _plain(self, node: Node) -> Node:
        """A node without members of its own: the members of others come into its groups."""
        written = (*node.how, *self._unlisted.get(node.id, ()))
        if node.each or not any(m in self._casts for g in (*written, *node.parts) for m in g.members):
            return node
        how = _existing(self._filled(group, node) for group in written)
        parts = _existing(self._filled(group, node, parts=True) for group in node.parts)
        aside = _once(m for group in written for m in group.members if m in self._casts)
        return replace(node, how=(*how, *_beside(aside)), parts=parts)

    def _company(self, whole: Node, cast: Cast) -> dict[str, Node]:
        """The whole and its members. Groups with `same` are the members', all others the whole's."""
        written = (*whole.how, *self._unlisted.get(whole.id, ()))
        handed, how = _by_same(written)
        handed_parts, parts = _by_same(whole.parts)
        own = next((group for group in parts if not group.members), _ALL)
        everyone = self._ruled(own, whole, tuple(cast.nodes), cast.expected)
        aside = _once(m for group in handed for m in group.members)
        found = {
            whole.id: replace(
                whole,
                how=(*(self._needed(group, whole) for group in how), *_beside(aside)),
                parts=(everyone, *(self._needed(group, whole) for group in parts if group is not own)),
            )
        }
        for node in cast.nodes.values():
            found[node.id] = node
            if handed or handed_parts:
                found[node.id] = replace(
                    node,
                    how=_existing(self._filled(group, node) for group in handed),
                    parts=_existing(self._filled(group, node, parts=True) for group in handed_parts),
                )
        return found

    def _needed(self, group: MeansGroup, whole: Node) -> MeansGroup:
        """A group between two wholes: where it says how many are needed they are counted one by one."""
        return group if group.need is None else self._filled(group, whole)

    def _filled(self, group: MeansGroup, holder: Node, *, parts: bool = False) -> MeansGroup:
        ids: list[str] = []
        expected = 0
        for member in group.members:
            cast = self._casts.get(member)
            if cast is None:
                other = self._base.nodes.get(member)
                if other is None or other.each or agrees(group.same, other.labels, holder.labels):
                    ids.append(member)
                    expected += 1
                    self._link(member, holder, group, parts=parts)
                continue
            picked = cast.paired(group.same, holder.labels) if group.same else tuple(cast.nodes)
            expected += cast.counted(picked) if group.same else cast.expected
            ids.extend(picked)
            for node_id in picked:
                self._link(node_id, holder, group, parts=parts)
        if not any(m in self._casts for m in group.members) and not holder.member_of:
            return group
        return self._ruled(group, holder, tuple(ids), expected)

    def _ruled(self, group: MeansGroup, holder: Node, ids: tuple[str, ...], expected: int) -> MeansGroup:
        filled = replace(group, members=ids, same=(), expected=expected)
        if group.need is not None:
            filled = replace(filled, rule=Rule.AT_LEAST, at_least=group.need.of(expected))
        self._facts.append((holder.id, filled.rule.value, filled.at_least, len(ids)))
        return filled

    def _link(self, node_id: str, holder: Node, group: MeansGroup, *, parts: bool) -> None:
        if not parts:
            self._why.setdefault(node_id, []).append(holder.id)
        elif group.same:
            self._part_of.setdefault(node_id, holder.id)

    def _linked(self, node: Node) -> Node:
        why = _once((*node.why, *self._why.get(node.id, ())))
        part_of = self._part_of.get(node.id, node.part_of) if node.member_of else node.part_of
        return replace(node, why=why, part_of=part_of)


def _unlisted(model: Model) -> dict[str, tuple[MeansGroup, ...]]:
    """Nodes with `each` that name an end which does not list them, as all_of, by that end."""
    wholes = [n for n in model.nodes.values() if n.each]
    listed = {end: {m for g in model.nodes[end].how for m in g.members} for n in wholes for end in n.why}
    extra: dict[str, list[str]] = {}
    for node in wholes:
        for end in node.why:
            if node.id not in listed[end]:
                extra.setdefault(end, []).append(node.id)
    return {end: (MeansGroup(Rule.ALL_OF, tuple(means)),) for end, means in extra.items()}


def _by_same(groups: Iterable[MeansGroup]) -> tuple[list[MeansGroup], list[MeansGroup]]:
    """Groups that pair one by one, and the others."""
    listed = list(groups)
    return [g for g in listed if g.same], [g for g in listed if not g.same]


def _existing(groups: Iterable[MeansGroup]) -> tuple[MeansGroup, ...]:
    """The groups but for those that `*` meant and that nobody is in, nor was of late."""
    return tuple(group for group in groups if group.members or not group.if_any)


def _beside(wholes: tuple[str, ...]) -> tuple[MeansGroup, ...]:
    """Wholes as means that can be walked to but have no vote: their members have it."""
    return (MeansGroup(Rule.ALL_OF, wholes, impact=Impact.NONE),) if wholes else ()


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
