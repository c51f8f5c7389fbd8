"""What must hold of every picture, on thousands of random hierarchies and from anywhere in them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hierarchy.graph import Graph
from hierarchy.lane_order import LaneOrder, lane_order
from hierarchy.model import MeansGroup, Model, Node, Rule
from navigator.screen.selection import Selection, select
from tests.navigator.screen.picture_checks import (
    ROOMS,
    Room,
    assert_counted,
    assert_drawable,
    assert_paths,
    assert_wanted,
    by_lane,
)
from tests.navigator.screen.random_hierarchies import KINDS, LEVELS, grown, hierarchy

PER_KIND = 200


@dataclass(frozen=True)
class Look:
    """A hierarchy and one question about it."""

    graph: Graph
    order: LaneOrder
    severity: dict[str, int]
    focus: str | None
    room: Room
    opened: tuple[str, ...]
    walked: tuple[str, ...]

    def select(self) -> Selection:
        """The picture."""
        return select(
            self.graph,
            self.order,
            self.severity,
            self.focus,
            self.room.columns,
            self.room.rows,
            opened=self.opened,
            walked=self.walked,
        )


def _size(i: int) -> int:
    """Mostly small, so that there can be thousands; some of 500 and some of 2,000 nodes."""
    return 2000 if i % 100 == 99 else 500 if i % 20 == 19 else 50 + i % 50


def _severities(graph: Graph, dice: random.Random) -> dict[str, int]:
    mix = dice.choice([[0], [3], [1], [0] * 12 + [1, 2, 3], [0, 2], [0, 1, 2, 3]])
    return {node: dice.choice(mix) for node in graph.order if dice.random() < 0.98}


def _looks(model: Model, dice: random.Random, count: int) -> Iterator[Look]:
    graph, order = Graph(model), lane_order(model)
    severity, ids = _severities(graph, dice), list(model.nodes)
    wholes = [node for node in ids if graph.parts(node)]
    for _ in range(count):
        opened = dice.sample(wholes, dice.randint(0, min(12, len(wholes)))) if dice.random() < 0.5 else []
        walked = dice.choices(ids, k=dice.randint(0, 6)) if dice.random() < 0.5 else []
        focus = None if dice.random() < 0.15 else dice.choice([*ids, *wholes * 4])
        yield Look(graph, order, severity, focus, dice.choice(ROOMS), (*opened, "gone"), (*walked, "gone"))


def _assert_all(look: Look) -> None:
    selection = look.select()
    assert_drawable(selection, look.order, look.room)
    assert_counted(selection, look.order)
    assert_wanted(selection, look.graph, look.order, look.opened)
    if look.focus is not None:
        assert look.focus in {card.node for card in selection.cards}
        assert_paths(selection, look.graph, goal=0)
        assert_paths(selection, look.graph, goal=4)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_picture_of_every_kind_of_hierarchy_holds_what_it_must(kind: str) -> None:
    """No overlap in slots or pixels, lane order, ≤ 60 cards, paths, direct links, everybody counted."""
    looked = 0
    for i in range(PER_KIND):
        dice = random.Random(f"{kind} {i}")
        for look in _looks(hierarchy(kind, _size(i), i), dice, 4):
            _assert_all(look)
            looked += 1
    assert looked >= 800  # of each of ten kinds: 8,000 pictures of 2,000 hierarchies


@st.composite
def hierarchies(draw: st.DrawFn) -> Model:
    """Up to 40 nodes, linked with any that are on lower levels, parts of any that are on the same."""
    ranks = draw(st.lists(st.integers(0, 4), min_size=1, max_size=40))
    nodes: dict[str, Node] = {}
    for i, rank in enumerate(ranks):
        lower = [f"n{j}" for j, other in enumerate(ranks) if other > rank]
        same = [f"n{j}" for j, other in enumerate(ranks[:i]) if other == rank]
        means = draw(st.lists(st.sampled_from(lower), unique=True, max_size=30)) if lower else []
        whole = draw(st.none() | st.sampled_from(same)) if same else None
        how = (MeansGroup(Rule.ALL_OF, tuple(means)),) if means else ()
        nodes[f"n{i}"] = Node(f"n{i}", LEVELS[rank], f"n{i}", how=how, part_of=whole)
    return Model("r", "t", nodes)


@settings(max_examples=100, deadline=None)
@given(hierarchies(), st.data())
def test_the_oddest_hierarchies_that_can_be_thought_of_are_drawn_as_well(
    model: Model, data: st.DataObject
) -> None:
    """As the test above, looking for the smallest counterexample."""
    graph, order, ids = Graph(model), lane_order(model), list(model.nodes)
    some = st.lists(st.sampled_from(ids), max_size=6)
    look = Look(
        graph,
        order,
        data.draw(st.dictionaries(st.sampled_from(ids), st.integers(0, 3))),
        data.draw(st.none() | st.sampled_from(ids)),
        data.draw(st.sampled_from(ROOMS)),
        tuple(data.draw(some)),
        tuple(data.draw(some)),
    )
    _assert_all(look)


def _walk_to_a_purpose(graph: Graph, start: str, dice: random.Random) -> tuple[str, ...]:
    """Some way up, end by end; empty if it does not lead to a purpose."""
    way, here = [], start
    while graph.ends(here):
        here = dice.choice(graph.ends(here))
        way.append(here)
    return tuple(way) if way and graph.model.nodes[here].level.rank == 0 else ()


def test_the_way_that_was_walked_is_the_path_that_is_shown() -> None:
    """Down step by step from a purpose: every node that one came through stays, whatever is worse elsewhere;
    where one came from the purpose at one jump, the path leads to that purpose."""
    walks = 0
    for i in range(200):
        dice = random.Random(f"walked {i}")
        model = hierarchy(dice.choice(["hubs", "funnel", "skipping levels", "pyramid"]), 50 + i % 100, i)
        for look in _looks(model, dice, 4):
            way = () if look.focus is None else _walk_to_a_purpose(look.graph, look.focus, dice)
            for walked in (tuple(reversed(way)), way[-1:]):
                asked = Look(
                    look.graph, look.order, look.severity, look.focus, look.room, (), ("gone", *walked)
                )
                assert {card.node for card in asked.select().cards}.issuperset(walked)
                walks += bool(walked)
    assert walks >= 400


def test_the_same_question_has_the_same_picture_in_another_process() -> None:
    """Neither a fresh graph nor the order of the severities or of what was opened changes a place."""
    for i in range(100):
        dice = random.Random(f"again {i}")
        model = hierarchy(dice.choice(sorted(KINDS)), 50 + i, i)
        for look in _looks(model, dice, 2):
            severity = dict(dice.sample(list(look.severity.items()), len(look.severity)))
            opened = tuple(reversed(look.opened))
            other = Look(
                Graph(model), lane_order(model), severity, look.focus, look.room, opened, look.walked
            )
            assert other.select() == look.select()


def test_cards_keep_their_order_when_the_hierarchy_grows() -> None:
    """What is a card before and after new nodes came stands in its lane, before the same others."""
    kept = 0
    for i in range(100):
        dice = random.Random(f"grown {i}")
        model = hierarchy(dice.choice(sorted(KINDS)), 50 + i, i)
        bigger = grown(model, dice.randint(1, 20), dice)
        for look in _looks(model, dice, 2):
            order = lane_order(bigger, previous=look.order)
            after = Look(Graph(bigger), order, look.severity, look.focus, look.room, look.opened, look.walked)
            before, now = by_lane(look.select(), look.order), by_lane(after.select(), order)
            for lane, cards in before.items():
                there = {card.node for card in now.get(lane, [])}
                common = [card.node for card in cards if card.node in there]
                assert [card.node for card in now.get(lane, []) if card.node in common] == common
                kept += len(common)
    assert kept >= 2_000
