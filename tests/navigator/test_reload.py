"""Real files that are edited under a running navigator."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import hierarchy
from hierarchy.problems import Position, Problem, Severity
from navigator import desk, reload, watching
from navigator.app import create_app
from navigator.live import Live
from navigator.services import Services
from navigator.settings import Settings

FILE = """\
version: 1
title: {title}
nodes:
  cart: {{level: {level}, title: Cart}}
"""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look more often than people save."""
    for name, seconds in (("LOOK", 0.01), ("AGAIN", 0.01), ("MISSING", 0.2)):
        monkeypatch.setattr(watching, name, seconds)
    monkeypatch.setattr(reload, "AGAIN", 0.01)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A hierarchy that loads."""
    path = tmp_path / "h.yaml"
    _save(path)
    return path


@pytest.fixture
def live(file: Path, source: Any, clock: Any) -> Iterator[Live]:
    """A navigator over the file; started by the test."""
    made = Live([file], lambda: hierarchy.load([file], {}), lambda model, _: source.renewed(model), clock)
    yield made
    source.close()
    made.close()


def _save(path: Path, title: str = "Shop", level: str = "physical-function") -> None:
    path.write_text(FILE.format(title=title, level=level))


def _title(live: Live) -> str:
    return live.desk.title


def _until(true: Callable[[], bool]) -> None:
    gate = threading.Event()
    for _ in range(1500):
        if true():
            return
        gate.wait(0.01)
    raise AssertionError("it did not become true")


def _client(live: Live) -> FlaskClient:
    client: FlaskClient = create_app(Settings(), live.desk).server.test_client()
    return client


def test_what_is_saved_is_shown(live: Live, file: Path) -> None:
    """Without being asked to."""
    live.start()
    assert _title(live) == "Shop"
    _save(file, "Market")
    _until(lambda: _title(live) == "Market")


def test_what_can_not_be_loaded_is_said_until_it_can(live: Live, file: Path) -> None:
    """The last good version goes on."""
    live.start()
    _save(file, "Market", "nowhere")
    _until(lambda: not live.desk.reload.ok)
    assert live.desk.reload.problems[0].position == Position(str(file), 4, 17, 7)
    assert _title(live) == "Shop"
    _save(file, "Market")
    _until(lambda: live.desk.reload.ok)
    assert _title(live) == "Market"


def test_a_navigator_that_started_on_broken_files_gets_ready_when_they_are_mended(
    live: Live, file: Path
) -> None:
    """The same process, the same app: 503 becomes 200."""
    _save(file, level="nowhere")
    live.start()
    client = _client(live)
    assert client.get("/readyz").status_code == 503
    assert client.get("/api/v1/health").get_json()["error"]["code"] == "no_hierarchy"
    assert client.get("/screen/model.json?revision=none").get_json()["nodes"] == []
    _save(file)
    _until(lambda: client.get("/readyz").status_code == 200)
    assert client.get("/api/v1/hierarchy").get_json()["title"] == "Shop"


def test_files_are_loaded_at_once_when_asked_for(
    live: Live, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a signal does, without waiting for the next look."""
    monkeypatch.setattr(watching, "LOOK", 3600.0)
    live.start()
    _save(file, "Market")
    live.reload()
    _until(lambda: _title(live) == "Market")


def test_files_that_are_being_written_are_not_blamed(file: Path, source: Any, clock: Any) -> None:
    """The load is tried again."""
    under_way = Problem(Position("h.yaml", 1, 1), "file-changing", Severity.ERROR, "they keep changing")
    answers = iter([(), (under_way,), (under_way,)])

    def load() -> hierarchy.Loaded:
        problems = next(answers, ())
        return hierarchy.Loaded(None, problems) if problems else hierarchy.load([file], {})

    live = Live([file], load, lambda model, _: source.renewed(model), clock)
    try:
        live.start()
        before = live.desk.reload
        _save(file, "Market")
        _until(lambda: _title(live) == "Market")
        assert next(answers, None) is None
        assert live.desk.reload is before
    finally:
        source.close()
        live.close()


def test_a_fault_while_loading_ends_nothing(
    live: Live, file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged, and the next save counts."""
    live.start()
    working = hierarchy.load
    faults = iter([RuntimeError("broken once")])

    def broken(*given: Any) -> Any:
        for fault in faults:
            raise fault
        return working(*given)

    monkeypatch.setattr(hierarchy, "load", broken)
    _save(file, "Market")
    _until(lambda: "could not be looked at" in caplog.text)
    _save(file, "Bazaar")
    _until(lambda: _title(live) == "Bazaar")


def test_people_who_read_while_it_is_reloaded_see_one_or_the_other(live: Live, file: Path) -> None:
    """Every answer is whole and of one revision, whatever is saved meanwhile."""
    live.start()
    client = _client(live)
    seen: set[str] = set()
    for number in range(60):
        _save(file, f"Shop {number}", "nowhere" if number % 2 else "physical-function")
        for path in ("/api/v1/hierarchy", "/readyz", "/screen/edition.json"):
            answer = client.get(path)
            assert answer.status_code == 200
            seen.add(answer.get_json().get("title", ""))
        if number % 20 == 0:
            _until(lambda title=f"Shop {number}": _title(live) == title)  # type: ignore[misc]
    _save(file, "the end")
    _until(lambda: _title(live) == "the end")
    assert isinstance(live.desk.current, Services)
    assert len(seen) > 2
    assert live.desk.reload.ok


def test_what_is_slow_to_close_keeps_no_edit_waiting(
    live: Live, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source that hangs holds on to its connections for a while."""
    held, closing = threading.Event(), threading.Event()
    working = Services.close

    def close(services: Services) -> None:
        closing.set()
        held.wait(20)
        working(services)

    monkeypatch.setattr(Services, "close", close)
    monkeypatch.setattr(desk, "KEPT_SECONDS", 0.0)
    live.start()
    for title in ("one", "two"):
        _save(file, title)
        _until(lambda title=title: _title(live) == title)  # type: ignore[misc]
        assert closing.wait(20)
    held.set()
