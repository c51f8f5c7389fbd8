"""Members that are found while models follow one another on the desk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from hierarchy.members import Found, Lifetime
from navigator import succession as successions
from tests.navigator.succeeding import FILE, HOSTS, Shelf


@pytest.fixture
def shelf(source: Any, clock: Any) -> Iterator[Shelf]:
    """Nothing loaded yet."""
    made = Shelf(source, clock)
    yield made
    source.close()
    made.desk.close()


def _hosts(*names: str) -> dict[str, Found]:
    return {"hosts": Found(tuple({"host": name} for name in names))}


def test_members_are_there_with_the_hierarchy(shelf: Shelf, source: Any) -> None:
    """Nobody sees a hierarchy first that has none."""
    source.found = _hosts("a", "b")
    shelf.take(FILE + HOSTS)
    assert [id for id in shelf.model.nodes if id.startswith("hosts/")] == ["hosts/a", "hosts/b"]


def test_members_come_and_stay_as_departed_without_a_restart(shelf: Shelf, source: Any, clock: Any) -> None:
    """A new one is a node; one that is gone stays a node with the time at which it went."""
    source.found = _hosts("a", "b")
    shelf.take(FILE + HOSTS)
    before = shelf.desk.edition
    clock.time += 60
    source.found = _hosts("b", "c")
    shelf.succession.search()
    assert shelf.desk.edition != before
    members = {id: node for id, node in shelf.model.nodes.items() if id.startswith("hosts/")}
    assert list(members) == ["hosts/a", "hosts/b", "hosts/c"]
    lifetime = members["hosts/a"].lifetime
    assert lifetime is not None
    assert lifetime.until == clock.time


def test_why_members_are_not_known_is_judged_while_the_nodes_stay(shelf: Shelf, source: Any) -> None:
    """A search that fails leaves the revision as it is, and the whole is judged anew with the sentence."""
    source.found = _hosts("a")
    shelf.take(FILE + HOSTS)
    before = shelf.model
    source.found = {"hosts": Found(failure="no answer")}
    shelf.succession.search()
    assert shelf.model.revision == before.revision
    assert shelf.model.members["hosts"].failure == "no answer"


def test_a_search_that_finds_the_same_swaps_nothing(shelf: Shelf, source: Any, clock: Any) -> None:
    """Most searches do."""
    source.found = _hosts("a")
    shelf.take(FILE + HOSTS)
    before = shelf.desk.edition
    clock.time += 60
    shelf.succession.search()
    assert shelf.desk.edition == before


def test_a_search_that_fails_keeps_the_members_and_is_said(shelf: Shelf, source: Any) -> None:
    """Until one succeeds."""
    source.found = _hosts("a")
    shelf.take(FILE + HOSTS)
    source.found = {"hosts": Found(failure="Connection refused.")}
    shelf.succession.search()
    assert "hosts/a" in shelf.model.nodes
    assert shelf.desk.failures == {"hosts": "Connection refused."}
    source.found = _hosts("a")
    shelf.succession.search()
    assert shelf.desk.failures == {}


def test_members_stay_when_the_file_changes(shelf: Shelf, source: Any) -> None:
    """Even while nobody can be asked."""
    source.found = _hosts("a")
    shelf.take(FILE + HOSTS)
    source.found = {"hosts": Found(failure="Connection refused.")}
    shelf.take(FILE.replace("Cart", "Basket") + HOSTS)
    assert shelf.model.nodes["cart"].title == "Basket"
    assert "hosts/a" in shelf.model.nodes


def test_a_source_that_hangs_does_not_keep_a_hierarchy_from_showing(
    shelf: Shelf, source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Members come later then."""
    monkeypatch.setattr(successions, "FIRST_SEARCH", 0.05)
    source.found = _hosts("a")
    search = source.members
    monkeypatch.setattr(source, "members", lambda at: source.go.wait(10) and search(at))
    source.go.clear()
    shelf.take(FILE + HOSTS)
    assert list(shelf.model.nodes) == ["cart", "hosts"]
    source.go.set()
    shelf.succession.search()
    assert "hosts/a" in shelf.model.nodes


def test_what_was_searched_for_another_hierarchy_does_not_count(
    shelf: Shelf, source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow answer that comes after an edit is dropped."""
    source.found = _hosts("a")
    shelf.take(FILE + HOSTS)

    def members(_: float) -> dict[str, Found]:
        monkeypatch.undo()
        shelf.take(FILE)
        return _hosts("a", "b")

    monkeypatch.setattr(source, "members", members)
    shelf.succession.search()
    assert list(shelf.model.nodes) == ["cart"]


def test_a_search_that_began_while_another_hierarchy_was_taking_over_does_not_count(
    shelf: Shelf, source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the source of the hierarchy before finds is no answer to the search of the next one."""
    source.found = _hosts("a")
    shelf.take(FILE + HOSTS)
    began, over = threading.Event(), threading.Event()
    asked = iter(["by the edit", "by the search"])

    def members(_: float) -> dict[str, Found]:
        if next(asked) == "by the edit":
            began.set()
            over.wait(10)
            return _hosts("b")
        over.set()
        edit.join(10)
        return _hosts("a", "c")

    monkeypatch.setattr(source, "members", members)
    edit = threading.Thread(target=shelf.take, args=(FILE + HOSTS.replace('"node"', '"metal"'),))
    edit.start()
    assert began.wait(10)
    shelf.succession.search()
    assert [id for id in shelf.model.nodes if id.startswith("hosts/")] == ["hosts/b"]


def test_a_changed_search_is_asked_before_the_edit_is_shown(shelf: Shelf, source: Any) -> None:
    """Those that only the search before found are gone with it; a failure is said, and leaves them."""
    source.found = _hosts("a", "b")
    shelf.take(FILE + HOSTS)
    source.found = _hosts("b")
    shelf.take(FILE + HOSTS.replace('"node"', '"metal"'))
    assert [id for id in shelf.model.nodes if id.startswith("hosts/")] == ["hosts/b"]
    assert shelf.model.nodes["hosts/b"].lifetime == Lifetime()
    source.found = {"hosts": Found(failure="no answer")}
    shelf.take(FILE + HOSTS.replace('"node"', '"wood"'))
    assert [id for id in shelf.model.nodes if id.startswith("hosts/")] == ["hosts/b"]
    assert shelf.desk.failures == {"hosts": "no answer"}
    shelf.take(FILE + HOSTS.replace("hosts:", "boxes:"))
    assert shelf.desk.failures == {}


def test_no_members_are_searched_for_where_there_can_be_none(shelf: Shelf, source: Any) -> None:
    """Without `each`, without a hierarchy."""
    shelf.succession.search()
    shelf.take(FILE)
    shelf.succession.search()
    assert source.searches == []
    assert replace(shelf.model, members={}) == shelf.model
