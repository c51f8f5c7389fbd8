"""The gate in front of everything read from YAML: bounded, located, and free of foreign exceptions.

It works on parser events and stops at the first limit, before any tree is built: libyaml's composer
overflows the stack on deep nesting, and aliases or merge keys can make a small file explode. What
passes is a short list of plain events; aliases, anchors, tags and further documents never do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

import yaml

from hierarchy.file.findings import Findings
from hierarchy.file.located import quoted
from hierarchy.problems import Position

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_EVENTS = 100_000
MAX_SCALAR = 64 * 1024

# Control characters, characters that reorder text on screen, invisible ones, and line breaks that
# YAML counts but editors do not (they would shift every line number after them).
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_CURLY_QUOTES = re.compile("[:,{\\[] *[\u2018\u2019\u201c\u201d]")  # where a value begins
_LOADER: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COLLECTION_START = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_COLLECTION_END = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class Mark(Protocol):
    """What libyaml's and PyYAML's marks have in common."""

    line: int
    column: int


def decode(findings: Findings, file: str, content: bytes) -> str | None:
    """The text of a file's bytes, or None with a problem: too large, or not UTF-8."""
    if len(content) > MAX_BYTES:
        _too_large(findings, file)
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        findings.error(
            Position(file, line, column),
            "not-utf8",
            f"byte {content[error.start]:#04x} is not UTF-8",
            "save the file as UTF-8",
        )
        return None


def scan(findings: Findings, file: str, text: str) -> list[yaml.Event] | None:
    """The events of the one document in a text, or None after reporting why it may not pass.

    Everything but syntax and limits is collected before giving up, so one run names all of them.
    """
    text = text.removeprefix("\ufeff")
    findings.add_text(file, text)
    if not _characters_pass(findings, file, text):
        return None
    passed = True
    events: list[yaml.Event] = []
    try:
        for event in _bounded(findings, file, text):
            if event is None:
                return None
            passed = _event_passes(findings, file, event) and passed
            events.append(event)
    except yaml.YAMLError as error:
        _report_syntax(findings, file, text, error)
        return None
    except (RecursionError, ValueError, MemoryError) as error:
        name = type(error).__name__
        findings.error(Position(file, 1, 1), "yaml-syntax", f"the file can't be parsed ({name})")
        return None
    return events if passed else None


def _characters_pass(findings: Findings, file: str, text: str) -> bool:
    bad = _FORBIDDEN.search(text)
    if bad is not None:
        before = text[: bad.start()]
        lines = re.split(r"\r\n|\r|\n", before)
        findings.error(
            Position(file, len(lines), len(lines[-1]) + 1),
            "forbidden-character",
            f"character U+{ord(bad.group()):04X} is not allowed: it is invisible or reorders the text",
            "delete it; retype the word if it came from a copy",
        )
        return False
    if len(text.encode("utf-8")) > MAX_BYTES:
        _too_large(findings, file)
        return False
    return True


def _bounded(findings: Findings, file: str, text: str) -> Iterator[yaml.Event | None]:
    """The parser's events; None, once, when a limit is passed (the problem is then reported)."""
    depth = documents = 0
    for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        depth += isinstance(event, _COLLECTION_START) - isinstance(event, _COLLECTION_END)
        documents += isinstance(event, yaml.DocumentStartEvent)
        at = mark_position(file, event.start_mark)
        if depth > MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} deep"
            findings.error(at, "yaml-too-deep", message, "the format never needs more than 8")
        elif count > MAX_EVENTS:
            message = f"more than {MAX_EVENTS} keys and values in one file"
            findings.error(at, "yaml-too-large", message, "split it into a folder of files")
        elif documents > 1:
            message = "a second document begins here"
            findings.error(at, "yaml-documents", message, "put it into a file of its own, without '---'")
        elif isinstance(event, yaml.ScalarEvent) and len(event.value) > MAX_SCALAR:
            findings.error(at, "yaml-too-large", f"a single value longer than {MAX_SCALAR} characters")
        else:
            yield event
            continue
        yield None
        return


def _event_passes(findings: Findings, file: str, event: yaml.Event) -> bool:
    if isinstance(event, yaml.AliasEvent):
        at = mark_position(file, event.start_mark, len(event.anchor or "") + 1)
        hint = "write the value out, or declare what repeats once under 'templates'"
        findings.error(at, "yaml-alias", f"alias *{event.anchor} is not allowed", hint)
        return False
    if isinstance(event, yaml.DocumentStartEvent):
        if event.tags:
            at = mark_position(file, event.start_mark)
            findings.error(at, "yaml-tag", "%TAG is not allowed", "delete the line")
        return not event.tags
    if not isinstance(event, (yaml.ScalarEvent, *_COLLECTION_START)):
        return True
    if event.anchor is not None:
        at = mark_position(file, event.start_mark, len(event.anchor) + 1)
        hint = "delete it; what repeats can be declared once under 'templates'"
        findings.error(at, "yaml-anchor", f"anchor &{event.anchor} is not allowed", hint)
    if event.tag is not None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        at = mark_position(file, event.start_mark, max(1, len(tag)))
        hint = "delete the tag; write text in quotes and everything else plain"
        findings.error(at, "yaml-tag", f"tag {quoted(tag)} is not allowed", hint)
    escaped = _FORBIDDEN.search(event.value) if isinstance(event, yaml.ScalarEvent) else None
    if escaped is not None:  # written as an escape, such as "\\0", since the text itself has none
        at = mark_position(file, event.start_mark)
        message = f"character U+{ord(escaped.group()):04X} is not allowed, also when written as an escape"
        findings.error(at, "forbidden-character", message, "delete the escape")
    return event.anchor is None and event.tag is None and escaped is None


def mark_position(file: str, mark: Mark | None, length: int = 1) -> Position:
    """A parser's mark (lines and columns from 0; both parsers always give one) as a position."""
    if mark is None:
        return Position(file, 1, 1)
    return Position(file, mark.line + 1, mark.column + 1, length)


def _too_large(findings: Findings, file: str) -> None:
    message = "the file is larger than 1 MiB"
    findings.error(Position(file, 1, 1), "yaml-too-large", message, "split it into a folder of files")


def _report_syntax(findings: Findings, file: str, text: str, error: yaml.YAMLError) -> None:
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
    hint = _syntax_hint(problem, context, line, opened is not None)
    findings.error(at, "yaml-syntax", message, hint, [opened] if opened else ())


def _syntax_hint(problem: str, context: str, line: str, opened_elsewhere: bool) -> str:
    if "\t" in line[: len(line) - len(line.lstrip())] or "tab" in problem or "'\\t'" in problem:
        return "indent with spaces; YAML does not allow tabs there"
    if "\u00a0" in line:
        return "replace the no-break spaces in this line (U+00A0) by ordinary ones"
    if _CURLY_QUOTES.search(line):
        return "write ' or \" instead of the curly quotes"
    if "mapping values are not allowed" in problem:
        return "quote a text that contains ': ', and check that the lines above are indented alike"
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
    return ""
