"""What is written beside the code agrees with it."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib.metadata import version

import pytest

from navigator.cli import COMMANDS
from navigator.settings import settings_table
from navigator.version import VERSION
from tests.house.source_files import ROOT, tracked_files

README = ROOT / "README.md"
LOCK = ROOT / ".ci" / "environment.lock"

# Written in pieces, so that this file does not hold them itself.
FORBIDDEN = tuple(
    "".join(pieces)
    for pieces in (
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("/opt/", "pypi"),
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("registry.", "npmjs"),
        ("deb.", "debian.org"),
        ("--extra-index", "-url"),
        ("Co-Authored", "-By"),
    )
)


def _project() -> dict[str, object]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert isinstance(project, dict)
    return project


def test_the_readme_shows_the_settings_as_the_code_has_them() -> None:
    """The table between the two marks is the one that `settings_table` makes."""
    parts = README.read_text("utf-8").split("<!-- settings -->")
    assert len(parts) == 3
    assert parts[1].strip() == settings_table()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_names_every_command(name: str) -> None:
    """A command that nobody knows of is not there."""
    assert f"`navigator {name}" in README.read_text("utf-8")


def test_the_version_is_written_in_one_place() -> None:
    """The distribution's metadata is made from it."""
    project = _project()
    assert "version" not in project
    assert project["dynamic"] == ["version"]
    assert version("abstraction-navigator") == VERSION


def test_every_dependency_has_its_line_of_reason() -> None:
    """In CONTRIBUTING.md; what has no reason can go."""
    reasons = (ROOT / "CONTRIBUTING.md").read_text("utf-8").lower()
    project = _project()
    extras = project["optional-dependencies"]
    assert isinstance(extras, dict)
    required = project["dependencies"]
    assert isinstance(required, list)
    names = [re.split(r"[<>=!~\[; ]", line)[0].lower() for line in (*required, *extras["dev"])]
    assert [name for name in names if name not in reasons] == []


def test_the_pinned_environment_has_every_dependency_with_hashes() -> None:
    """And no address: where packages come from is for each machine to say."""
    lock = LOCK.read_text("utf-8")
    pinned = {line.split("==")[0].lower() for line in lock.splitlines() if "==" in line}
    project = _project()
    extras, required = project["optional-dependencies"], project["dependencies"]
    assert isinstance(extras, dict)
    assert isinstance(required, list)
    wanted = {re.split(r"[<>=!~\[; ]", line)[0].lower() for line in (*required, *extras["dev"])}
    assert wanted - pinned == set()
    assert "://" not in lock
    for entry in re.split(r"\n(?=[a-z0-9])", lock.strip()):
        assert "--hash=sha256:" in entry


def test_every_verb_of_the_makefile_is_listed_or_internal() -> None:
    """`make` alone says what there is."""
    listed = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, timeout=30, check=True
    ).stdout
    verbs = {line.split()[0] for line in listed.splitlines() if line.strip()}
    assert verbs >= {"setup", "demo", "serve", "check", "test", "bench", "lock", "clean"}


def test_no_file_names_a_machine_of_ours_or_a_package_registry() -> None:
    """What is in the repository works anywhere."""
    found = []
    for file in tracked_files():
        content = file.read_bytes()
        if b"\0" in content[:1024] or file.suffix in (".gz", ".png"):
            continue
        text = content.decode("utf-8", "replace")
        found += [f"{file.relative_to(ROOT)}: {word}" for word in FORBIDDEN if word in text]
    assert found == []
