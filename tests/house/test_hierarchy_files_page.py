"""docs/hierarchy-files.md says what the code says, and its examples load."""

from __future__ import annotations

import re

import pytest

from docs.reference import LIBRARY_MARK, MARK, PAGE, library, reference
from hierarchy import load_text
from hierarchy.file.keys import OBJECTS
from hierarchy.file.library import library_names

_EXAMPLES = re.findall(r"(<!-- not a file -->\n)?```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
_FILES = [text for excepted, text in _EXAMPLES if not excepted]


def test_the_tables_of_the_page_are_made_from_the_table_of_the_format() -> None:
    """`make reference` writes them; between the two marks nothing is written by hand."""
    assert PAGE.read_text("utf-8").split(MARK)[1] == f"\n{reference()}"


def test_the_page_names_every_ready_template() -> None:
    """With what it is for, the labels that it asks for, and its signals."""
    table = library()
    assert PAGE.read_text("utf-8").split(LIBRARY_MARK)[1] == f"\n{table}"
    assert re.findall(r"^\| `std/([^`]+)`", table, re.MULTILINE) == list(library_names())
    assert "| `std/kube-node` | A machine of a Kubernetes cluster, by kube-state-metrics | `node` | " in table


def test_the_page_has_every_key() -> None:
    """One section for each kind of object, one line for each of its keys."""
    text = reference()
    assert text.count("\n### ") == len(OBJECTS)
    for kind in OBJECTS:
        section = text.lower().split(f"### {kind.called}\n")[1].split("\n### ")[0]
        assert [f"| `{name}`" for name in kind.keys] == re.findall(r"^\| `[^`]+`", section, re.MULTILINE)


@pytest.mark.parametrize("text", _FILES, ids=range(len(_FILES)))
def test_every_example_of_the_page_is_a_whole_file_that_loads_without_a_word(text: str) -> None:
    """Whoever copies one has something that works."""
    loaded = load_text({"h.yaml": text}, {})
    assert loaded.problems == ()
    assert loaded.model is not None
    assert loaded.model.nodes


def test_the_page_has_its_examples() -> None:
    """None was lost to a changed mark."""
    assert len(_FILES) >= 6
