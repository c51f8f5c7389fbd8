"""The single values of one object of the file: texts, words, numbers, durations."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from hierarchy.file.cures import cure
from hierarchy.file.findings import Findings
from hierarchy.file.located import Entry, MappingNode, Scalar, SequenceNode, Value, quoted
from hierarchy.file.shapes import Key, ObjectKind
from hierarchy.file.values import (
    duration_text,
    level_hint,
    number_hint,
    parse_duration,
    parse_number,
    parse_share,
)
from hierarchy.problems import Position

ID = re.compile(r"[a-z0-9._-]+", re.ASCII)
LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*", re.ASCII)


class Entries:
    """Typed access to the entries of one object, as far as single values and lists of them go.

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

    def key(self, name: str) -> Key:
        """What the table of the format says about a key."""
        return self.kind.keys[name]

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
                self.empty(name, entry.at)
                return None
            return entry.value
        self.wrong(name, entry.value)
        return None

    def empty(self, name: str, at: Position | None = None) -> None:
        """Report that a key has no value."""
        self.findings.error(
            at or self.place(name), "empty-value", f"'{name}' has no value", "write one or delete the key"
        )

    def wrong(self, name: str, value: Value, hint: str = "") -> None:
        """Report that a value does not have the shape that the table says."""
        key = self.kind.keys[name]
        expected = "one of " + ", ".join(key.choices) if key.choices else key.shape.value
        message = f"'{name}' must be {expected}, this is {value}"
        self.findings.error(value.at, "wrong-type", message, hint or cure(key))

    def text(self, name: str, default: str = "") -> str:
        """A text; numbers and words such as `no` without quotes are taken as they were written."""
        scalar = self.scalar(name)
        return default if scalar is None else self._whole(name, scalar)

    def texts(self, name: str) -> tuple[str, ...]:
        """A text or a list of texts."""
        return tuple(item.text for item in self.text_items(name))

    def text_items(self, name: str) -> tuple[Scalar, ...]:
        """A text or a list of texts, each with its place."""
        found: list[Scalar] = []
        for item in self.items(name):
            if not isinstance(item, Scalar):
                self.wrong(name, item)
            elif item.is_null or not item.text.strip():
                self.empty(name, item.at if item.at.length > 1 else self.place(name))
            else:
                self._whole(name, item)
                found.append(item)
        return tuple(found)

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
            hint = hint or self.findings.suggest(scalar.text, choices) or cure(self.key(name))
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
            hint = f"write {lowest} or more" if int(scalar.text) < lowest else f"write {highest} or less"
            self.findings.error(scalar.at, "out-of-range", message, hint)
            return None
        return int(scalar.text)

    def decimal(self, name: str, lowest: float, highest: float) -> float | None:
        """A number between two bounds."""
        scalar = self.scalar(name)
        if scalar is None:
            return None
        number = parse_number(scalar.text)
        if number is None or not scalar.plain:
            bare = f"write {scalar.text.strip()} without quotes" if number is not None else ""
            self.wrong(name, scalar, bare or number_hint(scalar.text))
            return None
        return number if self._between(name, scalar, number, lowest, highest) else None

    def share(self, name: str, lowest: float = 0.0, highest: float = 1.0) -> float | None:
        """A share of 1, written as `80%` or `0.8`, between two bounds."""
        scalar = self.scalar(name)
        if scalar is None:
            return None
        share = parse_share(scalar.text)
        if share is None or not (scalar.plain or scalar.text.strip().endswith("%")):
            bare = f"write {scalar.text.strip()} without quotes" if share is not None else ""
            self.wrong(name, scalar, bare or number_hint(scalar.text))
            return None
        if share > highest and not scalar.text.strip().endswith("%") and share / 100 <= highest:
            message = f"a share of {share:g} is {share * 100:g} %"
            self.findings.error(scalar.at, "out-of-range", message, f"write {scalar.text.strip()}%")
            return None
        return share if self._between(name, scalar, share, lowest, highest, _percentage) else None

    def duration(self, name: str, lowest: float, highest: float) -> float | None:
        """A duration in seconds, between two bounds in seconds."""
        scalar = self.scalar(name)
        return None if scalar is None else self._seconds(name, scalar, lowest, highest)

    def durations(self, name: str, lowest: float, highest: float) -> tuple[float, ...]:
        """A list of durations in seconds, each between two bounds."""
        value = self.value(name)
        if value is None or (isinstance(value, Scalar) and self.scalar(name) is None):
            return ()
        if not isinstance(value, SequenceNode):
            hint = f"write [{value.text}]" if isinstance(value, Scalar) else ""
            self.wrong(name, value, hint)
            return ()
        if not value.items:
            self.empty(name)
        found: list[float] = []
        for item in value.items:
            if isinstance(item, Scalar):
                seconds = self._seconds(name, item, lowest, highest)
                found += [seconds] if seconds is not None else []
            else:
                self.wrong(name, item)
        return tuple(found)

    def label(self, name: str) -> str:
        """The name of a Prometheus label, or an empty text."""
        scalar = self.scalar(name)
        return scalar.text if scalar is not None and is_label(self.findings, scalar.text, scalar.at) else ""

    def labels(self, name: str) -> tuple[str, ...]:
        """A label name or a list of them, each once."""
        first: dict[str, Position] = {}
        if name in self and not self.items(name) and isinstance(self.value(name), SequenceNode):
            self.empty(name)
        for item in self.text_items(name):
            if not is_label(self.findings, item.text, item.at):
                continue
            if item.text in first:
                message = f"'{item.text}' stands twice under '{name}'"
                self.findings.warning(item.at, "named-twice", message, "delete one", [first[item.text]])
            first.setdefault(item.text, item.at)
        return tuple(first)

    def named(self, name: str) -> Iterator[Entry]:
        """The entries of a mapping of names to values."""
        value = self.value(name)
        if isinstance(value, MappingNode):
            yield from value.entries.values()
        elif isinstance(value, Scalar) and value.is_null:
            self.empty(name)
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

    def _whole(self, name: str, scalar: Scalar) -> str:
        rest = self.findings.follows(scalar.at.file, scalar.end) if scalar.plain else ""
        if re.match(r"\s+#\S", rest):
            message = f"'{name}' ends here: YAML takes {quoted(rest.strip())} for a comment"
            self.findings.warning(scalar.at, "text-cut-by-comment", message, "quote the whole text")
        return scalar.text

    def _seconds(self, name: str, scalar: Scalar, lowest: float, highest: float) -> float | None:
        seconds = parse_duration(scalar.text)
        if seconds is None:
            bare = scalar.text if scalar.text.isdecimal() else ""
            self.wrong(name, scalar, f"write the unit: {bare}s" if bare else "units are w, d, h, m, s, ms")
            return None
        return seconds if self._between(name, scalar, seconds, lowest, highest, duration_text) else None

    def _between(
        self,
        name: str,
        scalar: Scalar,
        number: float,
        lowest: float,
        highest: float,
        shown: Callable[[float], str] = "{:g}".format,
    ) -> bool:
        if lowest <= number <= highest:
            return True
        low, high = shown(lowest), shown(highest)
        bounds = f"at least {low}" if highest == math.inf else f"between {low} and {high}"
        message = f"'{name}' must be {bounds}, this is {scalar.text}"
        hint = f"write {low} or more" if number < lowest else f"write {high} or less"
        self.findings.error(scalar.at, "out-of-range", message, hint)
        return False


def _percentage(share: float) -> str:
    return f"{share:.6%}"[:-1].rstrip("0").rstrip(".") + "%"


def is_label(findings: Findings, text: str, at: Position) -> bool:
    """Whether a text may be a Prometheus label's name; reports it if not."""
    if LABEL.fullmatch(text):
        return True
    message = f"{quoted(text)} is not a label name"
    findings.error(at, "label-name", message, "letters, digits and '_' only, not beginning with a digit")
    return False


def is_id(findings: Findings, text: str, at: Position, *, naming: bool = True) -> bool:
    """Whether a text may be an id; reports it if not. `naming` is off where it refers to something."""
    if ID.fullmatch(text) is not None:
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
        several = text.split()
        if len(several) > 1 and all(ID.fullmatch(one) for one in several):
            hint = f"write [{', '.join(several)}] if these are {len(several)} ids"
    message = f"{quoted(text)} is not an id: only a-z, 0-9, '.', '_' and '-' are allowed"
    findings.error(at, "bad-id", message, hint)
    return False
