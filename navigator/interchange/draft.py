"""A hierarchy file in the making: nodes, questions to its author, and what could not be taken over."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from navigator.interchange.foreign import Piece
from navigator.interchange.yaml_writer import Path, write_hierarchy

DECIDE = "DECIDE: "
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_URL = re.compile(r"https?://[^/\s{}?#]+[^\s{}]*")
_SHOUTED = frozenset(("API", "CPU", "DNS", "HTTP", "HTTPS", "IO", "SLO", "SQL", "TCP", "TLS", "URL"))


@dataclass(frozen=True, slots=True)
class Note:
    """Something that could not be taken over, where it stands, and why."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


@dataclass(slots=True)
class Draft:
    """What an importer fills. `nodes` are as in the file; `comments` stand above what they are about."""

    title: str
    nodes: dict[str, dict[str, object]] = field(default_factory=dict)
    comments: dict[Path, list[str]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    _again: dict[str, int] = field(default_factory=dict)

    def add(self, wanted: str, body: Mapping[str, object], *comments: str, kind: str = "") -> str:
        """Add a node and give its id: `wanted` made an id, with `kind` or a number if it is taken."""
        base = identifier(wanted)
        id = f"{base}-{kind}" if kind and base in self.nodes else base
        while id in self.nodes:
            self._again[base] = self._again.get(base, 1) + 1
            id = f"{base}-{self._again[base]}"
        self.nodes[id] = dict(body)
        if comments:
            self.remark(("nodes", id), *comments)
        return id

    def remark(self, path: Path, *comments: str) -> None:
        """Put comments above something, behind those that stand there."""
        self.comments.setdefault(path, []).extend(comments)

    def lose(self, piece: Piece, text: str) -> None:
        """Tell that something was not taken over, and why."""
        self.notes.append(Note(piece.where, text))

    def written(self) -> str:
        """The hierarchy file."""
        document = {"version": 1, "title": self.title, "nodes": self.nodes}
        return write_hierarchy(document, self.comments)


def identifier(text: str) -> str:
    """A text as an id of the format: `Take Payment` and `takePayment` become `take-payment`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    separated = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", plain)
    return re.sub(r"[^a-z0-9._-]+", "-", separated.lower()).strip("-.") or "unnamed"


def words(name: str) -> str:
    """A name for people: `HostHighCPULoad` and `host-high-cpu-load` become "Host high CPU load"."""
    if any(sign.isspace() for sign in name):
        return " ".join(name.split())
    found = [part for part in _WORDS.split(name) if part]
    spoken = [part.upper() if part.upper() in _SHOUTED else part.lower() for part in found]
    text = " ".join(spoken)
    return text[:1].upper() + text[1:] if text else name


def filled(entries: Mapping[str, object]) -> dict[str, object]:
    """The entries that say something."""
    return {name: value for name, value in entries.items() if value not in (None, "", [], {}, ())}


def is_label(name: str) -> bool:
    """Whether a text may be the name of a label."""
    return _LABEL.fullmatch(name) is not None


def labels_of(piece: Piece) -> dict[str, str]:
    """The labels in a mapping whose names and values a hierarchy file can have."""
    return {
        name: value.text
        for name, value in piece.entries()
        if is_label(name) and value.text and "{{" not in value.text
    }


def is_address(text: str) -> bool:
    """Whether a text is an address that a link of a hierarchy file can have."""
    return _URL.fullmatch(text) is not None
