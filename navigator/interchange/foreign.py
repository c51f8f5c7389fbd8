"""Values from YAML that others wrote, each knowing where it stands; wrong shapes are nothing, not errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from hierarchy.file.findings import Findings
from hierarchy.file.foreign_yaml import FOREIGN, read_foreign_bytes
from hierarchy.file.yaml_gate import scan
from hierarchy.file.yaml_syntax import mark_position
from hierarchy.problems import Problem

Path = tuple[str | int, ...]
_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))


@dataclass(frozen=True, slots=True)
class Piece:
    """One value of a foreign file. Whatever is asked of it, the answer is a value or nothing."""

    value: object
    file: str
    path: Path
    lines: Mapping[Path, int]

    def __bool__(self) -> bool:
        return self.value not in (None, "", [], {})

    def get(self, *names: str) -> Piece:
        """What stands under these keys, one inside the other; nothing if there is no such thing."""
        value, path = self.value, self.path
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
            path = (*path, name)
        return Piece(value, self.file, path, self.lines)

    def items(self) -> list[Piece]:
        """The items of a list; none if it is something else."""
        listed = self.value if isinstance(self.value, list) else []
        return [Piece(v, self.file, (*self.path, i), self.lines) for i, v in enumerate(listed)]

    def entries(self) -> list[tuple[str, Piece]]:
        """The keys of a mapping with their values; none if it is something else."""
        mapping = self.value if isinstance(self.value, dict) else {}
        return [(name, Piece(v, self.file, (*self.path, name), self.lines)) for name, v in mapping.items()]

    @property
    def text(self) -> str:
        """A text on one line, also of a number; empty if it is something else."""
        if isinstance(self.value, bool) or not isinstance(self.value, (str, int, float)):
            return ""
        return " ".join(str(self.value).split())

    @property
    def query(self) -> str:
        """A text as it was written, without the space around it; empty if it is something else."""
        if not isinstance(self.value, str):
            return ""
        return "\n".join(line.rstrip() for line in self.value.strip().splitlines())

    @property
    def where(self) -> str:
        """`file:line`, the line of the nearest thing around it whose place is known."""
        path = self.path
        while path and path not in self.lines:
            path = path[:-1]
        return f"{self.file}:{self.lines[path]}" if path in self.lines else self.file

    def __str__(self) -> str:
        return self.text


def read_pieces(file: str, content: bytes) -> tuple[list[Piece], tuple[Problem, ...]]:
    """The documents of a foreign YAML file, or the problems that keep it from being read."""
    documents, problems = read_foreign_bytes(file, content)
    if problems:
        return [], problems
    lines = _lines(content.decode("utf-8"))
    return [Piece(value, file, (i,), lines) for i, value in enumerate(documents)], ()


@dataclass(slots=True)
class _Open:
    """A collection being walked through: the path to it, and the key or the position that is next."""

    path: Path
    is_list: bool
    key: str | None = None
    position: int = 0
    awaits_key: bool = True


def _lines(text: str) -> dict[Path, int]:
    """The line of every value by its path; the gate has passed the text, so that it parses."""
    found: dict[Path, int] = {}
    stack: list[_Open] = []
    document = -1
    for event in scan(Findings(), "", text, FOREIGN) or []:
        if isinstance(event, yaml.DocumentStartEvent):
            stack = []
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            if not stack:
                document += not _is_nothing(event)
            path = _place(stack, event, document)
            if path is not None:
                found.setdefault(path, mark_position("", event.start_mark).line)
            if isinstance(event, yaml.CollectionStartEvent):
                inner = path if path is not None else (document, "?")
                stack.append(_Open(inner, isinstance(event, yaml.SequenceStartEvent)))
    return found


def _is_nothing(event: yaml.NodeEvent) -> bool:
    """Whether a document is empty, for such are not counted."""
    return isinstance(event, yaml.ScalarEvent) and not event.style and event.value in _NOTHING


def _place(stack: list[_Open], event: yaml.NodeEvent, document: int) -> Path | None:
    """The path of the value that an event begins; None for a key."""
    if not stack:
        return (document,)
    around = stack[-1]
    if around.is_list:
        around.position += 1
        return (*around.path, around.position - 1)
    if around.awaits_key:
        around.key = event.value if isinstance(event, yaml.ScalarEvent) else None
        around.awaits_key = False
        return None
    around.awaits_key = True
    return (*around.path, around.key or "?")
