"""Hierarchy files written by the machine for people: the format's order of keys, and comments above them."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum

import yaml

from hierarchy.file.keys import FILE
from hierarchy.file.shapes import Key, ObjectKind, Shape

Path = tuple[str | int, ...]
Document = Mapping[str, object]
Comments = Mapping[Path, str | Sequence[str]]


class Null(Enum):
    """`NULL` is written as `null` wherever it stands, and so takes away what a template says."""

    NULL = "null"


NULL = Null.NULL

_WIDTH = 100
_INDENT = "  "
# Texts that no reader of YAML, old or new, takes for anything but a text.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_/-]*(?:[. ][A-Za-z0-9_/-]+)*")
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
_AMOUNT = re.compile(r"\d+(?:\.\d+)?%|(?:\d+(?:ms|[dhms]))+")
_SIMPLE = (str, int, float, bool)
_QUOTED = frozenset((Shape.PROMQL, Shape.AMOUNT, Shape.EXPECTED))
_NAMES = frozenset((Shape.NAMED, Shape.TERMS, Shape.MATCH))


def write_hierarchy(document: Document, comments: Comments | None = None) -> str:
    """A hierarchy file as text, from plain dicts, lists, texts, numbers and booleans.

    Keys come in the order of the table of the format whatever their order in `document` (names of
    nodes, signals, templates keep theirs; keys the format does not know come last), in block style,
    short lists of ids on one line, a blank line before every node and every top-level key. Queries
    stand in single quotes. None leaves a key out, except directly under `signals`, where it is
    written as `null` and removes a template's signal.

    `comments` are lines above what stands at a path, wrapped and with `# ` put before them:
    `("nodes", "cart", "signals", "errors")` for a key, `(…, "why", 0)` for an item of a list, `()`
    for the head of the file. A path that is not in the document raises KeyError, so that no question
    to the author is lost. Reading the text again gives `document`; equal input gives equal text.
    """
    writer = _Writer({} if comments is None else comments)
    head = writer.remark((), "")
    body = list(writer.mapping((), document, FILE, ""))
    unplaced = [path for path in writer.comments if path not in writer.placed]
    if unplaced:
        raise KeyError(unplaced[0])
    return "\n".join([*head, *([""] if head else []), *body]) + "\n"


class _Writer:
    """Lines of one file; `placed` are the paths whose comments have been written."""

    def __init__(self, comments: Comments) -> None:
        self.comments = comments
        self.placed: set[Path] = set()

    def remark(self, path: Path, indent: str) -> list[str]:
        """The comment lines that belong above `path`."""
        if path not in self.comments:
            return []
        self.placed.add(path)
        given = self.comments[path]
        lines: list[str] = []
        for text in [given] if isinstance(given, str) else given:
            for line in text.splitlines() or [""]:
                safe = "".join(sign if sign.isprintable() else "\ufffd" for sign in line.expandtabs())
                room = max(40, _WIDTH - len(indent) - 2)
                wrapped = textwrap.wrap(safe, room, break_long_words=False, break_on_hyphens=False)
                lines += [f"{indent}# {part}" for part in wrapped] or [f"{indent}#"]
        return lines

    def mapping(self, path: Path, given: Document, kind: ObjectKind | None, indent: str) -> Iterator[str]:
        """The lines of the keys of one object."""
        first = True
        for name, value in _ordered(given, kind):
            key = None if kind is None else kind.keys.get(name)
            spaced = not path or path == ("nodes",)
            if spaced and not first and not (path == () and _is_short(value)):
                yield ""
            first = False
            yield from self.entry((*path, name), value, key, indent)

    def entry(self, path: Path, value: object, key: Key | None, indent: str) -> Iterator[str]:
        """One `key: value`, the value below it where it is no scalar."""
        yield from self.remark(path, indent)
        name = f"{indent}{_text(str(path[-1]))}:"
        if isinstance(value, Mapping):
            yield f"{name} {{}}" if not value else name
            if key is not None and key.shape in _NAMES:
                yield from self.names(path, value, key, indent + _INDENT)
            else:
                yield from self.mapping(path, value, None if key is None else key.of, indent + _INDENT)
        elif isinstance(value, (list, tuple)):
            inline = self.inline(path, value, len(name))
            yield f"{name} {inline}" if inline else name
            if not inline:
                yield from self.items(path, value, key, indent + _INDENT)
        else:
            yield f"{name} {_scalar(value, key, indent)}"

    def names(self, path: Path, given: Document, key: Key, indent: str) -> Iterator[str]:
        """A mapping of names, each to a query or to an object of its own."""
        query = key if key.shape is Shape.NAMED else Key("", _name_shape(key), "")
        for position, (name, value) in enumerate(given.items()):
            if path == ("nodes",) and position:
                yield ""
            inner = Key(name, Shape.OBJECT, "", of=key.of) if isinstance(value, Mapping) else query
            yield from self.entry((*path, name), value, inner, indent)

    def items(self, path: Path, given: Sequence[object], key: Key | None, indent: str) -> Iterator[str]:
        """A list, one item a line or more."""
        for position, item in enumerate(given):
            inner = (*path, position)
            yield from self.remark(inner, indent)
            if isinstance(item, Mapping) and item:
                lines = list(self.mapping(inner, item, None if key is None else key.of, indent + _INDENT))
                yield from _dashed(lines, indent)
            elif isinstance(item, (list, tuple)) and item:
                yield f"{indent}-"
                yield from self.items(inner, item, key, indent + _INDENT)
            else:
                empty = "{}" if isinstance(item, Mapping) else "[]"
                shown = empty if isinstance(item, (Mapping, list, tuple)) else _scalar(item, key, indent)
                yield f"{indent}- {shown}"

    def inline(self, path: Path, given: Sequence[object], used: int) -> str:
        """A list that fits on the line of its key, or an empty text."""
        commented = any((*path, position) in self.comments for position in range(len(given)))
        if commented or not all(isinstance(item, _SIMPLE) for item in given):
            return ""
        shown = [_scalar(item, None, "") for item in given]
        line = f"[{', '.join(shown)}]"
        simple = all(text[0] not in "'\"|" for text in shown)
        return line if simple and used + 1 + len(line) <= _WIDTH else ""


def _ordered(given: Document, kind: ObjectKind | None) -> list[tuple[str, object]]:
    """The entries in the order of the format; those that are None are left out."""
    order = {} if kind is None else {name: i for i, name in enumerate(kind.keys)}
    entries = [(name, value) for name, value in given.items() if value is not None]
    return sorted(entries, key=lambda entry: order.get(entry[0], len(order)))


def _name_shape(key: Key) -> Shape:
    return Shape.PROMQL if key.shape is Shape.TERMS else Shape.TEXT


def _is_short(value: object) -> bool:
    return not isinstance(value, (Mapping, list, tuple))


def _dashed(lines: Sequence[str], indent: str) -> Iterator[str]:
    """The lines of an item's mapping with its dash before the first that is no comment."""
    dashed = False
    for line in lines:
        if not dashed and not line.lstrip().startswith("#"):
            dashed = True
            yield f"{indent}- {line[len(indent) + 2 :]}"
        else:
            # What stands above the first key belongs above the dash.
            yield line if dashed else line[2:]


