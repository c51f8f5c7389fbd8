"""Files and functions stay small, names say what is inside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.house.source_files import ROOT, functions, python_sources, tracked_files, with_suffix

LONGEST_FILE = 300
LONGEST_FUNCTION = 40

# Exceptions, each with its reason: path (or path:function) -> why. Empty, and meant to stay so.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}

VAGUE_NAMES = {"utils", "util", "common", "helpers", "helper", "misc"}


def _long_files() -> Iterator[str]:
    for file in with_suffix(".py", ".js", ".css"):
        name = str(file.relative_to(ROOT))
        lines = len(file.read_text("utf-8").splitlines())
        if lines > LONGEST_FILE and name not in LONG_FILES and "vendor" not in Path(name).parts:
            yield f"{name}: {lines} lines"


def _long_functions() -> Iterator[str]:
    for source in python_sources():
        for function in functions(source.tree):
            lines = (function.end_lineno or function.lineno) - function.lineno + 1
            name = f"{source.name}:{function.name}"
            if lines > LONGEST_FUNCTION and name not in LONG_FUNCTIONS:
                yield f"{source.name}:{function.lineno} {function.name}: {lines} lines"


def test_no_file_is_longer_than_300_lines() -> None:
    """Python, JavaScript and style sheets; what is vendored keeps its size."""
    assert list(_long_files()) == []


def test_no_function_is_longer_than_40_lines() -> None:
    """Methods, nested functions and tests too, signature and docstring included."""
    assert list(_long_functions()) == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    """Everything fits into utils, so nothing is found there."""
    assert [str(file.relative_to(ROOT)) for file in tracked_files() if file.stem.lower() in VAGUE_NAMES] == []
    assert [source.name for source in python_sources() if VAGUE_NAMES & set(source.rooms)] == []


def test_there_is_something_to_measure() -> None:
    """The rules above would hold for an empty list too."""
    assert len(python_sources()) > 50
    assert len(with_suffix(".js")) > 5
    assert len(with_suffix(".css")) > 1
