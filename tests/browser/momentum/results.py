"""The figures of the score as a table that is kept: benchmarks/momentum-results.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from tests.browser.momentum.measure import Measured
from tests.browser.momentum.score import MOVES, NAMES

BEGIN, END = "<!-- momentum -->", "<!-- /momentum -->"
_HEAD = ("system", "moves", "median", "worst", "lowest mean", "nodes that stay", "gate", "measured")
_TEXT = """# How well moves can be followed

Made by `make momentum ARGS=--write`: a robot makes moves in a real browser, by keyboard and mouse, and scores
each from 0 to 100 by what stayed, what moved visibly and what was announced;
[CONTRIBUTING.md](../CONTRIBUTING.md) says what is measured. The gate: median at least 90, worst at least 75,
the mean of every component at least 0.80, nothing void, every node that stays the same element, and at least
{moves} moves of each system in each state. By the same robot an ordinary hop between two linked dashboards
scores {baseline:.1f}.

"""


def row(one: Measured, when: datetime) -> str:
    """The line of a system: the component with the lowest mean by name, and of the nodes that were shown
    before and after a move how many were the very same element."""
    verdict, scores = one.verdict, [result.score for result in one.results]
    name, least = min(verdict.means.items(), key=lambda item: item[1])
    lowest = "all 1.00" if least >= 0.995 else f"{NAMES[name]} {least:.2f}"
    same, both = sum(score.same_element for score in scores), sum(score.shown_in_both for score in scores)
    cells = (
        one.title,
        str(len(scores)),
        f"{verdict.median:.1f}",
        f"{verdict.worst:.1f}",
        lowest,
        f"{same:,} of {both:,} the same element",
        "holds" if verdict.holds else f"fails: {'; '.join(verdict.reasons)}",
        when.astimezone(UTC).strftime("%Y-%m-%d"),
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def page(
    found: Sequence[Measured], baseline: float, machine: str, titles: Iterable[str], kept: str, when: datetime
) -> str:
    """The whole file, its lines in the order of `titles`; systems that were not measured now keep the line
    that they have in `kept`, an earlier version of the file."""
    lines = {**_lines(kept), **{one.title: row(one, when) for one in found}}
    rows = [lines[title] for title in titles if title in lines]
    head = [f"| {' | '.join(_HEAD)} |", "|---" * len(_HEAD) + "|"]
    return _TEXT.format(baseline=baseline, moves=MOVES) + "\n".join(
        [BEGIN, *head, *rows, "", f"{machine}.", END, ""]
    )


def _lines(kept: str) -> Mapping[str, str]:
    """The lines of a file by the name of the system."""
    _, _, block = kept.partition(BEGIN)
    lines = (line for line in block.partition(END)[0].splitlines() if line.startswith("| "))
    return {line.split(" | ")[0].removeprefix("| "): _judged(line) for line in list(lines)[1:]}


def _judged(line: str) -> str:
    """A kept line of fewer moves than are promised by now holds no more."""
    cells = line.split(" | ")
    if cells[-2] == "holds" and int(cells[1]) < MOVES:
        cells[-2] = f"fails: {cells[1]} of {MOVES} moves"
    return " | ".join(cells)
