"""Which nodes are acknowledged or in maintenance: a slot that whoever stores such notes fills."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from hierarchy.evidence.assumptions import Mute

_NOBODY: Mapping[str, Mute] = MappingProxyType({})


class Mutes(Protocol):
    """Answers from memory, from any thread, and never waits."""

    def at(self, when: float, /) -> Mapping[str, Mute]:
        """The mutes in force at Unix time `when`, by node id; ids that the model lacks do no harm."""
        ...


class NoMutes:
    """Nothing is acknowledged and nothing in maintenance."""

    def at(self, _when: float, /) -> Mapping[str, Mute]:
        """None, at any time."""
        return _NOBODY
