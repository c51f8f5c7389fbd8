"""Answers by key that are fetched in the background, once for all who ask, and kept for a while."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass
from typing import Generic, TypeVar

from navigator.shelf import MOST_VALUES, Shelf

log = logging.getLogger(__name__)

AGAIN_SECONDS = 5.0  # after something went wrong inside
QUEUE = 64  # flights of one room that are under way or wait; whoever asks for more asks again later

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Landed(Generic[V]):
    """An answer, for how many seconds it is kept as fresh, and how many values it holds."""

    value: V
    seconds: float
    size: int = 1


@dataclass(slots=True)
class _Kept(Generic[V]):
    value: V
    until: float


@dataclass(frozen=True, slots=True)
class Traffic:
    """How many answers have come, and how many questions are under way. While the first stays and the second
    is 0, whoever asks the same is told the same."""

    landed: int
    flying: int

    def __add__(self, other: Traffic) -> Traffic:
        return Traffic(self.landed + other.landed, self.flying + other.flying)


class Flights(Generic[K, V]):
    """One batch under way per set of missing keys; what is out of date answers until it is replaced.

    Keys of different rooms never wait for each other: each room has its own batches and threads. Safe in
    several threads. `most` bounds the values kept (see Shelf).
    """

    def __init__(
        self,
        name: str,
        workers: int = 1,
        monotonic: Callable[[], float] = time.monotonic,
        most: int = MOST_VALUES,
        room: Callable[[K], str] = lambda _: "",
    ) -> None:
        """No thread runs before something is asked for. `room` says in which room a key waits, `workers`
        how many batches of one room are under way at once."""
        self._name = name
        self._workers = workers
        self._monotonic = monotonic
        self._most = most
        self._room = room
        self._pools: dict[str, ThreadPoolExecutor] = {}
        self._lock = threading.Lock()
        self._kept: Shelf[K, _Kept[V]] = Shelf(most)
        self._flying: dict[K, Future[None]] = {}
        self._not_before: dict[K, float] = {}
        self._landings = 0
        self._closed = False

    @property
    def landings(self) -> int:
        """Another number whenever an answer has come."""
        return self._landings

    @property
    def traffic(self) -> Traffic:
        """What came and what is under way."""
        with self._lock:
            return Traffic(self._landings, len(self._flying))

    def renewed(
        self,
        names: Callable[[K], Iterable[K]],
        holds: Callable[[V], bool] = lambda _: True,
        *,
        fresh: bool = True,
        room: Callable[[K], str] | None = None,
    ) -> Flights[K, V]:
        """Flights of the next model; `names` gives the keys that an answer kept here has there, `holds`
        says whether it is kept at all. Unless `fresh`, it is asked for again at once when it is wanted.
        `room` are the rooms there, where they differ."""
        after: Flights[K, V] = Flights(
            self._name, self._workers, self._monotonic, self._most, room or self._room
        )
        with self._lock:
            kept = list(self._kept.items())
        now = self._monotonic()
        for key, one, values in kept:
            for name in names(key) if holds(one.value) else ():
                until = one.until if fresh else min(one.until, now)
                after._kept.put(name, _Kept(one.value, until), values)
        return after

    def get(
        self,
        keys: Sequence[K],
        fetch: Callable[[tuple[K, ...]], Mapping[K, Landed[V]]],
        wait: float,
        oldest: float = math.inf,
    ) -> dict[K, V]:
        """What is known of `keys` after at most `wait` seconds; a key that is missing is still pending.

        `fetch` blocks and runs in a thread of its own; what it raises is logged, and asked for again later.
        What has been out of date for more than `oldest` seconds is waited for as well, and given meanwhile.
        """
        awaited = self._order(keys, fetch, oldest)
        if awaited and wait > 0:
            wait_for(awaited, timeout=wait)
        return self.known(keys)

    def known(self, keys: Iterable[K]) -> dict[K, V]:
        """What is kept of `keys`, fresh or not, without asking for anything."""
        with self._lock:
            kept = {key: self._kept.get(key) for key in keys}
        return {key: one.value for key, one in kept.items() if one is not None}

    def is_overdue(self, key: K, oldest: float) -> bool:
        """Whether what is kept of a key has been out of date for more than `oldest` seconds."""
        with self._lock:
            return self._overdue(key, self._monotonic(), oldest)

    def all(self) -> list[tuple[K, V]]:
        """Everything that is kept, the oldest first."""
        with self._lock:
            return [(key, one.value) for key, one, _ in self._kept.items()]

    def under_way(self) -> list[K]:
        """The keys that are being fetched, or wait for it."""
        with self._lock:
            return list(self._flying)

    def close(self) -> None:
        """Stop; what is under way is given up, and nothing more is asked for."""
        with self._lock:
            self._closed = True
            pools = list(self._pools.values())
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)

    def _order(
        self, keys: Sequence[K], fetch: Callable[[tuple[K, ...]], Mapping[K, Landed[V]]], oldest: float
    ) -> set[Future[None]]:
        """Start what is missing or out of date; the flights that bring something not there or overdue."""
        with self._lock:
            now = self._monotonic()
            old = [key for key in keys if not self._rests(key, now)]
            new = tuple(dict.fromkeys(key for key in old if key not in self._flying))
            if new and not self._closed:
                self._depart(new, fetch)
            awaited = (key for key in old if key in self._flying)
            return {
                self._flying[key]
                for key in awaited
                if self._kept.get(key) is None or self._overdue(key, now, oldest)
            }

    def _depart(self, keys: tuple[K, ...], fetch: Callable[[tuple[K, ...]], Mapping[K, Landed[V]]]) -> None:
        """One flight for each room that has a place left. The lock is held."""
        rooms: dict[str, list[K]] = {}
        for key in keys:
            rooms.setdefault(self._room(key), []).append(key)
        for room, some in rooms.items():
            under_way = {flight for key, flight in self._flying.items() if self._room(key) == room}
            if len(under_way) < QUEUE:
                flight = self._pool(room).submit(self._fly, tuple(some), fetch)
                self._flying.update(dict.fromkeys(some, flight))

    def _pool(self, room: str) -> ThreadPoolExecutor:
        pool = self._pools.get(room)
        if pool is None:
            prefix = f"navigator-{self._name}"
            pool = self._pools[room] = ThreadPoolExecutor(self._workers, thread_name_prefix=prefix)
        return pool

    def _overdue(self, key: K, now: float, oldest: float) -> bool:
        kept = self._kept.get(key)
        return kept is not None and now - kept.until > oldest

    def _rests(self, key: K, now: float) -> bool:
        """Whether nothing is to be asked about a key: it is fresh, or just went wrong."""
        kept = self._kept.get(key)
        return (kept is not None and kept.until > now) or self._not_before.get(key, now) > now

    def _fly(self, keys: tuple[K, ...], fetch: Callable[[tuple[K, ...]], Mapping[K, Landed[V]]]) -> None:
        answer: Mapping[K, Landed[V]] = {}
        try:
            answer = fetch(keys)
        except Exception:
            log.exception("%s could not be worked out; trying again later", self._name)
        finally:
            self._land(keys, answer)

    def _land(self, keys: tuple[K, ...], answer: Mapping[K, Landed[V]]) -> None:
        with self._lock:
            now = self._monotonic()
            self._landings += 1
            self._not_before = {key: until for key, until in self._not_before.items() if until > now}
            for key in keys:
                self._flying.pop(key, None)
                landed = answer.get(key)
                if landed is None:
                    self._not_before[key] = now + AGAIN_SECONDS
                else:
                    self._kept.put(key, _Kept(landed.value, now + landed.seconds), landed.size)
