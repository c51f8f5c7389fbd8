"""What the sources of a hierarchy are: asked in the background, kept for as long as that rarely changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Protocol, runtime_checkable

from adapters.failures import SourceFailure
from adapters.prometheus.capabilities import Capabilities
from adapters.source import Source
from navigator.flights import Flights, Landed

KEEP_SECONDS = 600.0
KEEP_FAILED_SECONDS = 15.0  # of a source that could not be asked
WAIT = 0.25

Abouts = Mapping[str, Capabilities | SourceFailure]


@runtime_checkable
class Describing(Protocol):
    """A source of readings that knows what is upstream."""

    def abouts(self) -> Abouts:
        """What every upstream is, by its name in the hierarchy; blocks."""
        ...


class SourceDesk:
    """Answers from memory. Safe in several threads."""

    def __init__(self, source: Source, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Nothing is asked before somebody wants to know."""
        self._source = source
        self._kept: Flights[str, Abouts] = Flights("sources", monotonic=monotonic)

    def get(self, wait: float = WAIT) -> Abouts:
        """What is known after at most `wait` seconds; a source that is missing is still being asked. A
        recording knows of none."""
        if not isinstance(self._source, Describing):
            return {}
        return self._kept.get(("",), lambda _: {"": _landed(self._source)}, wait).get("", {})

    def close(self) -> None:
        """Stop; what is under way is given up."""
        self._kept.close()


def _landed(source: Source) -> Landed[Abouts]:
    told = source.abouts() if isinstance(source, Describing) else {}
    failed = any(isinstance(one, SourceFailure) for one in told.values())
    return Landed(told, KEEP_FAILED_SECONDS if failed else KEEP_SECONDS)
