"""A simulated outage: the ports of a loopback address run out, host by host. No reading in it was measured.

Made after the public account of an outage of a social network in April 2026; the numbers from it are
marked "public". Six hosts run a data plane beside a memcached that it reaches over 127.0.0.1. Seconds:

- A port of the range 32768 to 60999 (28,232, public) is held by every connection from that address while
  it lives and for 60 s afterwards (TIME_WAIT, the kernel's constant). A dial that finds none fails at once.
- A call fetches its keys at the same time, one goroutine and one connection each (public). A pool keeps
  1,000 idle connections (public); what is more is closed. A call one of whose dials failed is cancelled,
  which closes its connections instead of giving them back.
- A new caller asks for less than 3 calls a second (public). Most are small; one in five carries more and
  more URIs, in the end 15 to 20 thousand (public). Round robin gives each host one of them about every 33 s.
- A failed dial writes a line to the log before its call may answer (public). Writers queue for the disk and
  hold memory, some of them a thread; the nearer memory is to its limit the more time the garbage collector
  takes, from the writers too. Above the host's memory the kernel kills the process, which starts again
  with an empty pool while the ports are still taken.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from benchmarks.simulated_metrics import Chance, ramp

PORTS = 28_232
TIME_WAIT = 60
POOL = 1_000
KEYS = 12  # of a usual call
GIBIBYTE = 2.0**30
HOST_MEMORY = 16 * GIBIBYTE
SOFT_LIMIT = 12 * GIBIBYTE
OTHERS = 3.4 * GIBIBYTE  # memcached and the system
WORKER = 1.2 * GIBIBYTE  # what sends notifications, on the shared host only
SHARED = "dp-4"
_HELD = 2  # how long a large call holds its connections, seconds
_OVERLAP = 0.004  # of a second that one key holds a connection
_WRITES = 2_600.0  # lines that a log disk takes in a second
_LINE, _GOROUTINE, _THREAD = 60_000.0, 30_000.0, 64_000.0  # bytes that each holds
_RESTART = 20
_BESIDE = 0.6  # connections a second of probes and exporters


@dataclass(slots=True)
class Ports:
    """The ephemeral ports of one local address: `live` ones and those in TIME_WAIT by when they are free."""

    live: int = 0
    waiting: int = 0
    _due: deque[tuple[int, int]] = field(default_factory=deque)

    @property
    def free(self) -> int:
        """How many a dial could take now."""
        return PORTS - self.live - self.waiting

    def open(self, wanted: int) -> int:
        """Take as many of `wanted` as there are; returns how many."""
        opened = min(wanted, self.free)
        self.live += opened
        return opened

    def close(self, number: int, now: int) -> None:
        """Close live connections at second `now`; their ports stay taken for TIME_WAIT."""
        self.live -= number
        self.waiting += number
        self._due.append((now + TIME_WAIT, number))

    def expire(self, now: int) -> None:
        """Free what has waited for long enough."""
        while self._due and self._due[0][0] <= now:
            self.waiting -= self._due.popleft()[1]


@dataclass(slots=True)
class Later:
    """Calls that will be answered at a later second; `seconds` is what those that left have waited."""

    inside: int = 0
    seconds: float = 0.0
    _due: dict[int, tuple[int, float]] = field(default_factory=dict)

    def put(self, number: int, now: int, lasting: int) -> None:
        """`number` of them come in at second `now` and leave after `lasting` (at least 1) seconds."""
        self.inside += number
        there, seconds = self._due.get(now + lasting, (0, 0.0))
        self._due[now + lasting] = (there + number, seconds + number * lasting)

    def leave(self, now: int) -> int:
        """Those whose time has come."""
        number, seconds = self._due.pop(now, (0, 0.0))
        self.inside -= number
        self.seconds += seconds
        return number

    def drop(self) -> int:
        """All of them at once."""
        lost, self.inside = self.inside, 0
        self._due.clear()
        return lost


@dataclass(slots=True)
class Host:
    """One host with its data plane. All counts are since second 0, whatever was killed since.

    `started` = `answered` + `failed` + `killed` + `in_flight`.
    """

    name: str
    chance: Chance = field(compare=False)
    ports: Ports = field(default_factory=Ports)
    idle: int = 20
    stuck: Later = field(default_factory=Later)
    large: deque[tuple[int, int]] = field(default_factory=deque)  # until when, with how many connections
    log: float = 0.0
    memory: float = 4.5 * GIBIBYTE
    threads: float = 40.0
    gc_share: float = 0.02
    gc_pause: float = 0.0006
    down_until: int = 0  # 0: it runs
    began: int = -200_000
    kills: int = 0
    started: int = 0
    answered: int = 0
    failed: int = 0
    killed: int = 0
    refused: int = 0
    opened: int = 0
    beside: int = 0  # connections of others over the same address: probes, exporters
    dial_errors: int = 0
    gets: int = 0
    asked: int = 0
    lines: float = 0.0
    busy: float = 0.0  # seconds that the log disk was busy
    gc_time: float = 0.0  # seconds of one processor that garbage collection took
    stalled: float = 0.0  # seconds that everything waited for memory

    def __post_init__(self) -> None:
        """The pool's first connections have ports too."""
        self.idle = self.ports.open(self.idle)

    @property
    def is_up(self) -> bool:
        """Whether the process runs."""
        return not self.down_until

    @property
    def in_flight(self) -> int:
        """Calls that have no answer yet."""
        return self.stuck.inside + len(self.large)

    @property
    def delay(self) -> float:
        """How long a line of the log written now takes, in seconds."""
        return self.log / (_WRITES * (1.0 - self.gc_share))

    def step(self, now: int, calls: int, batches: list[int]) -> tuple[int, list[int]]:
        """One second with so many usual calls and large ones of so many keys; returns the failed of each."""
        self.ports.expire(now)
        others = self.ports.open(self.chance.count(_BESIDE))
        self.ports.close(others, now)
        self.beside += others
        if self.down_until and now >= self.down_until:
            self.down_until, self.began = 0, now
        if self.down_until:
            self.refused += calls + len(batches)
            return calls, batches
        self._release(now)
        self.failed += self.stuck.leave(now)
        self.started += calls + len(batches)
        undone = [keys for keys in batches if not self._fetch_many(now, keys)]
        lost = self._fetch(calls)
        self.answered += calls - lost
        self.stuck.put(lost + len(undone), now, 1 + int(self.delay))
        self._write(calls)
        self._breathe(now)
        return lost, undone

    def _fetch_many(self, now: int, keys: int) -> bool:
        """A large call; False when some of its dials found no port."""
        pooled = min(self.idle, keys)
        opened = self.ports.open(keys - pooled)
        missing = keys - pooled - opened
        self.idle -= pooled
        self._dialled(keys, keys - missing, opened, missing)
        if missing:
            self.ports.close(pooled + opened, now)
            return False
        self.large.append((now + _HELD, keys))
        return True

    def _release(self, now: int) -> None:
        """Large calls that end give their connections back, as many as the pool takes."""
        while self.large and self.large[0][0] <= now:
            held = self.large.popleft()[1]
            self.answered += 1
            kept = min(held, POOL - self.idle)
            self.idle += kept
            self.ports.close(held - kept, now)

    def _fetch(self, calls: int) -> int:
        """Usual calls of this second, which need few connections at a time; returns how many failed."""
        needed = max(1, round(calls * KEYS * _OVERLAP))
        pooled = min(self.idle, needed)
        opened = self.ports.open(needed - pooled)
        self.idle += opened
        short = 1.0 - (pooled + opened) / needed
        lost = round(calls * (1.0 - (1.0 - short) ** KEYS))
        missing = round(calls * KEYS * short)
        if self.chance.one_in(0.004):  # one connection in a while is reset, and was always in the log
            missing += 1
        self._dialled(calls * KEYS, calls * KEYS - min(missing, calls * KEYS), opened, missing)
        return lost

    def _dialled(self, asked: int, got: int, opened: int, missing: int) -> None:
        self.asked += asked
        self.gets += got
        self.opened += opened
        self.dial_errors += missing
        self.log += missing

    def _write(self, calls: int) -> None:
        """One second of the log disk: lines of calls, and the queue of those about failed dials."""
        room = _WRITES * (1.0 - self.gc_share)
        waiting = self.log + calls
        written = min(room, waiting)
        self.log = waiting - written
        self.lines += written
        self.busy += written / room

    def _breathe(self, now: int) -> None:
        """Threads, memory and garbage collection follow from who waits; too much of it is the end."""
        held = sum(keys for _, keys in self.large)
        self.threads = max(self.threads, min(9_900.0, 40.0 + 0.06 * self.log))  # Go ends no thread
        caches = 4.5 * GIBIBYTE * (0.1 + 0.9 * ramp(now, self.began, self.began + 60))
        wanted = caches + held * _GOROUTINE + self.log * _LINE + self.threads * _THREAD
        self.memory = max(self.chance.near(wanted, 0.002), self.memory * 0.997)  # given back slowly
        pressure = max(0.0, self.memory / SOFT_LIMIT - 0.7) / 0.3
        self.gc_share = min(0.75, 0.02 + 0.5 * pressure)
        self.gc_pause = self.chance.near(0.0006 + self.threads * 2e-5 + 0.9 * pressure, 0.1)
        self.gc_time += self.gc_share
        self.stalled += min(0.9, max(0.0, self.used_memory / HOST_MEMORY - 0.85) * 5.0)
        if self.used_memory > 0.97 * HOST_MEMORY:
            self._kill(now)

    @property
    def used_memory(self) -> float:
        """Bytes in use on the host."""
        return self.memory + OTHERS + (WORKER if self.name == SHARED else 0.0)

    def _kill(self, now: int) -> None:
        self.ports.close(self.ports.live, now)
        self.killed += self.stuck.drop() + len(self.large)
        self.idle, self.log, self.threads, self.memory = 0, 0.0, 40.0, 0.4 * GIBIBYTE
        self.gc_share, self.gc_pause = 0.02, 0.0006
        self.large.clear()
        self.kills += 1
        self.down_until = now + _RESTART
