"""Deterministic models in the wire format of docs/screen-protocol.md, small and large."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from hierarchy.evidence.readings import Trust
from hierarchy.levels import LEVELS

DOMAINS = ("Checkout", "Catalogue", "Identity", "Fulfilment", "Payments", "Search", "Messaging", "Platform")
ROLES = ("focus", "end", "means", "peer", "context")
STATES = ("ok", "warning", "critical", "unknown")
HOSTILE = "<img src=x onerror=\"document.title='owned'\">"
SIGNALS = (("errors", "Failed requests"), ("latency", "p95 latency"), ("cpu", "CPU use"))
_NAMES = (
    ("Customers can buy", "Customers find products", "Accounts stay safe", "Orders arrive", "Money is right"),
    ("Orders in equal orders out", "Latency budget", "Money conserved", "Stock accuracy", "Session capacity"),
    (
        "Take payment",
        "Keep the cart",
        "Recommend products",
        "Authorise payment",
        "Convert currencies",
        "Quote shipping",
    ),
    ("checkoutservice", "cartservice", "payments-gw", "recommendationservice", "currencyservice", "frontend"),
    (
        "checkoutservice-5d8f-xk2lp",
        "redis-cart-0",
        "node-07 (worker pool b)",
        "cartservice-77f6-m9q2d",
        "psp-link-eu",
    ),
)


@dataclass(frozen=True)
class FixtureModel:
    """A model as the browser gets it, with the links both ways for the scene maker."""

    wire: dict[str, Any]
    ends: tuple[tuple[int, ...], ...]
    means: tuple[tuple[int, ...], ...]

    @property
    def nodes(self) -> list[dict[str, Any]]:
        """The wire format's nodes, in index order."""
        nodes: list[dict[str, Any]] = self.wire["nodes"]
        return nodes

    def index(self, node_id: str) -> int:
        """Index of a node by id, −1 where there is none."""
        return next((i for i, node in enumerate(self.nodes) if node["id"] == node_id), -1)

    def parts_of(self, wholes: tuple[str, ...]) -> list[int]:
        """Indices of the parts of these wholes."""
        numbers = {self.index(whole) for whole in wholes}
        return [part for whole, parts in self.wire["parts"] if whole in numbers for part in parts]


def _title(level: int, place: int, hostile: bool) -> str:
    if hostile and level == 2 and place == 1:
        return HOSTILE
    names = _NAMES[level]
    name = names[place % len(names)]
    return name if place < len(names) else f"{name} {place // len(names) + 1}"


def _nodes(sizes: tuple[int, ...], hostile: bool) -> tuple[list[dict[str, Any]], list[list[int]]]:
    nodes: list[dict[str, Any]] = []
    lanes: list[list[int]] = []
    for level, size in enumerate(sizes):
        lanes.append(list(range(len(nodes), len(nodes) + size)))
        for place in range(size):
            domain = place * len(DOMAINS) // size if size >= len(DOMAINS) else place
            title = _title(level, place, hostile)
            signals = [list(signal) for signal in SIGNALS]
            node = {"id": f"l{level}-{place}", "title": title, "l": level, "d": domain, "owner": "shop"}
            nodes.append({**node, "signals": signals})
    return nodes, lanes


def _ends(lanes: list[list[int]], rng: random.Random) -> list[set[int]]:
    ends: list[set[int]] = [set() for lane in lanes for _ in lane]
    for level in range(1, 5):
        above = lanes[level - 1]
        for place, node in enumerate(lanes[level]):
            near = place * len(above) // len(lanes[level])
            ends[node].add(above[near])
            for _ in range(rng.choice((0, 0, 1, 1, 2))):
                ends[node].add(above[min(len(above) - 1, max(0, near + rng.randint(-3, 3)))])
    return ends


def _parts(lanes: list[list[int]]) -> list[list[Any]]:
    """Every eighth mechanism has the two after it as parts, and the second of all the two first resources."""
    mechanisms, resources = lanes[3], lanes[4]
    wholes = [
        [node, mechanisms[i + 1 : i + 3]]
        for i, node in enumerate(mechanisms)
        if not i % 8 and mechanisms[i + 1 :]
    ]
    return [*wholes, [mechanisms[1], resources[:2]]] if wholes and resources else wholes


def make_model(sizes: tuple[int, int, int, int, int], seed: int = 7, hostile: bool = False) -> FixtureModel:
    """A model with so many nodes per level; every node has one to three ends in the level above."""
    nodes, lanes = _nodes(sizes, hostile)
    ends = _ends(lanes, random.Random(seed))
    means: list[list[int]] = [[] for _ in nodes]
    for node, tops in enumerate(ends):
        for end in sorted(tops):
            means[end].append(node)
    levels = [{"id": info.level.value, "title": info.title, "question": info.question} for info in LEVELS]
    wire = {
        "revision": f"fixture-{len(nodes)}-{seed}-{int(hostile)}", "title": "Online Boutique", "step": 15,
        "states": list(STATES), "trusts": [trust.value for trust in Trust], "roles": list(ROLES),
        "levels": levels, "domains": list(DOMAINS), "nodes": nodes, "lanes": lanes, "calls": [],
        "parts": _parts(lanes),
        "groups": [[end, "all_of", "full", list(below)] for end, below in enumerate(means) if below],
    }  # fmt: skip
    return FixtureModel(wire, tuple(tuple(sorted(tops)) for tops in ends), tuple(tuple(m) for m in means))


def small_model() -> FixtureModel:
    """About sixty nodes, one of them with markup in its title."""
    return make_model((4, 6, 12, 18, 22), hostile=True)


def large_model() -> FixtureModel:
    """About two thousand nodes."""
    return make_model((8, 40, 160, 560, 1232))


def empty_model() -> FixtureModel:
    """Five levels without a node."""
    return make_model((0, 0, 0, 0, 0))
