"""The nodes around the focus: the worst first, and of many only those that matter before somebody asks."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hierarchy.evidence.states import SEVERITY, State
from layouts.markup import trees
from layouts.neighbours import MOST_ROWS, neighbours, some_rows, tally, worst_first
from layouts.view_models import DetailView, NodeRow

rows = st.lists(st.sampled_from(list(State)), max_size=210).map(
    lambda states: tuple(NodeRow(f"n{i}", f"Node {i}", state) for i, state in enumerate(states))
)


def _ids(tree: object) -> list[str]:
    """The nodes that the trees lead to, in the order in which they are read."""
    if not isinstance(tree, list):
        return []
    if len(tree) == 3 and isinstance(tree[0], str) and "data-go" in tree[1]:
        return [tree[1]["data-go"]]
    return [id for part in tree for id in _ids(part)]


@given(rows)
def test_every_node_is_listed_once_and_none_after_a_better_one(given_rows: tuple[NodeRow, ...]) -> None:
    """Two hundred parts or none; among equals the order is that of the model."""
    listed = _ids(trees(some_rows("parts", given_rows)))
    assert listed == [row.id for row in worst_first(given_rows)]
    states = {row.id: row.state for row in given_rows}
    severity = [SEVERITY[states[id]] for id in listed]
    assert severity == sorted(severity, reverse=True)
    assert sorted(listed) == sorted(states)
    same = [id for id in listed if states[id] is State.OK]
    assert same == sorted(same, key=lambda id: int(id[1:]))


@given(rows)
def test_of_many_the_rest_is_folded_under_the_states_that_it_has(given_rows: tuple[NodeRow, ...]) -> None:
    """What is hidden is counted by state: a fold never hides that something in it is critical."""
    made = trees(some_rows("parts", given_rows))
    seen = [id for tree in made if tree[0] == "ul" for id in _ids(tree)]
    folds = [tree for tree in made if tree[0] == "details"]
    assert len(seen) + sum(len(_ids(fold)) for fold in folds) == len(given_rows)
    for fold in folds:
        inside: Any = fold[2]
        summary = str(inside[0]).replace("\u00a0", " ")
        assert len(seen) == MOST_ROWS
        assert f"{len(given_rows) - MOST_ROWS} more" in summary
        assert tally(worst_first(given_rows)[MOST_ROWS:]) in summary


def test_a_tally_begins_with_the_worst() -> None:
    """And says nothing of states that nothing is in."""
    states = [State.OK, State.UNKNOWN, State.CRITICAL, State.OK]
    assert tally([NodeRow("n", "N", state) for state in states]) == "1 critical, 1 unknown, 2 ok"


def _whole(**more: Any) -> DetailView:
    nothing: dict[str, Any] = dict.fromkeys(("title", "level", "domain", "owner", "description"), "")
    nothing |= {"beneficiary": "", "state_text": "", "since": "", "evidence": "", "contradiction": ""}
    nothing |= {"own": None, "threat": None, "reasons": (), "signals": (), "ends": (), "means": ()}
    return DetailView(id="whole", state=State.OK, **nothing, **more)


def test_a_whole_has_a_button_that_opens_its_parts_and_nothing_else_has_one() -> None:
    """The only way by touch on narrow screens: once, under the heading of the parts."""
    opened = re.compile(r"'data-open': '([^']*)'")
    calls = (NodeRow("b", "B", State.OK),)
    assert opened.findall(str(trees(neighbours(_whole(calls=calls, parts=calls))))) == ["whole"]
    assert opened.findall(str(trees(neighbours(_whole(calls=calls))))) == []
