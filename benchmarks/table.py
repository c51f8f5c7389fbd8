"""The table of figures that results.md holds and the README shows, word for word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

BEGIN, END = "<!-- performance -->", "<!-- /performance -->"
HEAD = ("what", "ratio", "on this machine", "command")


@dataclass(frozen=True)
class Row:
    """One line: what was measured, what holds anywhere, what held here, and how to see it again."""

    what: str
    ratio: str
    measured: str
    command: str


def table(rows: Iterable[Row], machine: str) -> str:
    """The marked block: Markdown rows, then what they were measured on."""
    lines = [f"| {' | '.join(HEAD)} |", "|---|---|---|---|"]
    for row in rows:
        cells = (row.what, row.ratio, row.measured, f"`{row.command}`")
        lines.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n".join([BEGIN, *lines, "", machine, END])


def performance_table(text: str) -> str:
    """The marked block of a Markdown text, with its markers; ValueError unless there is exactly one."""
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"expected one block between {BEGIN} and {END}")
    _, _, rest = text.partition(BEGIN)
    block, end, _ = rest.partition(END)
    if not end:
        raise ValueError(f"{END} stands before {BEGIN}")
    return BEGIN + block + END
