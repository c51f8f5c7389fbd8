"""The gate in front of everything read from YAML: bounded, located, and free of foreign exceptions.

It works on parser events and stops at the first limit, before any tree is built: libyaml's composer
overflows the stack on deep nesting, and aliases or merge keys can make a small file explode. What
passes is a short list of plain events; aliases, anchors, tags and further documents never do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from hierarchy.file.findings import Findings
from hierarchy.file.located import quoted
from hierarchy.file.yaml_syntax import mark_position, report_syntax
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
_LOADER: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COLLECTION_START = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_COLLECTION_END = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may pass beyond plain keys and values; the limits are the same for all."""

    aliases: bool = False
    several_documents: bool = False


_NOTHING_MORE = Allowed()


def decode(findings: Findings, file: str, content: bytes) -> str | None:
    """The text of a file's bytes, or None with a problem: too large, or not UTF-8."""
    if len(content) > MAX_BYTES:
        _too_large(findings, file)
        return None
    other = _other_encoding(content)
    if other:
        findings.error(Position(file, 1, 1), "not-utf8", f"the file looks like {other}", "save it as UTF-8")
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        at, byte = Position(file, line, column), content[error.start]
        if b"\0" in content:
            message = f"the file looks binary: byte {byte:#04x} is not UTF-8, and there are zero bytes"
            findings.error(at, "not-utf8", message, "name a YAML file; unpack it first if it is an archive")
        else:
            findings.error(at, "not-utf8", f"byte {byte:#04x} is not UTF-8", "save the file as UTF-8")
        return None


def _other_encoding(content: bytes) -> str:
    """The name of the encoding that byte order mark or zero bytes give away, or nothing."""
    if content.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "UTF-32"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    even, odd = content[:512:2].count(0), content[1:512:2].count(0)
    half = min(len(content), 512) // 2
    if half >= 4 and max(even, odd) > 0.6 * half and min(even, odd) <= 0.1 * half:
        return "UTF-16"
    return ""


def scan(
    findings: Findings, file: str, text: str, allowed: Allowed = _NOTHING_MORE
) -> list[yaml.Event] | None:
    """The events of a text, of one document unless told otherwise; None after saying why it may not pass.

    Everything but syntax and limits is collected before giving up, so one run names all of them.
    """
    text = text.removeprefix("\ufeff")
    findings.add_text(file, text)
    if not _characters_pass(findings, file, text):
        return None
    passed = True
    events: list[yaml.Event] = []
    try:
        for event in _bounded(findings, file, text, allowed):
            if event is None:
                return None
            passed = _event_passes(findings, file, event, allowed) and passed
            events.append(event)
    except yaml.YAMLError as error:
        report_syntax(findings, file, text, error)
        return None
    except (RecursionError, ValueError, MemoryError) as error:
        name = type(error).__name__
        message, hint = f"the file can't be parsed ({name})", "check that it is a hierarchy file at all"
        findings.error(Position(file, 1, 1), "yaml-syntax", message, hint)
        return None
    return events if passed else None


def may_hold(text: str) -> bool:
    """Whether a hierarchy file may hold this text: no character that is invisible or reorders others."""
    return _FORBIDDEN.search(text) is None


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


def _bounded(findings: Findings, file: str, text: str, allowed: Allowed) -> Iterator[yaml.Event | None]:
    """The parser's events; None, once, when a limit is passed (the problem is then reported)."""
    depth = documents = 0
    for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        too_long = False
        if isinstance(event, yaml.ScalarEvent):
            too_long = len(event.value) > MAX_SCALAR
        else:
            depth += isinstance(event, _COLLECTION_START) - isinstance(event, _COLLECTION_END)
            documents += isinstance(event, yaml.DocumentStartEvent)
        one_too_many = documents > 1 and not allowed.several_documents
        if depth <= MAX_DEPTH and count <= MAX_EVENTS and not one_too_many and not too_long:
            yield event
            continue
        at = mark_position(file, event.start_mark)
        if depth > MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} deep"
            findings.error(at, "yaml-too-deep", message, "the format never needs more than 8")
        elif one_too_many:
            message = "a second document begins here"
            findings.error(at, "yaml-documents", message, "put it into a file of its own, without '---'")
        elif too_long:
            message = f"a single value longer than {MAX_SCALAR} characters"
            findings.error(at, "yaml-too-large", message, "close its quotes, or write a shorter text")
        else:
            message = f"more than {MAX_EVENTS} keys and values in one file"
            findings.error(at, "yaml-too-large", message, "split it into a folder of files")
        yield None
        return


def _event_passes(findings: Findings, file: str, event: yaml.Event, allowed: Allowed) -> bool:
    scalar = event if isinstance(event, yaml.ScalarEvent) else None
    # What has no escapes was looked through with the whole text.
    if scalar is not None and scalar.anchor is None and scalar.tag is None and scalar.style != '"':
        return True
    if isinstance(event, yaml.AliasEvent):
        if allowed.aliases:
            return True
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
    anchored = event.anchor is not None and not allowed.aliases
    if anchored:
        at = mark_position(file, event.start_mark, len(event.anchor or "") + 1)
        hint = "delete it; what repeats can be declared once under 'templates'"
        findings.error(at, "yaml-anchor", f"anchor &{event.anchor} is not allowed", hint)
    if event.tag is not None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        at = mark_position(file, event.start_mark, max(1, len(tag)))
        hint = "delete the tag; write text in quotes and everything else plain"
        findings.error(at, "yaml-tag", f"tag {quoted(tag)} is not allowed", hint)
    escaped = None if scalar is None else _FORBIDDEN.search(scalar.value)
    if escaped is not None:  # written as an escape, such as "\\0", since the text itself has none
        at = mark_position(file, event.start_mark)
        message = f"character U+{ord(escaped.group()):04X} is not allowed, also when written as an escape"
        findings.error(at, "forbidden-character", message, "delete the escape")
    return not anchored and event.tag is None and escaped is None


def _too_large(findings: Findings, file: str) -> None:
    message = "the file is larger than 1 MiB"
    findings.error(Position(file, 1, 1), "yaml-too-large", message, "split it into a folder of files")
