"""A simulated outage: a slow file gathers a herd, and letting it go kills a gateway. Nothing was measured.

Made after the public account of an outage of a design tool in November 2024; the numbers from it are
marked "public". Seconds:

- Every place of the CDN keeps the files of the editor. Of a new version each fetches every file once, and
  whoever asks meanwhile waits for that fetch (request collapsing). No error, no timeout: it is being read.
- How fast a file comes from the origin follows from loss and round trip: the throughput of TCP with its
  timeouts by J. Padhye, V. Firoiu, D. Towsley, J. Kurose, "Modeling TCP Throughput", SIGCOMM 1998. One
  place reaches the origin over IPv6 through public transit (public), where packets begin to get lost.
- After 20 minutes the file is there, and 270,000 who wait (public) get it in one second. Each editor that
  opens makes six calls to the API: 1.5 million a second, three times the usual peak (public).
- A task of the gateway serves n calls at a time at X(n) = λn / (1 + σ(n−1) + κn(n−1)): N. Gunther's
  Universal Scalability Law. A change of telemetry made threads wait for one lock, κ > 0 (public: lock
  contention), so the longer the queue the less gets done. A call in the queue holds memory; beyond its
  limit the kernel kills the task and all calls in it. It comes back after an ever longer pause, into the
  share of everything that the balancer has for a task that is ready. New tasks need minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt

from benchmarks.simulated_metrics import Chance

MEBIBYTE = 2.0**20
SEGMENT = 1440.0  # bytes of a TCP segment over IPv6
TASK_LIMIT = 2048 * MEBIBYTE
_TASK_BASE, _CALL = 620 * MEBIBYTE, 60_000.0  # bytes of a task, and of every call in it
_SERVICE = 0.003  # seconds that a call takes when nothing waits
_LAMBDA, _SIGMA = 500.0, 0.02  # calls a second of one thread; share of a call that only one may do at a time
KAPPA = 4e-6  # after the change of telemetry
MOST = _LAMBDA / _SIGMA  # calls a second that a task comes near to, without the lock
_FIRST_PAUSE, _LONGEST_PAUSE, _BEGINNING = 10, 300, 15  # of a task that was killed, seconds


def tcp_throughput(loss: float, round_trip: float, timeout: float = 1.0) -> float:
    """Bytes per second of a long TCP transfer by Padhye's formula, two segments per acknowledgement.

    `loss` is the share of segments lost, above 0; times are in seconds.
    """
    quick = round_trip * sqrt(4.0 * loss / 3.0)
    slow = timeout * min(1.0, 3.0 * sqrt(6.0 * loss / 8.0)) * loss * (1.0 + 32.0 * loss**2)
    return SEGMENT / (quick + slow)


@dataclass(slots=True)
class Place:
    """One place of the CDN. `asked` = `delivered` + `left` + `waiting`; `missing` bytes are to be fetched."""

    name: str
    rate: float  # editors opened a second
    round_trip: float  # to the origin, seconds
    chance: Chance = field(compare=False)
    loss: float = 1e-5
    missing: float = 0.0
    asked: int = 0
    delivered: int = 0
    left: int = 0
    waiting: int = 0
    seconds: float = 0.0  # that delivered requests took
    fetched: float = 0.0  # bytes
    probes: int = 0
    replies: int = 0
    _stood: float = 0.0  # seconds that those who wait now have waited, all together

    @property
    def throughput(self) -> float:
        """Bytes per second from the origin as the path is now."""
        return tcp_throughput(self.loss, self.round_trip)

    def step(self, opening: int) -> int:
        """One second with so many editors opening; returns how many have got their files."""
        self._probe()
        self.asked += opening
        self.waiting += opening
        came = min(self.missing, self.throughput)
        self.missing -= came
        self.fetched += came
        if self.missing > 0.0:
            gone = min(self.waiting, self.chance.count(self.waiting * 5e-5))
            self._stood += self.waiting - gone - opening / 2
            self.left, self.waiting = self.left + gone, self.waiting - gone
            return 0
        still = min(self.waiting, round(opening * 0.06))  # who asked within the last 60 ms
        given, self.waiting = self.waiting - still, still
        self.delivered += given
        self.seconds += self._stood + given * 0.06
        self._stood = 0.0
        return given

    def _probe(self) -> None:
        """One in four seconds a probe of twenty packets goes the way of the files."""
        if self.chance.one_in(0.25):
            self.probes += 20
            self.replies += sum(not self.chance.one_in(self.loss) for _ in range(20))


@dataclass(slots=True)
class Task:
    """One task of the gateway. `asked` = `answered` + `killed` + `inside`."""

    number: int
    chance: Chance = field(compare=False)
    ready_at: int = 0
    asked: int = 0
    answered: int = 0
    killed: int = 0
    inside: int = 0
    kills: int = 0
    restarts: int = 0
    busy: float = 0.0  # seconds of all its processors
    locked: float = 0.0  # seconds that its threads waited for the lock, as a share of their time
    seconds: float = 0.0  # that answered calls took
    _stood: float = 0.0  # seconds that calls inside have waited for their turn, all together
    _pause: int = _FIRST_PAUSE
    _lasting: int = 0

    @property
    def memory(self) -> float:
        """Bytes in use."""
        return _TASK_BASE + self.inside * _CALL

    def step(self, now: int, calls: int, kappa: float) -> tuple[int, int]:
        """One second with so many calls; returns how many were answered, and how many died with it."""
        self.asked += calls
        there = self.inside + calls
        natural = round(calls * _SERVICE)
        n = max(1.0, self.inside + calls * _SERVICE)
        lock = kappa * n * (n - 1.0)
        able = _LAMBDA * n / (1.0 + _SIGMA * (n - 1.0) + lock)
        served = max(0, min(round(able), there - natural))
        self.answered += served
        self.inside = there - served
        part = self._stood * served / there if there else 0.0
        self.seconds += served * _SERVICE + part
        self._stood += self.inside - natural - part
        self.locked += lock / (1.0 + _SIGMA * (n - 1.0) + lock)
        self.busy += min(1.0, served / MOST + lock / (1.0 + lock))
        self._lasting += 1
        if self._lasting > 600:
            self._pause = _FIRST_PAUSE
        return served, self._die(now) if self.memory > TASK_LIMIT else 0

    def _die(self, now: int) -> int:
        """All calls in it are lost; it comes back after a pause that doubles each time."""
        lost, self.inside, self._stood = self.inside, 0, 0.0
        self.killed += lost
        self.kills += 1
        self.restarts += 1
        self._lasting = 0
        self.ready_at = now + round(self.chance.near(self._pause, 0.1)) + _BEGINNING
        self._pause = min(_LONGEST_PAUSE, 2 * self._pause)
        return lost


@dataclass(slots=True)
class Gateway:
    """All tasks behind one balancer that gives each ready one the same. Refused: no task was ready.

    `offered` = `answered` + `refused` + `killed` + `inside`.
    """

    tasks: list[Task]
    chance: Chance
    kappa: float = 0.0
    wanted: int = 0
    offered: int = 0
    answered: int = 0
    refused: int = 0
    killed: int = 0
    _ordered: list[int] = field(default_factory=list)  # when each task that was asked for will be there

    @property
    def inside(self) -> int:
        """Calls that have no answer yet."""
        return sum(task.inside for task in self.tasks)

    def ready(self, now: int) -> list[Task]:
        """Tasks that the balancer sends calls to."""
        return [task for task in self.tasks if now >= task.ready_at]

    def step(self, now: int, calls: int) -> tuple[int, int]:
        """One second with so many calls; returns how many were answered and how many failed."""
        self._arrive(now)
        self.offered += calls
        ready = self.ready(now)
        if not ready:
            self.refused += calls
            return 0, calls
        share, rest = divmod(calls, len(ready))
        answered = failed = 0
        for index, task in enumerate(ready):
            served, lost = task.step(now, share + (index < rest), self.kappa)
            answered, failed = answered + served, failed + lost
        self.answered += answered
        self.killed += failed
        return answered, failed

    def scale(self, now: int, busy: float, least: int, most: int, *, takes: int) -> None:
        """What an autoscaler does that wants processors 55 % busy: more at once, fewer never (here)."""
        wanted = min(most, max(least, -int(-len(self.tasks) * busy // 0.55)))
        for _ in range(wanted - max(self.wanted, len(self.tasks) + len(self._ordered))):
            self._ordered.append(now + round(self.chance.near(takes, 0.1)))
        self.wanted = max(self.wanted, wanted)

    def _arrive(self, now: int) -> None:
        for due in [due for due in self._ordered if due <= now]:
            self._ordered.remove(due)
            number = len(self.tasks)
            self.tasks.append(Task(number, Chance(f"task {number}"), ready_at=now))
