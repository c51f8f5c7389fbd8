"""Whether the server that answers now is the one that answered before: its past may be another."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

import orjson

from adapters.failures import SourceFailure

LOOK_SECONDS = 60.0
MOST = 8  # servers behind one address that are told apart


class Identity:
    """Looks now and then who answers; on the loop of the source alone.

    `epoch` changes with every server that was not seen before, by the time it started: one that began
    anew, or one more behind the same address. What does not tell (another product, a proxy) is one and
    the same, unless it was away.
    """

    def __init__(
        self, about: Callable[[], Awaitable[bytes | SourceFailure]], monotonic: Callable[[], float]
    ) -> None:
        self.epoch = 0
        self._about = about
        self._monotonic = monotonic
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._look_at = 0.0
        self._looking: asyncio.Task[None] | None = None
        self._was_away = False

    def look(self, answered: bool) -> None:
        """Note that a question was answered or not; asks behind it who that was, if that is due."""
        if not answered:
            self._was_away = True
        elif self._looking is None and (self._was_away or self._monotonic() >= self._look_at):
            self._looking = asyncio.ensure_future(self._find())

    async def aclose(self) -> None:
        """End what is under way."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _find(self) -> None:
        away, self._was_away = self._was_away, False
        try:
            told = await self._about()
        finally:
            self._looking = None
            self._look_at = self._monotonic() + LOOK_SECONDS
        name = None if isinstance(told, SourceFailure) else started_at(told)
        if name is None:
            self.epoch += away
        elif name not in self._seen:
            self.epoch += bool(self._seen) or away
            self._seen[name] = None
            while len(self._seen) > MOST:
                self._seen.popitem(last=False)


def started_at(body: bytes) -> str | None:
    """The time at which a Prometheus says that it started; None where nothing says it."""
    try:
        told = orjson.loads(body)["data"]["startTime"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    return told if isinstance(told, str) and told else None
