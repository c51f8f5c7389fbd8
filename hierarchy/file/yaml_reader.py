"""From gated events to the located tree; finds keys that are no text, merge keys and duplicates."""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from hierarchy.file.findings import Findings
from hierarchy.file.located import Entry, MappingNode, Scalar, SequenceNode, Value, quoted
from hierarchy.file.yaml_gate import scan
from hierarchy.file.yaml_syntax import mark_place
from hierarchy.problems import Position


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet; `key` is a mapping's key that waits for its value."""

    start: yaml.CollectionStartEvent
    entries: dict[str, Entry] = field(default_factory=dict)
    items: list[Value] = field(default_factory=list)
    key: Value | None = None


def read_tree(findings: Findings, file: str, text: str) -> MappingNode | None:
    """The located tree of one hierarchy file, or None with the reason among the findings.

    Raises nothing: whatever the text holds, the outcome is a tree or problems with positions.
    """
    events = scan(findings, file, text)
    if events is None:
        return None
    root = _build(findings, file, events)
    if root is None or (isinstance(root, Scalar) and root.is_null):
        findings.error(
            Position(file, 1, 1),
            "empty-file",
            "the file is empty",
            "begin with 'version: 1' and at least one node under 'nodes:'",
        )
        return None
    if not isinstance(root, MappingNode):
        hint = "begin with 'version: 1'; every line is 'key: value' or belongs to one"
        findings.error(root.at, "not-a-mapping", f"a hierarchy file is a mapping, this is {root}", hint)
        return None
    return root


def _build(findings: Findings, file: str, events: list[yaml.Event]) -> Value | None:
    """Iterative, so that no input can exhaust the stack."""
    stack: list[_Open] = []
    done: Value | None = None
    for event in events:
        if isinstance(event, yaml.ScalarEvent):
            value: Value = _scalar(file, event)
        elif isinstance(event, yaml.CollectionStartEvent):
            stack.append(_Open(event))
            continue
        elif isinstance(event, yaml.CollectionEndEvent):
            value = _close(file, stack.pop(), event)
        else:
            continue
        if not stack:
            done = value
        else:
            _attach(findings, stack[-1], value)
    return done


def _attach(findings: Findings, parent: _Open, value: Value) -> None:
    if isinstance(parent.start, yaml.SequenceStartEvent):
        parent.items.append(value)
    elif parent.key is None:
        parent.key = value
    else:
        _add_entry(findings, parent.entries, parent.key, value)
        parent.key = None


def _add_entry(findings: Findings, entries: dict[str, Entry], key: Value, value: Value) -> None:
    if not isinstance(key, Scalar):
        hint = "quote texts that contain braces or brackets"
        findings.error(key.at, "key-not-text", f"a key must be text, this is {key}", hint)
        return
    if key.plain and key.text == "<<":
        hint = "write the keys out, or declare what repeats once under 'templates'"
        findings.error(key.at, "yaml-merge-key", "the merge key '<<' is not allowed", hint)
        return
    if key.is_null or key.is_boolean or key.is_number:
        what = "an empty key" if key.is_null and not key.text else f"the key {key.text}"
        hint = f"write it in quotes: '{key.text}'" if key.text else "write a name before the colon"
        findings.error(key.at, "key-not-text", f"{what} is not text in YAML", hint)
        return
    first = entries.get(key.text)
    if first is not None:
        message = f"key {quoted(key.text)} stands here a second time (first in line {first.at.line})"
        findings.error(key.at, "duplicate-key", message, "keep one of the two, or rename one", [first.at])
        return
    entries[key.text] = Entry(key.text, key.at, value)


def _scalar(file: str, event: yaml.ScalarEvent) -> Scalar:
    plain = event.style is None or event.style == ""
    end = mark_place(event.end_mark)
    return Scalar(event.value, _span(file, event, end), plain, end)


def _close(file: str, collection: _Open, closing: yaml.CollectionEndEvent) -> Value:
    at = _span(file, collection.start, mark_place(closing.end_mark))
    if isinstance(collection.start, yaml.SequenceStartEvent):
        return SequenceNode(tuple(collection.items), at)
    return MappingNode(collection.entries, at)


def _span(file: str, opening: yaml.Event, end: tuple[int, int]) -> Position:
    """On one line the whole span, over several lines only its first character."""
    line, column = mark_place(opening.start_mark)
    length = end[1] - column if line == end[0] else 1
    return Position(file, line, column, max(1, length))
