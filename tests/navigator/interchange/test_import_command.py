"""`navigator import` as people and scripts meet it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

import hierarchy
from navigator import cli

DATA = Path(__file__).parents[2] / "data" / "imports"
SLOTH = DATA / "sloth.yaml"


@pytest.fixture(autouse=True)
def _logging_as_it_was(restored_logging: None) -> None:
    """A command sets up logging for its whole process; a test gives that back."""


def test_the_hierarchy_goes_to_stdout_and_what_was_lost_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    """So that a redirected file holds data alone; the summary counts both."""
    assert cli.run(["import", "sloth", str(SLOTH)]) == 0
    said = capsys.readouterr()
    assert hierarchy.load_text({"h.yaml": said.out}).model is not None
    assert f"{SLOTH}:30: the objective 'myservice-perfection' was not taken over" in said.err
    assert said.err.endswith("navigator: 5 nodes from 1 file; 2 things could not be taken over, see above\n")


def test_a_file_is_written_and_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Someone may have answered its questions already; --force says that nobody has."""
    out = tmp_path / "slo.yaml"
    assert cli.run(["import", "sloth", str(SLOTH), "-o", str(out)]) == 0
    assert capsys.readouterr().out == ""
    first = out.read_text()
    out.write_text("mine")
    assert cli.run(["import", "sloth", str(SLOTH), "-o", str(out)]) == 2
    assert "exists already" in capsys.readouterr().err
    assert out.read_text() == "mine"
    assert cli.run(["import", "sloth", str(SLOTH), "-o", str(out), "--force"]) == 0
    assert out.read_text() == first


def test_standard_input_is_a_file_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """For what another program prints."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SLOTH.read_bytes())))
    assert cli.run(["import", "sloth", "-"]) == 0
    assert "standard input:30: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "nothing in 1 file could be taken over from sloth"),
        (b"just a text", "junk.yaml:1: is neither"),
        (b"a: [1\nb: 2", "junk.yaml:2:"),
        (b"a: 1\na: 2", "duplicate-key"),
        (b"\xff\xfe\x00", "junk.yaml:1:1: error[not-utf8]"),
        (b"x: " + b"y" * 1_100_000, "yaml-too-large"),
        (b"a: &a [*a]", "yaml-alias"),
    ],
)
def test_what_gives_no_hierarchy_is_exit_1_and_says_why(
    content: bytes,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing on stdout, no traceback, and no file."""
    monkeypatch.chdir(tmp_path)
    Path("junk.yaml").write_bytes(content)
    assert cli.run(["import", "sloth", "junk.yaml", "-o", "out.yaml"]) == 1
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""
    assert "Traceback" not in said.err
    assert not Path("out.yaml").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["import"], "Missing argument"),
        (["import", "nagios", "x"], "'nagios' is not one of"),
        (["import", "sloth"], "Missing argument"),
        (["import", "sloth", "nowhere.yaml"], "nowhere.yaml"),
        (["import", "sloth", "."], "directory"),
    ],
)
def test_what_could_not_be_run_is_exit_2(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A sentence on stderr."""
    monkeypatch.chdir(tmp_path)
    assert cli.run(arguments) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""


def test_what_other_tools_wrote_cannot_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names come from files that others wrote, and file names too."""
    file = tmp_path / "a\x1b[31m.yaml"
    file.write_text("kind: Group\nmetadata: {name: x}")
    assert cli.run(["import", "backstage", str(file)]) == 1
    assert "\x1b" not in capsys.readouterr().err
