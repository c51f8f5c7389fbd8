"""What an author reads after a mistake: every broken file beside its exact rendered problems."""

from pathlib import Path

import pytest

from hierarchy import Severity, load, render_text

_FOLDER = Path(__file__).parents[2] / "broken_hierarchies"
_SINGLE = "one_mistake"  # a folder of cases of its own, see test_one_mistake.py
_CASES = sorted(p for p in _FOLDER.iterdir() if (p.is_dir() and p.name != _SINGLE) or p.suffix == ".yaml")


def told(case: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The problems of one case, with names as seen from the folder of the cases."""
    monkeypatch.chdir(_FOLDER)
    return render_text(load([case.name], env={}).problems)


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.stem)
def test_a_broken_hierarchy_is_explained_in_exactly_these_words(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Place, id, message, caret, hint and related places are what the expected file says."""
    expected = case.with_suffix(".expected.txt").read_text(encoding="utf-8")
    assert told(case, monkeypatch) == expected


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.stem)
def test_a_broken_hierarchy_has_problems_and_a_model_only_without_errors(case: Path) -> None:
    """There is always something to tell, and the model is missing if and only if one is an error."""
    loaded = load([case], env={})
    errors = [p for p in loaded.problems if p.severity is Severity.ERROR]
    assert loaded.problems
    assert (loaded.model is None) == bool(errors)


def test_every_case_has_its_expected_text_and_no_text_is_left_over() -> None:
    """A case without expectation, or the other way round, is a mistake in the tests themselves."""
    expected = {p.name.removesuffix(".expected.txt") for p in _FOLDER.glob("*.expected.txt")}
    assert {case.stem for case in _CASES} == expected
    assert len(expected) > 30
