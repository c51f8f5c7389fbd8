"""Texts that others wrote, made fit to be shown: a line of plain characters, with an end."""

from __future__ import annotations

import unicodedata

_SHOWN = 300
_LOOKED_AT = 4  # times the length shown: what is looked at of a text of any length


def plain(text: object, most: int = _SHOWN) -> str:
    """At most `most` characters of one line; what changes the direction of writing, hides, or rings a bell
    is left out, so that a text cannot pose as something else."""
    given = str(text)
    start = given[: most * _LOOKED_AT]
    seen = "".join(" " if one.isspace() else one for one in start if one.isspace() or _is_seen(one))
    line = " ".join(seen.split())
    return line if len(line) <= most and len(given) == len(start) else line[:most].rstrip() + "…"


def _is_seen(character: str) -> bool:
    return not unicodedata.category(character).startswith("C")
