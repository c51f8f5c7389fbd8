"""What YAML's own parser refuses, in words that say what to write instead."""

from __future__ import annotations

import re
from typing import Protocol

import yaml

from hierarchy.file.findings import Findings
from hierarchy.problems import Position

_CURLY_QUOTES = re.compile("[:,{\\[] *[\u2018\u2019\u201c\u201d]")  # where a value begins


class Mark(Protocol):
    """What libyaml's and PyYAML's marks have in common."""

    line: int
    column: int


def mark_place(mark: Mark | None) -> tuple[int, int]:
    """Line and column, from 1, of a parser's mark (which counts from 0; both parsers always give one)."""
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)


def mark_position(file: str, mark: Mark | None, length: int = 1) -> Position:
    """A parser's mark as a position."""
    return Position(file, *mark_place(mark), length)


def report_syntax(findings: Findings, file: str, text: str, error: yaml.YAMLError) -> None:
    """Report where a text stops to be YAML, and the most likely cure."""
    mark = getattr(error, "problem_mark", None)
    context_mark = getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or "not valid YAML")
    context = str(getattr(error, "context", None) or "")
    at = Position(file, 1, 1) if mark is None else mark_position(file, mark)
    opened = None if context_mark is None else mark_position(file, context_mark)
    line = findings.line(at)
    if opened is not None and "could not find expected ':'" in problem:
        at, opened = opened, None  # found at the next line, but it is this one that has no colon
        line = findings.line(at)
    elif opened is not None and not line.strip() and not text.rstrip().endswith(line.strip() or "\0"):
        at, opened = opened, None  # the end of the file tells nothing; where it was opened does
        line = findings.line(at)
    if opened == at:
        opened = None
    message = f"{context}: {problem}" if context else problem
    before = findings.line(Position(file, at.line - 1, 1))
    hint = _syntax_hint(problem, context, line, opened is not None, before)
    findings.error(at, "yaml-syntax", message, hint, [opened] if opened else ())


def _syntax_hint(problem: str, context: str, line: str, opened_elsewhere: bool, before: str = "") -> str:
    if "\t" in line[: len(line) - len(line.lstrip())] or "tab" in problem or "'\\t'" in problem:
        return "indent with spaces; YAML does not allow tabs there"
    if "\u00a0" in line:
        return "replace the no-break spaces in this line (U+00A0) by ordinary ones"
    if "\u00a0" in before:
        return "replace the no-break spaces in the line above (U+00A0) by ordinary ones"
    if _CURLY_QUOTES.search(line):
        return "write ' or \" instead of the curly quotes"
    if "mapping values are not allowed" in problem:
        return "quote a text that contains ': ', and check that the lines above are indented alike"
    if "alias" in context or "anchor" in context:
        return "quote a text that begins with * or &"
    if "block sequence entries" in problem:
        return "begin the list on the next line, or write it in brackets: [one, another]"
    if "<document start>" in problem:
        return "write 'key: value' in every line; what stands above does not go on here"
    if "cannot start any token" in problem:
        return "quote a text that begins with this sign"
    if "could not find expected ':'" in problem:
        return "write 'key: value', with a space after the colon"
    if "flow" in context and not opened_elsewhere:
        return "close the bracket; quote a query that contains { } [ ] or a comma"
    if "flow" in context:
        return "a comma or bracket is missing before this, or a text with { } [ ] , is not in single quotes"
    if "quoted scalar" in context:
        return "close the quotes; inside '…' write '' for one quote"
    if "block" in context or "expected key" in problem or "simple key" in context:
        return "check the indentation: keys of one object start in the same column"
    return "check quotes, brackets and indentation, here and in the line above"
