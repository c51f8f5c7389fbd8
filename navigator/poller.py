"""The one reader of a deployment: sweeps the whole model once a step and keeps the states as history.

Request threads only read what is here (`current`, `history`); nothing they do waits for a source.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from adapters.prometheus.traffic_gate import Priority
from adapters.source import Source, ranked
from adapters.sweeps import merge_last_good
from hierarchy.evidence.assumptions import Assumptions
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import Health
from hierarchy.evidence.history import History
from hierarchy.evidence.holds import Holds
from hierarchy.evidence.readings import SourceState, Sweep
from hierarchy.model import Model
from navigator.carrying import carried_holds, carried_keys, carried_sweep, is_whole
from navigator.clock import Clock
from navigator.judged import Judged
from navigator.metrics.timings import Timings
from navigator.mutes import Mutes, NoMutes

log = logging.getLogger(__name__)

RETRY_SECONDS = (
    5.0  # between looks at a source that does not answer, and between re-judgements of ageing values
)
LONGEST_DARK = 15.0  # between looks at one dead source of several, so that its return shows in time
BACKFILL_INSTANTS = 60


class Poller:
    """Sweeps, judges and remembers. `start()` it in the process that serves."""

    def __init__(
        self,
        model: Model,
        source: Source,
        clock: Clock,
        history: History,
        mutes: Mutes | None = None,
        told: Callable[[Health], None] = lambda _health: None,
    ) -> None:
        """Nothing is read before `start`; nothing is muted where `mutes` are not given. `told` is given
        every judgement, also of earlier moments that are filled in, in the poller's threads."""
        self._model = model
        self._source = source
        self._behind = ranked(source, Priority.REFERENCE)
        self._clock = clock
        self._mutes = mutes or NoMutes()
        self._evaluator = Evaluator(model)
        self.history = history
        self.timings = Timings()
        self._told = told
        self._sweep: Sweep | None = None
        self._judged: Judged | None = None
        self._holds = Holds()
        self._judging = threading.Lock()
        self._stop = threading.Event()
        self._is_whole = False
        self._windows: list[tuple[float, float]] = []
        self._wanted = threading.Condition()
        self._threads: list[threading.Thread] = []

    @property
    def current(self) -> Health | None:
        """The newest judgement of the whole model, None before the first sweep has come back."""
        judged = self._judged
        return None if judged is None else judged.health

    @property
    def judged(self) -> Judged | None:
        """The newest judgement with what it was made from."""
        return self._judged

    def renewed(
        self,
        model: Model,
        source: Source,
        history: History,
        told: Callable[[Health], None] = lambda _health: None,
    ) -> Poller:
        """The poller of the next model: it knows what this one has read, and reads on from there.

        Its `current` is that judged anew, with what is new in the model still unknown. Start it
        before this one is told to `retire`, so that there is no gap.
        """
        after = Poller(model, source, self._clock, history, self._mutes, told)
        after.timings = self.timings
        sweep = self._sweep
        if sweep is not None:
            keys = carried_keys(self._model, model)
            after._sweep = carried_sweep(sweep, self._model, model, keys)
            after._is_whole = is_whole(after._sweep, model)
            after._holds = carried_holds(self._holds, model, keys)
            # Not recorded: what is not known yet of a new node did not begin now.
            now = float(int(self._clock.now()))
            after._judged = after._judge_at(after._sweep, now)
        return after

    def start(self) -> None:
        """Begin to read. Threads are daemons: a hanging source never keeps the process alive."""
        jobs: Sequence[tuple[str, Callable[[], None]]] = (
            ("sweeper", self._sweep_forever),
            ("judge", self._judge_forever),
            ("backfill", self._backfill_forever),
        )
        for name, job in jobs:
            thread = threading.Thread(target=job, name=f"navigator-{name}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def retire(self) -> None:
        """Begin nothing any more; what is under way comes to its end by itself."""
        self._stop.set()
        with self._wanted:
            self._wanted.notify_all()

    def stop(self) -> None:
        """Stop reading; waits a moment for what is under way."""
        self.retire()
        for thread in self._threads:
            thread.join(timeout=1.0)

    def sweep_once(self) -> Health:
        """Read everything once, now, and judge it."""
        now = self._clock.now()
        blind = self._sweep is not None and _is_blind(self._sweep)
        at = float(int(now)) if blind else now // self._model.step * self._model.step
        with self.timings.timed():
            read = self._source.sweep(at)
        self._sweep = merge_last_good(self._sweep, read)
        return self._judge()

    def ensure_window(self, start: float, end: float) -> bool:
        """Ask for history over [start, end]; True when it is there, else it is being filled."""
        every = self._every(start, end)
        there = all(self.history.covers(at, every / 2) for at in self._instants(start, end, every))
        if not there:
            with self._wanted:
                # The newest wish counts: people look at one window at a time.
                self._windows[:] = [(start, end)]
                self._wanted.notify_all()
        return there

    def _judge(self) -> Health:
        with self._judging:
            assert self._sweep is not None
            now = float(int(self._clock.now()))
            self._holds = self._holds.advanced(self._model, self._sweep, now)
            judged = self._judge_at(self._sweep, now)
            self.history.append(judged.health, sound=not _is_blind(self._sweep))
            self._judged = judged
            self._told(judged.health)
            return judged.health

    def _judge_at(self, sweep: Sweep, now: float) -> Judged:
        assumed = Assumptions(mutes=self._mutes.at(now))
        health = self._evaluator.evaluate(sweep, now, holds=self._holds, assumed=assumed)
        return Judged(health, sweep, self._holds)

    def _sweep_forever(self) -> None:
        if self._is_whole:  # everything is known already: the next step is soon enough
            self._stop.wait(self.pause)
        while not self._stop.is_set():
            try:
                self.sweep_once()
            except Exception:
                log.exception("a sweep failed; the last states stay and age")
            self._stop.wait(self.pause)

    @property
    def pause(self) -> float:
        """Wall seconds until the next step of data time begins, or until a dead source is worth a look."""
        step, speed = self._model.step, self._clock.speed
        if self._sweep is None or _is_blind(self._sweep):
            return RETRY_SECONDS
        pause = step if speed == 0 else min(step, max(0.2, (step - self._clock.now() % step) / speed + 0.1))
        return min(pause, LONGEST_DARK) if _misses_any(self._sweep) else pause

    def _judge_forever(self) -> None:
        """Values age even when no sweep comes back: what is too old must become unknown by itself."""
        while not self._stop.wait(min(RETRY_SECONDS, self._model.step)):
            sweep = self._sweep
            if sweep is None:
                continue
            late = self._clock.now() - sweep.at > 1.2 * self._model.step
            if late or _misses_any(sweep):
                try:
                    self._judge()
                except Exception:
                    log.exception("ageing values could not be judged; the last states stay")

    def _backfill_forever(self) -> None:
        while not self._stop.is_set():
            with self._wanted:
                self._wanted.wait_for(lambda: self._windows or self._stop.is_set())
                window = self._windows.pop() if self._windows else None
            try:
                if window:
                    self._fill(*window)
            except Exception:
                log.exception("an earlier stretch could not be read; it is asked for again")
                self._stop.wait(RETRY_SECONDS)

    def _fill(self, start: float, end: float) -> None:
        every = self._every(start, end)
        for at in reversed(self._instants(start, end, every)):
            if self._stop.is_set() or self._windows:
                return
            if self.history.covers(at, every / 2):
                continue
            sweep = self._behind.sweep(at)
            if _is_blind(sweep):
                return  # asked for again with the next look at this window
            assumed = Assumptions(mutes=self._mutes.at(at))
            health = self._evaluator.evaluate(sweep, at, explain=False, assumed=assumed)
            self._told(health)
            self.history.insert(health, instead_of=every / 2)
            self._stop.wait(0.02)  # leaves the source room for what is on screen

    def _every(self, start: float, end: float) -> float:
        """The whole number of steps that makes at most BACKFILL_INSTANTS moments of the window."""
        step = self._model.step
        return step * max(1, -(-int(end - start) // int(BACKFILL_INSTANTS * step)))

    def _instants(self, start: float, end: float, every: float) -> list[float]:
        """The multiples of `every` in the window, none later than there can be data."""
        first = int(-(-start // every))
        last = int(min(end, self._clock.horizon) // every)
        return [index * every for index in range(first, last + 1)]


def _misses_any(sweep: Sweep) -> bool:
    """Whether nothing came of a source, so that its return has to be looked for."""
    away = (
        status.trouble is not None or status.state is SourceState.UNREACHABLE
        for status in sweep.sources.values()
    )
    return any(away)


def _is_blind(sweep: Sweep) -> bool:
    """Whether no source answered at all. One dead source of several stops neither sweeps nor history."""
    states = [status.state for status in sweep.sources.values()]
    return bool(states) and all(state is SourceState.UNREACHABLE for state in states)
