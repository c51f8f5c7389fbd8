"""The tree of a hierarchy file in which every key and every value knows where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hierarchy.problems import Position

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN = frozenset({"true", "True", "TRUE", "false", "False", "FALSE"})
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value. `text` is what was written, never converted; `plain` means without quotes.

    `end` is line and column (from 1) just behind the value, to see whether a comment cut it short.
    """

    text: str
    at: Position
    plain: bool
    end: tuple[int, int]

    @property
    def is_null(self) -> bool:
        """Whether YAML 1.2 reads it as nothing: empty, `~` or `null` without quotes."""
        return self.plain and self.text in _NULL

    @property
    def is_boolean(self) -> bool:
        """Whether YAML 1.2 reads it as true or false; `yes`, `no`, `on`, `off` are text."""
        return self.plain and self.text in _BOOLEAN

    @property
    def is_number(self) -> bool:
        """Whether YAML 1.2 reads it as a number; `1:30` and `1_000` are text."""
        return self.plain and _NUMBER.fullmatch(self.text) is not None

    def __str__(self) -> str:
        if self.is_null:
            return "nothing"
        if self.is_boolean or self.is_number:
            return self.text
        return f"the text {quoted(self.text)}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One `key: value` of a mapping."""

    key: str
    at: Position
    value: Value


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys and values in the order of the file; of a key written twice only the first is kept."""

    entries: dict[str, Entry]
    at: Position

    def __str__(self) -> str:
        return "a mapping (key: value)"


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list of values."""

    items: tuple[Value, ...]
    at: Position

    def __str__(self) -> str:
        return "a list"


Value = Scalar | MappingNode | SequenceNode


def quoted(text: str, longest: int = 60) -> str:
    """The text in single quotes, on one line and cut to a readable length."""
    flat = " ".join(text.split())
    return f"'{flat}'" if len(flat) <= longest else f"'{flat[: longest - 1]}…'"
