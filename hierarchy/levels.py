"""The five levels of the abstraction hierarchy, top to bottom.

Source of the idea: J. Rasmussen, *Information Processing and Human-Machine Interaction* (1986).
The upper node of a means-ends link says why, the lower one says how.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """One of the five levels; the value is the id used in files, URLs and the API."""

    FUNCTIONAL_PURPOSE = "functional-purpose"
    ABSTRACT_FUNCTION = "abstract-function"
    GENERALIZED_FUNCTION = "generalized-function"
    PHYSICAL_FUNCTION = "physical-function"
    PHYSICAL_FORM = "physical-form"

    @property
    def rank(self) -> int:
        """0 for functional purpose (top) to 4 for physical form (bottom)."""
        return _ORDER.index(self)


_ORDER = tuple(Level)


@dataclass(frozen=True, slots=True)
class LevelInfo:
    """How a level is presented: plain name and the question it answers."""

    level: Level
    title: str
    question: str


LEVELS: tuple[LevelInfo, ...] = (
    LevelInfo(Level.FUNCTIONAL_PURPOSE, "Purposes", "why is it there?"),
    LevelInfo(Level.ABSTRACT_FUNCTION, "Values and flows", "what must balance?"),
    LevelInfo(Level.GENERALIZED_FUNCTION, "Functions", "what is done?"),
    LevelInfo(Level.PHYSICAL_FUNCTION, "Mechanisms", "by what?"),
    LevelInfo(Level.PHYSICAL_FORM, "Resources", "on what?"),
)
