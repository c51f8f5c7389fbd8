"""What each shape of the format is in JSON Schema.

A text may be written as a number or as true or false without quotes: the loader takes it as it stands
in the file, so a schema, which sees the number, must let it pass.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from hierarchy.file.entries import ID, LABEL
from hierarchy.file.shapes import Shape
from hierarchy.file.values import DURATION, LIKE_NUMBERS, LONGEST_DURATION, NUMBER

Schema = dict[str, object]

_SINGLE = ["string", "number", "boolean"]
_SOME_DIGIT = "(?=[^0-9]*[0-9])"


def _whole(pattern: re.Pattern[str] | str) -> str:
    """A pattern that a whole text must match, in what Python and JavaScript share."""
    text = pattern if isinstance(pattern, str) else pattern.pattern
    return f"^(?:{text.replace(chr(92) + 'd', '[0-9]')})$"


def one_or_several(item: Schema, fewest: int = 0) -> Schema:
    """One value, or a list of them."""
    several: Schema = {"type": "array", "items": item}
    return {"anyOf": [item, {**several, "minItems": fewest} if fewest else several]}


TEXT: Schema = {"type": _SINGLE, "pattern": r"\S"}
_ID_IS = "an id is made of a-z, 0-9, '.', '_' and '-'"
IDENTIFIER: Schema = {"type": _SINGLE, "pattern": _whole(ID), "patternErrorMessage": _ID_IS}
REFERENCE_ID: Schema = {"type": _SINGLE, "pattern": _whole(rf"(?:{ID.pattern})(?:\.\*)?|\*")}
COPIED_ID: Schema = {"type": _SINGLE, "pattern": _whole(rf"(?:{ID.pattern})(?:\.\*)?")}
TEMPLATE_NAME: Schema = {"type": _SINGLE, "pattern": _whole(rf"(?:{ID.pattern})(?:/(?:{ID.pattern}))?")}
LABEL_NAME: Schema = {
    "type": ["string", "boolean"],
    "pattern": _whole(LABEL),
    "patternErrorMessage": "a label is made of letters, digits and '_', not beginning with a digit",
}
ADDRESS: Schema = TEXT
FILLED_ADDRESS: Schema = {
    "type": "string",
    "pattern": r"^https?://[^/\s{}]",
    "patternErrorMessage": "an address begins with https:// or http:// and a host",
}
_PERCENTAGE: Schema = {
    "type": "string",
    "pattern": rf"^\s*{_SOME_DIGIT}{NUMBER.pattern}\s*%\s*$",
}
_NUMBER_OR_PERCENTAGE: Schema = {"anyOf": [{"type": "number"}, _PERCENTAGE]}
_WHOLE_NUMBER: Schema = {"type": "integer", "minimum": 0, "maximum": 999_999_999_999}
_DURATION: Schema = {
    "type": "string",
    "pattern": f"^(?=[0-9]){_whole(DURATION)[1:]}",
    "maxLength": LONGEST_DURATION,
    "patternErrorMessage": "a duration has units: 15s, 1m30s, 1h, 2d",
}
_NO_QUERY = [rf"^\s*{_whole(pattern)[1:-1]}\s*$" for pattern in LIKE_NUMBERS]
_QUERY_NOT_NUMBER: Schema = {
    "type": ["string", "boolean"],
    "pattern": r"\S",
    "not": {"type": "string", "pattern": "|".join([r"%\s*$", *_NO_QUERY])},
}
_NUMBER_TEXT = rf"^\s*{_SOME_DIGIT}{NUMBER.pattern}\s*$"
_TEXT_VALUE: Schema = {"type": _SINGLE, "minLength": 1}
_LABEL_LIST: Schema = {"type": "array", "minItems": 1, "items": LABEL_NAME}

SHAPES: Mapping[Shape, Schema] = MappingProxyType(
    {
        Shape.TEXT: TEXT,
        Shape.TEXTS: one_or_several(TEXT),
        Shape.IDENTIFIER: IDENTIFIER,
        Shape.IDENTIFIERS: one_or_several(IDENTIFIER),
        Shape.PROMQL: TEXT,
        Shape.AMOUNT: {"anyOf": [{"type": "number"}, _QUERY_NOT_NUMBER]},
        Shape.EXPECTED: {
            "anyOf": [
                _WHOLE_NUMBER,
                {"allOf": [_QUERY_NOT_NUMBER, {"not": {"type": "string", "pattern": _NUMBER_TEXT}}]},
            ]
        },
        Shape.NUMBER: _WHOLE_NUMBER,
        Shape.DECIMAL: {"type": "number"},
        Shape.DURATION: _DURATION,
        Shape.DURATIONS: {"type": "array", "minItems": 1, "items": _DURATION},
        Shape.LIMIT: {
            "anyOf": [
                _NUMBER_OR_PERCENTAGE,
                {"type": "array", "minItems": 2, "maxItems": 2, "items": _NUMBER_OR_PERCENTAGE},
            ]
        },
        Shape.SHARE: _NUMBER_OR_PERCENTAGE,
        Shape.NEED: {"anyOf": [{"const": "all"}, _WHOLE_NUMBER, _PERCENTAGE]},
        Shape.LABEL: LABEL_NAME,
        Shape.LABELS: {"anyOf": [LABEL_NAME, _LABEL_LIST]},
        Shape.PAIRS: {
            "anyOf": [
                _LABEL_LIST,
                {
                    "type": "object",
                    "minProperties": 1,
                    "propertyNames": LABEL_NAME,
                    "additionalProperties": LABEL_NAME,
                },
            ]
        },
        Shape.NAMED_TEXT: {
            "type": "object",
            "propertyNames": LABEL_NAME,
            "additionalProperties": _TEXT_VALUE,
        },
    }
)
