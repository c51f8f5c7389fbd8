"""How `navigator check` prints, and what its exit code says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hierarchy.problems import Position, Problem, Severity
from navigator.problem_report import exit_code, problem_report, summary


def problem(severity: Severity = Severity.ERROR, check: str = "unknown-key") -> Problem:
    """One finding with everything that has to be escaped."""
    return Problem(Position("a,b:c.yaml", 3, 5, 4), check, severity, "100% wrong\nreally", "write x")


def test_github_annotations_escape_what_separates_their_fields() -> None:
    """One line per problem, whatever the file is called."""
    assert problem_report([problem()], "github") == (
        "::error file=a%2Cb%3Ac.yaml,line=3,col=5,endColumn=9,title=unknown-key::"
        "100%25 wrong%0Areally%0Awrite x\n"
    )


def test_an_absolute_path_is_annotated_as_seen_from_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GitHub shows an annotation only at a path that it knows; others are left as they are."""
    monkeypatch.chdir(tmp_path)
    inside = replace(problem(), position=Position(str(tmp_path / "ops" / "shop.yaml"), 3, 5, 4))
    assert problem_report([inside], "github").startswith(
        "::error file=ops/shop.yaml,line=3,col=5,endColumn=9,"
    )
    outside = replace(problem(), position=Position("/elsewhere/shop.yaml", 3, 5, 4))
    assert "file=/elsewhere/shop.yaml," in problem_report([outside], "github")


def test_a_message_can_not_begin_another_command() -> None:
    """What a file holds stays in one line, behind the command of its annotation."""
    hostile = replace(problem(), message="x\r\n::set-output name=a::b", hint="%0A::stop-commands::")
    lines = problem_report([hostile], "github").splitlines()
    assert len(lines) == 1
    assert lines[0].endswith("::x%0D%0A::set-output name=a::b%0A%250A::stop-commands::")


@pytest.mark.parametrize(
    ("severity", "strict", "code"),
    [
        (Severity.ERROR, False, 1),
        (Severity.WARNING, False, 0),
        (Severity.WARNING, True, 1),
        (Severity.HINT, True, 0),
    ],
)
def test_warnings_count_when_strict_and_hints_never(severity: Severity, strict: bool, code: int) -> None:
    """The exit code is what pipelines go by."""
    assert exit_code([problem(severity)], strict) == code


def test_a_file_that_could_not_be_read_is_not_the_same_as_one_with_errors() -> None:
    """2 beats 1."""
    assert exit_code([problem(), problem(check="file-not-found")], strict=False) == 2
    assert exit_code([], strict=True) == 0


def test_the_summary_counts_by_severity() -> None:
    """One line for the terminal."""
    found = [problem(), problem(Severity.WARNING), problem(Severity.WARNING)]
    assert summary(found, None) == "nothing loaded; 1 error, 2 warnings"
    assert summary([], 1) == "1 node loaded; no problems"
