"""The keys of one object, checked against the table of the format and converted to their shapes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from hierarchy.file.drafts import Ref
from hierarchy.file.findings import Findings
from hierarchy.file.keys import END, NODE
from hierarchy.file.located import Entry, MappingNode, Scalar, SequenceNode, Value, quoted
from hierarchy.file.shapes import ObjectKind
from hierarchy.levels import LEVELS
from hierarchy.problems import Position

_ID = re.compile(r"[a-z0-9._-]+", re.ASCII)
_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?", re.ASCII)
_DURATION_UNITS = (86400.0, 3600.0, 60.0, 1.0, 0.001)
_LONGEST = 12  # digits; enough for every sensible number, short enough to convert at once


class Fields:
    """Typed access to the entries of one object of the file.

    Every getter gives the default both when the key is absent and when its value is wrong; the latter
    is reported once, at the value.
    """

    def __init__(
        self, findings: Findings, kind: ObjectKind, entries: Mapping[str, Entry], at: Position
    ) -> None:
        self.findings = findings
        self.kind = kind
        self.entries = entries
        self.at = at

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def value(self, name: str) -> Value | None:
        """The located value as it stands, or None."""
        entry = self.entries.get(name)
        return None if entry is None else entry.value

    def place(self, name: str) -> Position:
        """Where the key stands, else where the object stands."""
        entry = self.entries.get(name)
        return self.at if entry is None else entry.at

    def scalar(self, name: str) -> Scalar | None:
        """A single non-empty value."""
        entry = self.entries.get(name)
        if entry is None:
            return None
        if isinstance(entry.value, Scalar):
            if entry.value.is_null or not entry.value.text.strip():
                self.findings.error(
                    entry.at, "empty-value", f"'{name}' has no value", "write one or delete the key"
                )
                return None
            return entry.value
        self.wrong(name, entry.value)
        return None

    def wrong(self, name: str, value: Value, hint: str = "") -> None:
        """Report that a value does not have the shape that the table says."""
        key = self.kind.keys[name]
        expected = "one of " + ", ".join(key.choices) if key.choices else key.shape.value
        self.findings.error(value.at, "wrong-type", f"'{name}' must be {expected}, this is {value}", hint)

    def text(self, name: str, default: str = "") -> str:
        """A text; numbers and words such as `no` without quotes are taken as they were written."""
        scalar = self.scalar(name)
        if scalar is None:
            return default
        rest = self.findings.follows(scalar.at.file, scalar.end) if scalar.plain else ""
        if re.match(r"\s+#\S", rest):
            message = f"'{name}' ends here: YAML takes {quoted(rest.strip())} for a comment"
            self.findings.warning(scalar.at, "text-cut-by-comment", message, "quote the whole text")
        return scalar.text

    def choice(self, name: str) -> str | None:
        """One of the key's choices."""
        scalar = self.scalar(name)
        if scalar is None:
            return None
        choices = self.kind.keys[name].choices
        if scalar.text not in choices:
            one_of = "one of " if len(choices) > 1 else ""
            message = f"'{name}' must be {one_of}{', '.join(choices)}, not {quoted(scalar.text)}"
            problem_id = "unknown-level" if name == "level" else "unknown-word"
            hint = level_hint(scalar.text) if name == "level" else ""
            hint = hint or self.findings.suggest(scalar.text, choices)
            self.findings.error(scalar.at, problem_id, message, hint)
            return None
        return scalar.text

    def number(self, name: str, lowest: int, highest: int) -> int | None:
        """A whole number between two bounds."""
        scalar = self.scalar(name)
        if scalar is None:
            return None
        if not scalar.plain or re.fullmatch(r"[0-9]{1,12}", scalar.text, re.ASCII) is None:
            bare = scalar.text.strip()
            hint = f"write {bare} without quotes" if not scalar.plain and bare.isdecimal() else ""
            self.wrong(name, scalar, hint)
            return None
        if not lowest <= int(scalar.text) <= highest:
            message = f"'{name}' must be between {lowest} and {highest}, this is {scalar.text}"
            self.findings.error(scalar.at, "out-of-range", message)
            return None
        return int(scalar.text)

    def duration(self, name: str, lowest: float, highest: float) -> float | None:
        """A duration in seconds, between two bounds in seconds."""
        scalar = self.scalar(name)
        if scalar is None:
            return None
        seconds = parse_duration(scalar.text)
        if seconds is None:
            bare = scalar.text if scalar.text.isdecimal() else ""
            self.wrong(name, scalar, f"write the unit: {bare}s" if bare else "units are d, h, m, s, ms")
            return None
        if not lowest <= seconds <= highest:
            message = f"'{name}' must be between {lowest:g}s and {highest:g}s, this is {scalar.text}"
            self.findings.error(scalar.at, "out-of-range", message)
            return None
        return seconds

    def reference(self, name: str) -> Ref | None:
        """A single id, also in the form {node: id}."""
        value = self.value(name)
        return None if value is None else self._reference(name, value)

    def references(self, name: str) -> tuple[Ref, ...]:
        """An id or a list of ids."""
        value = self.value(name)
        if value is None:
            return ()
        items = value.items if isinstance(value, SequenceNode) else (value,)
        found = (self._reference(name, item) for item in items)
        return tuple(ref for ref in found if ref is not None)

    def named(self, name: str) -> Iterator[Entry]:
        """The entries of a mapping of names to values."""
        value = self.value(name)
        if isinstance(value, MappingNode):
            yield from value.entries.values()
        elif isinstance(value, Scalar) and value.is_null:
            self.findings.error(
                self.place(name), "empty-value", f"'{name}' has no value", "write one or delete the key"
            )
        elif value is not None:
            listed = isinstance(value, SequenceNode)
            self.wrong(name, value, "write 'name: …' for each, without the dash" if listed else "")

    def items(self, name: str) -> tuple[Value, ...]:
        """The items of a list; a single text or mapping counts as a list of one."""
        value = self.value(name)
        if isinstance(value, Scalar) and value.is_null:
            self.scalar(name)
            return ()
        if isinstance(value, SequenceNode):
            return value.items
        return () if value is None else (value,)

    def _reference(self, name: str, value: Value) -> Ref | None:
        """One id; reports everything else, `*` (all copies of a node) as a part of later versions."""
        if isinstance(value, MappingNode) and name != "node":
            inner = open_object(self.findings, END, value, value.at)
            return None if inner is None else inner.reference("node")
        if not isinstance(value, Scalar):
            self.wrong(name, value)
            return None
        if value.is_null or not value.text:
            place = self.place(name) if value.at.length <= 1 else value.at
            self.findings.error(
                place, "empty-value", f"'{name}' has no value", "write an id or delete the key"
            )
            return None
        if "*" in value.text:
            message = "'*' (every one of them) is part of the format, but this version does not read it yet"
            self.findings.error(value.at, "not-supported-yet", message, "name the nodes")
            return None
        return Ref(value.text, value.at) if is_id(self.findings, value.text, value.at, naming=False) else None


