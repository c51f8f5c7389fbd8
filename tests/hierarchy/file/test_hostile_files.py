"""Whatever stands in a file, the outcome is a model or located problems, soon."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hierarchy import Loaded, Severity, as_json, load, load_text, render_text
from hierarchy.file.findings import MAX_PROBLEMS

_EXAMPLE = (Path(__file__).parents[3] / "hierarchy.example.yaml").read_text(encoding="utf-8")
_WORDS = st.sampled_from(
    "version:·1\n|nodes:|templates:|a|level|:·|-·|\n|··|{|}|[|]|,|'|\"|&a·|*a|!!int·|<<:·|---\n|...\n|?·|>|#|\t"
    "|%YAML·1.1\n|~|\x00|\u202e|functional-purpose|how|why|1:30|014|$match|\ud800|\r|\x85|why:·[a]|${A:-b}".replace(
        "·", " "
    ).split("|")
)


def must_be_told(result: Loaded) -> None:
    """A model or errors, every problem with a place, and renderings that hold nothing dangerous."""
    errors = [p for p in result.problems if p.severity is Severity.ERROR]
    assert (result.model is None) == bool(errors)
    assert all(p.position.line >= 1 and p.position.column >= 1 for p in result.problems)
    text = render_text(result.problems)
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    assert len(as_json(result.problems)) == len(result.problems)


@given(st.one_of(st.text(max_size=300), st.lists(_WORDS, max_size=60).map("".join)))
def test_any_text_is_loaded_or_explained(text: str) -> None:
    """No text raises, with the version line in front or without."""
    must_be_told(load_text({"h.yaml": text}, {}))
    must_be_told(load_text({"h.yaml": "version: 1\nnodes:\n  a:\n    level: " + text}, {}))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_loaded_or_explained(tmp_path: Path, content: bytes) -> None:
    """No file raises."""
    file = tmp_path / "h.yaml"
    file.write_bytes(content)
    must_be_told(load([file], {}))


@settings(max_examples=60)
@given(st.integers(0, len(_EXAMPLE)), st.integers(0, 40), st.lists(_WORDS, max_size=3).map("".join))
def test_any_edit_of_a_good_file_is_loaded_or_explained(start: int, length: int, inserted: str) -> None:
    """Deleting and inserting anywhere in the example never raises."""
    must_be_told(load_text({"h.yaml": _EXAMPLE[:start] + inserted + _EXAMPLE[start + length :]}, {}))


def _signal(query: str) -> str:
    return f"version: 1\nnodes: {{n: {{level: physical-form, signals: {{s: {{query: '{query}'}}}}}}}}\n"


_HOSTILE = {
    "brackets": "version: 1\nnodes: " + "[" * 200_000,
    "braces": "{" * 200_000,
    "dashes": "- " * 100_000,
    "questions": "? " * 100_000,
    "merge bomb": "a: &a {}\n" + "".join(f"b{i}: &b{i} {{<<: [*a, *a]}}\n" for i in range(500)),
    "long number": _signal("up").replace(
        "query: 'up'", "query: up, worse: higher, critical: " + "9" * 60_000
    ),
    "long minutes": "version: 1\nstep: " + ":".join(["1"] + ["59"] * 20_000),
    "events": "version: 1\nnodes: [" + "a," * 200_000 + "]",
    "long scalar": "version: 1\ntitle: '" + "x" * 70_000 + "'",
    "nested query": _signal("(" * 3000 + "up" + ")" * 3000),
    "long sum": _signal("up" + " + up" * 1500),
    "minus": _signal("-" * 5000 + "up"),
    "huge query": _signal("up" + "1" * 60_000),
    "dangling": "version: 1\nnodes:\n"
    + "".join(f"  node-{i}: {{level: physical-form, why: [nodes-{i}x]}}\n" for i in range(5000)),
    "chain": "version: 1\nnodes:\n"
    + "".join(f"  n{i}: {{level: physical-form, part_of: n{i + 1}}}\n" for i in range(3000))
    + "  n3000: {level: physical-form}\n",
    "circle": "version: 1\nnodes:\n"
    + "".join(f"  n{i}: {{level: physical-form, why: [n{(i + 1) % 3000}]}}\n" for i in range(3000)),
}


@pytest.mark.parametrize("text", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_bombs_and_floods_end_in_a_bounded_number_of_problems(text: str) -> None:
    """Nothing crashes the process, recurses or floods whoever reads the answer."""
    result = load_text({"h.yaml": text}, {})
    must_be_told(result)
    assert len(result.problems) <= MAX_PROBLEMS + 1
    assert len(render_text(result.problems)) < 1024 * 1024


_END = "  a{0}: {{level: generalized-function, labels: {{zone: x}}}}\n"
_STAR = "  b{0}: {{level: physical-function, labels: {{zone: x}}, why: [{{node: '*', same: [zone]}}]}}\n"
_MANY_LINKS = {
    "stars": "nodes:\n" + "".join((_END + _STAR).format(i) for i in range(400)),
    "copies": "copies: {"
    + ", ".join(f"c{i}: {{}}" for i in range(20))
    + "}\nnodes:\n"
    + "".join(_END.format(i) for i in range(80))
    + "".join(
        f"  b{i}: {{level: physical-function, why: [{', '.join(f'a{j}' for j in range(80))}]}}\n"
        for i in range(80)
    ),
    "copies of copies": "copies: {"
    + ", ".join(f"c{i}: {{}}" for i in range(100))
    + "}\nnodes:\n"
    + "".join(f"  b{i}: {{level: physical-function, calls: [b0.*, b1.*]}}\n" for i in range(20)),
    "levers": "copies: {"
    + ", ".join(f"c{i}: {{}}" for i in range(20))
    + "}\nnodes:\n"
    + "".join(
        f"  b{i}: {{level: physical-function, levers: [{{title: a, url: 'http://x/', needs: ["
        + ", ".join(f"b{j}" for j in range(80))
        + "]}]}\n"
        for i in range(80)
    ),
}


@pytest.mark.parametrize("text", _MANY_LINKS.values(), ids=_MANY_LINKS.keys())
def test_more_links_than_a_hierarchy_can_have_are_told_once(text: str) -> None:
    """However they come about; what follows from stopping there is no problem of its own."""
    errors = [
        p.id
        for p in load_text({"h.yaml": "version: 1\n" + text}, {}).problems
        if p.severity is Severity.ERROR
    ]
    assert errors == ["too-many-links"]


def test_a_star_at_each_of_thousands_of_nodes_is_fine_where_few_agree() -> None:
    """Nodes are found by the values of their labels, not by comparing everyone with everyone."""
    one = _END.replace("x", "x{0}") + _STAR.replace("x", "x{0}")
    text = "version: 1\nnodes:\n" + "".join(one.format(i) for i in range(2000))
    model = load_text({"h.yaml": text}, {}).model
    assert model is not None
    assert model.nodes["b1999"].why == ("a1999",)