def _scalar(value: object, key: Key | None, indent: str) -> str:
    if value is None or value is NULL:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _decimal(value)
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if key is not None and key.shape in _QUOTED:
        return _query(text, indent)
    return _text(text)


def _decimal(value: float) -> str:
    """Without an exponent where it is short: readers of YAML disagree about 1e-09."""
    short = format(Decimal(repr(value)), "f") if math.isfinite(value) and 1e-12 < abs(value) < 1e15 else ""
    return short or repr(value)


def _text(text: str) -> str:
    """A text without quotes where nothing could take it for something else."""
    if _AMOUNT.fullmatch(text) or (_PLAIN.fullmatch(text) and text.lower() not in _WORDS):
        return text
    return _quoted(text)


def _query(text: str, indent: str) -> str:
    """A query in single quotes; one of several lines as a block, as it was written."""
    lines = text.split("\n")
    whole = all(line == line.rstrip() and line.isprintable() for line in lines) and text == text.strip()
    if len(lines) > 1 and whole:
        return "\n".join(["|-", *(f"{indent}{_INDENT}{line}" if line else "" for line in lines)])
    return _quoted(text)


def _quoted(text: str) -> str:
    style = "'" if text.isprintable() else '"'
    document = yaml.safe_dump(text, default_style=style, allow_unicode=True, width=float("inf"))
    return str(document).removesuffix("\n")
