"""The gate in front of YAML: what kind of file it is, and that nothing goes around it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from hierarchy import load
from tests.house.source_files import PACKAGES, imported_modules, python_sources

_GOOD = "version: 1\nnodes: {a: {level: physical-form}}\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (_GOOD.encode("utf-16"), "the file looks like UTF-16"),
        (_GOOD.encode("utf-16-le"), "the file looks like UTF-16"),
        (_GOOD.encode("utf-16-be"), "the file looks like UTF-16"),
        (_GOOD.encode("utf-32"), "the file looks like UTF-32"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0\xb0\xd1", "the file looks binary"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "the file looks binary"),
        ("title: Zürich".encode("latin-1"), "byte 0xfc is not UTF-8"),
        (b"\xc0\x80", "byte 0xc0 is not UTF-8"),
    ],
)
def test_what_is_no_utf8_is_called_by_what_it_looks_like(
    tmp_path: Path, content: bytes, message: str
) -> None:
    """A file that an editor saved as UTF-16, and one that is no text at all, need different cures."""
    file = tmp_path / "h.yaml"
    file.write_bytes(content)
    (problem,) = load([file], {}).problems
    assert problem.id == "not-utf8"
    assert problem.message.startswith(message)
    assert problem.hint


@pytest.mark.parametrize("content", [_GOOD.encode(), _GOOD.encode("utf-8-sig"), "title: 日本\n".encode()])
def test_utf8_is_never_taken_for_something_else(tmp_path: Path, content: bytes) -> None:
    """With a byte order mark or without, whatever the language."""
    file = tmp_path / "h.yaml"
    file.write_bytes(content)
    assert "not-utf8" not in [problem.id for problem in load([file], {}).problems]


def test_nothing_reads_yaml_around_the_gate() -> None:
    """Only the gate calls the parser: no other limit would be the same, and `yaml.load` can run code."""
    reading = {"load", "load_all", "safe_load", "safe_load_all", "full_load", "full_load_all", "unsafe_load"}
    reading |= {"unsafe_load_all", "parse", "scan", "compose", "compose_all"}
    found = []
    for source in python_sources():
        if source.rooms[0] not in PACKAGES or source.name == "hierarchy/file/yaml_gate.py":
            continue
        called = (node for node in ast.walk(source.tree) if isinstance(node, ast.Attribute))
        found += [
            f"{source.name}:{node.lineno} yaml.{node.attr}"
            for node in called
            if node.attr in reading and isinstance(node.value, ast.Name) and node.value.id == "yaml"
        ]
        others = [
            name for _line, name in imported_modules(source.tree) if name.startswith(("yaml.", "ruamel"))
        ]
        found += [
            f"{source.name} {name}" for name in others if name.split(".")[-1] in reading or "ruamel" in name
        ]
    assert found == []
