"""A morning of a design tool: who opens the editor of `simulated_herd` where, what fails and is tried again.

Nothing here was measured. What was asked for is counted: asked = answered + failed + waiting, everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.simulated_herd import KAPPA, Gateway, Place, Task
from benchmarks.simulated_metrics import Chance, ramp

FILE = 4.85e6  # bytes of the file that every editor waits for
LOSSY = 0.15  # share of packets that get lost on the way through public transit
BAD = "sin"
CALLS = (4, 2)  # that an editor makes in the first second, in the next
TRIES = 4  # of every call
_LEAST, _MOST = 44, 60  # tasks of the gateway
_NEW_TASK = 200  # seconds until a new task is there


@dataclass(frozen=True, slots=True)
class Plan:
    """When things happen, in seconds from the start."""

    telemetry: int = 8_820  # the gateway gets its new telemetry library
    route: int = 10_260  # packets begin to get lost
    released: int = 10_920  # a new version of the editor
    mended: int = 12_600  # the route is as it was
    blocked: int = 13_440  # the CDN turns everybody away
    opened: int = 14_220  # and lets people in again, more and more
    full: int = 15_120
    end: int = 15_600
    calls: float = 345_000.0  # API calls a second of those who work
    editors: float = 1.0  # factor on how many editors are opened
    seed: str = "herd"


@dataclass(slots=True)
class Clients:
    """Calls that failed and are tried again two seconds later, three times.

    `wanted` = `answered` + `given_up` + `turned_away` + `pending` (failed, and to be tried again).
    """

    wanted: int = 0
    answered: int = 0
    given_up: int = 0
    turned_away: int = 0
    pending: int = 0
    _due: dict[int, list[int]] = field(default_factory=dict)

    def trying(self, now: int, fresh: int) -> list[int]:
        """Calls tried now, by how often they were tried before."""
        self.wanted += fresh
        again = self._due.pop(now, [0] * TRIES)
        self.pending -= sum(again)
        return [fresh, *again[1:]]

    def learn(self, now: int, tried: list[int], share: float) -> int:
        """`share` of them failed; returns how many that are. Those that were tried often enough are lost."""
        failed = [round(number * share) for number in tried]
        self.answered += sum(tried) - sum(failed)
        self.given_up += failed[-1]
        again = [0, *failed[:-1]]
        self._due[now + 2] = again
        self.pending += sum(again)
        return sum(failed)


class Editor:
    """All of it; `step` lets one second pass."""

    def __init__(self, plan: Plan | None = None) -> None:
        """A quiet system at second 0."""
        self.plan = plan or Plan()
        self.now = 0
        self._chance = Chance(self.plan.seed)
        self.places = tuple(
            Place(name, rate, round_trip, Chance(f"{self.plan.seed} {name}"))
            for name, rate, round_trip in (
                ("iad", 310.0, 0.004),
                ("fra", 240.0, 0.09),
                (BAD, 232.0, 0.23),
                ("gru", 60.0, 0.12),
                ("syd", 70.0, 0.2),
            )
        )
        tasks = [Task(i, Chance(f"{self.plan.seed} task {i}")) for i in range(_LEAST)]
        self.gateway = Gateway(tasks, self._chance, wanted=_LEAST)
        self.clients = Clients()
        self.broken = dict.fromkeys((place.name for place in self.places), 0)  # had their files, no more
        self.turned_away = 0  # editors and calls that the CDN refused
        self._following: list[int] = [0]  # calls of editors opened a second ago
        self._busy = 0.0

    @property
    def admitted(self) -> float:
        """The share of people that the CDN lets through."""
        plan = self.plan
        if not plan.blocked <= self.now < plan.full:
            return 1.0
        return 0.0 if self.now < plan.opened else 0.1 + 0.9 * ramp(self.now, plan.opened, plan.full)

    def run(self) -> Iterator[int]:
        """Second by second to the end of the plan; yields each when it is over."""
        while self.now < self.plan.end:
            self.step()
            yield self.now

    def step(self) -> None:
        """One second."""
        self.now += 1
        self._happen()
        began = {place.name: place.step(self._opening(place)) for place in self.places}
        opened = sum(began.values())
        calls = self._chance.count(self.plan.calls) + CALLS[0] * opened + self._following.pop(0)
        self._following.append(CALLS[1] * opened)
        let_in = round(calls * self.admitted)
        self.clients.turned_away += calls - let_in
        self.clients.wanted += calls - let_in
        self.turned_away += calls - let_in
        failed = self._call(let_in)
        for name, number in began.items():
            self.broken[name] += round(number * failed)
        if self.now % 15 == 0:
            self._scale()

    def _opening(self, place: Place) -> int:
        """Editors opened at a place now; who is turned away gets none."""
        number = place.chance.count(place.rate * self.plan.editors)
        let_in = round(number * self.admitted)
        self.turned_away += number - let_in
        return let_in

    def _happen(self) -> None:
        plan, bad = self.plan, next(place for place in self.places if place.name == BAD)
        self.gateway.kappa = KAPPA if self.now >= plan.telemetry else 0.0
        bad.loss = LOSSY if plan.route <= self.now < plan.mended else 1e-5
        if self.now == plan.released:
            for place in self.places:
                place.missing = FILE

    def _call(self, fresh: int) -> float:
        """Calls that were let through, and those tried again; returns the share that failed."""
        tried = self.clients.trying(self.now, fresh)
        if self.admitted == 0.0:  # nothing gets through, what is tried again neither
            self.clients.turned_away += sum(tried)
            self.turned_away += sum(tried)
            self.gateway.step(self.now, 0)
            return 0.0
        offered = sum(tried)
        _, failed = self.gateway.step(self.now, offered)
        share = min(1.0, failed / offered) if offered else 0.0
        self.clients.learn(self.now, tried, share)
        return share

    def _scale(self) -> None:
        """The autoscaler looks at how busy the tasks were since it looked last."""
        busy = sum(task.busy for task in self.gateway.tasks)
        ready = len(self.gateway.ready(self.now))
        share = (busy - self._busy) / (15.0 * ready) if ready else 1.0
        self._busy = busy
        self.gateway.scale(self.now, min(1.0, share), _LEAST, _MOST, takes=_NEW_TASK)
