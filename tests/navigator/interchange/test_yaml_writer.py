"""Hierarchy files that a machine writes."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hierarchy import load_text
from navigator.interchange.yaml_writer import write_hierarchy

SHOP: dict[str, Any] = {
    "nodes": {
        "buy": {
            "title": "Customers: can buy",
            "level": "functional-purpose",
            "objective": {"target": "99.9%", "window": "30d", "bad": "a{x='1'}[$window]", "total": "b"},
        },
        "cart": {
            "signals": {
                "errors": {
                    "critical": 0.05,
                    "warning": "1%",
                    "query": 'sum(rate(x{code=~"5.."}[2m])) # "',
                    "worse": "higher",
                },
                "gone": None,
            },
            "why": ["buy"],
            "level": "physical-function",
        },
    },
    "title": "Shop",
    "version": 1,
}  # fmt: skip


def test_keys_come_in_the_order_of_the_format_with_comments_above_them() -> None:
    """Whatever their order was; queries in single quotes, short lists on one line, None as null."""
    text = write_hierarchy(
        SHOP,
        {
            (): "Drafted.",
            ("nodes", "cart"): ["One.", "DECIDE: two?"],
            ("nodes", "cart", "signals", "errors", "warning"): "is it?",
        },
    )
    assert text == (
        "# Drafted.\n\nversion: 1\ntitle: Shop\n\nnodes:\n"
        "  buy:\n    level: functional-purpose\n    title: 'Customers: can buy'\n    objective:\n"
        "      bad: 'a{x=''1''}[$window]'\n      total: 'b'\n      target: 99.9%\n      window: 30d\n\n"
        "  # One.\n  # DECIDE: two?\n"
        "  cart:\n    level: physical-function\n    why: [buy]\n    signals:\n      errors:\n"
        '        query: \'sum(rate(x{code=~"5.."}[2m])) # "\'\n        worse: higher\n'
        "        # is it?\n        warning: 1%\n        critical: 0.05\n      gone: null\n"
    )


def test_a_query_of_several_lines_stays_as_it_was_written() -> None:
    """As a block, so that a person can read it, and with the same text when read."""
    query = "sum(\n  rate(x[5m])  # 'a' \"b\"\n)"
    text = write_hierarchy({"version": 1, "nodes": {"a": {"signals": {"s": {"query": query}}}}})
    assert "query: |-\n" in text
    assert yaml.safe_load(text)["nodes"]["a"]["signals"]["s"]["query"] == query


def test_a_list_of_objects_has_its_dash_before_the_first_key_and_its_comment_above() -> None:
    """Lists that are longer than a line go one item a line."""
    calls = ["b" * 60, "c" * 60]
    how = [{"any_of": ["b", "c"]}, {"because": "so", "node": "d"}]
    text = write_hierarchy(
        {"version": 1, "nodes": {"a": {"calls": calls, "how": how}}},
        {("nodes", "a", "how", 0): "first", ("nodes", "a", "how", 1, "node"): "second"},
    )
    assert f"    calls:\n      - {calls[0]}\n      - {calls[1]}\n" in text
    assert (
        "      # first\n      - any_of: [b, c]\n      # second\n      - node: d\n        because: so\n"
        in text
    )
    assert yaml.safe_load(text)["nodes"]["a"] == {"calls": calls, "how": how}


def test_a_comment_about_nothing_is_an_error_of_the_caller() -> None:
    """A question to the author that silently went missing would be worse."""
    with pytest.raises(KeyError):
        write_hierarchy(SHOP, {("nodes", "kart"): "DECIDE: who looks after it?"})


def test_a_long_comment_is_wrapped_and_cannot_end_its_line() -> None:
    """Whatever stands in it, the file reads the same."""
    text = write_hierarchy({"version": 1}, {("version",): "a\nnodes: {}\x1b\u2028title: x " + "word " * 40})
    assert yaml.safe_load(text) == {"version": 1}
    assert max(len(line) for line in text.splitlines()) <= 100


def test_what_was_written_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    """By our own loader, without an error."""
    monkeypatch.delenv("PROMETHEUS_URL", raising=False)
    nodes = {id: {k: v for k, v in n.items() if k != "objective"} for id, n in SHOP["nodes"].items()}
    errors = SHOP["nodes"]["cart"]["signals"]["errors"] | {"query": 'x{a="1"}', "unit": "ratio"}
    nodes["cart"]["signals"] = {"errors": errors}
    loaded = load_text({"h.yaml": write_hierarchy(SHOP | {"nodes": nodes})})
    assert loaded.model is not None, loaded.problems
    assert loaded.model.nodes["cart"].signals[0].query == 'x{a="1"}'


TRICKY = (
    "",
    "null",
    "yes",
    "1e3",
    "0o7",
    "1:30",
    "- a",
    "a: b",
    "#",
    "a #b",
    "'",
    '"',
    "{a}",
    "*",
    "&a",
    "50%",
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    (*TRICKY, "5m", "\n", " a", "a\n b\n")
)
scalars = texts | st.integers(-10, 10**6) | st.booleans() | st.floats(-1e6, 1e6).map(lambda x: round(x, 3))
names = st.sampled_from(["title", "level", "query", "why", "signals", "nodes", "x"]) | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(names, values, max_size=4), st.data())
def test_reading_what_was_written_gives_what_was_given(document: dict[str, Any], data: st.DataObject) -> None:
    """For any texts, numbers and nesting, with comments of any kind."""
    comments: dict[tuple[str | int, ...], str] = {(name,): data.draw(texts) for name in document}
    read = yaml.safe_load(write_hierarchy(document, comments))
    assert (read or {}) == document
