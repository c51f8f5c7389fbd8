"""Ends, means, peers, closures and paths."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generate import generate_model
from hierarchy.graph import Graph
from hierarchy.levels import Level
from hierarchy.model import MeansGroup, Model, Node, Rule

LEVELS = tuple(Level)


def _node(node_id: str, rank: int, *means: str, **more: object) -> Node:
    how = (MeansGroup(Rule.ALL_OF, means),) if means else ()
    return Node(id=node_id, level=LEVELS[rank], title=node_id, how=how, **more)  # type: ignore[arg-type]


def _graph(*nodes: Node) -> Graph:
    return Graph(Model("r", "t", {n.id: n for n in nodes}))


@pytest.fixture
def shop() -> Graph:
    """Two purposes over shared functions, a dead end above, a skipped level."""
    return _graph(
        _node("buy", 0, "orders", "money"),
        _node("browse", 0, "visits"),
        _node("orders", 1, "cart", "pay"),
        _node("money", 1, "pay"),
        _node("visits", 1, "cart"),
        _node("idle", 1, "pay"),
        _node("cart", 2, "redis"),
        _node("pay", 2, "redis", "bank"),
        _node("redis", 3, "host", calls=("bank",)),
        _node("bank", 3, part_of="redis"),
        _node("host", 4),
    )


def _flat(_node_id: str) -> float:
    return 0.0


def test_links_are_read_in_both_directions(shop: Graph) -> None:
    """Ends and means are the direct links, in the model's order."""
    assert shop.means("buy") == ("orders", "money")
    assert shop.ends("pay") == ("orders", "money", "idle")


def test_a_link_written_at_the_means_counts_as_one_written_at_the_end() -> None:
    """`why` alone makes a link too."""
    graph = _graph(_node("end", 0), _node("means", 1, why=("end",)))
    assert graph.means("end") == ("means",)
    assert graph.path_up("means", _flat) == ("means", "end")


def test_peers_share_an_end_and_a_level(shop: Graph) -> None:
    """Peers serve a common end; a means at another level is not a peer."""
    assert shop.peers("orders") == ("money",)
    skipping = _graph(_node("top", 0, "near", "far"), _node("near", 1), _node("far", 3))
    assert skipping.peers("near") == ()


def test_calls_and_parts_are_not_means_ends_links(shop: Graph) -> None:
    """Topology and decomposition are answered apart."""
    assert shop.callees("redis") == shop.parts("redis") == ("bank",)
    assert shop.callers("bank") == ("redis",)
    assert shop.means("redis") == ("host",)


def test_closures_count_the_fewest_links(shop: Graph) -> None:
    """Above and below hold every node reached, by hops, without the node itself."""
    assert dict(shop.below("buy")) == {
        "orders": 1,
        "money": 1,
        "cart": 2,
        "pay": 2,
        "redis": 3,
        "bank": 3,
        "host": 4,
    }
    assert dict(shop.above("cart")) == {"orders": 1, "visits": 1, "buy": 2, "browse": 2}
    assert dict(shop.above("buy")) == {}


def test_a_path_takes_the_lowest_cost_at_each_step(shop: Graph) -> None:
    """The key decides where to go; ties go by the model's order."""
    worst = {"money": -3.0, "bank": -3.0}
    assert shop.path_up("pay", _flat) == ("pay", "orders", "buy")
    assert shop.path_up("pay", lambda n: worst.get(n, 0.0)) == ("pay", "money", "buy")


def test_a_path_prefers_a_way_that_gets_there(shop: Graph) -> None:
    """An end without purpose and a mechanism without resource are avoided, however cheap."""
    cheap = {"idle": -9.0, "bank": -9.0}
    assert shop.path_up("pay", lambda n: cheap.get(n, 0.0))[-1] == "buy"
    assert shop.path_down("pay", lambda n: cheap.get(n, 0.0)) == ("pay", "redis", "host")


def test_all_paths_between_two_nodes_are_found_either_way_round(shop: Graph) -> None:
    """Paths run from the upper to the lower node, whichever is named first."""
    expected = (
        ("buy", "orders", "cart", "redis"),
        ("buy", "orders", "pay", "redis"),
        ("buy", "money", "pay", "redis"),
    )
    assert shop.paths("buy", "redis") == shop.paths("redis", "buy") == expected
    assert shop.paths("browse", "bank") == ()
    assert shop.paths("buy", "buy") == (("buy",),)
    assert len(shop.paths("buy", "redis", limit=2)) == 2


def test_an_unknown_node_is_a_key_error(shop: Graph) -> None:
    """Asking for a node that is not there is an error, not an empty answer."""
    for question in (shop.ends, shop.peers, shop.above, shop.below):
        with pytest.raises(KeyError):
            question("nowhere")


@settings(max_examples=25, deadline=None)
@given(st.integers(5, 300), st.integers(0, 1000))
def test_closures_agree_with_following_links_by_hand(nodes: int, seed: int) -> None:
    """On any model, below is what repeated means reach, and above is its converse."""
    graph = Graph(generate_model(nodes, seed))
    some = random.Random(seed).choice(list(graph.order))
    reached: dict[str, int] = {}
    front, hops = [some], 0
    while front:
        hops += 1
        front = [m for m in dict.fromkeys(m for n in front for m in graph.means(n)) if m not in reached]
        reached.update(dict.fromkeys(front, hops))
    assert dict(graph.below(some)) == reached
    assert all(graph.above(n)[some] == hops for n, hops in reached.items())


@settings(max_examples=15, deadline=None)
@given(st.integers(5, 300), st.integers(0, 1000))
def test_every_path_follows_links_to_both_edges_of_the_model(nodes: int, seed: int) -> None:
    """In a model where every node serves a purpose and has a resource, paths reach both."""
    graph = Graph(generate_model(nodes, seed))
    for node_id in list(graph.order)[:: max(1, nodes // 20)]:
        up, down = graph.path_up(node_id, _flat), graph.path_down(node_id, _flat)
        assert all(b in graph.ends(a) for a, b in pairwise(up))
        assert all(b in graph.means(a) for a, b in pairwise(down))
        assert graph.model.nodes[up[-1]].level is Level.FUNCTIONAL_PURPOSE
        assert graph.model.nodes[down[-1]].level is Level.PHYSICAL_FORM


def test_several_threads_get_the_same_closures() -> None:
    """Closures asked for at the same time are the ones asked for in turn."""
    graph, fresh = (Graph(generate_model(400, 3)) for _ in range(2))
    ids = list(graph.order)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(graph.below, ids * 4))
    assert found == [fresh.below(n) for n in ids] * 4
