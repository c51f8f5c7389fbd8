"""The recorded incidents that come with the navigator."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hierarchy.file.foreign_yaml import read_foreign_bytes
from hierarchy.problems import did_you_mean
from navigator.failures import CannotRunError
from navigator.resources import ResourceError, examples_folder
from navigator.times import parse_time

DEFAULT = "online-boutique"


@dataclass(frozen=True, slots=True)
class Example:
    """A recorded incident. `at` is the moment at which a demo opens, in Unix seconds; what is `simulated`
    was never measured, and says so wherever it is shown."""

    name: str
    title: str
    story: str
    recording: Path
    at: float | None
    simulated: bool = False


def examples() -> list[Example]:
    """All of them by name, the default first, real ones before simulated ones; ResourceError without any."""
    found = [_example(file) for file in examples_folder().glob("*/incident.yaml")]
    return sorted(found, key=lambda one: (one.name != DEFAULT, one.simulated, one.name))


def find_example(name: str | None) -> Example:
    """The example called `name`, by default the first; raises CannotRunError."""
    known = {example.name: example for example in examples()}
    if not known:
        raise CannotRunError("no recorded incident came with this installation; install it again")
    if name is None:
        return next(iter(known.values()))
    if name not in known:
        hint = did_you_mean(name, known) or "navigator demo --list names them"
        raise CannotRunError(f"there is no recorded incident {name!r}; {hint}")
    return known[name]


def _example(file: Path) -> Example:
    documents, problems = read_foreign_bytes(str(file), file.read_bytes())
    known = documents[0] if documents else None
    if not isinstance(known, dict) or not {"title", "recording"} <= known.keys():
        reason = f"{problems[0].position}: {problems[0].message}" if problems else f"{file}: no recording"
        raise ResourceError(f"{reason}; install the navigator again")
    return Example(
        name=file.parent.name,
        title=str(known["title"]),
        story=" ".join(str(known.get("story", "")).split()),
        recording=file.parent / str(known["recording"]),
        at=_seconds(known.get("at")),
        simulated=known.get("simulated") is True,
    )


def _seconds(at: object) -> float | None:
    return None if at is None else parse_time(str(at), 0.0)
