"""The keys of one object, checked against the table of the format and converted to their shapes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from hierarchy.file.drafts import Ref
from hierarchy.file.entries import Entries, is_id, is_label
from hierarchy.file.findings import Findings
from hierarchy.file.keys import NODE
from hierarchy.file.located import Entry, MappingNode, Scalar, SequenceNode, Value, quoted
from hierarchy.file.shapes import ObjectKind, Shape
from hierarchy.file.values import number_hint, parse_number, parse_share
from hierarchy.laws import Need
from hierarchy.problems import Position

__all__ = ["Fields", "Linked", "is_id", "is_label", "known_entries", "open_object"]

_ALL = "all"
_MOST = 1_000_000


class Linked(NamedTuple):
    """A node that is referred to, and the rest of the mapping if it was written as one."""

    ref: Ref
    fields: Fields | None


class Fields(Entries):
    """Typed access to the entries of one object, objects inside it and references included.

    Every getter gives the default both when the key is absent and when its value is wrong; the latter
    is reported once, at the value.
    """

    def reference(self, name: str, *, stars: bool = False) -> Ref | None:
        """A single id. With `stars` also `NODE.*` and `*`."""
        value = self.value(name)
        return None if value is None else self._reference(name, value, stars)

    def references(self, name: str, *, stars: bool = False) -> tuple[Ref, ...]:
        """An id or a list of ids. With `stars` also `NODE.*` and `*`."""
        value = self.value(name)
        if value is None:
            return ()
        items = value.items if isinstance(value, SequenceNode) else (value,)
        found = (self._reference(name, item, stars) for item in items)
        return tuple(ref for ref in found if ref is not None)

    def linked(self, name: str) -> tuple[Linked, ...]:
        """Ids and mappings with `node`, alone or in a list (where the shape allows one)."""
        value = self.value(name)
        if value is None:
            return ()
        if isinstance(value, SequenceNode) and self.key(name).shape is Shape.REFERENCE:
            self.wrong(name, value, "name one of them")
            return ()
        found: list[Linked] = []
        for item in value.items if isinstance(value, SequenceNode) else (value,):
            if not isinstance(item, MappingNode):
                ref = self._reference(name, item, stars=True)
                found += [Linked(ref, None)] if ref else []
                continue
            inner = self._open(name, item, item.at)
            ref = inner.reference("node", stars=True) if inner else None
            if inner and "node" not in inner:
                message = f"{inner.kind.called} needs 'node'"
                self.findings.error(item.at, "missing-key", message, "add node: ID")
            found += [Linked(ref, inner)] if ref else []
        return tuple(found)

    def object(self, name: str) -> Fields | None:
        """The mapping of its own keys that a key holds."""
        entry = self.entries.get(name)
        return None if entry is None else self._open(name, entry.value, entry.at)

    def objects(self, name: str) -> tuple[Fields, ...]:
        """The mappings of a list; a single one counts as a list of one."""
        found = (self._open(name, item, item.at) for item in self.items(name))
        return tuple(fields for fields in found if fields is not None)

    def need(self, name: str) -> Need | None:
        """How many are needed: `2` or `80%`; None for `all` (and when absent)."""
        scalar = self.scalar(name)
        if scalar is None or scalar.text == _ALL:
            return None
        if scalar.text.endswith("%"):
            share = parse_share(scalar.text)
            if share is not None and 0 < share <= 1:
                return Need(share=share)
            if share is not None:
                message = f"'{name}' must be more than 0% and at most 100%, this is {scalar.text}"
                self.findings.error(
                    scalar.at, "out-of-range", message, f"write {name}: 80%, a number, or all"
                )
                return None
        elif scalar.plain and re.fullmatch(r"[0-9]{1,12}", scalar.text, re.ASCII):
            count = self.number(name, 1, _MOST)
            return None if count is None else Need(count=count)
        self.wrong(name, scalar, "write all, a number such as 2, or a percentage such as 80%")
        return None

    def amount(self, name: str) -> float | Scalar | None:
        """A number, or the query that yields one as it stands (unchecked)."""
        scalar = self.scalar(name)
        if scalar is None:
            return None
        if scalar.text.strip().endswith("%"):
            self.wrong(name, scalar, "write the number itself")
            return None
        number = parse_number(scalar.text)
        if number is None and number_hint(scalar.text):
            self.wrong(name, scalar, number_hint(scalar.text))
            return None
        return scalar if number is None else number

    def expected(self, name: str) -> int | Scalar | None:
        """A whole number, or the query that yields one as it stands (unchecked)."""
        scalar = self.scalar(name)
        if scalar is not None and parse_number(scalar.text) is not None:
            return self.number(name, 0, _MOST)
        amount = self.amount(name)
        return amount if isinstance(amount, Scalar) else None

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """Pairs of labels (theirs, mine): `[host]` is the same name on both sides, else {theirs: mine}."""
        value = self.value(name)
        if isinstance(value, Scalar):
            if self.scalar(name) is not None:
                self.wrong(name, value, f"write [{value.text}]" if value.plain else "")
            return ()
        if isinstance(value, SequenceNode):
            return tuple((label, label) for label in self.labels(name))
        found: list[tuple[str, str]] = []
        for entry in self.named(name):
            mine = entry.value
            if not is_label(self.findings, entry.key, entry.at):
                continue
            if not isinstance(mine, Scalar) or mine.is_null:
                self.wrong(name, mine, f"write {{{entry.key}: {entry.key}}} or [{entry.key}]")
            elif is_label(self.findings, mine.text, mine.at):
                found.append((entry.key, mine.text))
        if value is not None and isinstance(value, MappingNode) and not value.entries:
            self.empty(name)
        return tuple(found)

    def named_text(self, name: str, *, variables: bool = False) -> dict[str, Scalar]:
        """Label names with a text each. `variables` says that ${VAR} may stand in the texts."""
        found: dict[str, Scalar] = {}
        for entry in self.named(name):
            value = entry.value
            if not is_label(self.findings, entry.key, entry.at):
                continue
            if not isinstance(value, Scalar):
                message = f"label '{entry.key}' must be text, this is {value}"
                hint = f"write {entry.key}: and one text behind it"
                self.findings.error(value.at, "wrong-type", message, hint)
            elif value.is_null or not value.text:
                message = f"label '{entry.key}' is empty, which would match every series without that label"
                self.findings.error(entry.at, "empty-label", message, "write its value or delete it")
            elif "${" in value.text and not variables:
                message = "variables are filled in under 'sources' and in the labels of copies only"
                hint = "write the value itself"
                self.findings.error(value.at, "variable-outside-sources", message, hint)
            if isinstance(value, Scalar):
                found[entry.key] = value  # refused or not: that it is missing is not what is wrong
        return found

    def terms(self, name: str) -> dict[str, Fields]:
        """Terms by name; one that is written as a query alone is the object with that 'query'."""
        found: dict[str, Fields] = {}
        kind = self.key(name).of
        for entry in self.named(name):
            named = is_id(self.findings, entry.key, entry.at)
            value = entry.value
            if isinstance(value, Scalar) and not value.is_null and kind is not None:
                alone = {"query": Entry("query", entry.at, value)}
                inner: Fields | None = Fields(self.findings, kind, alone, entry.at)
            else:
                inner = self._open(name, value, entry.at)
            if inner is not None and named:
                found[entry.key] = inner
        return found

    def _open(self, name: str, value: Value, at: Position) -> Fields | None:
        kind = self.key(name).of
        if kind is None:
            self.wrong(name, value)
            return None
        return open_object(self.findings, kind, value, at)

    def _reference(self, name: str, value: Value, stars: bool) -> Ref | None:
        if not isinstance(value, Scalar):
            self.wrong(name, value)
            return None
        if value.is_null or not value.text:
            place = self.place(name) if value.at.length <= 1 else value.at
            self.findings.error(
                place, "empty-value", f"'{name}' has no value", "write an id or delete the key"
            )
            return None
        plain = value.text
        if stars:
            plain = "x" if plain == "*" else plain.removesuffix(".*")
        elif "*" in plain:
            self.findings.links_unread = True
            message = f"{quoted(plain)} stands for several nodes, but '{name}' names a single one"
            self.findings.error(value.at, "bad-id", message, "write the id of one")
            return None
        if not is_id(self.findings, plain, value.at, naming=False):
            return None
        return Ref(value.text, value.at)


def open_object(findings: Findings, kind: ObjectKind, value: Value, at: Position) -> Fields | None:
    """The known keys of an object; unknown keys are reported.

    `at` is where the object is named, used for problems about something that is missing in it.
    """
    if not isinstance(value, MappingNode):
        keys = ", ".join(list(kind.keys)[:4])
        where = at if isinstance(value, Scalar) and value.is_null else value.at
        findings.error(
            where, "wrong-type", f"{kind.called} must be a mapping, this is {value}", f"its keys: {keys}, …"
        )
        return None
    return Fields(findings, kind, known_entries(findings, kind, value), at)


def known_entries(findings: Findings, kind: ObjectKind, mapping: MappingNode) -> dict[str, Entry]:
    """The entries that the table of the format knows; each of the others is reported."""
    known: dict[str, Entry] = {}
    last = ""
    for name, entry in mapping.entries.items():
        key = kind.keys.get(name)
        if key is None and last and _goes_on(kind, known[last], entry):
            known[last] = _joined(findings, known[last], entry)
        elif key is None:
            near = findings.suggest(name, kind.keys)
            if (
                isinstance(entry.value, Scalar)
                and entry.value.is_null
                and entry.value.at.column > entry.at.column
            ):
                near = near or "inside { } a comma ends a text; quote the text if this belongs to it"
            hint = near or "its keys: " + ", ".join(k.name for k in kind.keys.values())
            findings.error(entry.at, "unknown-key", f"{kind.called} has no key {quoted(name)}", hint)
            findings.links_unread = findings.links_unread or kind is NODE
        else:
            known[name] = entry
            last = name
    return known


def _goes_on(kind: ObjectKind, text: Entry, rest: Entry) -> bool:
    """Whether the second entry is what a comma in { } cut off the text before it: words without a value."""
    key, cut = kind.keys[text.key], text.value
    return (
        key.shape is Shape.TEXT
        and isinstance(cut, Scalar)
        and cut.plain
        and isinstance(rest.value, Scalar)
        and rest.value.is_null
        and rest.value.at.column > rest.at.column
        and cut.end[0] == rest.at.line
        and " " in rest.key
    )


def _joined(findings: Findings, text: Entry, rest: Entry) -> Entry:
    """The whole text, as its author meant it; other readers of YAML would stop at the comma."""
    message = f"inside {{ }} a comma ends a text, so '{text.key}' would end before {quoted(rest.key)}"
    findings.warning(rest.at, "text-cut-by-comma", message, "quote the whole text")
    cut = text.value
    if not isinstance(cut, Scalar):
        return text
    end = (rest.at.line, rest.at.column + rest.at.length)
    return replace(text, value=replace(cut, text=f"{cut.text}, {rest.key}", end=end))
