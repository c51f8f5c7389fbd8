"""The table of figures that is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.browser.momentum.measure import Measured, Result
from tests.browser.momentum.pictures import good
from tests.browser.momentum.results import page, row
from tests.browser.momentum.sample import Move
from tests.browser.momentum.score import judge

WHEN = datetime(2026, 3, 4, 23, tzinfo=UTC)
MOVE = Move("down", "buy", "orders", "generalized-function", "click")


def _measured(title: str, **change: object) -> Measured:
    score = judge(good())
    changed = replace(score, **change)  # type: ignore[arg-type]
    return Measured(title, [Result(MOVE, one, {}, 20) for one in (score, changed)] * 30)


def test_a_line_tells_the_figures_of_a_system() -> None:
    """Those that the gate looks at; where all is shown, no component is named."""
    both = judge(good()).shown_in_both
    assert both > 1
    same = f"{60 * both} of {60 * both} the same element"
    assert row(_measured("a, everyday"), WHEN) == (
        f"| a, everyday | 60 | 100.0 | 100.0 | all 1.00 | {same} | holds | 2026-03-04 |"
    )


def test_a_line_names_the_lowest_component_and_why_the_gate_fails() -> None:
    """Nobody has to look a failure up elsewhere."""
    score = judge(good())
    one = _measured("a", parts={**score.parts, "P": 0.5}, total=74.0, same_element=score.same_element - 1)
    text = row(one, WHEN)
    assert "| preview 0.75 |" in text
    assert "fails: mean of preview 0.75 < 0.8; median 87.0 < 90; worst 74.0 < 75; 30 nodes are other" in text


def test_systems_that_were_not_measured_keep_their_lines() -> None:
    """Lines stand in one order, whichever was measured last; those of systems that are no more go."""
    order = ["a", "b", "c"]
    first = page([_measured("c"), _measured("a"), _measured("old")], 6.7, "With x", order, "", WHEN)
    later = datetime(2026, 5, 6, tzinfo=UTC)
    text = page([_measured("b"), _measured("a")], 6.7, "With y", order, first, later)
    lines = [line for line in text.splitlines() if "the same element |" in line]
    assert [line.split(" | ")[0] for line in lines] == ["| a", "| b", "| c"]
    assert [line.split(" | ")[-1] for line in lines] == ["2026-05-06 |", "2026-05-06 |", "2026-03-04 |"]
    assert "scores 6.7." in text
    assert page([], 6.7, "With y", order, text, later) == text


def test_a_kept_line_of_fewer_moves_than_are_promised_holds_no_more() -> None:
    """Until it is measured anew; what failed for another reason says that one."""
    text = page([_measured("a"), _measured("b", total=70.0)], 6.7, "With x", ["a", "b"], "", WHEN)
    fewer = page([], 6.7, "With x", ["a", "b"], text.replace("| 60 |", "| 30 |"), WHEN)
    a, b = (line.split(" | ") for line in fewer.splitlines() if "the same element |" in line)
    assert a[-2] == "fails: 30 of 60 moves"
    assert b[-2] == "fails: median 85.0 < 90; worst 70.0 < 75"
