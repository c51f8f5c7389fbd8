"""Hierarchy files made from the table of the format: every kind of object, wherever it may stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from hierarchy.file.keys import EACH, FILE, GROUP, OBJECTS, SIGNAL
from hierarchy.file.shapes import Key, ObjectKind, Shape

Made = dict[str, object]

# What a key may be given: something of every type, every shape, and what is nearly one.
VALUES: tuple[object, ...] = (
    None, True, False, 0, 1, 3, -2, 0.5, 1.5, 1e-07, 120,
    "", " ", "text with blanks", "Ä", "an-id", "a.b_c-1", "Bad-Id", "host", "le_gal", "0label", "a-b",
    "*", "node.*", "*.x", "std/a-kit", "a/b/c", "/a", "all", "none", "n", "yes", "true", "null",
    "5", "0.5", "5%", "-1%", "99.9 %", "%", "0x10", "014", "1_000", "1:30", "1,5",
    "500ms", "15s", "1m30s", "1h30", "2w", "30 d", "s", "9999999999999999999999999s",
    "up", "sum(rate(a_total[5m]))", "up{$match}",
    "http://host", "https://host/{from}", "https://", "ftp://host", "${A:-b}",
    [], [[]], [None], ["an-id"], ["a", "b"], ["Ä"], ["15s", "1h"], [1, 2], ["5%", 0.8], [1, 2, 3], [1],
    ["node.*"], [{}], ["text with blanks", 3], [True, False],
    {}, {"a": None}, {"an-id": "up"}, {"host": "host"}, {"host": "not a label"}, {"host": 3}, {"host": ""},
    {"host": []}, {"Ä": "x"}, {"a-b": "x"}, {"host": {"regex": "a.*"}}, {"host": {"regex": None}},
    {"unknown": 1}, {"node": "an-id"}, {"node": None}, {"query": "up"},
)  # fmt: skip

_PLAIN: Mapping[Shape, object] = {
    Shape.TEXT: "text with blanks", Shape.TEXTS: ["a"], Shape.IDENTIFIER: "an-id",
    Shape.IDENTIFIERS: ["an-id"], Shape.REFERENCE: "an-id", Shape.REFERENCES: ["an-id"], Shape.PROMQL: "up",
    Shape.AMOUNT: 3, Shape.EXPECTED: 3, Shape.URL: "https://host", Shape.NUMBER: 1, Shape.DECIMAL: 0.5,
    Shape.DURATION: "1h", Shape.DURATIONS: ["1h"], Shape.LIMIT: 0.5, Shape.SHARE: "50%", Shape.NEED: "all",
    Shape.LABEL: "host", Shape.LABELS: ["host"], Shape.MATCH: ["host"], Shape.PAIRS: ["host"],
    Shape.OBJECT: {}, Shape.NAMED: {}, Shape.NAMED_TEXT: {"host": "a"}, Shape.TERMS: {"a": "up"},
    Shape.LIST: [],
}  # fmt: skip
_ONE_OF = {GROUP.called: "node", EACH.called: "label"}


@dataclass(frozen=True)
class Place:
    """Where a kind of object may stand: under `key` of `parent`, which stands at `above`."""

    kind: ObjectKind
    parent: ObjectKind | None = None
    key: Key | None = None
    above: Place | None = None

    def __str__(self) -> str:
        return f"{self.above}.{self.key.name}" if self.key else "file"

    def document(self, made: object) -> Made:
        """A whole file that holds `made` at this place, and else as little as possible."""
        if self.parent is None or self.key is None or self.above is None:
            assert isinstance(made, dict)
            return made
        return self.above.document({**smallest(self.parent), self.key.name: held(self.key, made)})


def places() -> list[Place]:
    """Every place of every kind of object."""
    found = [Place(FILE)]
    for place in found:  # grows while it is walked
        keys = place.kind.keys.values()
        found += [Place(key.of, place.kind, key, place) for key in keys if key.of is not None]
    return found


def held(key: Key, made: object) -> object:
    """What a key holds when one object stands in it."""
    if key.shape in (Shape.NAMED, Shape.TERMS):
        return {"an-id": made}
    if key.shape is Shape.MATCH:
        return {"host": made}
    return made if key.shape in (Shape.OBJECT, Shape.REFERENCE) else [made]


def smallest(kind: ObjectKind) -> Made:
    """An object of a kind with what it must have."""
    needed = [key for key in kind.keys.values() if key.required or key.name == _ONE_OF.get(kind.called)]
    return {key.name: plain(key) for key in needed}


def plain(key: Key) -> object:
    """A value that a key may always have."""
    return key.choices[0] if key.choices else _PLAIN[key.shape]


def mistakes(kind: ObjectKind) -> Iterator[tuple[str, Made]]:
    """Objects of a kind with one mistake of form each, and what it is."""
    whole = smallest(kind)
    yield "unknown key", {**whole, "no-such-key": 1}
    for name in whole:
        if kind.keys[name].required or kind.called in _ONE_OF:
            yield f"without {name}", {key: value for key, value in whole.items() if key != name}
    for key in kind.keys.values():
        if key.choices:
            yield f"{key.name} is no such word", {**whole, key.name: "no-such-word"}


class Maker:
    """Makes files at random, of the right form except for what `values` brings in."""

    def __init__(self, random: Random, wrong: float = 0.0) -> None:
        """`wrong` is how often a value is any value at all."""
        self._random = random
        self._wrong = wrong

    def document(self) -> Made:
        """A file."""
        made = self._object(FILE, 0)
        return {**made, "version": 1} if self._random.random() < 0.95 else made

    def _object(self, kind: ObjectKind, depth: int) -> Made:
        made = smallest(kind)
        most = len(kind.keys) if depth < 2 else 3
        names = self._random.sample(sorted(kind.keys), self._random.randint(0, min(most, len(kind.keys))))
        for name in names:
            if name not in _ONE_OF.values() and not (
                kind is GROUP and name in ("all_of", "any_of", "at_least")
            ):
                made[name] = self._value(kind.keys[name], depth + 1)
            if kind is SIGNAL and made.get(name, "") is None:
                made[name] = plain(kind.keys[name])  # whether null may stand there only the template says
        if self._random.random() < self._wrong / 4:
            made["no-such-key"] = 1
        return made

    def _value(self, key: Key, depth: int) -> object:
        if self._random.random() < self._wrong:
            return self._random.choice(VALUES)
        if key.of is None or depth > 6 or self._random.random() < 0.1:
            return self._random.choice(key.choices) if key.choices else plain(key)
        inner = [self._object(key.of, depth) for _ in range(self._random.randint(1, 2))]
        if key.shape in (Shape.NAMED, Shape.TERMS):
            return {f"id-{number}": made for number, made in enumerate(inner)}
        if key.shape is Shape.MATCH:
            return {f"label_{number}": made for number, made in enumerate(inner)}
        return inner[0] if key.shape in (Shape.OBJECT, Shape.REFERENCE) else inner


def kinds_without_place() -> list[str]:
    """Kinds of the table that no key holds."""
    standing = {place.kind.called for place in places()}
    return [kind.called for kind in OBJECTS if kind.called not in standing]
