"""Answers that are the same for everybody while the hierarchy is the same: made when first asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
import orjson


class Prepared:
    """JSON by name, each made once, and again when what it is `of` has changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: dict[str, tuple[object, bytes]] = {}
        self._packed: dict[str, tuple[bytes, bytes]] = {}

    def get(self, name: str, make: Callable[[], object], of: object = None) -> bytes:
        """The JSON of `make()`, from memory if it was asked for under this name, and of an equal value,
        before."""
        with self._lock:
            known = self._made.get(name)
            if known is None or known[0] != of:
                known = self._made[name] = (of, orjson.dumps(make(), option=orjson.OPT_NON_STR_KEYS))
            return known[1]

    def packed(self, name: str, body: bytes) -> bytes:
        """A body that was made under this name in Brotli's packing, packed once: better and, from the second
        request on, cheaper than in passing."""
        with self._lock:
            known = self._packed.get(name)
            if known is None or known[0] is not body:
                known = self._packed[name] = (body, brotli.compress(body, quality=9))
            return known[1]
