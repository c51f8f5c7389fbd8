"""The command line: help, exit codes, sentences instead of tracebacks."""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from navigator import cli
from navigator.settings import SETTINGS
from navigator.version import VERSION

ROOT = Path(cli.__file__).resolve().parent.parent

GOOD = """\
version: 1
title: Shop
nodes:
  buy:
    level: functional-purpose
    title: People can buy
    how: [checkout]
  checkout:
    level: abstract-function
    title: Orders flow
    signals:
      errors: {query: 'sum(rate(failed_total[2m]))', unit: per_second, worse: higher, critical: 1}
"""


@pytest.fixture(autouse=True)
def _logging_as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A command sets up logging for its whole process; a test must give that back."""
    for variable in (name for setting in SETTINGS for name in setting.variables):
        monkeypatch.delenv(variable, raising=False)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def subprocess_run(*arguments: str, cwd: Path = ROOT, **environ: str) -> subprocess.CompletedProcess[str]:
    """The navigator as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "navigator", *arguments],
        cwd=cwd,
        env=os.environ | {"COLUMNS": "200"} | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_names_every_command_in_a_process_of_its_own() -> None:
    """What `python -m navigator --help` prints is the list of commands."""
    done = subprocess_run("--help")
    assert done.returncode == 0
    assert done.stderr == ""
    for name in cli.COMMANDS:
        assert f"\n  {name} " in done.stdout


