"""The groups of means and of parts as the model has them."""

from __future__ import annotations

from dataclasses import replace

from hierarchy.file.drafts import Tie
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined
from hierarchy.model import MeansGroup, Rule


def means_of(joined: Joined, node: str) -> tuple[MeansGroup, ...]:
    """The groups of means of one node, written at either end."""
    return tuple(
        MeansGroup(
            g.rule,
            tuple(ref.id for ref in g.members),
            g.at_least,
            g.impact,
            g.because,
            need=g.need,
            same=g.same,
            if_any=g.if_any,
        )
        for g in joined.how[node]
    )


def parts(findings: Findings, joined: Joined) -> dict[str, tuple[MeansGroup, ...]]:
    """The groups of parts of every whole that has some.

    Plain parts are one group; a part that says more about itself is one of its own. Without a number
    of its own a group needs what `parts` at the whole says. The members of a node with `each` come
    first, as a group that is still empty.
    """
    plain: dict[str, list[str]] = {}
    own: dict[str, list[tuple[str, Tie]]] = {}
    for part, ties in joined.wholes.items():
        for tie in ties:
            if tie.same or tie.need or tie.because:
                own.setdefault(tie.ref.id, []).append((part, tie))
            else:
                plain.setdefault(tie.ref.id, []).append(part)
    found: dict[str, tuple[MeansGroup, ...]] = {}
    for node in joined.draft.nodes.values():
        groups = [MeansGroup(Rule.ALL_OF, (), need=node.parts)] if node.each else []
        if node.id in plain:
            groups.append(MeansGroup(Rule.ALL_OF, tuple(plain[node.id]), need=node.parts))
        for part, tie in own.get(node.id, ()):
            same = tuple((mine, theirs) for theirs, mine in tie.same)
            need = tie.need if tie.need_at else node.parts
            group = MeansGroup(Rule.ALL_OF, (part,), because=tie.because, need=need, same=same)
            groups.append(replace(group, if_any=tie.star))
        if groups:
            found[node.id] = tuple(groups)
        elif node.parts_at is not None:
            message = f"'parts' says how many parts '{node.written}' needs, but it has none"
            hint = f"write part_of: {node.written} at its parts, or delete it here"
            findings.warning(node.parts_at, "parts-without-parts", message, hint)
    return found
