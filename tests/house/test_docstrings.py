"""Everything public says what it does, every test which behaviour it holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.source_files import PACKAGES, ROOT, FunctionNode, functions, python_sources, with_suffix


def _public(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, FunctionNode | ast.ClassDef]]:
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            if node.name.startswith("_"):
                continue
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body, f"{prefix}{node.name}.")


def _is_overload(node: FunctionNode | ast.ClassDef) -> bool:
    return any(
        isinstance(mark, ast.Name) and mark.id in ("overload", "override") for mark in node.decorator_list
    )


def test_every_module_and_everything_public_in_it_has_a_docstring() -> None:
    """In the four packages."""
    missing = []
    for source in python_sources():
        if source.rooms[:1] and source.rooms[0] in PACKAGES:
            if not ast.get_docstring(source.tree):
                missing.append(source.name)
            missing += [
                f"{source.name}:{node.lineno} {name}"
                for name, node in _public(source.tree.body)
                if not ast.get_docstring(node) and not _is_overload(node)
            ]
    assert missing == []


def test_every_test_has_a_sentence_that_says_the_behaviour() -> None:
    """A docstring that ends like a sentence, and a name of several words."""
    wanting = []
    for source in python_sources():
        if source.rooms[:1] != ("tests",):
            continue
        for function in functions(source.tree):
            if function.name.startswith("test_"):
                said = (ast.get_docstring(function) or "").strip()
                if not said.endswith((".", "?", "!", "…")) or function.name.count("_") < 3:
                    wanting.append(f"{source.name}:{function.lineno} {function.name}")
    assert wanting == []


def test_tests_are_no_packages() -> None:
    """Files of one name in two rooms are told apart by their paths."""
    assert [
        str(file) for file in with_suffix(".py") if file.name == "__init__.py" and "tests" in file.parts
    ] == []


def test_nothing_is_skipped_or_slept_for() -> None:
    """A skipped test proves nothing, and a sleep proves only that time went by."""
    found = []
    for source in python_sources():
        if source.rooms[:1] != ("tests",) or source.rooms == ("tests", "house"):
            continue
        text = (ROOT / source.name).read_text("utf-8")
        found += [
            f"{source.name}: {word}" for word in ("pytest.skip", "mark.skip", "importorskip") if word in text
        ]
    assert found == []
