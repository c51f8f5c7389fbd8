"""What docs/imports-and-graphs.md says is what the commands do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import hierarchy
from navigator.interchange.graph_json import graph_json
from navigator.interchange.graph_parts import graph_parts
from navigator.interchange.imports import FORMATS, import_files

PAGE = (Path(__file__).parents[3] / "docs" / "imports-and-graphs.md").read_text("utf-8")
GRAPH = """
version: 1
nodes:
  a: {level: functional-purpose, how: [b]}
  b: {level: physical-function, calls: [c]}
  c: {level: physical-function, part_of: b}
"""


def test_the_page_names_the_formats_that_there_are() -> None:
    """In their order."""
    rows = PAGE.split("| FORMAT | reads |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `([a-z-]+)` \|", rows, re.MULTILINE) == [format.name for format in FORMATS]


def test_the_rules_of_the_page_become_the_hierarchy_of_the_page() -> None:
    """To the letter, comments included."""
    rules, result = re.findall(r"```yaml\n(.*?)```", PAGE.split("<!-- rules -->")[1], re.DOTALL)
    assert import_files("prometheus-rules", {"rules.yaml": rules.encode()}).text == result


def test_the_page_names_every_key_of_the_graph() -> None:
    """Those of the whole, and those of its nodes and links."""
    model = hierarchy.load_text({"h.yaml": GRAPH}).model
    assert model is not None
    document = json.loads(graph_json(graph_parts(model)))
    table = PAGE.split("<!-- graph -->")[1]
    keys = [*document, *document["levels"][0], *document["nodes"][0], *document["links"][0]]
    assert sorted(set(re.findall(r"`([a-z_]+)`", table))) == sorted(set(keys))