def open_object(findings: Findings, kind: ObjectKind, value: Value, at: Position) -> Fields | None:
    """The known keys of an object; unknown keys and keys of later versions are reported.

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
    """The entries that this version reads; each of the others is reported."""
    known: dict[str, Entry] = {}
    for name, entry in mapping.entries.items():
        key = kind.keys.get(name)
        if key is None:
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
    return known


def is_id(findings: Findings, text: str, at: Position, *, naming: bool = True) -> bool:
    """Whether a text may be an id; reports it if not. `naming` is off where it refers to something."""
    if _ID.fullmatch(text) is not None:
        return True
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    better = re.sub(r"[^a-z0-9._-]+", "-", ascii_text.lower()).strip("-")
    hint = f"write {quoted(better)}" if better else ""
    if better and naming:
        hint += " and put the name into 'title'"
    elif not naming:
        findings.links_unread = True
        hint = "name it by its id, which is its key in the file"
        hint += f", such as {quoted(better)}" if better else ""
    message = f"{quoted(text)} is not an id: only a-z, 0-9, '.', '_' and '-' are allowed"
    findings.error(at, "bad-id", message, hint)
    return False


def level_hint(text: str) -> str:
    """The id of a level that is called by its name on the screen, such as `Purposes` or `resource`."""
    word = text.lower().removesuffix("s")
    for info in LEVELS:
        title = info.title.lower()
        if word in {name.removesuffix("s") for name in (title, *title.split(" and "))}:
            return f"the level shown as '{info.title}' is written {info.level.value}"
    return ""


def parse_duration(text: str) -> float | None:
    """Seconds of `15s`, `1m30s`, `500ms`; None for anything else, also for a number without unit."""
    match = _DURATION.fullmatch(text)
    if match is None or not text or len(text) > 2 * _LONGEST:
        return None
    return sum(int(n) * unit for n, unit in zip(match.groups(), _DURATION_UNITS, strict=True) if n)
