"""Links to nodes that went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from hierarchy.graph import Graph
from hierarchy.model import MeansGroup, Model, Node, Rule
from navigator import successors
from navigator.successors import Successor, Successors


def _without(model: Model, *gone: str) -> Model:
    """The model without some nodes, and without the links to them."""

    def groups(node: Node) -> tuple[MeansGroup, ...]:
        left = [tuple(m for m in group.members if m not in gone) for group in node.how]
        return tuple(MeansGroup(Rule.ALL_OF, members) for members in left if members)

    nodes = {
        id: replace(node, how=groups(node), why=tuple(end for end in node.why if end not in gone))
        for id, node in model.nodes.items()
        if id not in gone
    }
    return replace(model, nodes=nodes, revision=f"{model.revision}-{'-'.join(gone)}")


def _through(models: Sequence[Model]) -> Successors:
    found = Successors(models[0])
    for before, after in pairwise(models):
        found = found.renewed(Graph(before), after)
    return found


def test_a_node_that_went_leads_to_its_nearest_end(model: Model) -> None:
    """With the title that it had."""
    found = _through([model, _without(model, "pay")])
    assert found.of("pay") == Successor("orders", "Pay", renamed=False)


def test_the_nearest_end_that_is_left_is_found_over_several_revisions(model: Model) -> None:
    """Also when ends go one after the other, or all at once."""
    one_by_one = [model, _without(model, "cart"), _without(model, "cart", "pay")]
    assert _through(one_by_one).of("cart") == Successor("orders", "Cart", renamed=False)
    at_once = _through([model, _without(model, "cart", "pay", "orders")])
    assert at_once.of("cart") == Successor("buy", "Cart", renamed=False)


def test_a_new_name_counts_before_the_ends(model: Model) -> None:
    """`formerly` says that it is the same thing, whatever else is remembered."""
    basket = replace(model.nodes["cart"], id="basket", formerly=("cart", "trolley"))
    renamed = replace(_without(model, "cart"), nodes={**_without(model, "cart").nodes, "basket": basket})
    found = _through([model, _without(model, "cart"), renamed])
    assert found.of("cart") == Successor("basket", "Cart", renamed=True)
    assert found.of("trolley") == Successor("basket", "trolley", renamed=True)


def test_an_end_that_was_renamed_is_followed(model: Model) -> None:
    """From a node that went to the new name of its end."""
    left = _without(model, "cart", "pay")
    charge = replace(model.nodes["pay"], id="charge", formerly=("pay",), how=())
    found = _through([model, replace(left, nodes={**left.nodes, "charge": charge})])
    assert found.of("cart") == Successor("charge", "Cart", renamed=False)


def test_what_nobody_knows_leads_nowhere(model: Model) -> None:
    """A name that never was, and a node of which nothing is left; no end of looking either."""
    found = _through([model, _without(model, *model.nodes)])
    assert found.of("pay") is None
    assert found.of("never") is None


def test_a_node_that_came_back_is_itself(model: Model) -> None:
    """And leads to its ends once more when it goes again."""
    found = _through([model, _without(model, "pay"), model, _without(model, "pay")])
    assert found.of("pay") == Successor("orders", "Pay", renamed=False)


def test_a_member_that_nobody_remembers_leads_to_its_whole(model: Model) -> None:
    """A link to a host of last week."""
    assert Successors(model).of("host/eu.7") == Successor("host", "host/eu.7", renamed=False)


def test_only_so_many_are_remembered(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """The latest; a hierarchy that changes all day takes no more room than this."""
    monkeypatch.setattr(successors, "MOST_REMEMBERED", 2)
    found = _through([model, _without(model, "host"), _without(model, "host", "cart", "pay")])
    assert found.of("host") is None
    assert found.of("cart") == Successor("orders", "Cart", renamed=False)
