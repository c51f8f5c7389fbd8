"""What a node's change makes wrong of a template's signal is told at the node."""

from __future__ import annotations

import pytest

from hierarchy import load_text
from tests.hierarchy.file.loading import told

_KINDS = """templates:
  kind:
    match: [job]
    signals:
      lat: {query: 'l{$match}', worse: higher, warning: 1, critical: 2}
      err: {bad: 'b{$match}', total: 't{$match}', worse: higher, warning: 1%, min_total: 1}
      mem: {query: 'm{$match}', unit: bytes, capacity: 9, worse: higher, warning: 80%}
      tmp: {query: 't{$match}', worse: either, warning: [1, 5]}
nodes:
"""
_NODE = "  a: {level: physical-function, labels: {job: a}, use: kind, signals: {CHANGE}}\n"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("lat: {worse: lower}", "limit-order"),
        ("lat: {critical: 0.5}", "limit-order"),
        ("err: {total: null}", "ratio-incomplete"),
        ("mem: {capacity: null}", "limit-unit"),
        ("tmp: {worse: higher}", "limit-needs-either"),
    ],
)
def test_a_change_is_blamed_for_what_it_makes_wrong(change: str, problem: str) -> None:
    """Not the line of the template, which is right for all other nodes; that is named beside it."""
    text = _KINDS + _NODE.replace("CHANGE", change)
    assert [(line, name) for line, _column, name in told(text)] == [(10, problem)]


def test_what_a_change_makes_wrong_names_the_place_in_the_template_too() -> None:
    """Whoever reads it has to see both to know which of them to correct."""
    text = "version: 1\n" + _KINDS + _NODE.replace("CHANGE", "mem: {capacity: null}")
    (problem,) = load_text({"a.yaml": text}, {}).problems[-1:]
    assert [(at.line, at.column) for at in problem.related] == [(8, 83)]


def test_what_is_wrong_in_the_template_itself_is_told_there_alone() -> None:
    """A node that changes something else about the signal has no part in it."""
    text = _KINDS.replace("critical: 2", "critical: 0.5") + _NODE.replace("CHANGE", "lat: {title: Latency}")
    assert told(text) == [(5, 60, "limit-order")]
