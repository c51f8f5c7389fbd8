"""The JSON Schema of a hierarchy file, made from the table of the format, for editors.

It takes and refuses what the loader takes and refuses for the form of a file: keys, kinds of values,
words, ids. What needs more than one value at a time (links, limits' order, PromQL, bounds of
durations) only the loader can say. Draft 7, which editors' YAML support completes from best.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from hierarchy.file.keys import (
    CALL,
    CHANGE,
    EACH,
    END,
    FILE,
    GROUP,
    LEVEL_IDS,
    NODE,
    OBJECTS,
    SIGNAL,
    SOURCE,
    USE,
    WHOLE,
)
from hierarchy.file.schema_shapes import (
    ADDRESS,
    COPIED_ID,
    FILLED_ADDRESS,
    IDENTIFIER,
    LABEL_NAME,
    REFERENCE_ID,
    SHAPES,
    TEMPLATE_NAME,
    Schema,
    one_or_several,
)
from hierarchy.file.shapes import Key, ObjectKind, Shape
from hierarchy.levels import LEVELS

SCHEMA_ID = "urn:abstraction-navigator:hierarchy-file:1"
# The problems of the loader that are about a file's form alone, which this schema therefore shows too.
STRUCTURAL = frozenset(
    {
        "bad-id",
        "each-shape",
        "empty-group",
        "empty-label",
        "empty-value",
        "group-shape",
        "label-name",
        "link-url",
        "missing-key",
        "not-a-mapping",
        "unknown-key",
        "unknown-level",
        "unknown-word",
        "version-missing",
        "version-unsupported",
        "wrong-type",
    }
)
_DRAFT = "http://json-schema.org/draft-07/schema#"
_CHANGED_SIGNAL = "a-change-to-a-signal"
# Where NODE.* and * may stand for several nodes.
_STARRED = frozenset((kind.called, "node") for kind in (GROUP, END, WHOLE, CALL)) | frozenset(
    (GROUP.called, name) for name in ("all_of", "any_of", "of")
)
_ALONE: Mapping[str, Schema] = {USE.called: TEMPLATE_NAME, GROUP.called: COPIED_ID}
_MARKDOWN = re.compile(r"([\\*_{}\[\]<>#|])")  # ` is meant


def file_schema() -> dict[str, object]:
    """The whole schema as values that JSON can hold."""
    definitions: dict[str, object] = {_name(kind): _object(kind) for kind in OBJECTS if kind is not FILE}
    definitions[_CHANGED_SIGNAL] = _changed_signal()
    return {
        "$schema": _DRAFT,
        "$id": SCHEMA_ID,
        "title": "Hierarchy file, version 1",
        **_object(FILE),
        "definitions": definitions,
    }


def _name(kind: ObjectKind) -> str:
    return kind.called.replace(" ", "-")


def _ref(kind: ObjectKind) -> Schema:
    return {"$ref": f"#/definitions/{_name(kind)}"}


def _object(kind: ObjectKind) -> Schema:
    required = [key.name for key in kind.keys.values() if key.required]
    found: Schema = {
        "type": "object",
        "description": kind.called,
        "properties": {key.name: _property(kind, key) for key in kind.keys.values()},
        "additionalProperties": False,
    }
    if required:
        found["required"] = required
    return {**found, **_ALTERNATIVES.get(kind.called, {})}


def _property(kind: ObjectKind, key: Key) -> Schema:
    """A key's value with what editors show of it. `$ref` stands alone: draft 7 ignores its neighbours."""
    value = _value(kind, key)
    if "$ref" in value:
        value = {"allOf": [value]}
    return {**_told(key), **value}


def _told(key: Key) -> Schema:
    holds = "one of these words" if key.choices else key.shape.value
    shown = _MARKDOWN.sub(r"\\\1", key.description)
    return {"description": key.description, "markdownDescription": f"{shown}\n\n*{holds}*"}


def _value(kind: ObjectKind, key: Key) -> Schema:
    if kind is FILE and key.name == "version":
        return {"const": 1}
    if key.name == "url":
        return ADDRESS if kind is SOURCE else FILLED_ADDRESS
    if kind is CHANGE and key.name == "match":
        return {"type": "object", "propertyNames": LABEL_NAME, "additionalProperties": LABEL_NAME}
    if kind is USE and key.name == "template":
        return TEMPLATE_NAME
    if (kind.called, key.name) in _STARRED:
        return REFERENCE_ID if key.shape is Shape.IDENTIFIER else one_or_several(REFERENCE_ID, 1)
    if key.choices:
        return _choice(key)
    if key.of is not None:
        return _holding(kind, key, key.of)
    return SHAPES[key.shape]


def _choice(key: Key) -> Schema:
    told: Schema = {"enum": list(key.choices)}
    if key.choices == LEVEL_IDS:
        shown = [f"{info.title}: {info.question}" for info in LEVELS]
        told["enumDescriptions"] = told["markdownEnumDescriptions"] = shown
    return told


def _holding(kind: ObjectKind, key: Key, held: ObjectKind) -> Schema:
    """The shapes that have mappings of a kind in them."""
    ref = _ref(held)
    if key.shape is Shape.OBJECT:
        return ref
    if key.shape is Shape.NAMED:
        if kind is NODE and held is SIGNAL:
            ref = {"anyOf": [{"$ref": f"#/definitions/{_CHANGED_SIGNAL}"}, {"type": "null"}]}
        return {"type": "object", "propertyNames": IDENTIFIER, "additionalProperties": ref}
    if key.shape is Shape.TERMS:
        either: Schema = {"anyOf": [SHAPES[Shape.PROMQL], ref]}
        return {"type": "object", "propertyNames": IDENTIFIER, "additionalProperties": either}
    if key.shape is Shape.MATCH:
        return _match(ref)
    alone = _ALONE.get(held.called, REFERENCE_ID if key.shape is not Shape.LIST else None)
    item: Schema = {"anyOf": [alone, ref]} if alone else ref
    return item if key.shape is Shape.REFERENCE else one_or_several(item)


def _match(pattern: Schema) -> Schema:
    by_label: Schema = {
        "type": "object",
        "minProperties": 1,
        "propertyNames": LABEL_NAME,
        "additionalProperties": {"anyOf": [SHAPES[Shape.TEXT], pattern]},
    }
    return {"anyOf": [{"type": "array", "minItems": 1, "items": LABEL_NAME}, by_label]}


def _changed_signal() -> Schema:
    """A signal at a node, where null takes a key of the template's signal away."""
    found = _object(SIGNAL)
    properties = {
        name: {
            **_told(key),
            "anyOf": [{"$ref": f"#/definitions/{_name(SIGNAL)}/properties/{name}"}, {"type": "null"}],
        }
        for name, key in SIGNAL.keys.items()
    }
    return {**found, "description": "a signal, or changes to the template's", "properties": properties}


def _exactly_one(*names: str) -> Schema:
    return {"oneOf": [{"required": [name]} for name in names]}


_ALTERNATIVES: Mapping[str, Schema] = {
    GROUP.called: {
        **_exactly_one("all_of", "any_of", "at_least", "node"),
        "dependencies": {"at_least": ["of"], "of": ["at_least"]},
    },
    EACH.called: _exactly_one("label", "labels"),
}
