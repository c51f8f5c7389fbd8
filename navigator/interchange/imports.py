"""The formats that can be imported, one module each, and how files of one become a hierarchy file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hierarchy.problems import Problem
from navigator.interchange.backstage import read_backstage
from navigator.interchange.draft import Draft, Note
from navigator.interchange.foreign import Piece, read_pieces
from navigator.interchange.openslo import read_openslo
from navigator.interchange.prometheus_rules import read_rules
from navigator.interchange.pyrra import read_pyrra
from navigator.interchange.sloth import read_sloth
from navigator.progress import Steps


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name on the command line, what it is, and what reads its documents into a draft."""

    name: str
    description: str
    read: Callable[[list[Piece], Draft], None]


FORMATS = (
    Format("backstage", "catalog-info files: components, resources, systems", read_backstage),
    Format("openslo", "OpenSLO v1 objectives", read_openslo),
    Format("sloth", "Sloth service levels, as files or Kubernetes resources", read_sloth),
    Format("pyrra", "Pyrra ServiceLevelObjectives", read_pyrra),
    Format("prometheus-rules", "alert rules, as files or PrometheusRule resources", read_rules),
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of some files. `text` is the hierarchy file, empty if no node came of them or if there
    are `problems`, which kept a file from being read. `notes` say what was not taken over."""

    text: str
    nodes: int
    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]


def import_files(name: str, files: Mapping[str, bytes], steps: Steps | None = None) -> Imported:
    """Turn the bytes of files, by file name, from the format called `name` into one hierarchy file.

    Raises KeyError for a format that is not in `FORMATS`, and nothing for whatever the files hold.
    """
    reader = {format.name: format for format in FORMATS}[name]
    documents: list[Piece] = []
    problems: list[Problem] = []
    for file, content in files.items():
        found, wrong = read_pieces(file, content)
        documents += found
        problems += wrong
        if steps is not None:
            steps.advance()
    if problems:
        return Imported("", 0, (), tuple(problems))
    draft = Draft(f"Imported from {reader.name}")
    reader.read(documents, draft)
    notes = tuple(dict.fromkeys(draft.notes))
    return Imported(draft.written() if draft.nodes else "", len(draft.nodes), notes, ())
