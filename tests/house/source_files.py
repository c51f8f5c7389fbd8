"""The project's own files, as git knows them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("navigator", "hierarchy", "adapters", "layouts")

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file, parsed. `name` is its path from the root."""

    name: str
    tree: ast.Module

    @property
    def rooms(self) -> tuple[str, ...]:
        """The folders it lies in."""
        return Path(self.name).parts[:-1]


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file in the repository that exists in the checkout, in order."""
    # A checkout may belong to somebody else than who tests it, as in a container.
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=True).stdout
    files = (ROOT / name for name in listed.split("\0") if name)
    return tuple(sorted(file for file in files if file.is_file()))


def with_suffix(*suffixes: str) -> tuple[Path, ...]:
    """Those whose names end so."""
    return tuple(file for file in tracked_files() if file.suffix in suffixes)


@cache
def python_sources() -> tuple[Source, ...]:
    """Every Python file, parsed once."""
    return tuple(
        Source(str(file.relative_to(ROOT)), ast.parse(file.read_text("utf-8"))) for file in with_suffix(".py")
    )


def functions(tree: ast.AST) -> Iterator[FunctionNode]:
    """Every function and method, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, FunctionNode))


def imported_modules(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of every module that is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
