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


def renewed(text: str, rows: Iterable[Row], machine: str) -> str:
    """The marked block of a text with these rows in place of those of the same commands, which may be more or
    fewer; all others stay. A benchmark that was not there yet comes last."""
    kept = [line for line in performance_table(text).splitlines()[3:-1] if line.startswith("|")]
    fresh = [line for line in table(rows, machine).splitlines()[3:-1] if line.startswith("|")]
    names = {_benchmark(line) for line in fresh}
    result = []
    for line in kept:
        name = _benchmark(line)
        if name not in names:
            result.append(line)
        elif any(_benchmark(one) == name for one in fresh):
            result += [one for one in fresh if _benchmark(one) == name]
            fresh = [one for one in fresh if _benchmark(one) != name]
    head = [f"| {' | '.join(HEAD)} |", "|---|---|---|---|"]
    return "\n".join([BEGIN, *head, *result, *fresh, "", machine, END])


def _benchmark(line: str) -> str:
    """The module that a row's command runs."""
    return line.rpartition("`python -m ")[2].split()[0].rstrip("`|")


def performance_table(text: str) -> str:
    """The marked block of a Markdown text, with its markers; ValueError unless there is exactly one."""
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"expected one block between {BEGIN} and {END}")
    _, _, rest = text.partition(BEGIN)
    block, end, _ = rest.partition(END)
    if not end:
        raise ValueError(f"{END} stands before {BEGIN}")
    return BEGIN + block + END
