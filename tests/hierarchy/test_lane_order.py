"""The order of lanes and columns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generate import generate_model
from hierarchy.lane_order import MAX_COLUMNS, NO_DOMAIN, lane_order
from hierarchy.levels import Level
from hierarchy.model import MeansGroup, Model, Node, Rule

LEVELS = tuple(Level)


def _node(node_id: str, rank: int, domain: str = "", **more: object) -> Node:
    return Node(id=node_id, level=LEVELS[rank], title=node_id, domain=domain, **more)  # type: ignore[arg-type]


def _model(*nodes: Node) -> Model:
    return Model("r", "t", {n.id: n for n in nodes})


def test_nodes_stand_by_domain_then_under_their_ends_then_by_id() -> None:
    """Within a lane: domain first, then the rank of the ends, then the id."""
    order = lane_order(
        _model(
            _node("a", 0, "Shop"),
            _node("b", 0, "Shop"),
            _node("z", 1, "Shop", why=("a",)),
            _node("y", 1, "Shop", why=("b",)),
            _node("x", 1, "Shop", why=("b",)),
            _node("w", 1, "Archive", why=("b",)),
        )
    )
    assert order.lanes[:2] == (("a", "b"), ("w", "z", "x", "y"))
    assert order.domains == ("Archive", "Shop")
    assert (order.position["z"], order.lane_of["z"], order.column_of["z"]) == (1, 1, 1)


def test_a_domain_is_inherited_from_the_whole_before_the_ends() -> None:
    """A node's own domain, else its top whole's, else its first end's."""
    order = lane_order(
        _model(
            _node("end", 0, "End"),
            _node("top", 2, "Whole"),
            _node("middle", 2, part_of="top"),
            _node("part", 2, part_of="middle", why=("end",)),
            _node("own", 2, "Own", part_of="top", why=("end",)),
            _node("served", 2, why=("end",)),
            _node("below", 3, why=("served",)),
            _node("alone", 3),
        )
    )
    expected = {"part": "Whole", "own": "Own", "served": "End", "below": "End", "alone": NO_DOMAIN}
    assert {n: order.domain_of[n] for n in expected} == expected
    assert order.domains[-1] == NO_DOMAIN


def test_a_part_of_a_whole_without_domain_takes_its_own_ends_domain() -> None:
    """Wholes that say nothing do not hide what the ends say."""
    order = lane_order(
        _model(_node("end", 0, "End"), _node("whole", 2), _node("part", 2, part_of="whole", why=("end",)))
    )
    assert order.domain_of["part"] == "End"


def test_too_many_domains_share_one_last_column() -> None:
    """The smallest domains go into one column that says how many it holds."""
    nodes = [_node(f"n{i}-{j}", 3, f"D{i:02}") for i in range(20) for j in range(1 if i < 5 else 2)]
    order = lane_order(_model(*nodes))
    assert len(order.domains) == MAX_COLUMNS
    assert order.domains[-1] == "+5 domains"
    assert {order.column_of[f"n{i}-0"] for i in range(5)} == {MAX_COLUMNS - 1}
    assert order.column_of["n5-0"] == 0


def test_exactly_sixteen_domains_keep_their_columns() -> None:
    """Nothing is merged while all fit."""
    order = lane_order(_model(*(_node(f"n{i}", 3, f"D{i:02}") for i in range(MAX_COLUMNS))))
    assert order.domains == tuple(f"D{i:02}" for i in range(MAX_COLUMNS))


@settings(max_examples=25, deadline=None)
@given(st.integers(5, 300), st.integers(0, 1000))
def test_every_node_has_one_place_and_columns_stay_together(nodes: int, seed: int) -> None:
    """Lanes hold every node of their level once, columns from left to right."""
    model = generate_model(nodes, seed)
    order = lane_order(model)
    assert sorted(n for lane in order.lanes for n in lane) == sorted(model.nodes)
    for level, lane in zip(LEVELS, order.lanes, strict=True):
        assert {model.nodes[n].level for n in lane} <= {level}
        assert [order.position[n] for n in lane] == list(range(len(lane)))
        columns = [order.column_of[n] for n in lane]
        assert columns == sorted(columns)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.integers(0, 4), st.sampled_from(["Accounts", "Checkout", "Zoo", "Aa"]))
def test_adding_a_node_swaps_no_two_others(seed: int, rank: int, domain: str) -> None:
    """A new node takes its place; all others keep their order in every lane."""
    model = generate_model(120, seed)
    above = [n.id for n in model.nodes.values() if n.level.rank < rank]
    new = _node("m-new", rank, domain, why=tuple(above[-1:]))
    larger = lane_order(replace(model, nodes={"m-new": new, **model.nodes}))
    assert tuple(tuple(n for n in lane if n != "m-new") for lane in larger.lanes) == lane_order(model).lanes


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_file_does_not_matter(seed: int) -> None:
    """Moving nodes about in the file moves nothing on the screen."""
    model = generate_model(150, seed)
    turned = replace(model, nodes=dict(reversed(list(model.nodes.items()))))
    assert lane_order(turned).lanes == lane_order(model).lanes


