"""Ids, titles and hosts out of the names that a source uses."""

from __future__ import annotations

import re
from collections.abc import Iterable

HOST = "(.+?)(:[0-9]+)?"
"""RE2 that splits an instance into host and port, as `label_replace` gets it."""

_LONGEST = 60
_NOT_IN_IDS = re.compile(r"[^a-z0-9_-]+", re.ASCII)


class Ids:
    """Gives every node an id of its own."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def is_free(self, name: str) -> bool:
        """Whether a name can still be an id as it is."""
        return slug(name) not in self._taken

    def take(self, *names: str) -> str:
        """An id made of these names, the first time as it is, then with a number behind."""
        wanted = slug("-".join(name for name in names if name))
        found, number = wanted, 2
        while found in self._taken:
            found, number = f"{wanted}-{number}", number + 1
        self._taken.add(found)
        return found


def slug(text: str) -> str:
    """Any text as an id: lower case, letters, digits, `_` and `-` only, never empty."""
    return _NOT_IN_IDS.sub("-", text.lower())[:_LONGEST].strip("-_") or "unnamed"


def plain(text: str) -> str:
    """A name as a title: on one line."""
    return " ".join(text.split())


def host_of(instance: str) -> str:
    """The host of an instance such as db1:9187; empty for what is an address of a page."""
    if "/" in instance:
        return ""
    found = re.fullmatch(HOST, instance)
    return found.group(1) if found else ""


def listed(names: Iterable[str], most: int = 5) -> str:
    """Names in a sentence: a, b and c; of many the first ones, then how many more."""
    known = list(dict.fromkeys(names))
    if len(known) > most:
        known = [*known[: most - 1], f"{len(known) - most + 1} more"]
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} and {known[-1]}" if known else ""
