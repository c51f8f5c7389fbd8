"""YAML of other projects: their liberties are taken in, but never without a limit."""

from __future__ import annotations

import math

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hierarchy.file.foreign_yaml import read_foreign, read_foreign_bytes


def _only(text: str) -> object:
    documents, problems = read_foreign("catalog.yaml", text)
    assert problems == ()
    (document,) = documents
    return document


def _refused(text: str) -> list[tuple[int, int, str]]:
    documents, problems = read_foreign("catalog.yaml", text)
    assert documents == []
    return [(problem.position.line, problem.position.column, problem.id) for problem in problems]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("", None),
        ("'~'", "~"),
        ("12", 12),
        ("-7", -7),
        ("0x1f", 31),
        ("0o17", 15),
        ("017", 17),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("0.5", 0.5),
        ("1e3", 1000.0),
        ("-.inf", -math.inf),
        ("2024-01-01", "2024-01-01"),
        ("'12'", "12"),
        ("9" * 5000, math.inf),
        ("=", "="),
    ],
)
def test_scalars_are_read_as_yaml_1_2_does(written: str, read: object) -> None:
    """Neither `no` becomes false nor a date an object, and no number is too long to read."""
    value = _only(f"a: {written}\n")
    assert value == {"a": read}
    assert type(value["a"]) is type(read)


def test_not_a_number_is_a_number_too() -> None:
    """`.nan` is a float as well; it equals nothing, so it is not in the table above."""
    assert str(_only("a: .nan")) == "{'a': nan}"


def test_several_documents_come_in_order_without_the_empty_ones() -> None:
    """A catalog begins and ends with `---` as often as not."""
    documents, problems = read_foreign("catalog.yaml", "---\nkind: A\n---\n---\n- kind: B\n---\n")
    assert (documents, problems) == ([{"kind": "A"}, [{"kind": "B"}]], ())


def test_aliases_and_merge_keys_are_written_out() -> None:
    """The mapping's own keys win over merged ones, earlier merged mappings over later ones."""
    text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc: {<<: [*a, *b], x: 0}\nd: *a\ne: {'<<': 5}\n"
    assert _only(text) == {
        "a": {"x": 1, "y": 2},
        "b": {"y": 3, "z": 4},
        "c": {"x": 0, "y": 2, "z": 4},
        "d": {"x": 1, "y": 2},
        "e": {"<<": 5},
    }


def test_keys_are_text_as_they_are_written() -> None:
    """Numbers and words that YAML would convert stay what stands there."""
    assert _only("1: a\nyes: b\ntrue: c\n0x10: d\n1.50: e\n") == {
        "1": "a", "yes": "b", "true": "c", "0x10": "d", "1.50": "e",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\n", [(2, 1, "duplicate-key")]),
        ("a: !!python/object/apply:os.system [ls]\n", [(1, 4, "yaml-tag")]),
        ("a: &a [*a]\n", [(1, 8, "yaml-alias")]),
        ("a: *b\n", [(1, 4, "yaml-alias")]),
        ("&a a: 1\n---\nb: *a\n", [(3, 4, "yaml-alias")]),
        ("? [a]\n: b\n", [(1, 3, "key-not-text")]),
        ("<<: 1\n", [(1, 5, "yaml-merge-key")]),
        ("a: ]\n", [(1, 4, "yaml-syntax")]),
        ("a: \u202eb\n", [(1, 4, "forbidden-character")]),
        ("[" * 40 + "]" * 40, [(1, 33, "yaml-too-deep")]),
    ],
)
def test_what_can_not_be_meant_is_refused_at_its_place(
    text: str, expected: list[tuple[int, int, str]]
) -> None:
    """Documents with a mistake are not read in part."""
    assert _refused(text) == expected


def test_aliases_can_not_make_a_small_file_large() -> None:
    """Ten aliases of ten aliases and so on: refused at the line that goes too far, after no work."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 30)]
    assert _refused("\n".join(lines)) == [(5, 5, "yaml-too-large")]
    merges = "a: &a {" + ", ".join(f"k{i}: 1" for i in range(900)) + "}\nb: {" + "<<: *a, " * 5000 + "}\n"
    assert _refused(merges) == [(2, 4, "yaml-too-large")]
    documents = "\n---\n".join(["a: &a [" + "x, " * 400 + "]\nb: [" + "*a, " * 200 + "]"] * 2)
    assert _refused(documents) == [(4, 1, "yaml-too-large")]


def test_aliases_can_not_make_a_flat_file_deep() -> None:
    """Whoever reads the values may do so by recursion."""
    lines = ["a0: &a0 [x]"] + [f"a{i}: &a{i} [*a{i - 1}]" for i in range(1, 60)]
    assert [problem[2] for problem in _refused("\n".join(lines))] == ["yaml-too-large"]


def test_bytes_that_are_no_utf8_are_a_problem() -> None:
    """Reading bytes has the same outcome as reading text, or says why there is no text."""
    assert read_foreign_bytes("c.yaml", b"a: \xc3\xa4") == ([{"a": "ä"}], ())
    documents, problems = read_foreign_bytes("c.yaml", b"a: \xe4")
    assert (documents, [problem.id for problem in problems]) == ([], ["not-utf8"])


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text("abc é:#'\"-{}[],&*!|>%@`\n", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("ab-:", max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(_VALUES.filter(lambda value: value is not None), min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_what_is_written_as_yaml_is_read_back(values: list[object]) -> None:
    """Any values, however they need quoting; the writer repeats equal objects by alias where it can."""
    shared = [[value, value] for value in values]
    text = yaml.safe_dump_all(shared, allow_unicode=True)
    documents, problems = read_foreign("any.yaml", text)
    assert problems == ()
    assert documents == shared
