"""A day of the feeds: who asks the six hosts of `simulated_ports` for what, and when a new caller comes.

Nothing here was measured. Everybody who reads is counted: arrived = answered + failed + waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.simulated_metrics import Chance, ramp
from benchmarks.simulated_ports import KEYS, SHARED, Host, Later, Ports

HOSTS = tuple(f"dp-{number}" for number in range(1, 7))
BATCH = 17_500.0  # URIs of a large call in the end, on average
DEADLINE = 10.0  # after which whoever asked a host waits no longer, seconds
PAUSE = 30  # of the worker after a failed dial, seconds
_EVERY = 33.0  # seconds between two large calls to one host
_SMALL = 2.2  # small calls of the new caller a second, in the end


@dataclass(frozen=True, slots=True)
class Plan:
    """When things happen, in seconds from the start: the new caller, its full size, its end."""

    deployed: int = 10_800
    grown: int = 12_300
    blocked: int = 14_100
    end: int = 15_000
    calls: float = 620.0  # reads a second, all hosts together
    seed: str = "ports"


@dataclass(slots=True)
class Worker:
    """Sends notifications from the shared host, a connection each, from the same address.

    After a dial that failed it pauses. `queued` = `sent` + `waiting`.
    """

    queued: int = 0
    sent: int = 0
    waiting: int = 0
    pauses: int = 0
    _paused_until: int = 0

    def step(self, now: int, arriving: int, ports: Ports) -> None:
        """One second: as many as there are ports for, at most 60."""
        self.queued += arriving
        self.waiting += arriving
        if now < self._paused_until:
            return
        wanted = min(self.waiting, 60)
        sent = ports.open(wanted)
        ports.close(sent, now)
        self.sent += sent
        self.waiting -= sent
        if sent < wanted:
            self.pauses += 1
            self._paused_until = now + PAUSE


@dataclass(slots=True)
class Front:
    """Whoever asks for pages: a read that failed is tried once more, at another host, a second later.

    `arrived` = `answered` + `failed` + those that are tried again or wait for their error.
    """

    arrived: int = 0
    tried: int = 0
    answered: int = 0
    failed: int = 0
    again: int = 0
    late: Later = field(default_factory=Later)

    @property
    def tried_again(self) -> int:
        """How often a read was tried a second time, which takes a second."""
        return self.tried - self.arrived

    @property
    def waiting(self) -> int:
        """Reads that have no answer yet."""
        return self.again + self.late.inside

    def step(self, now: int, fresh: int, broken: int, share: float, delay: float) -> None:
        """One second with so many new reads, `broken` of which fail whatever happens.

        `share` of all that are tried now fails; an error arrives after `delay` seconds.
        """
        self.arrived += fresh
        self.tried += fresh + self.again
        lost, lost_again = round((fresh - broken) * share), round(self.again * share)
        self.answered += fresh - broken - lost + self.again - lost_again
        self.late.put(lost_again, now, 1 + int(min(DEADLINE, delay)))
        self.failed += broken + self.late.leave(now)
        self.again = lost


@dataclass(slots=True)
class Caller:
    """Another service that reads: calls and URIs that it asked for so far."""

    calls: int = 0
    keys: int = 0


class Feeds:
    """All of it; `step` lets one second pass."""

    def __init__(self, plan: Plan | None = None) -> None:
        """A quiet system at second 0."""
        self.plan = plan or Plan()
        self.now = 0
        self.hosts = tuple(Host(name, Chance(f"{self.plan.seed} {name}")) for name in HOSTS)
        self.worker = Worker()
        self.front = Front()
        self.newcomer = Caller()
        self.notifier = Caller()
        self._chance = Chance(self.plan.seed)
        self._due = [self.plan.deployed + 30.0 + _EVERY * i / len(HOSTS) for i in range(len(HOSTS))]
        self._retries: dict[int, list[tuple[int, int]]] = {}

    @property
    def shared(self) -> Host:
        """The host that the worker for notifications stands on too."""
        return next(host for host in self.hosts if host.name == SHARED)

    @property
    def is_asking(self) -> bool:
        """Whether the new caller is there and let in."""
        return self.plan.deployed <= self.now < self.plan.blocked

    def run(self) -> Iterator[int]:
        """Second by second to the end of the plan; yields each when it is over."""
        while self.now < self.plan.end:
            self.step()
            yield self.now

    def step(self) -> None:
        """One second."""
        self.now += 1
        fresh = self._chance.count(self.plan.calls)
        known = self._chance.count(12.0)
        small = self._chance.count(_SMALL * self._grown) if self.is_asking else 0
        self.notifier.calls, self.notifier.keys = (
            self.notifier.calls + known,
            self.notifier.keys + KEYS * known,
        )
        self.newcomer.calls, self.newcomer.keys = (
            self.newcomer.calls + small,
            self.newcomer.keys + KEYS * small,
        )
        total = fresh + self.front.again + known + small
        lost = sum(self._ask(index, host, total) for index, host in enumerate(self.hosts))
        delay = sum(host.delay for host in self.hosts) / len(self.hosts)
        broken = self._chance.count(fresh * 3e-4)
        self.front.step(self.now, fresh, broken, lost / total if total else 0.0, delay)
        self.worker.step(self.now, self._chance.count(25.0), self.shared.ports)

    @property
    def _grown(self) -> float:
        """How far the new caller has got, 0 to 1: it takes in more people as it runs."""
        return ramp(self.now, self.plan.deployed, self.plan.grown)

    def _ask(self, index: int, host: Host, total: int) -> int:
        """This host's share of `total` calls, by turns, and its large ones; returns how many failed."""
        share, rest = divmod(total, len(self.hosts))
        usual = share + (1 if (index + self.now) % len(self.hosts) < rest else 0)
        tried = self._retries.pop(self.now * len(self.hosts) + index, [])
        batches = [(keys, attempts) for keys, attempts in tried if self.is_asking]
        if self.is_asking and self.now >= self._due[index]:
            self._due[index] += self._chance.near(_EVERY, 0.01)
            batches.append((round(self._batch()), 0))
        self.newcomer.calls += len(batches)
        self.newcomer.keys += sum(keys for keys, _ in batches)
        lost, undone = host.step(self.now, usual, [keys for keys, _ in batches])
        for keys, attempts in batches:
            if keys in undone and attempts < 2:  # tried again at the next host, ten seconds later
                at = (self.now + 10) * len(self.hosts) + (index + 1) % len(self.hosts)
                self._retries.setdefault(at, []).append((keys, attempts + 1))
        return lost

    def _batch(self) -> float:
        """URIs of a large call: 15 to 20 thousand in the end."""
        return max(400.0, BATCH * self._grown) * self._chance.between(6 / 7, 8 / 7)
