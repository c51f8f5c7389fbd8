"""The templates that come with the navigator: what a file uses by `use: std/NAME`.

Each is a file in the ordinary format in `hierarchy/std`, named like the one template that it holds.
"""

from __future__ import annotations

import re
from pathlib import Path

PREFIX = "std/"
_FOLDER = Path(__file__).parents[1] / "std"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)  # so that no name leads out of the folder


def library_names() -> tuple[str, ...]:
    """The names of all templates of the library, without `std/`, sorted."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.yaml")))


def library_text(name: str) -> str | None:
    """The file that holds the template `name` (without `std/`), or None where there is no such template.

    The file has `version` and, under `templates`, `name` alone.
    """
    file = _FOLDER / f"{name}.yaml"
    if _NAME.fullmatch(name) is None or not file.is_file():
        return None
    return file.read_text("utf-8")
