"""Are `adapters`, `hierarchy` and `layouts` ours? The names are plain, so others may use them too."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path

OURS = ("adapters", "hierarchy", "layouts")


def foreign_packages() -> list[str]:
    """A sentence for every package that would be imported from elsewhere than from beside the navigator.

    Nothing is imported to find out, for what is foreign must not run.
    """
    home = Path(__file__).resolve().parent.parent
    sentences = []
    for name in OURS:
        place = _place(name)
        if place != home / name:
            what = f"is a package of something else, {place}" if place else "is missing"
            sentences.append(
                f"the package {name!r} {what}, where {home / name} was expected; install the navigator "
                "in an environment of its own (python3 -m venv) and start it from another folder"
            )
    return sentences


def _place(name: str) -> Path | None:
    loaded = sys.modules.get(name)
    spec: ModuleSpec | None = loaded.__spec__ if loaded is not None else find_spec(name)
    if spec is None:
        return None
    if spec.origin and spec.has_location:
        file = Path(spec.origin).resolve()
        return file.parent if file.name.startswith("__init__.") else file
    return next((Path(place).resolve() for place in spec.submodule_search_locations or ()), None)
