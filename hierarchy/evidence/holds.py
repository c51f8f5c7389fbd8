"""`hold`: how long a state must last before it is entered or left, from what is remembered of a signal.

The state shown is that of a play between two limits: it stays where it is unless everything of the
last `hold` seconds was worse, or everything was better, and then moves no further than that. So a
signal that goes to and fro between warning and critical is warning once it was nothing better for
long enough. Unknown is shown at once, always; afterwards only what was shown before it comes back at
once, everything else must last first, and until then the signal is unknown.

Where nothing is remembered, as in a look at an earlier time or just after the start, there is no telling
how long a state had lasted: the state of the moment is shown and the reason says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from hierarchy.evidence.confirming import confirmed, witness_of
from hierarchy.evidence.laws.flows import lasting, reckon
from hierarchy.evidence.laws.terms import aged_terms
from hierarchy.evidence.limits import signal_bounds
from hierarchy.evidence.readings import Reading, SourceState, Sweep, Trust
from hierarchy.evidence.states import UNKNOWN, Bounds, State, known, rank
from hierarchy.model import Model, Signal, SignalKey
from hierarchy.quantities import format_age, format_duration

_STATES = (State.OK, State.WARNING, State.CRITICAL)
_STEPS = 2.5  # so many steps may pass between two looks before what was in between is not known
_ABSENT = Reading(None, Trust.ABSENT)


class Run(NamedTuple):
    """A state that readings gave without a break from Unix time `since` on."""

    since: float
    state: State


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of one signal.

    `shown` is its state with `hold`, `settled` the last known one that was shown. `runs` are the
    momentary states of at least the last `hold` seconds, in order; `at` is when it was last read.
    """

    shown: State
    settled: State | None
    runs: tuple[Run, ...]
    at: float


@dataclass(frozen=True, slots=True)
class Holds:
    """What is remembered of every signal with `hold`, and of what balances say; a new one for every sweep."""

    signals: Mapping[SignalKey, Memory] = field(default_factory=dict)

    def advanced(self, model: Model, sweep: Sweep, now: float) -> Holds:
        """The memory after the readings of a sweep have been looked at, at Unix time `now`.

        Signals that the model does not have any more are forgotten.
        """
        gone = {name for name, s in sweep.sources.items() if s.state is SourceState.UNREACHABLE}
        fresh: dict[SignalKey, Memory] = {}
        for node in model.nodes.values():
            for signal in node.signals:
                if signal.hold > 0 and signal.has_limits:
                    key = SignalKey(node.id, signal.id)
                    state = _moment(model, signal, key, sweep, now, gone)
                    fresh[key] = self._added(key, state, now, signal.hold, model.step)
            if node.balance is not None:
                flows = reckon(node.balance, aged_terms(node, sweep, now, gone), model.step)
                for signal_id, state, lasts in lasting(node.balance, flows, model.step):
                    key = SignalKey(node.id, signal_id)
                    fresh[key] = self._added(key, state, now, lasts, model.step)
        return Holds(fresh)

    def _added(self, key: SignalKey, state: State, now: float, hold: float, step: float) -> Memory:
        return remembered(self.signals.get(key), state, now, hold, max(hold, _STEPS * step))


def _moment(
    model: Model, signal: Signal, key: SignalKey, sweep: Sweep, now: float, gone: Collection[str]
) -> State:
    """What a signal says at this moment, with what its witness makes of it."""
    reading = sweep.readings.get(key, _ABSENT).at(now, unreachable=signal.source in gone)
    witness = witness_of(signal, model)
    if witness is None:
        return signal_bounds(signal, reading).state
    other = sweep.readings.get(witness.key, _ABSENT)
    testimony = other.at(now, unreachable=witness.signal.source in gone)
    return confirmed(signal, reading, witness.signal, testimony, witness.signal.title)[1].state


def held(
    lasting: float, bounds: Bounds, memory: Memory | None, now: float, *, whole: bool = True
) -> tuple[Bounds, State | None, str]:
    """What is shown of a signal whose states must last `lasting` seconds: its bounds, the state of the
    moment where that is another, and a note. `whole` says that its reading may prove any state: of one
    that may not, no better state is kept as if it had been proven."""
    state = bounds.state
    duration = format_duration(lasting)
    if memory is None:
        return bounds, None, f"as it is at this moment: whether it lasted {duration} is not known"
    if memory.shown is state:
        return bounds, None, _too_young(memory, duration, now - lasting, now)
    since = format_age(max(0.0, round(now - memory.runs[-1].since)))
    note = f"{state.value} for {since}, which counts after {duration}"
    if memory.shown is State.UNKNOWN or state is State.UNKNOWN:
        return UNKNOWN, state, note
    if whole and bounds.best is bounds.worst:
        return known(memory.shown), state, note
    # what may be missing proves nothing better than it did, and leaves the worst open
    best = min(bounds.best, memory.shown, key=rank)
    return Bounds(best, bounds.worst), state, note


def _too_young(memory: Memory, duration: str, start: float, now: float) -> str:
    """A note where a state other than ok is shown because nothing is remembered from before it."""
    since = memory.runs[0].since
    if memory.shown in (State.OK, State.UNKNOWN) or since <= start:
        return ""
    seen = format_age(max(0.0, round(now - since)))
    return f"first looked at {seen} ago: whether it lasted {duration} is not known"


def remembered(before: Memory | None, state: State, at: float, hold: float, silence: float) -> Memory:
    """What is remembered of a signal whose reading says `state` at Unix time `at`; `hold` in seconds.

    A memory from later than `at`, or one that was not added to for more than `silence` seconds, counts
    for nothing.
    """
    if before is None or not 0 <= at - before.at <= silence:
        return Memory(state, None if state is State.UNKNOWN else state, (Run(at, state),), at)
    runs = before.runs
    if runs[-1].state is not state:
        runs = (*runs, Run(at, state))
    while len(runs) > 1 and runs[1].since <= at - hold:
        runs = runs[1:]
    shown = _shown(before.settled, state, runs, at - hold)
    return Memory(shown, before.settled if shown is State.UNKNOWN else shown, runs, at)


def _shown(settled: State | None, state: State, runs: tuple[Run, ...], start: float) -> State:
    """The state to show, from the runs since `start`."""
    if state is State.UNKNOWN or settled is None:
        return state
    if any(run.state is State.UNKNOWN for run in runs):
        return state if state is settled else State.UNKNOWN
    if runs[0].since > start:
        return settled
    ranks = [rank(run.state) for run in runs]
    return _STATES[min(max(rank(settled), min(ranks)), max(ranks))]
