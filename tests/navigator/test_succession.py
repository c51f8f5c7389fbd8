"""Models that follow one another on the desk."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

import hierarchy
from hierarchy.problems import Severity
from navigator.app import create_app
from navigator.services import NoHierarchy
from navigator.settings import Settings
from tests.navigator.succeeding import FILE, HOSTS, Shelf


@pytest.fixture
def shelf(source: Any, clock: Any) -> Iterator[Shelf]:
    """Nothing loaded yet."""
    made = Shelf(source, clock)
    yield made
    source.close()
    made.desk.close()


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
