"""Other names for the levels, and what "usual" means: what a file says about the whole hierarchy."""

from __future__ import annotations

from dataclasses import replace

from hierarchy.file.fields import Fields
from hierarchy.laws import Reference
from hierarchy.levels import LEVELS, LevelInfo

_MINUTE, _YEAR = 60.0, 31536000.0


def read_level_names(file: Fields) -> tuple[LevelInfo, ...]:
    """All five levels from top to bottom, named as the file says; what it leaves out keeps its name."""
    levels = file.object("levels")
    return LEVELS if levels is None else tuple(_renamed(levels, info) for info in LEVELS)


def _renamed(levels: Fields, info: LevelInfo) -> LevelInfo:
    name = levels.object(info.level.value)
    if name is None:
        return info
    return replace(info, title=name.text("title", info.title), question=name.text("question", info.question))


def read_reference(file: Fields) -> Reference:
    """What is taken for usual; what the file leaves out is as in `hierarchy.laws.Reference`."""
    fields = file.object("reference")
    usual = Reference()
    if fields is None:
        return usual
    ago = tuple(dict.fromkeys(fields.durations("ago", _MINUTE, _YEAR)))
    window = fields.duration("window", _MINUTE, _YEAR)
    return Reference(ago or usual.ago, usual.window if window is None else window)
