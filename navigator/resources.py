"""Where the files lie that are not Python: the browser's part and the recorded examples."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def assets_folder() -> Path:
    """The absolute path of the browser's files; raises ResourceError when they are not there."""
    return _folder("assets")


def examples_folder() -> Path:
    """The absolute path of the recorded incidents; raises ResourceError when they are not there."""
    return _folder("examples")


class ResourceError(Exception):
    """The installation is incomplete."""


def _folder(name: str) -> Path:
    # An installed wheel carries the folder inside the package, a checkout beside it.
    for candidate in (_PACKAGE / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise ResourceError(
        f"the folder {name!r} is missing beside {_PACKAGE}; "
        "install abstraction-navigator again, or run from a checkout"
    )
