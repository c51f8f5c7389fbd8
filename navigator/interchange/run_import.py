"""An import from the first file to the last word about it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TextIO

import hierarchy
from hierarchy.file.yaml_gate import MAX_BYTES
from hierarchy.problems import Problem, Severity, render_text
from navigator.interchange.imports import import_files
from navigator.progress import progress


def read_texts(files: Iterable[Path]) -> Mapping[str, bytes]:
    """The bytes of files by their names, `-` for standard input; of a huge one enough to see that it is.

    Raises OSError for a file that can't be read.
    """
    found: dict[str, bytes] = {}
    for file in files:
        if str(file) == "-":
            found["standard input"] = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with file.open("rb") as opened:
                found[str(file)] = opened.read(MAX_BYTES + 1)
    return found


def imported_or_told(name: str, files: Mapping[str, bytes], told: TextIO) -> str:
    """The hierarchy file that comes of some files, or an empty text.

    Whatever could not be taken over, or kept the files from being read, is written to `told`. A text
    that comes back loads.
    """
    with progress("Reading", len(files)) as steps:
        outcome = import_files(name, files, steps)
    if outcome.problems:
        told.write(render_text(outcome.problems))
        told.write(f"navigator: nothing was written; {_count(len(outcome.problems), 'problem')}\n")
        return ""
    for note in outcome.notes:
        told.write(f"{_harmless(str(note))}\n")
    if not outcome.text:
        told.write(f"navigator: nothing in {_count(len(files), 'file')} could be taken over from {name}\n")
        return ""
    errors = _errors(outcome.text)
    if errors:
        told.write(render_text(errors))
        told.write("navigator: nothing was written, since what came of the files does not load\n")
        return ""
    lost = len(outcome.notes)
    left = f"; {_count(lost, 'thing')} could not be taken over, see above" if lost else ""
    told.write(f"navigator: {_count(outcome.nodes, 'node')} from {_count(len(files), 'file')}{left}\n")
    return outcome.text


def _errors(text: str) -> list[Problem]:
    loaded = hierarchy.load_text({"hierarchy.yaml": text}, resolve_sources=False)
    return [problem for problem in loaded.problems if problem.severity is Severity.ERROR]


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _harmless(text: str) -> str:
    """Text on one line, without anything that moves the cursor or changes colours."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
