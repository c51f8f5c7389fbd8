"""Random hierarchies from a seed, the odd ones among them: what the selection has to draw in any case."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from hierarchy.levels import Level
from hierarchy.model import MeansGroup, Model, Node, Rule

LEVELS = tuple(Level)
_DOMAINS = ("", "Shop", "Stock", "Post", "Money", "People", "Search")


def hierarchy(kind: str, nodes: int, seed: int) -> Model:
    """A model of one of KINDS with about so many nodes; the same arguments give an equal one."""
    dice = random.Random(f"{kind} {nodes} {seed}")
    made = KINDS[kind](nodes, dice)
    return Model(f"{kind}-{nodes}-{seed}", kind, {node.id: node for node in made})


def grown(model: Model, more: int, dice: random.Random) -> Model:
    """The model with `more` nodes among the others, linked to nothing that was there before."""
    added = [_node(f"new-{dice.randrange(10**6)}-{i}", dice.randrange(5), dice) for i in range(more)]
    nodes = list(model.nodes.values())
    for node in added:
        nodes.insert(dice.randrange(len(nodes) + 1), node)
    return replace(model, revision=f"{model.revision}+{more}", nodes={node.id: node for node in nodes})


def _node(
    id: str, rank: int, dice: random.Random, how: tuple[MeansGroup, ...] = (), whole: str | None = None
) -> Node:
    return Node(id, LEVELS[rank], id, domain=dice.choice(_DOMAINS), how=how, part_of=whole, member_of=whole)


def _linked(ranks: list[int], dice: random.Random, links: float, skips: float) -> list[Node]:
    """Nodes of these levels; each has about `links` means, some of them more than one level down."""
    lanes: dict[int, list[str]] = {}
    for i, rank in enumerate(ranks):
        lanes.setdefault(rank, []).append(f"n{i}")
    made = []
    for i, rank in enumerate(ranks):
        below = [lower for lower in lanes if lower > rank]
        means: dict[str, None] = {}
        for _ in range(int(dice.expovariate(1 / links)) if below else 0):
            lower = dice.choice(below) if dice.random() < skips else min(below)
            means[dice.choice(lanes[lower])] = None
        how = (MeansGroup(Rule.ALL_OF, tuple(means)),) if means else ()
        made.append(_node(f"n{i}", rank, dice, how=how))
    return made


def _ranks(nodes: int, dice: random.Random, shares: tuple[float, ...]) -> list[int]:
    return dice.choices(range(5), shares, k=nodes)


def _pyramid(nodes: int, dice: random.Random) -> list[Node]:
    return _linked(_ranks(nodes, dice, (1, 3, 8, 20, 40)), dice, 3.0, 0.1)


def _skipping(nodes: int, dice: random.Random) -> list[Node]:
    return _linked(_ranks(nodes, dice, (1, 1, 1, 1, 1)), dice, 4.0, 0.6)


def _funnel(nodes: int, dice: random.Random) -> list[Node]:
    """Very many purposes on a few resources."""
    return _linked(_ranks(nodes, dice, (40, 10, 4, 2, 1)), dice, 6.0, 0.3)


def _hubs(nodes: int, dice: random.Random) -> list[Node]:
    """One node over all of the next level, one below all of the last but one."""
    made = {node.id: node for node in _pyramid(nodes, dice)}
    for rank in range(4):
        upper = [n.id for n in made.values() if n.level.rank == rank]
        lower = [n.id for n in made.values() if n.level.rank == rank + 1]
        if upper and lower:
            hub = dice.choice(upper)
            how = (MeansGroup(Rule.ANY_OF, tuple(dice.sample(lower, min(len(lower), 40)))),)
            made[hub] = replace(made[hub], how=how)
            base = dice.choice(lower)
            for id in upper:
                made[id] = replace(made[id], how=(*made[id].how, MeansGroup(Rule.ALL_OF, (base,))))
    return list(made.values())


def _everything_linked(nodes: int, dice: random.Random) -> list[Node]:
    """Every node rests on every node of every lower level."""
    ranks = [i % 5 for i in range(min(nodes, 150))]
    ids = [f"n{i}" for i in range(len(ranks))]
    made = []
    for id, rank in zip(ids, ranks, strict=True):
        means = tuple(other for other, lower in zip(ids, ranks, strict=True) if lower > rank)
        made.append(_node(id, rank, dice, how=(MeansGroup(Rule.ALL_OF, means),) if means else ()))
    return made


def _without_purposes(nodes: int, dice: random.Random) -> list[Node]:
    return _linked(_ranks(nodes, dice, (0, 1, 3, 8, 16)), dice, 2.0, 0.2)


def _one_lane(nodes: int, dice: random.Random) -> list[Node]:
    """All but a few on one level."""
    rank = dice.randrange(5)
    return _linked([rank] * (nodes - 3) + [dice.randrange(5) for _ in range(3)], dice, 20.0, 0.5)


def _alone(nodes: int, dice: random.Random) -> list[Node]:
    """Nothing is linked with anything."""
    return [_node(f"n{i}", dice.randrange(5), dice) for i in range(nodes)]


def _single(_nodes: int, dice: random.Random) -> list[Node]:
    return [_node("only", dice.randrange(5), dice)]


def _members(nodes: int, dice: random.Random) -> list[Node]:
    """Wholes with up to thirty members of their level, as `each` makes them."""
    made = _pyramid(max(10, nodes // 2), dice)
    wholes = dice.sample(made, max(1, nodes // 40))
    for whole in wholes:
        count = dice.randint(1, 30)
        rank = whole.level.rank
        made += [_node(f"{whole.id}/host-{i}", rank, dice, whole=whole.id) for i in range(count)]
    return made


KINDS: Mapping[str, Callable[[int, random.Random], list[Node]]] = {
    "pyramid": _pyramid,
    "skipping levels": _skipping,
    "funnel": _funnel,
    "hubs": _hubs,
    "everything linked": _everything_linked,
    "without purposes": _without_purposes,
    "one lane": _one_lane,
    "alone": _alone,
    "single": _single,
    "members": _members,
}
