"""Answers that are kept for a step, so that whoever asks the same gets the same."""

from __future__ import annotations

import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import orjson

from adapters.prometheus.envelope import Answer, AnsweredSeries
from adapters.prometheus.traffic_gate import Slots
from adapters.prometheus.vitals import SharedSigns, Vitals
from hierarchy.model import SourceConfig

MOST_BYTES = 48 * 1024 * 1024  # of answers kept for one source, about
_POINT = 120  # bytes that a point costs: a pair and its two numbers
_SERIES = 400  # bytes that the labels of a series cost, about


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer and the Unix time (seconds) at which it was complete."""

    answer: Answer
    at: float


class Store(Protocol):
    """Where the answers of one source are kept. Called on the loop of the source alone.

    None of it raises: a store that is lost has nothing, keeps nothing, and lets everyone ask.
    """

    async def get(self, key: str) -> Entry | None:
        """What is kept under a key, however old; None when nothing is."""
        ...

    async def put(self, key: str, entry: Entry, seconds: float) -> None:
        """Keep an answer for at least so many seconds, memory permitting."""
        ...

    async def claim(self, key: str, seconds: float, /) -> bool:
        """Whether the caller is the one to ask. Nobody else may for `seconds`, unless it lets go."""
        ...

    async def release(self, key: str, /) -> None:
        """The caller that had claimed the key has asked, with whatever result."""
        ...

    async def wait(self, key: str, seconds: float, /) -> None:
        """Return once who had claimed the key has let go, or the seconds are over."""
        ...


def key_of(config: SourceConfig, endpoint: str, query: str, *times: float) -> str:
    """The name of a question: the source with its tenant and who asks, the canonical query, and the
    moment, or start, end and step. Answers to others never come under it."""
    who = (config.tenant, config.bearer_token_file, config.basic_auth_file, config.headers_file)
    whole = orjson.dumps((config.url, who, endpoint, query, times))
    return hashlib.blake2b(whole, digest_size=20).hexdigest()


class Shared(Protocol):
    """What several processes share of every source; made anew for each process."""

    def store(self, config: SourceConfig, vitals: Vitals) -> Store:
        """Where the answers of this source are kept."""
        ...

    def slots(self, config: SourceConfig) -> Slots | None:
        """The slots that all processes together have in this source; None where each has its own."""
        ...

    def signs(self) -> SharedSigns:
        """What happens on the way to it, in numbers; from any thread."""
        ...

    async def aclose(self) -> None:
        """Give back what is held; for the end, on the loop on which it was used."""
        ...


class LocalStore:
    """The store of one process, bounded by bytes; the oldest go first. See `Store`."""

    def __init__(
        self, vitals: Vitals, monotonic: Callable[[], float] = time.monotonic, most: int = MOST_BYTES
    ) -> None:
        self._vitals = vitals
        self._monotonic = monotonic
        self._most = most
        self._kept: OrderedDict[str, tuple[Entry, float, int]] = OrderedDict()

    async def get(self, key: str) -> Entry | None:
        """What is kept."""
        found = self._kept.get(key)
        return None if found is None or found[1] <= self._monotonic() else found[0]

    async def put(self, key: str, entry: Entry, seconds: float) -> None:
        """Keep it as the newest; what is over goes, and then the oldest until the rest fits."""
        now, size = self._monotonic(), size_of(entry.answer)
        self._drop(key)
        for name in [name for name, (_, until, _) in self._kept.items() if until <= now]:
            self._drop(name)
        if size > self._most:
            return
        self._kept[key] = (entry, now + seconds, size)
        self._vitals.kept_bytes += size
        while self._vitals.kept_bytes > self._most:
            self._drop(next(iter(self._kept)))
        self._vitals.kept_answers = len(self._kept)

    async def claim(self, _key: str, _seconds: float) -> bool:
        """In one process a flight is shared before it comes here."""
        return True

    async def release(self, _key: str) -> None:
        """Nothing was claimed."""

    async def wait(self, _key: str, _seconds: float) -> None:
        """Nobody is waited for."""

    def _drop(self, key: str) -> None:
        _, _, size = self._kept.pop(key, (None, 0.0, 0))
        self._vitals.kept_bytes -= size
        self._vitals.kept_answers = len(self._kept)


def size_of(answer: Answer) -> int:
    """About how many bytes of memory an answer takes."""
    return _SERIES + sum(_SERIES + _POINT * len(series.points) for series in answer.series)


def packed(entry: Entry) -> bytes:
    """An entry as bytes, for stores outside of the process; NaN and infinities survive."""
    answer = entry.answer
    series = [
        (dict(one.labels), [time for time, _ in one.points], [_text(value) for _, value in one.points])
        for one in answer.series
    ]
    remarks = answer.warnings, answer.infos, answer.ahead, answer.step
    return orjson.dumps((entry.at, remarks, series))


def unpacked(body: bytes) -> Entry | None:
    """The opposite of `packed`; None for whatever else these bytes are."""
    try:
        at, (warnings, infos, ahead, step), found = orjson.loads(body)
        series = tuple(
            AnsweredSeries(
                {str(name): str(value) for name, value in labels.items()},
                tuple((float(t), float(v)) for t, v in zip(times, values, strict=True)),
            )
            for labels, times, values in found
        )
        texts = tuple(str(text) for text in warnings), tuple(str(text) for text in infos)
        return Entry(Answer(series, *texts, float(ahead), float(step), float(at)), float(at))
    except (TypeError, ValueError, AttributeError):
        return None


def _text(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)
