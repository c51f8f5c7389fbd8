"""Where a drafted hierarchy goes: standard output, or a file that is not written over by accident."""

from __future__ import annotations

import sys
from pathlib import Path

from navigator.failures import CannotRunError


def ensure_free(out: Path | None, *, force: bool) -> None:
    """Refuse before any work if `out` is there already and `force` is off. Raises CannotRunError."""
    if out is not None and not force and out.exists():
        raise CannotRunError(f"{out} exists already; choose another name, or --force to write over it.")


def write_out(text: str, out: Path | None, *, force: bool) -> None:
    """Write `text` as UTF-8 to `out`, or to standard output if that is None.

    Without `force` a file that has appeared in the meantime is left alone. Raises CannotRunError for
    it, and OSError where writing fails.
    """
    if out is None:
        sys.stdout.write(text)
        return
    try:
        with out.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise CannotRunError(f"{out} has appeared meanwhile; it was left as it is.") from None
