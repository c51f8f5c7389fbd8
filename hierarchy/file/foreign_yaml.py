"""YAML that others wrote (catalogs, rule files, our own examples' notes), through the gate, as plain values.

The limits and the words are those of hierarchy files. In addition there may be several documents,
aliases and merge keys, as such files have them; what they stand for is counted, so that a small file
can't become a large one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import yaml

from hierarchy.file.findings import Findings
from hierarchy.file.located import quoted
from hierarchy.file.yaml_gate import MAX_DEPTH, Allowed, decode, scan
from hierarchy.file.yaml_syntax import mark_position
from hierarchy.problems import Position, Problem

MAX_VALUES = 100_000
FOREIGN = Allowed(aliases=True, several_documents=True)
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WHOLE = re.compile(r"[-+]?[0-9]{1,300}", re.ASCII)
_OTHER_BASE = re.compile(r"0o[0-7]{1,300}|0x[0-9a-fA-F]{1,300}", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_INFINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)|\.(nan|NaN|NAN)", re.ASCII)


def read_foreign(file: str, text: str) -> tuple[list[object], tuple[Problem, ...]]:
    """The documents of a YAML text: dict (keys are text), list, str, int, float, bool and None.

    Scalars are read as YAML 1.2 does: `yes` and `2024-01-01` are text. Empty documents are left out.
    Values that an alias repeats are the same object. If anything is wrong, there are problems and no
    documents; nothing is raised.
    """
    findings = Findings()
    return _documents(findings, file, text), findings.sorted()


def read_foreign_bytes(file: str, content: bytes) -> tuple[list[object], tuple[Problem, ...]]:
    """As `read_foreign`, for the bytes of a file, which must be UTF-8."""
    findings = Findings()
    text = decode(findings, file, content)
    return [] if text is None else _documents(findings, file, text), findings.sorted()


@dataclass(frozen=True, slots=True)
class _Built:
    """A value with what it holds once every alias in it is written out, and how deep that is.

    `name` is a scalar as written, for use as a key; `merges` marks the merge key.
    """

    value: object
    at: Position
    size: int = 1
    depth: int = 0
    name: str | None = None
    merges: bool = False


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet."""

    start: yaml.CollectionStartEvent
    parts: list[_Built] = field(default_factory=list)


def _documents(findings: Findings, file: str, text: str) -> list[object]:
    events = scan(findings, file, text, FOREIGN)
    if events is None:
        return []
    reader = _Reader(findings, file)
    for event in events:
        if not reader.take(event):
            break
    return [] if findings.any_error else reader.documents


class _Reader:
    """Builds values from events without recursion. Anchors count within one document."""

    def __init__(self, findings: Findings, file: str) -> None:
        self.documents: list[object] = []
        self._findings = findings
        self._file = file
        self._stack: list[_Open] = []
        self._anchors: dict[str, _Built] = {}
        self._total = 0

    def take(self, event: yaml.Event) -> bool:
        """Take one event in; False after reporting a limit, since going on could only repeat it."""
        if isinstance(event, yaml.DocumentStartEvent):
            self._anchors = {}
            return True
        if isinstance(event, yaml.CollectionStartEvent):
            self._stack.append(_Open(event))
            return True
        if isinstance(event, yaml.ScalarEvent):
            built = self._scalar(event)
            anchor = event.anchor
        elif isinstance(event, yaml.CollectionEndEvent):
            collection = self._stack.pop()
            built, anchor = self._close(collection), collection.start.anchor
        elif isinstance(event, yaml.AliasEvent):
            built, anchor = self._alias(event), None
        else:
            return True
        if anchor is not None:
            self._anchors[anchor] = built
        return self._add(built)

    def _add(self, built: _Built) -> bool:
        if built.size > MAX_VALUES or built.depth + len(self._stack) > MAX_DEPTH:
            return self._too_large(built.at)
        if self._stack:
            self._stack[-1].parts.append(built)
            return True
        self._total += built.size
        if self._total > MAX_VALUES:
            return self._too_large(built.at)
        if built.value is not None:
            self.documents.append(built.value)
        return True

    def _too_large(self, at: Position) -> bool:
        message = f"with every alias written out there are more than {MAX_VALUES} values, or too deep ones"
        self._findings.error(at, "yaml-too-large", message, "split the file, or repeat less by alias")
        return False

    def _scalar(self, event: yaml.ScalarEvent) -> _Built:
        plain = event.style is None or event.style == ""
        at = mark_position(self._file, event.start_mark)
        value = _plain_value(event.value) if plain else event.value
        return _Built(value, at, name=event.value, merges=plain and value == "<<")

    def _alias(self, event: yaml.AliasEvent) -> _Built:
        name = event.anchor or ""
        at = mark_position(self._file, event.start_mark, len(name) + 1)
        known = self._anchors.get(name)
        if known is None:
            message = f"alias *{name} stands for nothing that is complete before it"
            hint = f"define it first with &{name}, outside of itself"
            self._findings.error(at, "yaml-alias", message, hint)
            return _Built(None, at)
        return replace(known, at=at)

    def _close(self, collection: _Open) -> _Built:
        parts = collection.parts
        at = mark_position(self._file, collection.start.start_mark)
        size = 1 + sum(part.size for part in parts)
        depth = 1 + max((part.depth for part in parts), default=0)
        if size > MAX_VALUES:
            return _Built(None, at, size, depth)
        if isinstance(collection.start, yaml.SequenceStartEvent):
            return _Built([part.value for part in parts], at, size, depth)
        return _Built(self._mapping(parts), at, size, depth)

    def _mapping(self, parts: list[_Built]) -> dict[str, object]:
        own: dict[str, object] = {}
        merged: dict[str, object] = {}
        for key, value in zip(parts[::2], parts[1::2], strict=True):
            name = key.name
            if key.merges:
                self._merge(merged, value)
            elif name is None:
                hint = "quote texts that contain braces or brackets"
                self._findings.error(key.at, "key-not-text", "a key must be a single value", hint)
            elif name in own:
                message = f"key {quoted(name)} stands here a second time"
                self._findings.error(key.at, "duplicate-key", message, "keep one of the two, or rename one")
            else:
                own[name] = value.value
        return merged | own if merged else own

    def _merge(self, merged: dict[str, object], value: _Built) -> None:
        """Earlier mappings win over later ones, and the mapping's own keys over all of them."""
        sources = value.value if isinstance(value.value, list) else [value.value]
        for source in sources:
            if not isinstance(source, dict):
                hint = "write '<<: *name', where &name stands at a mapping"
                self._findings.error(value.at, "yaml-merge-key", "'<<' can only take in mappings", hint)
                return
            for name, inherited in source.items():
                merged.setdefault(name, inherited)


def _plain_value(text: str) -> object:
    """What YAML 1.2 (core schema) reads a scalar without quotes as."""
    if text in _NOTHING:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _OTHER_BASE.fullmatch(text):
        return int(text, 0)
    if _DECIMAL.fullmatch(text):
        return float(text)
    infinite = _INFINITE.fullmatch(text)
    if infinite is not None:
        return float(text.replace(".", ""))
    return text
