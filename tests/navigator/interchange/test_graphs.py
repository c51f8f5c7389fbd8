"""The model as a graph in every format: the same nodes and lines, texts as texts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hierarchy
from hierarchy import Model
from navigator import cli
from navigator.commands import graph as graph_command
from navigator.interchange.graph_mermaid import edges
from navigator.interchange.graph_parts import GraphParts, graph_parts
from navigator.interchange.graphs import GRAPHS

SHOP = r"""
version: 1
title: 'A <shop> & "more"'
nodes:
  buy:
    level: functional-purpose
    title: 'Buy <b>"now"</b> & \N #1'
    how: [{any_of: [pay, invoice]}, {node: cart, impact: degraded, because: Orders wait}]
  browse: {level: functional-purpose, title: Browse, how: [search]}
  pay: {level: generalized-function, title: Pay, how: [cart]}
  invoice: {level: generalized-function, title: Invoice}
  search: {level: generalized-function, title: Search}
  cart: {level: physical-function, title: Cart, calls: [index]}
  cache: {level: physical-function, title: Its cache, part_of: cart}
  index: {level: physical-function, title: Index, calls: [cart], why: [search]}
"""
SVG = "{http://www.w3.org/2000/svg}"


def model_of(text: str) -> Model:
    """The model of one file."""
    loaded = hierarchy.load_text({"h.yaml": text})
    assert loaded.model is not None, hierarchy.render_text(loaded.problems)
    return loaded.model


def parts(focus: str | None = None) -> GraphParts:
    """What is drawn of the shop."""
    return graph_parts(model_of(SHOP), focus)


def drawn(name: str, focus: str | None = None) -> str:
    """The shop in one format."""
    return GRAPHS[name](parts(focus))


def boxes(svg: str) -> dict[str, tuple[float, float]]:
    """Where the box of every node stands, by its id."""
    found = {}
    for group in ET.fromstring(svg).iter(f"{SVG}g"):
        rect = group.find(f"{SVG}rect")
        assert rect is not None
        found[group.attrib["data-key"]] = float(rect.attrib["x"]), float(rect.attrib["y"])
    return found


def test_the_command_offers_the_formats_that_there_are() -> None:
    """In the order in which its help names them."""
    assert tuple(GRAPHS) == graph_command.FORMATS


def test_json_says_everything_about_nodes_and_lines() -> None:
    """Keys are part of the public surface; they are those of the HTTP API where both have them."""
    document: dict[str, Any] = json.loads(drawn("json"))
    assert list(document) == ["revision", "title", "focus", "levels", "nodes", "links", "parts", "calls"]
    keys = "id level title description for owner domain part_of labels found_by_query"
    assert " ".join(document["nodes"][0]) == keys
    plain = {"group": 0, "rule": "all_of", "at_least": None, "impact": "full", "because": ""}
    assert document["links"][:4] == [
        {"end": "browse", "means": "search", **plain},
        {"end": "buy", "means": "pay", **plain, "rule": "any_of"},
        {"end": "buy", "means": "invoice", **plain, "rule": "any_of"},
        {"end": "buy", "means": "cart", **plain, "group": 1, "impact": "degraded", "because": "Orders wait"},
    ]
    assert {"end": "search", "means": "index", **plain} in document["links"]
    assert document["parts"] == [["cart", "cache"]]
    assert sorted(document["calls"]) == [["cart", "index"], ["index", "cart"]]


def test_a_focus_leaves_its_ends_and_means_and_theirs() -> None:
    """Neither what stands beside it nor lines to it."""
    document = json.loads(drawn("json", "pay"))
    assert {node["id"] for node in document["nodes"]} == {"buy", "pay", "cart"}
    assert document["focus"] == "pay"
    assert document["parts"] == document["calls"] == []


@pytest.mark.parametrize("name", GRAPHS)
def test_the_same_model_gives_the_same_text(name: str) -> None:
    """Byte for byte, so that it can be kept under version control."""
    assert drawn(name) == drawn(name)
    assert drawn(name).endswith("\n")


def test_dot_keeps_levels_as_ranks_and_calls_out_of_them() -> None:
    """Texts are quoted strings; a backslash is doubled, since \\N stands for the id in labels."""
    text = drawn("dot")
    assert '"buy" [label="Buy <b>\\"now\\"</b> & \\\\N #1", tooltip="buy"];' in text
    assert text.count("rank=same;") == 3
    assert '"level functional-purpose" -> "level generalized-function" -> "level physical-function"' in text
    assert '"cart" -> "index" [style=dashed, constraint=false];' in text
    assert '"buy" -> "cart" [label="impact: degraded"];' in text


def test_mermaid_has_no_sign_in_a_label_that_means_something_to_it() -> None:
    """Special ones stand as the number of the sign."""
    text = drawn("mermaid")
    assert '["Buy #60;b#62;#34;now#34;#60;/b#62; #38; #92;N #35;1"]' in text
    labels = re.findall(r'\["([^"]*)"\]', text)
    assert len(labels) == len(parts().nodes) + 3
    assert not re.search(r"[<>\[\]{}|&`\\]", "".join(labels))
    assert len(re.findall(r"n\d+ (?:-->|--o|-\.->)", text)) == edges(parts())


def test_svg_draws_every_level_as_a_row_and_no_box_over_another() -> None:
    """Ends above their means; titles are texts, whole in the tooltip."""
    svg = drawn("svg")
    found = boxes(svg)
    assert set(found) == {node.id for node in parts().nodes}
    assert found["buy"][1] < found["pay"][1] < found["cart"][1]
    assert found["buy"][1] == found["browse"][1]
    titles = [title.text for title in ET.fromstring(svg).iter(f"{SVG}title")]
    assert 'Buy <b>"now"</b> & \\N #1 (buy)' in titles
    paths = [path.attrib.get("class", "") for path in ET.fromstring(svg).iter(f"{SVG}path")]
    assert (paths.count("call"), paths.count("part"), paths.count("any")) == (2 + 1, 1 + 1, 3 + 1)
    assert "prefers-color-scheme: dark" in svg


def wide(count: int) -> str:
    """A hierarchy with many mechanisms."""
    nodes = "".join(f"  m{i}: {{level: physical-function, title: M{i}, why: [p]}}\n" for i in range(count))
    return f"version: 1\nnodes:\n  p: {{level: functional-purpose, title: P}}\n{nodes}"


@pytest.mark.parametrize("count", [1, 7, 8, 40, 300])
def test_many_nodes_of_a_level_stand_in_several_rows_without_touching(count: int) -> None:
    """And all of them inside the drawing."""
    svg = GRAPHS["svg"](graph_parts(model_of(wide(count))))
    found = list(boxes(svg).values())
    rows: dict[float, list[float]] = {}
    for x, y in found:
        rows.setdefault(y, []).append(x)
    width = float(ET.fromstring(svg).attrib["width"])
    for xs in rows.values():
        assert min(b - a for a, b in zip([-999, *sorted(xs)], sorted(xs), strict=False)) >= 168
        assert max(xs) + 168 <= width
    assert len(rows) == 2 or count > 7


titles = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(titles)
def test_any_title_gives_texts_that_can_be_read(title: str) -> None:
    """XML parses, JSON gives the title back, and no line of DOT or Mermaid ends early."""
    model = model_of(SHOP)
    named = hierarchy.Model(model.revision, title, model.nodes)
    plain = {name: draw(graph_parts(model)) for name, draw in GRAPHS.items()}
    texts = {name: draw(graph_parts(named)) for name, draw in GRAPHS.items()}
    ET.fromstring(texts["svg"])
    assert json.loads(texts["json"])["title"] == title
    for name in ("dot", "mermaid"):
        assert len(texts[name].splitlines()) == len(plain[name].splitlines())


@pytest.mark.usefixtures("restored_logging")
def test_the_command_prints_to_stdout_or_into_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """JSON unless told otherwise, all of it or what belongs to a focus; a file that exists is left alone."""
    file, out = tmp_path / "h.yaml", tmp_path / "h.svg"
    file.write_text(SHOP)
    assert cli.run(["graph", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == 'A <shop> & "more"'
    assert cli.run(["graph", str(file), "--format", "dot", "--focus", "search"]) == 0
    assert capsys.readouterr().out == drawn("dot", "search") != drawn("dot")
    arguments = ["graph", str(file), "--format", "svg", "-o", str(out)]
    assert cli.run(arguments) == 0
    assert out.read_text() == drawn("svg")
    assert cli.run(arguments) == 2
    assert "exists already" in capsys.readouterr().err
    assert cli.run([*arguments, "--force"]) == 0


@pytest.mark.usefixtures("restored_logging")
@pytest.mark.parametrize(
    ("extra", "words"),
    [(["--focus", "byu"], "did you mean 'buy'?"), (["--format", "png"], "'png' is not one of")],
)
def test_what_cannot_be_drawn_is_a_sentence_and_exit_2(
    extra: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On stderr, with nothing on stdout."""
    file = tmp_path / "h.yaml"
    file.write_text(SHOP)
    assert cli.run(["graph", str(file), *extra]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""


@pytest.mark.usefixtures("restored_logging")
def test_more_lines_than_mermaid_draws_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is written all the same, for those who have raised the limit."""
    file = tmp_path / "h.yaml"
    file.write_text(wide(501))
    assert cli.run(["graph", str(file), "--format", "mermaid"]) == 0
    said = capsys.readouterr()
    assert "501 lines; Mermaid draws 500" in said.err
    assert said.out.count("-->") == 501


@pytest.mark.parametrize(
    ("name", "begin"),
    [("a.svg", "<svg"), ("a.GV", "digraph"), ("a.mmd", "---"), ("a.json", "{"), ("a", "{"), ("a.txt", "{")],
)
def test_a_graph_is_drawn_as_the_name_of_its_file_ends(name: str, begin: str, tmp_path: Path) -> None:
    """Unless told otherwise, so that nobody opens a picture that is none."""
    file = tmp_path / "h.yaml"
    file.write_text("version: 1\nnodes: {cart: {level: physical-form}}\n")
    assert cli.run(["graph", str(file), "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_text("utf-8").startswith(begin)
    assert cli.run(["graph", str(file), "-o", str(tmp_path / name), "--format", "dot", "--force"]) == 0
    assert (tmp_path / name).read_text("utf-8").startswith("digraph")
