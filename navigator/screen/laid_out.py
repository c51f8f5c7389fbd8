"""The severities that pictures were laid out with: what decides places never changes once it was drawn."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping

from hierarchy.evidence.states import SEVERITY, State
from hierarchy.model import Model

KEEP = 512  # moments: every viewer's picture has its own; 5 MB for 10,000 nodes

_UNKNOWN = SEVERITY[State.UNKNOWN]


class LaidOut:
    """Severities by the time that a link names (`as`), the first that were drawn. Safe in several threads.

    The history knows them too, but only as of its nearest record, and a record of a second may still be
    judged again, or be filled in from a source that came back.
    """

    def __init__(self, model: Model) -> None:
        self._ids = tuple(model.nodes)
        self._lock = threading.Lock()
        self._kept: OrderedDict[float, bytes] = OrderedDict()

    def at(self, as_of: float) -> Mapping[str, int] | None:
        """What the picture of this time was laid out with, None where it was not or is forgotten."""
        key = round(as_of, 3)
        with self._lock:
            codes = self._kept.get(key)
            if codes is not None:
                self._kept.move_to_end(key)
        return None if codes is None else dict(zip(self._ids, codes, strict=True))

    def keep(self, as_of: float, severity: Mapping[str, int]) -> Mapping[str, int]:
        """Remember what a picture is laid out with; what was remembered first stands, and is given back."""
        codes = bytes(severity.get(id, _UNKNOWN) for id in self._ids)
        key = round(as_of, 3)
        with self._lock:
            first = self._kept.setdefault(key, codes)
            self._kept.move_to_end(key)
            while len(self._kept) > KEEP:
                self._kept.popitem(last=False)
        return severity if first == codes else dict(zip(self._ids, first, strict=True))
