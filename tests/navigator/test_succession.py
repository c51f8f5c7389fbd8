"""Models that follow one another on the desk, with the members that are found."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import hierarchy
from adapters.source import Source
from hierarchy.members import Found, Lifetime
from hierarchy.model import Model
from hierarchy.problems import Severity
from navigator import succession as successions
from navigator.app import create_app
from navigator.desk import Desk
from navigator.services import NoHierarchy, Services
from navigator.settings import Settings
from navigator.succession import Succession

FILE = """\
version: 1
title: Shop
nodes:
  cart: {level: physical-function, title: Cart}
"""
HOSTS = """\
  hosts:
    level: physical-form
    title: Hosts
    each: {label: host, from: 'up{job="node"}', title: 'Host {host}'}
    why: [cart]
"""


class Shelf:
    """A desk with a succession over a source set by hand."""

    def __init__(self, source: Any, clock: Any) -> None:
        self.source = source
        self.asked: list[tuple[Model, Source | None]] = []
        self.desk = Desk(NoHierarchy("Navigator", ()))
        self.succession = Succession(self.desk, self._make, clock)

    def take(self, text: str) -> None:
        """Load a file with this text."""
        self.succession.take(hierarchy.load_text({"h.yaml": text}))

    @property
    def model(self) -> Model:
        """What is shown."""
        assert isinstance(self.desk.current, Services)
        return self.desk.current.model

    def _make(self, model: Model, before: Source | None) -> Any:
        self.asked.append((model, before))
        return self.source.renewed(model)


@pytest.fixture
def shelf(source: Any, clock: Any) -> Iterator[Shelf]:
    """Nothing loaded yet."""
    made = Shelf(source, clock)
    yield made
    source.close()
    made.desk.close()


def _hosts(*names: str) -> dict[str, Found]:
    return {"hosts": Found(tuple({"host": name} for name in names))}


def test_files_that_load_are_shown_and_files_that_do_not_leave_what_is_shown(shelf: Shelf) -> None:
    """With every problem of theirs, until they load again."""
    shelf.take(FILE)
    good = shelf.desk.current
    shelf.take(FILE + "  cart2: {level: nowhere}\n")
    assert shelf.desk.current is good
    assert not shelf.desk.reload.ok
    assert str(shelf.desk.reload.problems[0].position) == "h.yaml:5:18"
    shelf.take(FILE)
    assert shelf.desk.reload.ok
    assert shelf.desk.current is good


def test_a_start_on_broken_files_ends_with_the_first_that_load(shelf: Shelf) -> None:
    """The newest problems are shown until then."""
    shelf.take("version: 1\nnodes: 7\n")
    shelf.take("version: 2\n")
    assert isinstance(shelf.desk.current, NoHierarchy)
    assert shelf.desk.current.problems[0].position.line == 1
    shelf.take(FILE)
    assert shelf.model.title == "Shop"
    assert shelf.desk.reload.ok


def test_a_comment_swaps_nothing(shelf: Shelf) -> None:
    """Pages don't even notice."""
    shelf.take(FILE)
    before, edition = shelf.desk.current, shelf.desk.edition
    shelf.take("# said by the way\n" + FILE)
    assert shelf.desk.current is before
    assert shelf.desk.edition == edition


def test_warnings_stand_where_they_stand_in_the_files_now(shelf: Shelf) -> None:
    """Also after a comment, which changes nothing else."""
    page = create_app(Settings(), shelf.desk).server.test_client()

    def lines() -> set[str]:
        answer = page.get("/api/v1/hierarchy").get_json()
        return {problem["where"].split(":")[1] for problem in answer["problems"]}

    doubtful = FILE + "  buy: {level: functional-purpose, how: [cart]}\n  bank: {level: physical-function}\n"
    shelf.take(doubtful)
    before = lines()
    assert before
    shelf.take("# said by the way\n" + doubtful)
    assert lines() == {str(int(line) + 1) for line in before}
    shelf.take("version: 2\n")
    assert lines() == {str(int(line) + 1) for line in before}


def test_the_source_of_the_model_before_makes_the_next_one(shelf: Shelf) -> None:
    """So that connections are shared."""
    shelf.take(FILE)
    shelf.take(FILE.replace("Cart", "Basket"))
    assert [before for _, before in shelf.asked] == [None, shelf.source]


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


def test_a_banner_is_about_an_error_and_not_about_what_is_only_doubtful(shelf: Shelf) -> None:
    """Warnings keep nothing from loading, so none of them is named as the reason."""
    shelf.take(FILE)
    doubtful = FILE + HOSTS + "  bank: {level: physical-function, wyh: [cart]}\n"
    shelf.take(doubtful)
    assert {problem.severity for problem in shelf.desk.reload.problems} == {Severity.ERROR}
    assert "wyh" in shelf.desk.reload.problems[0].message
    assert len(hierarchy.load_text({"h.yaml": doubtful}).problems) > len(shelf.desk.reload.problems)


def test_the_log_says_what_was_taken_and_what_was_not(shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    """One line each, with the place."""
    caplog.set_level(logging.INFO, "navigator.succession")
    shelf.take(FILE)
    shelf.take("version: 2\n")
    taken, refused = caplog.messages
    assert taken == f"the hierarchy is at revision {shelf.model.revision} now: 1 nodes"
    assert "h.yaml:1:10: " in refused


def test_a_fault_while_taking_over_is_said_and_the_same_files_can_be_tried_again(
    shelf: Shelf, source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was served goes on, and nobody takes it for the new version."""
    shelf.take(FILE)
    good = shelf.desk.current
    broken = FILE.replace("Cart", "Basket")
    with monkeypatch.context() as patched:
        patched.setattr(source, "renewed", lambda _: 1 / 0)
        shelf.take(broken)
    assert shelf.desk.current is good
    assert [problem.id for problem in shelf.desk.reload.problems] == ["not-taken-over"]
    assert "ZeroDivisionError" not in shelf.desk.reload.problems[0].message
    shelf.take(broken)
    assert shelf.model.nodes["cart"].title == "Basket"
    assert shelf.desk.reload.ok


def test_no_members_are_searched_for_where_there_can_be_none(shelf: Shelf, source: Any) -> None:
    """Without `each`, without a hierarchy."""
    shelf.succession.search()
    shelf.take(FILE)
    shelf.succession.search()
    assert source.searches == []
    assert replace(shelf.model, members={}) == shelf.model
