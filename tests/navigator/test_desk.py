"""What is current, and what becomes of what was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hierarchy.model import Model
from hierarchy.problems import Position, Problem, Severity
from navigator import desk as desks
from navigator.desk import Desk, ReloadStatus
from navigator.services import NoHierarchy, Services

PROBLEM = Problem(Position("h.yaml", 3, 5), "bad-level", Severity.ERROR, "no such level")


class HandTime:
    """A monotonic clock moved by the test."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> HandTime:
    """Stands still."""
    return HandTime()


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The revisions of services that were closed."""
    found: list[str] = []
    monkeypatch.setattr(Services, "close", lambda self: found.append(self.model.revision))
    return found


def _next(services: Services, source: Any, revision: str) -> Services:
    return services.renewed(replace(services.model, revision=revision), source)


def test_what_was_current_is_closed_when_its_last_reader_is_done(
    services: Services, source: Any, time: HandTime, closed: list[str]
) -> None:
    """Not before, and without any reader waiting for it."""
    desk = Desk(services, time)
    with desk.reading() as taken:
        desk.put(_next(services, source, "rev2"))
        time.now = desks.KEPT_SECONDS
        desk.close_retired()
        assert taken is services
        assert closed == []
    desk.close_retired()
    assert closed == ["rev1"]
    desk.close()
    assert closed == ["rev1", "rev2"]


def test_the_revision_before_is_answered_for_a_little_longer(
    services: Services, source: Any, time: HandTime, closed: list[str]
) -> None:
    """A page that has its scene gets the rest of that picture; others get what is current."""
    desk = Desk(services, time)
    after = _next(services, source, "rev2")
    desk.put(after)
    desk.close_retired()
    for revision, expected in (("rev1", services), ("rev2", after), (None, after), ("rev0", after)):
        with desk.reading(revision) as taken:
            assert taken is expected
    time.now = desks.KEPT_SECONDS
    desk.close_retired()
    assert closed == ["rev1"]
    with desk.reading("rev1") as taken:
        assert taken is after


def test_many_revisions_at_once_are_not_all_kept(
    services: Services, source: Any, time: HandTime, closed: list[str]
) -> None:
    """A file that is saved without end fills no memory."""
    desk = Desk(services, time)
    for number in range(2, 12):
        services = _next(services, source, f"rev{number}")
        desk.put(services)
        desk.close_retired()
    assert closed == [f"rev{number}" for number in range(1, 11 - desks.KEPT)]


def test_the_edition_is_another_whenever_there_is_something_new(services: Services, source: Any) -> None:
    """Another hierarchy, problems, other problems, none, and a search that fails; equal news are none."""
    desk = Desk(services)
    seen = [desk.edition]

    def is_new() -> bool:
        seen.append(desk.edition)
        return seen[-1] not in seen[:-1]

    failed = ReloadStatus(False, 10.0, (PROBLEM,))
    desk.note(failed)
    assert is_new()
    desk.note(replace(failed, since=20.0))
    assert not is_new()
    desk.note(replace(failed, problems=(PROBLEM, replace(PROBLEM, message="no other either"))))
    assert is_new()
    desk.note(ReloadStatus(True, 30.0))
    assert is_new()
    desk.note_failures({"hosts": "Connection refused."})
    assert is_new()
    desk.note_failures({"hosts": "Connection refused."})
    assert not is_new()
    desk.put(_next(services, source, "rev2"))
    assert is_new()
    desk.put(services)
    assert is_new()


def test_the_status_says_since_when_and_where(services: Services) -> None:
    """Going on failing does not make it younger; success is what it begins with."""
    desk = Desk(services)
    assert desk.reload.ok
    desk.note(ReloadStatus(False, 10.0, (PROBLEM,)))
    desk.note(ReloadStatus(False, 20.0, (PROBLEM, replace(PROBLEM, position=Position("other.yaml", 1, 1)))))
    assert not desk.reload.ok
    assert desk.reload.since == 10.0
    assert desk.reload.files == ("h.yaml", "other.yaml")


def test_without_a_hierarchy_the_last_reload_was_none(model: Model) -> None:
    """A start on broken files says so."""
    desk = Desk(NoHierarchy("Navigator", (PROBLEM,)))
    assert not desk.reload.ok
    assert desk.reload.problems == (PROBLEM,)
    assert desk.title == "Navigator"
    assert model.revision not in desk.edition
