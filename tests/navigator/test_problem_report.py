"""How `navigator check` prints, and what its exit code says."""

from __future__ import annotations

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
