"""The catalogue has a page for everything that is ever said, and for nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from hierarchy.checks.catalogue import PAGES
from hierarchy.checks.manual import table
from hierarchy.problems import Severity

ROOT = Path(__file__).parents[3]
ROOMS = ("hierarchy", "navigator")
LIVE = (*sorted((ROOT / "adapters" / "live_checks").glob("*.py")), ROOT / "navigator" / "online_check.py")
SAYING = {"error": Severity.ERROR, "warning": Severity.WARNING, "hint": Severity.HINT}
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
RANK = list(Severity)

# Said with an id that comes from elsewhere: module -> where the ids stand in it.
FROM_ELSEWHERE = {"hierarchy/file/files.py": re.compile(r'^    "([a-z-]+)": "', re.MULTILINE)}


def _sources() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            yield str(file.relative_to(ROOT)), ast.parse(file.read_text("utf-8"))


def _texts(node: ast.expr, tree: ast.Module) -> Iterator[str]:
    """The texts that an expression may be: a literal, one of two, or a name that is one of them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, tree)
        yield from _texts(node.orelse, tree)
    elif isinstance(node, ast.Name):
        for one in ast.walk(tree):
            if isinstance(one, ast.Assign) and [ast.unparse(target) for target in one.targets] == [node.id]:
                yield from _texts(one.value, tree)


def _said() -> Iterator[tuple[str, str, Severity, str]]:
    """Where something is said: module and line, id ("" where none is written), severity."""
    for name, tree in _sources():
        for call in ast.walk(tree):
            if not isinstance(call, ast.Call):
                continue
            called = call.func
            if isinstance(called, ast.Attribute) and called.attr in SAYING and len(call.args) >= 3:
                ids = list(_texts(call.args[1], tree)) or [""]
                yield from ((name, f"{name}:{call.lineno}", SAYING[called.attr], one) for one in ids)


def _ids() -> set[str]:
    found = {one for _name, _place, _severity, one in _said() if ID.fullmatch(one)}
    for name, where in FROM_ELSEWHERE.items():
        found |= set(where.findall((ROOT / name).read_text("utf-8")))
    return found | {"too-many-problems"} | _live_ids()


def _live_ids() -> set[str]:
    """What checks that ask a source say: every text in their code that is written like an id."""
    return {
        node.value
        for file in LIVE
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ID.fullmatch(node.value)
    }


def test_everything_that_is_said_has_a_page_and_every_page_is_said() -> None:
    """A page nobody comes to is as wrong as an id that nobody explains."""
    assert _ids() - PAGES.keys() == set()
    assert PAGES.keys() - _ids() == set()


def test_every_place_that_says_something_names_its_id_in_full() -> None:
    """An id that is put together can't be searched for, by people or by this test."""
    unnamed = [
        place
        for name, place, _severity, one in _said()
        if not ID.fullmatch(one) and name not in FROM_ELSEWHERE and name.startswith("hierarchy/")
    ]
    assert unnamed == []


def test_every_place_that_says_something_says_what_to_write_instead() -> None:
    """The fourth thing that is said is the cure; an empty one is none."""
    silent = [
        f"{name}:{call.lineno}"
        for name, tree in _sources()
        if name.startswith("hierarchy/")
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in SAYING
        if len(call.args) >= 3 and (len(call.args) == 3 or ast.unparse(call.args[3]) in ("''", '""'))
        if not any(word.arg == "hint" for word in call.keywords)
    ]
    assert silent == []


def test_nothing_is_said_more_gravely_than_its_page_says() -> None:
    """A page that calls a warning what keeps a file from loading would mislead."""
    graver = [
        place
        for _name, place, severity, one in _said()
        if one in PAGES and RANK.index(severity) < RANK.index(PAGES[one].severity)
    ]
    assert graver == []


def test_the_table_of_the_documents_is_the_catalogue() -> None:
    """`make reference` writes it."""
    parts = (ROOT / "docs" / "checks.md").read_text("utf-8").split("<!-- checks -->")
    assert len(parts) == 3
    assert parts[1].strip() == table(PAGES.values()).strip()
