"""Which source a signal is read from: what different sources are asked waits in different rooms."""

from __future__ import annotations

from collections.abc import Mapping

from hierarchy.model import Model, SignalKey
from navigator.reckoning import terms_of


class Rooms:
    """The room of each signal of a model: the name of its source, or of all those behind its terms."""

    def __init__(self, model: Model | None) -> None:
        """Without a model everything is in one room."""
        self._model = model
        asked = {} if model is None else model.asked()
        self._sources: Mapping[SignalKey, str] = {key: one.source for key, one in asked.items()}

    def of(self, key: SignalKey) -> str:
        """The room of a signal; that of nobody where none is asked for it."""
        own = self._sources.get(key)
        if own is not None or self._model is None or key.node not in self._model.nodes:
            return own or ""
        terms, _ = terms_of(self._model, [key])
        return "+".join(sorted({self._sources[term] for term in terms if term in self._sources}))
