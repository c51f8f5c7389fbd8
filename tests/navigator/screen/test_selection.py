"""Which nodes are cards, and where they stand."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generate import generate_model
from hierarchy.graph import Graph
from hierarchy.lane_order import LaneOrder, lane_order
from hierarchy.levels import Level
from hierarchy.model import MeansGroup, Model, Node, Rule
from navigator.screen.selection import MOST_CARDS, Card, Role, Selection, select

LEVELS = tuple(Level)
STAGES = st.sampled_from([(6, 4), (4, 3)])
SIZES = st.one_of(st.integers(20, 200), st.sampled_from([500, 1000, 2000]))


@lru_cache(maxsize=64)
def _generated(nodes: int, seed: int) -> tuple[Graph, LaneOrder]:
    model = generate_model(nodes, seed)
    return Graph(model), lane_order(model)


def _severities(graph: Graph, seed: int) -> dict[str, int]:
    dice = random.Random(seed)
    return {n: dice.choice([0] * 12 + [1, 2, 3]) for n in graph.order}


def _model(*nodes: Node) -> tuple[Graph, LaneOrder]:
    model = Model("r", "t", {n.id: n for n in nodes})
    return Graph(model), lane_order(model)


def _node(node_id: str, rank: int, *means: str, part_of: str | None = None) -> Node:
    how = (MeansGroup(Rule.ALL_OF, means),) if means else ()
    return Node(node_id, LEVELS[rank], node_id, how=how, part_of=part_of)


def _lanes(selection: Selection, order: LaneOrder) -> Mapping[int, list[Card]]:
    lanes: dict[int, list[Card]] = {}
    for card in selection.cards:
        lanes.setdefault(order.lane_of[card.node], []).append(card)
    return lanes


def _overlap(one: Card, other: Card) -> bool:
    """Whether two cards of one lane share any of its area; heights as fractions of the lane."""
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    over = (one.row + 1) / one.rows <= other.row / other.rows or (
        other.row + 1
    ) / other.rows <= one.row / one.rows
    return not (beside or over)


def _assert_drawable(selection: Selection, order: LaneOrder) -> None:
    """Few enough cards, each once, all inside their lane, none over another, in lane order."""
    names = [card.node for card in selection.cards]
    assert len(names) == len(set(names)) <= MOST_CARDS
    for cards in _lanes(selection, order).values():
        for card in cards:
            assert 0 <= card.x <= selection.columns - card.width
            assert 0 <= card.row < card.rows <= selection.rows
        assert not any(_overlap(a, b) for a, b in combinations(cards, 2))
        columnwise = sorted(cards, key=lambda c: (c.x, c.row))
        assert [order.position[c.node] for c in columnwise] == sorted(order.position[c.node] for c in cards)


@settings(max_examples=120, deadline=None)
@given(SIZES, st.integers(0, 5), st.integers(0, 10**6), STAGES)
def test_every_view_is_drawable_and_shows_what_it_must(
    nodes: int, seed: int, pick: int, stage: tuple[int, int]
) -> None:
    """On any model and focus: no overlap, ≤ 60 cards, a path to a purpose and a resource, direct links."""
    (columns, rows), (graph, order) = stage, _generated(nodes, seed)
    focus = list(graph.order)[pick % nodes]
    severity = _severities(graph, pick)
    selection = select(graph, order, severity, focus, columns, rows)
    _assert_drawable(selection, order)
    shown = {card.node for card in selection.cards}
    for path in (graph.path_up, graph.path_down):
        assert shown.issuperset(path(focus, lambda n: -severity[n]))
    direct = {*graph.ends(focus), *graph.means(focus)}
    for lane in order.lanes:
        linked = direct.intersection(lane)
        assert len(linked & shown) >= min(len(linked), columns * rows)
    roles = {card.node: card.role for card in selection.cards}
    assert all(roles[n] is Role.END for n in shown.intersection(graph.ends(focus)))
    assert all(roles[n] is Role.MEANS for n in shown.intersection(graph.means(focus)))
    assert [n for n, role in roles.items() if role is Role.FOCUS] == [focus]


@settings(max_examples=40, deadline=None)
@given(SIZES, st.integers(0, 5), STAGES)
def test_every_overview_is_drawable(nodes: int, seed: int, stage: tuple[int, int]) -> None:
    """Without a focus the same holds, and every lane is used."""
    (columns, rows), (graph, order) = stage, _generated(nodes, seed)
    selection = select(graph, order, _severities(graph, seed), None, columns, rows)
    _assert_drawable(selection, order)
    assert set(_lanes(selection, order)) == {i for i, lane in enumerate(order.lanes) if lane}
    assert {card.role for card in selection.cards} == {Role.CONTEXT}


@settings(max_examples=30, deadline=None)
@given(st.integers(20, 300), st.integers(0, 1000), STAGES)
def test_the_same_question_gives_the_same_picture(nodes: int, seed: int, stage: tuple[int, int]) -> None:
    """Neither a fresh graph nor the order of the severities changes a place."""
    model = generate_model(nodes, seed)
    graph, order = Graph(model), lane_order(model)
    focus = random.Random(seed).choice(list(model.nodes))
    severity = _severities(graph, seed)
    turned = dict(reversed(list(severity.items())))
    again = select(Graph(model), lane_order(model), turned, focus, *stage)
    assert select(graph, order, severity, focus, *stage) == again


@pytest.mark.parametrize("focus", [None, "a0"])
def test_a_small_model_is_shown_whole(focus: str | None) -> None:
    """Up to about thirty nodes nothing is left out, linked or not."""
    graph, order = _model(*(_node(f"{lane}{i}", rank) for rank, lane in enumerate("abcde") for i in range(6)))
    selection = select(graph, order, {}, focus, 6, 4)
    assert len(selection.cards) == 30


def test_without_a_focus_purposes_come_first_then_what_is_worst() -> None:
    """Where a lane has no room for all, abnormal nodes are the ones that stay."""
    graph, order = _model(*(_node(f"n{i:02}", 3) for i in range(40)), *(_node(f"p{i}", 0) for i in range(3)))
    severity = dict.fromkeys(graph.order, 0) | {"n39": 3, "n20": 2, "n30": 1}
    shown = [c.node for c in select(graph, order, severity, None, 6, 4).cards]
    assert shown == ["p0", "p1", "p2", *(f"n{i:02}" for i in range(9)), "n20", "n30", "n39"]


def test_the_focus_stands_in_the_middle_over_two_columns_and_the_whole_lane() -> None:
    """The focus card is the largest; what it serves and rests on is centred on it."""
    graph, order = _model(
        _node("end", 0, "focus"), _node("focus", 2, "m1", "m2"), _node("m1", 3), _node("m2", 3)
    )
    cards = {c.node: c for c in select(graph, order, {}, "focus", 6, 4).cards}
    assert cards["focus"] == Card("focus", Role.FOCUS, 2, 2, 0, 1, 0)
    assert cards["end"] == Card("end", Role.END, 2.5, 1, 0, 1, 1)
    assert (cards["m1"].x, cards["m2"].x) == (2, 3)


def test_peers_stand_on_their_side_of_the_focus_and_push_it_if_they_must() -> None:
    """Lane order is kept beside the focus, even if that moves it off the middle."""
    names = [f"n{i:02}" for i in range(12)]
    graph, order = _model(_node("top", 0, *names), *(_node(n, 1) for n in names))
    cards = {c.node: c for c in select(graph, order, {}, "n10", 6, 4).cards}
    assert cards["n10"].x == 3
    assert [cards[n].x for n in names[:10]] == [0] * 4 + [1] * 4 + [2] * 2
    assert (cards["n11"].x, cards["n11"].role) == (5, Role.PEER)


@pytest.mark.parametrize(
    ("count", "shown", "rows"),
    [(6, 6, 1), (7, 7, 2), (12, 12, 2), (13, 13, 4), (24, 24, 4), (30, 24, 4)],
)
def test_direct_links_get_as_many_rows_as_they_need(count: int, shown: int, rows: int) -> None:
    """One row up to six cards, two up to twelve, else four; never more than 24 in a lane."""
    means = [f"m{i:02}" for i in range(count)]
    rest = [_node(f"x{i}", 4) for i in range(31)]
    graph, order = _model(_node("focus", 0, *means), *(_node(m, 1) for m in means), *rest)
    cards = [c for c in select(graph, order, {}, "focus", 6, 4).cards if c.role is Role.MEANS]
    assert (len(cards), {c.rows for c in cards}) == (shown, {rows})


def test_of_too_many_direct_links_the_worst_are_shown() -> None:
    """Room goes to what is abnormal."""
    means = [f"m{i:02}" for i in range(40)]
    graph, order = _model(_node("focus", 0, *means), *(_node(m, 1) for m in means))
    severity = dict.fromkeys(graph.order, 0) | {"m39": 3, "m38": 2, "m37": 1}
    shown = {c.node for c in select(graph, order, severity, "focus", 6, 4).cards}
    assert {"m37", "m38", "m39"} <= shown


def test_side_effects_come_before_farther_closures_peers_and_elsewhere() -> None:
    """The other ends of a focus's means are shown as long as there is room, as context at two hops."""
    graph, order = _model(
        _node("focus", 2, "shared"),
        _node("other", 2, "shared"),
        _node("shared", 3),
        *(_node(f"x{i:02}", 2) for i in range(40)),
    )
    cards = {c.node: c for c in select(graph, order, {}, "focus", 6, 4).cards}
    assert (cards["other"].role, cards["other"].hops) == (Role.CONTEXT, 2)
    assert not any(name.startswith("x") for name in cards)


