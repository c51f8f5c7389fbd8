"""What keeps a load short and its answer readable, whatever the files ask for."""

from __future__ import annotations

import gc

import pytest

from hierarchy import Severity, load_text
from hierarchy.file.findings import MAX_PROBLEMS, Findings
from hierarchy.file.volume import MAX_LABELS, MAX_SIGNALS, without_collecting
from hierarchy.problems import Position


def _told(text: str) -> list[str]:
    return [problem.id for problem in load_text({"h.yaml": text}, {}).problems]


def _users(signals: int, nodes: int) -> str:
    kit = "".join(f"      s{i}: {{query: 'up{{$match}}'}}\n" for i in range(signals))
    users = "".join(f"  n{i}: {{level: physical-form, use: kit, labels: {{a: b}}}}\n" for i in range(nodes))
    return f"version: 1\ntemplates:\n  kit:\n    match: [a]\n    signals:\n{kit}nodes:\n{users}"


def test_a_template_can_not_bring_more_signals_than_a_hierarchy_holds() -> None:
    """A node counts as two signals, so that the limit is one of both."""
    most = MAX_SIGNALS // (298 + 2)
    assert _told(_users(298, most + 1)) == ["too-much-repeated"]
    assert load_text({"h.yaml": _users(298, 40)}, {}).model is not None


def test_defaults_can_not_bring_more_labels_than_a_hierarchy_holds() -> None:
    """Refused before the labels are given to the nodes."""
    labels = ", ".join(f"l{i}: x" for i in range(1000))
    nodes = "".join(f"  n{i}: {{level: physical-form}}\n" for i in range(MAX_LABELS // 1000 + 1))
    assert _told(f"version: 1\ndefaults: {{labels: {{{labels}}}}}\nnodes:\n{nodes}") == ["too-much-repeated"]


def test_of_more_problems_than_are_told_the_errors_are_told() -> None:
    """However many warnings came before."""
    findings = Findings()
    for line in range(1, MAX_PROBLEMS + 51):
        findings.warning(Position("h.yaml", line, 1), "a-warning", "something")
    for line in range(1, 11):
        findings.error(Position("h.yaml", line, 5), "an-error", "something worse")
    told = findings.sorted()
    assert len(told) == MAX_PROBLEMS + 1
    assert sum(problem.severity is Severity.ERROR for problem in told[:-1]) == 10
    assert told[-1].message == "60 more problems are not shown"


def test_more_warnings_than_are_told_keep_no_file_from_loading() -> None:
    """That there are more of them is told as a warning, too."""
    findings = Findings()
    for line in range(1, MAX_PROBLEMS + 2):
        findings.warning(Position("h.yaml", line, 1), "a-warning", "something")
    assert not findings.any_error
    assert {problem.severity for problem in findings.sorted()} == {Severity.WARNING}


def test_errors_beyond_the_last_that_is_told_are_counted() -> None:
    """Nothing takes the place of an error."""
    findings = Findings()
    for line in range(1, MAX_PROBLEMS + 6):
        findings.error(Position("h.yaml", line, 1), "an-error", "something")
    told = findings.sorted()
    assert [problem.position.line for problem in told] == [*range(1, MAX_PROBLEMS + 1), MAX_PROBLEMS]
    assert told[-1].message == "5 more problems are not shown"


@pytest.mark.parametrize("collecting", [True, False])
def test_a_load_leaves_the_garbage_collector_as_it_was(collecting: bool) -> None:
    """Also when it ends with an exception, and when somebody else had turned it off."""
    was = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        with without_collecting():
            assert not gc.isenabled()
        assert gc.isenabled() is collecting
        with pytest.raises(ValueError, match="invalid"), without_collecting():
            int("x")
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if was else gc.disable)()