def test_a_loop_of_parts_does_not_hang() -> None:
    """Even an unchecked model gets an order."""
    order = lane_order(_model(_node("a", 3, part_of="b"), _node("b", 3, part_of="a")))
    assert order.lanes[3] == ("a", "b")


def test_means_listed_by_an_end_stand_under_it() -> None:
    """A link written at the end orders as one written at the means."""
    group = MeansGroup(Rule.ALL_OF, ("a",))
    order = lane_order(
        _model(
            _node("p", 0, "D"),
            _node("q", 0, "D", how=(group,)),
            _node("a", 1, "D"),
            _node("b", 1, "D", why=("p",)),
        )
    )
    assert order.lanes[1] == ("b", "a")


def _survivors_in_order(model: Model, changed: Model) -> tuple[list[str], list[str]]:
    """The nodes of all lanes that keep their domain, before and after, in their order."""
    first = lane_order(model)
    then = lane_order(changed, previous=first)
    assert sorted(n for lane in then.lanes for n in lane) == sorted(changed.nodes)
    stay = {n for n in changed.nodes if first.domain_of.get(n) == then.domain_of[n]}
    return tuple(
        [node_id for lane in order.lanes for node_id in lane if node_id in stay] for order in (first, then)
    )  # type: ignore[return-value]


@settings(max_examples=40, deadline=None)
@given(st.data(), st.integers(0, 1000))
def test_no_revision_swaps_two_nodes_that_stay_in_their_domain(data: st.DataObject, seed: int) -> None:
    """Whatever is added, removed or linked anew, also ends, which would order their means otherwise."""
    model = generate_model(80, seed)
    ids = list(model.nodes)
    gone = data.draw(st.sets(st.sampled_from(ids), max_size=30))
    kept = {id: node for id, node in model.nodes.items() if id not in gone}
    for number in range(data.draw(st.integers(0, 5))):
        rank = data.draw(st.integers(0, 4))
        above = [id for id, node in kept.items() if node.level.rank < rank]
        why = data.draw(st.sets(st.sampled_from(above), max_size=2)) if above else set()
        kept[f"new-{number}"] = _node(f"new-{number}", rank, "", why=tuple(sorted(why)))
    for id in data.draw(st.sets(st.sampled_from(sorted(kept)), max_size=5)) if kept else ():
        above = [other for other, node in kept.items() if node.level.rank < kept[id].level.rank]
        if above:
            kept[id] = replace(kept[id], why=(data.draw(st.sampled_from(above)),))
    before, after = _survivors_in_order(model, replace(model, nodes=kept))
    assert before == after


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000))
def test_columns_stay_from_left_to_right_over_revisions(seed: int) -> None:
    """An order that remembers is still one in which a column's nodes stand together."""
    model = generate_model(60, seed)
    half = replace(model, nodes=dict(list(model.nodes.items())[::2]))
    order = lane_order(model, previous=lane_order(half))
    for lane in order.lanes:
        columns = [order.column_of[n] for n in lane]
        assert columns == sorted(columns)


def test_a_new_node_stands_beside_the_neighbour_it_would_have_without_a_past() -> None:
    """Links that changed leave the others where they are; the new one goes to its siblings."""
    ends = (_node("p", 0, "D"), _node("q", 0, "D"))
    first = lane_order(_model(*ends, _node("a", 1, "D", why=("p",)), _node("b", 1, "D", why=("q",))))
    turned = (_node("a", 1, "D", why=("q",)), _node("b", 1, "D", why=("p",)))
    then = lane_order(_model(*ends, *turned, _node("c", 1, "D", why=("p",))), previous=first)
    assert lane_order(_model(*ends, *turned)).lanes[1] == ("b", "a")
    assert then.lanes[1] == ("a", "b", "c")


def test_a_domain_keeps_its_column_when_others_outgrow_it() -> None:
    """What shared the last column before goes on sharing it."""

    def model(size: int) -> Model:
        counts = [1 if i == 0 else (size if i > 16 else 2) for i in range(18)]
        return _model(*(_node(f"n{i}-{j}", 3, f"D{i:02}") for i, n in enumerate(counts) for j in range(n)))

    first = lane_order(model(1))
    assert lane_order(model(9)).domains != first.domains
    assert lane_order(model(9), previous=first).domains == first.domains
