"""The order in which nodes are judged: what others rest on or consist of comes before them."""

from __future__ import annotations

from collections.abc import Sequence

from hierarchy.model import MeansGroup, Model, Node, Rule


def bottom_up(model: Model) -> list[Node]:
    """Every node after its means, which stand at lower levels, and after its parts, at its own level."""
    by_level = sorted(model.nodes.values(), key=lambda n: -n.level.rank)
    if not any(node.parts for node in by_level):
        return by_level
    done: dict[str, Node] = {}
    for node in by_level:
        _after_parts(node, model, done)
    return list(done.values())


def unlisted(model: Model) -> dict[str, tuple[MeansGroup, ...]]:
    """Means that name an end which does not list them; they carry it as all_of, so none is overlooked."""
    listed = {n.id: {m for g in n.how for m in g.members} for n in model.nodes.values()}
    extra: dict[str, list[str]] = {}
    for node in model.nodes.values():
        for end in node.why:
            if node.id not in listed[end]:
                extra.setdefault(end, []).append(node.id)
    return {end: (MeansGroup(Rule.ALL_OF, tuple(means)),) for end, means in extra.items()}


def _after_parts(node: Node, model: Model, done: dict[str, Node]) -> None:
    """Depth first without recursion; a circle of parts, which loading refuses, ends where it began."""
    waiting = [(node, False)]
    entered: set[str] = set()
    while waiting:
        one, is_left = waiting.pop()
        if one.id in done:
            continue
        if is_left:
            done[one.id] = one
        elif one.id not in entered:
            entered.add(one.id)
            waiting.append((one, True))
            waiting.extend((model.nodes[part], False) for part in reversed(_parts(one.parts)))


def _parts(groups: Sequence[MeansGroup]) -> list[str]:
    return [member for group in groups for member in group.members]
