"""What an author reads after a single slip: one problem, at its place, with what to write instead.

Each case is a file (or a folder) with one mistake beside its exact rendered problem.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hierarchy import Problem, Severity, load, render_text

_FOLDER = Path(__file__).parents[2] / "broken_hierarchies" / "one_mistake"
_CASES = sorted(p for p in _FOLDER.iterdir() if p.is_dir() or p.suffix == ".yaml")
_PLACE = re.compile(r"(?P<file>[^\n:]+):(?P<line>\d+):(?P<column>\d+): \w+\[(?P<id>[a-z0-9-]+)\] ")


def problems(case: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Problem, ...]:
    """The problems of one case, with names as seen from the folder of the cases."""
    monkeypatch.chdir(_FOLDER)
    return load([case.name], env={}).problems


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.stem)
def test_one_mistake_is_one_problem_in_exactly_these_words(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Line, column, id, message, caret and cure are those of the expected text; nothing follows from them."""
    expected = case.with_suffix(".expected.txt").read_text("utf-8")
    found = problems(case, monkeypatch)
    assert render_text(found) == expected
    place = _PLACE.match(expected)
    assert place is not None
    assert [(p.position.line, p.position.column, p.id) for p in found] == [
        (int(place["line"]), int(place["column"]), place["id"])
    ]


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.stem)
def test_every_message_says_what_to_write_instead(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that leaves its reader alone is half an error message."""
    for problem in problems(case, monkeypatch):
        assert len(problem.hint) > 5
        assert problem.hint not in problem.message
        assert problem.severity in (Severity.ERROR, Severity.WARNING)


def test_there_are_at_least_120_such_cases_with_many_different_problems() -> None:
    """And none without its expectation, nor the other way round."""
    assert len(_CASES) >= 120
    expected = {p.name.removesuffix(".expected.txt") for p in _FOLDER.glob("*.expected.txt")}
    assert {case.stem for case in _CASES} == expected
    ids = {m["id"] for p in _FOLDER.glob("*.expected.txt") if (m := _PLACE.match(p.read_text("utf-8")))}
    assert len(ids) >= 70
