"""What many requests ask of one history at one moment, worked out once until the history changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from hierarchy.evidence.health import Health
from hierarchy.evidence.history import Begun, History, Onset

KEEP = 64  # moments and windows: people mostly look at the present over the same few ranges

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def since_of(known: Mapping[str, Begun], health: Health) -> dict[str, float]:
    """Since when each node has the state that it has in `health`; left out where the record differs."""
    nodes = health.nodes
    return {id: begun.at for id, begun in known.items() if nodes[id].state is begun.state}


class Recent:
    """Answers as `History` does, from memory while nothing was recorded since. Safe in several threads.

    A move asks three times (scene, detail, chart), and so does every viewer at each refresh.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._lock = threading.Lock()
        self._version = -1
        self._since: OrderedDict[float, Mapping[str, Begun]] = OrderedDict()
        self._onsets: OrderedDict[tuple[float, float], tuple[Onset, ...]] = OrderedDict()

    def since_at(self, at: float) -> Mapping[str, Begun]:
        """`History.since_at`; not to be changed by the caller."""
        version = self._fresh_version()
        with self._lock:
            known = self._since.get(at)
        if known is None:
            known = MappingProxyType(self._history.since_at(at))
            self._keep(self._since, at, known, version)
        return known

    def onsets(self, start: float, end: float) -> tuple[Onset, ...]:
        """`History.onsets`."""
        version = self._fresh_version()
        with self._lock:
            known = self._onsets.get((start, end))
        if known is None:
            known = self._history.onsets(start, end)
            self._keep(self._onsets, (start, end), known, version)
        return known

    def _fresh_version(self) -> int:
        """The history's version; whatever was kept of an older one is forgotten."""
        version = self._history.version
        with self._lock:
            if version != self._version:
                self._version = version
                self._since.clear()
                self._onsets.clear()
        return version

    def _keep(self, kept: OrderedDict[_Key, _Value], key: _Key, value: _Value, version: int) -> None:
        with self._lock:
            # What was worked out on an older version must not outlive it.
            if version == self._version:
                kept[key] = value
                while len(kept) > KEEP:
                    kept.popitem(last=False)