def test_abnormal_nodes_elsewhere_fill_what_room_is_left() -> None:
    """What suffers without a link to the focus is still seen, and ok nodes elsewhere are not."""
    graph, order = _model(_node("focus", 0), *(_node(f"x{i:02}", 4) for i in range(40)))
    severity = dict.fromkeys(graph.order, 0) | {"x07": 3, "x08": 1}
    cards = {c.node: c for c in select(graph, order, severity, "focus", 6, 4).cards}
    assert set(cards) == {"focus", "x07"}
    assert cards["x07"].hops == -1


def test_the_way_that_was_walked_is_the_path_that_is_kept() -> None:
    """Where ends compete for too little room, the one that the person came through stays, not the worst."""
    ends = [f"e{i:02}" for i in range(30)]
    graph, order = _model(*(_node(e, 0, "focus") for e in ends), _node("focus", 1))
    severity = dict.fromkeys(ends, 3) | {"e29": 0}
    without = {c.node for c in select(graph, order, severity, "focus", 6, 4).cards}
    walked = {c.node for c in select(graph, order, severity, "focus", 6, 4, walked=("e29",)).cards}
    assert "e29" not in without
    assert "e29" in walked


def test_an_opened_whole_shows_its_parts() -> None:
    """Parts are wanted as much as direct links once their whole is opened."""
    parts = [_node(f"part{i}", 3, part_of="whole") for i in range(3)]
    fill = [_node(f"x{i:02}", 4) for i in range(40)]
    graph, order = _model(_node("focus", 2, "whole"), _node("whole", 3), *parts, *fill)
    closed = {c.node for c in select(graph, order, dict.fromkeys(graph.order, 0), "focus", 6, 4).cards}
    opened = select(graph, order, dict.fromkeys(graph.order, 0), "focus", 6, 4, opened=("whole",))
    assert {c.node for c in opened.cards} - closed == {"part0", "part1", "part2"}


def test_a_focus_that_is_not_there_and_a_stage_too_small_are_errors() -> None:
    """The caller is told instead of shown something else."""
    graph, order = _model(_node("a", 0))
    with pytest.raises(KeyError):
        select(graph, order, {}, "b", 6, 4)
    with pytest.raises(ValueError, match="3 columns"):
        select(graph, order, {}, "a", 2, 4)
