"""Reads the files and folders of a hierarchy in a state in which nobody was writing them."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from hierarchy.file.findings import Findings
from hierarchy.file.yaml_gate import MAX_BYTES, decode
from hierarchy.problems import Position

MAX_FILES = 500
_TRIES = 20
_PAUSE = 0.01  # seconds between two looks at files that are being written
_SUFFIXES = (".yaml", ".yml")
_CURES = {
    "file-not-found": "name a file, or a folder with .yaml or .yml files directly in it",
    "file-not-readable": "give the right to read it, or name another file",
    "too-many-files": "name the folder that holds the hierarchy files and nothing else",
    "link-leaves-folder": "put the file itself into the folder, or name the file that the link leads to",
}


def read_files(findings: Findings, paths: Sequence[Path | str]) -> dict[str, str]:
    """The texts of all files by name, as given or as found in a folder, sorted inside each folder.

    Everything is read until two readings in a row are equal, so that neither a half-written nor a
    just exchanged file is taken for the hierarchy. Unreadable files become problems.
    """
    previous: dict[str, bytes | str] | None = None
    for attempt in range(_TRIES):
        current = _snapshot(paths)
        if current == previous:
            break
        previous = current
        if attempt:
            time.sleep(_PAUSE)
    else:
        message = "the files keep changing while they are read"
        findings.error(
            Position(_name(paths), 1, 1), "file-changing", message, "load again when writing is done"
        )
        return {}
    texts: dict[str, str] = {}
    for name, content in current.items():
        if isinstance(content, str):
            problem_id, _, message = content.partition(": ")
            findings.error(Position(name, 1, 1), problem_id, message, _CURES[problem_id])
            continue
        text = decode(findings, name, content)
        if text is not None:
            texts[name] = text
    findings.incomplete = findings.incomplete or len(texts) < len(current)
    return texts


def seen(paths: Sequence[Path | str]) -> tuple[str, frozenset[str]]:
    """What the files hold at this moment: a hash of all their contents, and the names of those that hold
    anything. Equal hashes are equal readings; for watching files, where `read_files` is for loading."""
    digest, readable = hashlib.sha256(), set()
    for name, content in _snapshot(paths).items():
        body = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
        digest.update(f"{name!r} {type(content).__name__} {len(body)}:".encode("utf-8", "backslashreplace"))
        digest.update(body)
        if isinstance(content, bytes) and content.strip():
            readable.add(name)
    return digest.hexdigest(), frozenset(readable)


def _name(paths: Sequence[Path | str]) -> str:
    return str(paths[0]) if paths else "hierarchy"


def _snapshot(paths: Sequence[Path | str]) -> dict[str, bytes | str]:
    """Content by name; a text instead of bytes is `problem-id: message`."""
    found: dict[str, bytes | str] = {}
    seen: set[Path] = set()
    for path in map(Path, paths):
        try:
            if path.is_dir():
                found.update(_folder(path, seen))
            elif _is_new(path, seen):
                found[str(path)] = _content(path)
        except (OSError, ValueError, RuntimeError) as error:
            found[str(path)] = _reason(error)
    return found


def _folder(folder: Path, seen: set[Path]) -> dict[str, bytes | str]:
    inside = folder.resolve()
    names = sorted(p for p in folder.iterdir() if p.suffix in _SUFFIXES and not p.name.startswith("."))
    if not names:
        return {str(folder): "file-not-found: the folder holds no .yaml or .yml file"}
    if len(names) > MAX_FILES:
        return {str(folder): f"too-many-files: the folder holds more than {MAX_FILES} files"}
    found: dict[str, bytes | str] = {}
    for path in names:
        if not path.resolve().is_relative_to(inside):
            found[str(path)] = "link-leaves-folder: the link leads out of the folder, so it is not followed"
        elif _is_new(path, seen):
            found[str(path)] = _content(path)
    return found


def _is_new(path: Path, seen: set[Path]) -> bool:
    """Whether a file was not reached under another name; the same text twice is no definition twice."""
    real = path.resolve()
    known = real in seen
    seen.add(real)
    return not known


def _content(path: Path) -> bytes | str:
    try:
        if path.exists() and not path.is_file():
            return "file-not-readable: this is no ordinary file"
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        return _reason(error)


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "file-not-found: there is no such file or folder"
    detail = getattr(error, "strerror", None) or "the name can't be used"
    return f"file-not-readable: the file can't be read ({detail})"


def names(paths: Iterable[Path | str] | Path | str) -> list[Path | str]:
    """A list of paths, also from a single one."""
    return [paths] if isinstance(paths, Path | str) else list(paths)
