"""Answers that are the same for everybody while the hierarchy is the same: made when first asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable

import orjson


class Prepared:
    """JSON by name, each made once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: dict[str, bytes] = {}

    def get(self, name: str, make: Callable[[], object]) -> bytes:
        """The JSON of `make()`, from memory if it was asked for under this name before."""
        with self._lock:
            if name not in self._made:
                self._made[name] = orjson.dumps(make(), option=orjson.OPT_NON_STR_KEYS)
            return self._made[name]
