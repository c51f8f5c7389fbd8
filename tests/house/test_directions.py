"""Who may import whom, and what nobody may do."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.house.source_files import PACKAGES, ROOT, imported_modules, python_sources, with_suffix

NETWORK = {
    "socket",
    "ssl",
    "http",
    "urllib.request",
    "ftplib",
    "smtplib",
    "asyncio",
    "socketserver",
    "xmlrpc",
} | {
    "httpx",
    "httpcore",
    "requests",
    "urllib3",
    "prometheus_api_client",
}
PROCESSES = {"subprocess", "multiprocessing", "concurrent.futures"}


def _in(name: str, modules: set[str]) -> bool:
    parts = name.split(".")
    return any(".".join(parts[: count + 1]) in modules for count in range(len(parts)))


def test_imports_go_one_way_only() -> None:
    """navigator, then layouts and adapters, then hierarchy; no screen below the navigator's layouts."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_model_does_no_network_and_starts_no_process() -> None:
    """It reads files and computes; that is why it can be tested and trusted."""
    found = [
        f"{source.name}:{line} {name}"
        for source in python_sources()
        if source.rooms[:1] == ("hierarchy",)
        for line, name in imported_modules(source.tree)
        if _in(name, NETWORK | PROCESSES)
    ]
    assert found == []


def test_layouts_read_no_clock_and_no_file() -> None:
    """They are functions of view-models."""
    found = [
        f"{source.name}:{line} {name}"
        for source in python_sources()
        if source.rooms[:1] == ("layouts",)
        for line, name in imported_modules(source.tree)
        if _in(name, NETWORK | PROCESSES | {"time", "os", "flask"})
    ]
    assert found == []


def test_no_callback_belongs_to_a_module() -> None:
    """`@dash.callback` registers in a list that all apps of a process share."""
    found = []
    for source in python_sources():
        if source.rooms[:1] and source.rooms[0] in PACKAGES:
            found += [
                f"{source.name}:{line}"
                for line, name in imported_modules(source.tree)
                if name in ("dash.callback", "dash.clientside_callback")
            ]
            found += [
                f"{source.name}:{node.lineno}"
                for node in ast.walk(source.tree)
                if isinstance(node, ast.Attribute)
                and node.attr in ("callback", "clientside_callback")
                and isinstance(node.value, ast.Name)
                and node.value.id == "dash"
            ]
    assert found == []


def _is_empty_container(node: ast.stmt) -> bool:
    if not isinstance(node, (ast.Assign, ast.AnnAssign)):
        return False
    value = node.value
    return (isinstance(value, ast.Dict) and not value.keys) or (
        isinstance(value, ast.List) and not value.elts
    )


def test_no_module_holds_state_that_changes() -> None:
    """No `global`, and nothing at the top of a module that is only there to be filled."""
    found = []
    for source in python_sources():
        if not source.rooms[:1] or source.rooms[0] not in PACKAGES:
            continue
        found += [
            f"{source.name}:{node.lineno}" for node in ast.walk(source.tree) if isinstance(node, ast.Global)
        ]
        found += [f"{source.name}:{node.lineno}" for node in source.tree.body if _is_empty_container(node)]
    assert found == []


UNSAFE = (
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "eval(",
    "new Function",
    "srcdoc",
    "javascript:",
)


def test_the_browser_s_part_puts_text_in_as_text() -> None:
    """None of the ways in which a label could become a script."""
    files = [file for file in with_suffix(".js", ".html", ".css") if "assets" in file.relative_to(ROOT).parts]
    assert files
    found = [
        f"{file.relative_to(ROOT)}: {word}"
        for file in files
        for word in UNSAFE
        if word in file.read_text("utf-8")
    ]
    assert found == []


def test_the_page_is_made_without_the_two_props_that_take_markup() -> None:
    """`srcDoc` and `dangerously_allow_html` run what they are given."""
    banned = {"srcDoc", "dangerously_allow_html"}
    found = [
        f"{source.name}:{node.lineno}"
        for source in python_sources()
        if source.rooms[:1] and source.rooms[0] in PACKAGES
        for node in ast.walk(source.tree)
        if isinstance(node, ast.keyword) and node.arg in banned
    ]
    assert found == []
