"""Every page keeps what it says: its wrong file has exactly that problem, its right one has none of it."""

from __future__ import annotations

import re

import pytest

from hierarchy import Severity, load_text
from hierarchy.checks import pages_live
from hierarchy.checks.catalogue import CHECKS, PAGES
from hierarchy.checks.page import Page, files_of, marked

# What no text of a file can show: it is about files on disk, bytes, sizes, or a source.
WITHOUT_EXAMPLE = {
    "file-not-found",
    "file-not-readable",
    "file-changing",
    "too-many-files",
    "link-leaves-folder",
    "not-utf8",
    "too-many-problems",
    "too-many-nodes",
    "too-many-links",
    "too-much-repeated",
    "yaml-too-deep",
    "yaml-too-large",
}
SHOWN = [page for page in PAGES.values() if page.wrong]


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.id)
def test_the_wrong_file_has_exactly_this_problem_at_the_place_that_is_marked(page: Page) -> None:
    """One problem, its id, and the line and columns that the carets stand under."""
    problems = load_text(files_of(page.wrong), env={}).problems
    assert [problem.id for problem in problems] == [page.id], problems
    assert problems[0].position == marked(page.wrong)
    assert problems[0].severity is page.severity
    assert problems[0].hint


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.id)
def test_the_right_file_does_not_have_the_problem(page: Page) -> None:
    """It loads, and shows nothing else that an author would have to look up."""
    loaded = load_text(files_of(page.right), env={})
    assert [problem.id for problem in loaded.problems] == []
    assert loaded.model is not None


def test_only_what_no_text_can_show_has_no_example() -> None:
    """An example says more than a paragraph."""
    live = {page.id for page in pages_live.PAGES}
    assert {page.id for page in PAGES.values() if not page.wrong} == WITHOUT_EXAMPLE | live
    assert all(bool(page.wrong) == bool(page.right) for page in PAGES.values())


@pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: page.id)
def test_a_page_says_what_why_and_what_to_write_instead(page: Page) -> None:
    """Its summary fits into one line of a table; the rest is sentences."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", page.id)
    assert 15 <= len(page.summary) <= 110
    assert not page.summary.endswith(".")
    assert "|" not in page.summary
    assert page.why.endswith((".", "?"))
    assert page.instead.endswith((".", "?"))
    assert "\n" not in page.summary


def test_each_check_has_a_page_of_its_own_in_the_catalogue() -> None:
    """A check that looks for something reports it under the id of its page."""
    assert [check.page.id for check in CHECKS if PAGES[check.page.id] is not check.page] == []
    assert len({check.look for check in CHECKS}) == len(CHECKS) > 5
    assert {page.severity for page in PAGES.values()} >= {Severity.ERROR, Severity.WARNING}
