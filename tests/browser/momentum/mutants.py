"""Eight ways to break the screen: each must fail the gate, for its own reason (mutants.js)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_SCRIPT = Path(__file__).with_name("mutants.js")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A broken variant, and the component whose mean must fall below its bound by it."""

    name: str
    component: str

    @property
    def script(self) -> str:
        """What has to run before the page's own scripts."""
        return f"{_SCRIPT.read_text(encoding='utf-8')}\nwindow.broken.variants[{self.name!r}]();"


MUTANTS = (
    Mutant("long shot moved", "L"),
    Mutant("time range reset", "E"),
    Mutant("colours remapped", "E"),
    Mutant("ends hidden", "C"),
    Mutant("side effects hidden", "S"),
    Mutant("no preview", "P"),
    Mutant("no animation", "I"),
    Mutant("back elsewhere", "R"),
)