def test_help_loads_neither_dash_nor_pandas_nor_networkx() -> None:
    """Help must be quick when everything else is slow."""
    script = (
        "import sys; sys.argv = ['navigator', 'serve', '--help']\n"
        "from navigator.cli import run\n"
        "run(['serve', '--help'])\n"
        "print(sorted({'dash', 'pandas', 'networkx', 'gunicorn', 'plotly'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_has_help_with_its_environment_variables(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 0, a sentence and the variable for each setting it takes."""
    assert cli.run([name, "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert "NAVIGATOR_LOG_LEVEL" in text
    for setting in SETTINGS:
        assert (f"{setting.flag} " in text) == (setting.variable in text)


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """One line, with the number that the distribution has."""
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out == f"navigator {VERSION}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["frobnicate"], "No such command"),
        (["serve", "--frobnicate"], "No such option"),
        (["serve", "--port", "eighty", "hierarchy.yaml"], "--port: 'eighty' is not a whole number"),
        (["serve", "--auth", "proxy", "hierarchy.yaml"], "not supported yet"),
        (["serve"], "There is no hierarchy.yaml here"),
        (["check"], "There is no hierarchy.yaml here"),
        (["replay", "missing.navrec.gz"], "missing.navrec.gz"),
        (["record", "h.yaml", "-o", "x"], "--from"),
        (["demo", "online-boutike"], "did you mean 'online-boutique'?"),
        (["demo", "--speed", "-1"], "--speed: '-1' is not a speed"),
        (["demo", "--at", "yesterday"], "--at: 'yesterday' is not a time"),
    ],
)
def test_what_a_person_can_put_right_is_a_sentence_on_stderr_and_exit_2(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No traceback, nothing on stdout."""
    monkeypatch.chdir(tmp_path)
    assert cli.run(arguments) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""
    assert "Traceback" not in said.err


def test_a_port_in_use_is_one_sentence() -> None:
    """The most frequent mistake of all, seen from outside."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess_run("demo", "--port", port)
    assert done.returncode == 2
    assert (
        done.stderr
        == f"navigator: port {port} on 127.0.0.1 is in use by another program; choose one with --port\n"
    )
    assert done.stdout == ""


def test_a_clean_file_passes_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0, no problem on stdout, and one line on stderr that says what was looked at."""
    file = tmp_path / "h.yaml"
    file.write_text(GOOD)
    assert cli.run(["check", str(file)]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "2 nodes loaded; no problems\n"


BROKEN = GOOD.replace("how: [checkout]", "how: [chekout]").replace("title: Orders flow", "titel: Orders flow")


def test_a_broken_file_gives_all_its_problems_with_places_and_exit_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """For `check` the problems are the data, so they go to stdout."""
    file = tmp_path / "h.yaml"
    file.write_text(BROKEN)
    assert cli.run(["check", str(file)]) == 1
    said = capsys.readouterr()
    assert f"{file}:7:" in said.out
    assert f"{file}:10:" in said.out
    assert "did you mean" in said.out
    assert "Traceback" not in said.out + said.err


def test_the_json_format_is_one_document_with_every_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Programs read it without looking at the text."""
    file = tmp_path / "h.yaml"
    file.write_text(BROKEN)
    assert cli.run(["check", str(file), "--format", "json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {problem["line"] for problem in problems} >= {7, 10}
    assert {"file", "line", "column", "length", "id", "severity", "message", "hint", "related"} == set(
        problems[0]
    )


def test_a_file_that_is_not_there_could_not_be_checked(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, so that a pipeline does not take a wrong path for a broken file."""
    assert cli.run(["check", "nowhere.yaml"]) == 2
    assert "nowhere.yaml" in capsys.readouterr().out


def test_demo_lists_what_it_can_show(capsys: pytest.CaptureFixture[str]) -> None:
    """As text for people and JSON for programs, the same names."""
    assert cli.run(["demo", "--list"]) == 0
    text = capsys.readouterr().out
    assert cli.run(["demo", "--list", "--format", "json"]) == 0
    names = [one["name"] for one in json.loads(capsys.readouterr().out)]
    assert names[0] == "online-boutique"
    assert all(f"{name}  " in text for name in names)


def test_an_error_nobody_expected_is_a_sentence_with_an_id_and_exit_70(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The traceback comes only when the log is asked for everything."""

    def fail(*_: object, **__: object) -> None:
        raise KeyError("insides")

    monkeypatch.setattr("hierarchy.load", fail)
    assert cli.run(["check", "x.yaml"]) == 70
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    assert cli.run(["check", "x.yaml", "--log-level", "debug"]) == 70
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_ends_a_command_without_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """130 is what shells expect."""

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hierarchy.load", stop)
    assert cli.run(["check", "x.yaml"]) == 130
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("name", ["adapters", "hierarchy", "layouts"])
@pytest.mark.parametrize("kind", ["package", "module"])
def test_a_foreign_package_of_the_same_name_is_named_with_its_path_and_never_run(
    name: str, kind: str, tmp_path: Path
) -> None:
    """One clear sentence and exit 2 instead of a strange error much later."""
    place = tmp_path / name if kind == "package" else tmp_path / f"{name}.py"
    file = place / "__init__.py" if kind == "package" else place
    file.parent.mkdir(exist_ok=True)
    file.write_text("raise SystemExit('the foreign code was run')")
    done = subprocess_run("--help", cwd=tmp_path, PYTHONPATH=os.pathsep.join([str(tmp_path), str(ROOT)]))
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"the package '{name}' is a package of something else, {place.resolve()}," in done.stderr
    assert "an environment of its own" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [["graph", "h.yaml"], ["schema"]])
def test_a_dash_as_output_is_standard_output(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No file of that name comes into being."""
    monkeypatch.chdir(tmp_path)
    Path("h.yaml").write_text("version: 1\nnodes: {cart: {level: physical-form}}\n")
    assert cli.run([*words, "-o", "-"]) == 0
    assert capsys.readouterr().out.startswith("{")
    assert [path.name for path in tmp_path.iterdir()] == ["h.yaml"]


def test_a_command_that_is_mistyped_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    """What is like no command is only said not to be there."""
    assert cli.run(["chek"]) == 2
    assert "No such command 'chek'; did you mean 'check'?" in capsys.readouterr().err
    assert cli.run(["zzz"]) == 2
    assert "did you mean" not in capsys.readouterr().err


def test_carets_stay_below_what_they_point_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is indented belongs to a line before, and begins where it began."""
    file = tmp_path / "h.yaml"
    file.write_text("version: 1\nnodse: {}\n")
    assert cli.run(["graph", str(file)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith(f"navigator: {file}:2:1: ")
    assert said[1:3] == ["  2 | nodse: {}", "    | ^^^^^ did you mean 'nodes'?"]
