"""A check is one report: what the files show, and with --online what their sources show."""

from __future__ import annotations

import io
import json
import socket
import sys
from pathlib import Path

import pytest

from hierarchy.problems import Position, Problem, Severity
from navigator import cli
from navigator.checking import check_files, merged

GOOD = """\
version: 1
nodes:
  cart: {level: physical-function, signals: {load: {query: 'cart_requests'}}}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file without a problem."""
    path = tmp_path / "h.yaml"
    path.write_text(GOOD)
    return path


@pytest.fixture
def silent() -> str:
    """An address at which nothing listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{one.getsockname()[1]}"


def problem(line: int, check: str) -> Problem:
    """One finding."""
    return Problem(Position("h.yaml", line, 1), check, Severity.WARNING, "wrong", "write it")


def test_two_reports_become_one_by_place_and_say_nothing_twice() -> None:
    """Whoever reads the file from the top meets its problems in order."""
    one, two, three = problem(1, "a-b"), problem(2, "c-d"), problem(3, "a-b")
    assert merged([three, one], [two, one]) == (one, two, three)


def test_a_dead_source_is_a_warning_of_an_online_check(file: Path, silent: str) -> None:
    """The files are checked all the same; without --online nothing is asked."""
    assert check_files([file], {}).problems == ()
    checked = check_files([file], {}, online=True, address=silent)
    assert checked.nodes == 1
    assert {(p.id, p.severity) for p in checked.problems} == {("source-silent", Severity.WARNING)}


def test_an_online_check_of_a_dead_source_fails_only_when_strict(
    file: Path, silent: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A source that is away must not stop a pipeline, unless that is wanted."""
    arguments = ["check", str(file), "--online", "--prometheus", silent, "--format", "json"]
    assert cli.run(arguments) == 0
    found = json.loads(capsys.readouterr().out)["problems"]
    assert [one["id"] for one in found] == ["source-silent"]
    assert cli.run([*arguments, "--strict"]) == 1


def test_files_with_errors_are_not_held_against_their_sources(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And it is said that nothing was asked."""
    file.write_text(GOOD.replace("level: physical-function", "level: mechanism"))
    assert cli.run(["check", str(file), "--online"]) == 1
    said = capsys.readouterr()
    assert "unknown-level" in said.out
    assert said.err.endswith("the sources were not asked, since the files have errors\n")
    assert cli.run(["check", str(file), "--format", "github"]) == 1
    assert capsys.readouterr().out.startswith("::error file=")


@pytest.mark.parametrize(("value", "colored"), [("", True), ("1", False)])
def test_no_color_is_heeded_in_a_terminal(
    value: str, colored: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As https://no-color.org has it: when it is there and not empty."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    path = tmp_path / "h.yaml"
    path.write_text("version: 1\nnodse: {}\n")
    monkeypatch.setenv("NO_COLOR", value)
    monkeypatch.setattr(sys, "stdout", shown)
    assert cli.run(["check", str(path)]) == 1
    assert ("\x1b[" in shown.getvalue()) is colored
    assert "did you mean 'nodes'?" in shown.getvalue()
