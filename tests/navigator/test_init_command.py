"""`navigator init`: a file or the terminal, never over what is there, and three lines at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hierarchy import load
from navigator import cli
from navigator.drafting.gathering import draft_from
from tests.adapters.fake_knowing import Knowing
from tests.adapters.fake_upstream import FakeUpstream, reply

KNOWN = {
    "node": ["up", "node_cpu_seconds_total", "node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes"],
    "redis": ["up", "redis_up", "redis_connected_clients"],
}


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command sets up logging for its whole process, and reads its settings from the environment."""
    monkeypatch.setattr("navigator.commands.options.configure_logging", lambda *_: None)
    for variable in ("NAVIGATOR_PROMETHEUS", "NAVIGATOR_PROMETHEUS_URL"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def knowing() -> Knowing:
    """A machine and a store."""
    targets = [{"job": "node", "instance": "db:9100"}, {"job": "redis", "instance": "db:9121"}]
    return Knowing(targets=list(targets), metrics=KNOWN, series={"label_replace": []})


@pytest.fixture
def url(knowing: Knowing) -> Iterator[str]:
    """Where it is served."""
    upstream = FakeUpstream(knowing)
    yield upstream.url
    upstream.close()


def test_a_draft_is_written_and_said_in_three_lines(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was drafted, what to decide, what to do next; and the file loads."""
    out = tmp_path / "shop.yaml"
    assert cli.run(["init", "--prometheus", url, "-o", str(out)]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    drafted, decide, following = said.err.splitlines()
    assert "2 of 2 scraped targets are nodes" in drafted
    assert "node-exporter and redis" in drafted
    questions = out.read_text("utf-8").count("# DECIDE:")
    assert f"{questions} questions are marked with DECIDE in {out}" in decide
    assert f"navigator check --online {out}, then navigator serve {out}" in following
    model = load(out, {}).model
    assert model is not None
    assert model.sources["default"].url == url
    assert [file.name for file in tmp_path.iterdir()] == ["shop.yaml"]


def test_without_a_file_the_draft_goes_to_the_terminal(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """So that it can be piped; what is said about it goes elsewhere."""
    assert cli.run(["init", "--prometheus", url]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("# Drafted by")
    assert len(said.err.splitlines()) == 3
    assert "save it as hierarchy.yaml" in said.err


def test_a_file_that_exists_is_left_alone_and_nothing_is_asked(
    url: str, knowing: Knowing, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Hours of somebody's work may be in it."""
    out = tmp_path / "mine.yaml"
    out.write_text("mine")
    assert cli.run(["init", "--prometheus", url, "-o", str(out)]) == 2
    assert out.read_text() == "mine"
    assert knowing.asked == []
    assert "--force overwrites it" in capsys.readouterr().err


def test_a_file_that_comes_into_being_meanwhile_is_left_alone(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asking may take minutes."""
    out = tmp_path / "mine.yaml"
    monkeypatch.setattr(
        "navigator.drafting.gathering.recognize", _recognizing(lambda: out.write_text("mine"))
    )
    assert cli.run(["init", "--prometheus", url, "-o", str(out)]) == 2
    assert out.read_text() == "mine"
    assert [file.name for file in tmp_path.iterdir()] == ["mine.yaml"]


def _recognizing(first: object) -> object:
    from navigator.drafting.recognition import recognize

    def both(*given: object) -> object:
        assert callable(first)
        first()
        return recognize(*given)  # type: ignore[arg-type]

    return both


def test_a_file_is_overwritten_when_told_to(url: str, tmp_path: Path) -> None:
    """All at once: a reader sees the old one or the new one."""
    out = tmp_path / "mine.yaml"
    out.write_text("mine")
    assert cli.run(["init", "--prometheus", url, "-o", str(out), "--force"]) == 0
    assert out.read_text().startswith("# Drafted by")


def test_what_is_missing_on_the_command_line_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which Prometheus; and a folder that is not there is not made."""
    assert cli.run(["init"]) == 2
    assert "--prometheus http" in capsys.readouterr().err
    out = tmp_path / "no" / "such.yaml"
    assert cli.run(["init", "--prometheus", "http://127.0.0.1:9", "-o", str(out)]) == 2
    assert "no folder" in capsys.readouterr().err


def test_long_work_is_told_step_by_step(url: str) -> None:
    """What is done now, and never more steps done than there are."""

    class Told:
        total: int | None = None
        done = 0

        def __init__(self) -> None:
            self.words: list[str] = []

        def advance(self, steps: int = 1) -> None:
            self.done += steps
            assert self.total is not None
            assert self.done <= self.total

        def describe(self, description: str) -> None:
            self.words.append(description)

    told = Told()
    draft_from(url, told)
    assert told.words[0] == "Asking for targets"
    assert told.words.index("Asking what redis tells") < told.words.index("Asking which signals there are")
    assert told.done == told.total


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"targets": []}, "it scrapes nothing yet"),
        ({"broken": {"buildinfo": "401 X"}}, "does not let us in"),
        ({"broken": {"buildinfo": "503 X"}}, "cannot answer now"),
        ({"broken": {"/targets": "403 X"}}, "does not let us in"),
    ],
)
def test_a_prometheus_that_nothing_can_be_drafted_from_is_a_sentence(
    url: str,
    knowing: Knowing,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: dict[str, object],
    words: str,
) -> None:
    """And leaves no file, not even an empty one."""
    for name, value in change.items():
        setattr(knowing, name, value)
    assert cli.run(["init", "--prometheus", url, "-o", str(tmp_path / "new.yaml")]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.startswith("navigator: ")
    assert list(tmp_path.iterdir()) == []


def test_nobody_and_somebody_else_listening_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """By host, in one sentence each."""
    assert cli.run(["init", "--prometheus", "http://127.0.0.1:9"]) == 2
    assert "no connection to 127.0.0.1:9" in capsys.readouterr().err
    page = FakeUpstream(lambda _: reply(b"<html>Sign in"))
    assert cli.run(["init", "--prometheus", page.url]) == 2
    page.close()
    assert "does not answer as Prometheus does" in capsys.readouterr().err


def test_what_was_left_out_is_said_before_the_three_lines(
    url: str, knowing: Knowing, capsys: pytest.CaptureFixture[str]
) -> None:
    """And stands in the file."""
    knowing.targets = [{"job": "redis", "instance": "db:9121"}]
    assert cli.run(["init", "--prometheus", url]) == 0
    said = capsys.readouterr()
    left, *rest = said.err.splitlines()
    assert left.startswith("Left out: no machines are known")
    assert len(rest) == 3
    assert re.search(r"^# - no machines are known", said.out, re.MULTILINE)
