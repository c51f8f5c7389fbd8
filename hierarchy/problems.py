"""What is wrong with something a person wrote: values with a place, never exceptions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


class Severity(StrEnum):
    """How bad a problem is; only errors keep a file from loading."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file: name as the user gave it, line and column from 1, length of the span."""

    file: str
    line: int
    column: int
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a hierarchy file.

    `id` is the kebab-case name of the check, `message` says what is wrong, `hint` what to write
    instead (with "did you mean" where there is a near name), `source_line` the line as written.
    `related` are other places that take part (the first definition of a duplicate, say).
    """

    position: Position
    id: str
    severity: Severity
    message: str
    hint: str = ""
    source_line: str = ""
    related: tuple[Position, ...] = ()


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean 'checkout'?` for the nearest known word, else an empty string."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""


_WIDEST = 120  # columns of a source line that are shown
_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.HINT: "36"}


def render_text(problems: Iterable[Problem], *, color: bool = False) -> str:
    """Problems as people read them, a blank line between two, ending in a line break.

    `file:line:column: severity[id] message`, the source line, a caret under the exact span with the
    hint beside it, then the other places that take part. Control characters are made harmless.
    Without problems the text is empty.
    """
    return "\n".join(_render(problem, color) for problem in problems)


def as_json(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems as values that JSON can hold; keys: file, line, column, length, id, severity, message,
    hint, related (a list of file, line, column, length)."""
    return [
        {
            **_place(problem.position),
            "id": problem.id,
            "severity": problem.severity.value,
            "message": problem.message,
            "hint": problem.hint,
            "related": [_place(position) for position in problem.related],
        }
        for problem in problems
    ]


def _place(position: Position) -> dict[str, object]:
    return {
        "file": position.file,
        "line": position.line,
        "column": position.column,
        "length": position.length,
    }


def _render(problem: Problem, color: bool) -> str:
    strong, plain = (f"\x1b[1;{_COLORS[problem.severity]}m", "\x1b[0m") if color else ("", "")
    severity = f"{strong}{problem.severity.value}[{problem.id}]{plain}"
    lines = [f"{_harmless(str(problem.position))}: {severity} {_harmless(problem.message)}"]
    hint = _harmless(problem.hint)
    if problem.source_line:
        number = str(problem.position.line)
        gutter = " " * len(number)
        shown, before, under = _excerpt(problem)
        lines.append(f"  {number} | {shown}")
        lines.append(f"  {gutter} | {before}{strong}{under}{plain} {hint}".rstrip())
    elif hint:
        lines.append(f"    {hint}")
    lines += [f"    see also {_harmless(str(position))}" for position in problem.related]
    return "\n".join(lines) + "\n"


def _excerpt(problem: Problem) -> tuple[str, str, str]:
    """The part of the source line around the span, the blanks before the caret, and the caret itself."""
    line = problem.source_line
    start = min(problem.position.column - 1, len(line))
    first = 0 if start < _WIDEST - 20 else start - 40
    cut = line[first : first + _WIDEST]
    lead = "…" if first else ""
    tail = "…" if first + _WIDEST < len(line) else ""
    spanned = cut[start - first : start - first + problem.position.length]
    before = lead + _harmless(cut[: start - first])
    return lead + _harmless(cut) + tail, " " * _columns(before), "^" * max(1, _columns(_harmless(spanned)))


def _columns(text: str) -> int:
    """Terminal columns that a text takes: wide signs take two, combining ones none."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(unicodedata.combining(sign) > 0 for sign in text)


def _harmless(text: str) -> str:
    """Text without anything that moves the cursor, changes colours or reorders signs."""
    return "".join(sign if sign.isprintable() else " " if sign in "\t\n" else "\ufffd" for sign in text)
