"""What a key of the file may hold, and the words of the table of the format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """What a key may hold; the value is how it is named to people."""

    TEXT = "text"
    TEXTS = "a text or a list of texts"
    IDENTIFIER = "an id"
    IDENTIFIERS = "an id or a list of ids"
    REFERENCE = "an id, or a mapping with 'node'"
    REFERENCES = "an id, a mapping with 'node', or a list of them"
    PROMQL = "a PromQL query"
    AMOUNT = "a number or a PromQL query"
    EXPECTED = "a whole number or a PromQL query"
    URL = "an http(s) address"
    NUMBER = "a whole number"
    DECIMAL = "a number"
    DURATION = "a duration such as 15s or 1m30s"
    DURATIONS = "a list of durations"
    LIMIT = "a number, a percentage, or [low, high]"
    SHARE = "a percentage, or a number from 0 to 1"
    NEED = "all, a whole number, or a percentage"
    CHOICE = "one of a few words"
    LABEL = "a label name"
    LABELS = "a label name or a list of them"
    MATCH = "a list of labels, or a mapping of labels to patterns"
    PAIRS = "a list of labels, or a mapping of their labels to mine"
    OBJECT = "a mapping of its own keys"
    NAMED = "a mapping of names to values"
    NAMED_TEXT = "a mapping of names to texts"
    TERMS = "a mapping of names to queries"
    LIST = "a list"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of one object. `of` is the kind of the mappings in it, where it holds some."""

    name: str
    shape: Shape
    description: str
    choices: tuple[str, ...] = ()
    of: ObjectKind | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class ObjectKind:
    """A kind of mapping in the file; `called` is its name in messages."""

    called: str
    keys: Mapping[str, Key]
