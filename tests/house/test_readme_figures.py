"""The README's figures are those that the benchmarks printed."""

from __future__ import annotations

from pathlib import Path

from benchmarks.table import performance_table

ROOT = Path(__file__).parents[2]


def test_the_readme_shows_the_measured_table() -> None:
    """Nobody edits a figure by hand: `make bench ARGS=--write` makes both."""
    measured = performance_table((ROOT / "benchmarks/results.md").read_text())
    assert performance_table((ROOT / "README.md").read_text()) == measured
