"""The JSON Schema and the loader take and refuse the same files for their form, and no key is read past."""

from __future__ import annotations

import json
from functools import cache
from random import Random

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hierarchy import load_text
from hierarchy.file.foreign_yaml import read_foreign
from hierarchy.file.schema import STRUCTURAL, file_schema
from tests.fuzz.seeds import broken_seeds, good_seeds
from tests.hierarchy.file.made_documents import (
    VALUES,
    Maker,
    Place,
    kinds_without_place,
    mistakes,
    places,
    smallest,
)

_PLACES = places()


@cache
def _schema() -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(file_schema())


def _refused(document: object) -> list[str]:
    """Why the schema refuses a document."""
    return [f"{error.json_path}: {error.message[:120]}" for error in _schema().iter_errors(document)]


def _told(document: object) -> list[str]:
    """What the loader tells about a document's form. JSON is YAML, and leaves no doubt about quotes."""
    problems = load_text({"h.yaml": json.dumps(document, indent=1)}, {}).problems
    return [f"{p.position}: [{p.id}] {p.message}" for p in problems if p.id in STRUCTURAL]


def _disagreement(document: object) -> str:
    refused, told = _refused(document), _told(document)
    if bool(refused) == bool(told):
        return ""
    return f"{json.dumps(document)}\n  schema: {refused}\n  loader: {told}"


def test_the_schema_is_a_schema() -> None:
    """Of the draft that it names, with a description at every key."""
    schema = file_schema()
    jsonschema.Draft7Validator.check_schema(schema)
    definitions = schema["definitions"]
    assert isinstance(definitions, dict)
    for name, definition in {**definitions, "file": schema}.items():
        for key, told in definition["properties"].items():
            assert told.get("description"), (name, key)


@pytest.mark.parametrize("place", _PLACES, ids=str)
def test_schema_and_loader_agree_about_every_value_of_every_key(place: Place) -> None:
    """All values, of every type and nearly every shape, in each key of the object at each of its places."""
    found = [
        _disagreement(place.document({**smallest(place.kind), name: value}))
        for name in place.kind.keys
        for value in VALUES
    ]
    wrong = [disagreement for disagreement in found if disagreement]
    assert wrong == [], f"{len(wrong)} disagreements, the first:\n" + "\n".join(wrong[:6])


@pytest.mark.parametrize("place", _PLACES, ids=str)
def test_the_loader_reads_past_no_key(place: Place) -> None:
    """In each key a value of a wrong type is told, as is what is missing, unknown, or no such word."""
    for name in place.kind.keys:
        # A list of lists is no shape at all.
        document = place.document({**smallest(place.kind), name: [[["x"]]]})
        assert _told(document), f"{place}: '{name}' is not read"
    for mistake, made in mistakes(place.kind):
        assert _told(place.document(made)), f"{place}: {mistake} is not told"


@pytest.mark.parametrize("place", _PLACES, ids=str)
def test_schema_and_loader_agree_about_mistakes_of_form(place: Place) -> None:
    """Keys that are missing, unknown keys, words that are none, and objects that are something else."""
    found = [_disagreement(place.document(made)) for _mistake, made in mistakes(place.kind)]
    found += [_disagreement(place.document(value)) for value in VALUES if place.key is not None]
    wrong = [disagreement for disagreement in found if disagreement]
    assert wrong == [], f"{len(wrong)} disagreements, the first:\n" + "\n".join(wrong[:6])


@pytest.mark.parametrize("place", _PLACES, ids=str)
def test_the_smallest_object_has_the_right_form(place: Place) -> None:
    """So that what the tests above add to it is the only thing that can be wrong."""
    document = place.document(smallest(place.kind))
    assert (_refused(document), _told(document)) == ([], [])


def test_null_takes_keys_of_a_templates_signal_away() -> None:
    """At a node, and for the schema there alone; a signal of the node's own needs values, says the loader."""
    signals = {"errors": {"query": "up{$match}", "unit": "count", "title": "Errors"}}
    template = {"match": ["host"], "signals": signals}
    change = {"errors": {"unit": None, "title": None}}
    node = {"level": "physical-form", "use": "kit", "labels": {"host": "a"}, "signals": change}
    document = {"version": 1, "templates": {"kit": template}, "nodes": {"a": node}}
    assert (_refused(document), _told(document)) == ([], [])
    document = {"version": 1, "templates": {"kit": {**template, "signals": change}}}
    assert _refused(document)
    assert _told(document)


def test_every_kind_of_object_has_a_place() -> None:
    """The table holds nothing that no file can contain."""
    assert kinds_without_place() == []


@given(st.integers(0, 2**32), st.sampled_from([0.0, 0.02, 0.1]))
@settings(max_examples=150)
def test_schema_and_loader_agree_about_whole_files(number: int, wrong: float) -> None:
    """Files with many keys at once, some of them with any value at all."""
    assert _disagreement(Maker(Random(number), wrong).document()) == ""


def test_schema_and_loader_agree_about_written_files() -> None:
    """Examples, recorded incidents, realistic and broken files, as far as they are YAML at all.

    But for a text that a comma in { } ends: the loader takes it as it was meant, and warns; to the schema,
    as to every reader of YAML, the rest of it is a key.
    """
    compared = 0
    for content in [*good_seeds(), *broken_seeds()]:
        text = content.decode("utf-8", "replace")
        documents, problems = read_foreign("h.yaml", text)
        cut = "text-cut-by-comma" in {problem.id for problem in load_text({"h.yaml": text}, {}).problems}
        if problems or len(documents) != 1 or cut:
            continue
        assert _disagreement(documents[0]) == ""
        compared += 1
    assert compared >= 30
