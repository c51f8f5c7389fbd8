"""What is wrong with something a person wrote: values with a place, never exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from collections.abc import Iterable


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
