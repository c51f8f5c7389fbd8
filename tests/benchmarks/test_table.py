"""The table of figures can be lifted out of a text and put into another, word for word."""

from __future__ import annotations

import pytest

from benchmarks.table import BEGIN, END, Row, performance_table, renewed, table

ROW = Row("A | B", "2 x", "3 ms", "python -m benchmarks.poll")


def test_the_block_comes_back_from_whatever_text_surrounds_it() -> None:
    """README and results hold the same block, so that a test can compare them."""
    block = table([ROW], "2 cores")
    assert performance_table(f"# Title\n\n{block}\n\nmore\n") == block
    assert performance_table(block) == block


def test_every_row_has_a_command_and_as_many_cells_as_the_head() -> None:
    """A bar inside a text would otherwise open a further cell."""
    head, line, row = table([ROW], "2 cores").splitlines()[1:4]
    assert head.count("|") == line.count("|") == row.count("|")
    assert "`python -m benchmarks.poll`" in row


def test_rows_of_one_benchmark_are_renewed_in_place_and_the_others_stay() -> None:
    """More or fewer than before; what is new comes last, and what was measured on is said anew."""
    drill = [Row(name, "", "old", "python -m benchmarks.drill --nodes 60") for name in ("C", "D")]
    text = f"before\n{table([*drill, ROW], '2 cores')}\nafter"
    fresh = [Row("E", "", "new", "python -m benchmarks.drill"), Row("F", "", "", "python -m benchmarks.cues")]
    assert renewed(text, fresh, "4 cores") == table([fresh[0], ROW, fresh[1]], "4 cores")


@pytest.mark.parametrize("text", ["", BEGIN, END, f"{END} {BEGIN}", f"{BEGIN}{END}{BEGIN}{END}"])
def test_a_text_without_exactly_one_block_is_refused(text: str) -> None:
    """Nobody compares against half a table."""
    with pytest.raises(ValueError, match="performance"):
        performance_table(text)
