"""States that must last before they are entered or left."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import NodeHealth
from hierarchy.evidence.holds import Holds, Memory, remembered
from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.evidence.states import State, rank
from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, SignalKey, Worse

LETTERS = {"o": State.OK, "w": State.WARNING, "c": State.CRITICAL, "u": State.UNKNOWN}
STEP, HOLD = 15.0, 60.0
SLOW = Signal("lat", "Latency", unit="seconds", worse=Worse.HIGHER, warning=0.5, critical=1.0, hold=HOLD)
MODEL = Model("r", "t", {"api": Node("api", Level.PHYSICAL_FUNCTION, "API", signals=(SLOW,))})
KEY = SignalKey("api", "lat")
VALUES = {State.OK: 0.1, State.WARNING: 0.6, State.CRITICAL: 2.0}


def _shown(states: str) -> str:
    """The states shown, letter by letter, for those read every STEP seconds."""
    memory: Memory | None = None
    shown = ""
    for i, letter in enumerate(states):
        memory = remembered(memory, LETTERS[letter], i * STEP, HOLD, HOLD)
        shown += memory.shown[0]
    return shown


@pytest.mark.parametrize(
    ("read", "shown"),
    [
        ("oooooccccccc", "ooooooooo" + "ccc"),
        ("ooooocccoooooo", "oooooooooooooo"),
        ("ccccccooooooo", "cccccccccc" + "ooo"),
        ("ooooowcwcwcwcwc", "ooooooooo" + "wwwwww"),
        ("oooooccccwcwcwc", "ooooooooo" + "wwwwww"),
        ("wwwwwoccccccccc", "wwwwwwwwww" + "ccccc"),
        ("c", "c"),
    ],
)
def test_a_state_is_entered_and_left_after_it_has_lasted(read: str, shown: str) -> None:
    """Sixty seconds at fifteen a step; to and fro between two bad states is the less bad of them."""
    assert _shown(read) == shown


@pytest.mark.parametrize(
    ("read", "shown"),
    [
        ("oooooou", "oooooou"),
        ("oooooouo", "oooooouo"),
        ("ooooouccccccc", "ooooouuuuuccc"),
        ("ccccccuooooooo", "ccccccuuuuuooo"),
        ("uuuo", "uuuo"),
    ],
)
def test_unknown_is_shown_at_once_and_what_is_new_after_it_must_last(read: str, shown: str) -> None:
    """What was shown before comes back at once; anything else is unknown until it has lasted."""
    assert _shown(read) == shown


def test_a_memory_that_was_not_added_to_for_too_long_counts_for_nothing() -> None:
    """After a silence, and when time was set back, the state of the moment is shown."""
    before = remembered(None, State.OK, 1000.0, HOLD, HOLD)
    assert remembered(before, State.CRITICAL, 1000.0 + HOLD + 1, HOLD, HOLD).shown is State.CRITICAL
    assert remembered(before, State.CRITICAL, 990.0, HOLD, HOLD).shown is State.CRITICAL
    assert remembered(before, State.CRITICAL, 1000.0 + HOLD, HOLD, HOLD).shown is State.OK


def test_steps_longer_than_hold_still_need_two_looks() -> None:
    """With a step of sixty seconds and a hold of twenty, a state must have been seen twice."""
    memory = remembered(None, State.OK, 0.0, 20.0, 150.0)
    memory = remembered(memory, State.CRITICAL, 60.0, 20.0, 150.0)
    assert memory.shown is State.OK
    assert remembered(memory, State.CRITICAL, 120.0, 20.0, 150.0).shown is State.CRITICAL


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(list(State)), min_size=1, max_size=60))
def test_what_is_shown_was_read_within_the_last_hold_or_is_unknown(states: list[State]) -> None:
    """No state outlives the last reading that was as good or as bad by more than `hold`, and an unknown
    reading is never shown as anything else."""
    memory: Memory | None = None
    for i, state in enumerate(states):
        memory = remembered(memory, state, i * STEP, HOLD, HOLD)
        if state is State.UNKNOWN:
            assert memory.shown is State.UNKNOWN
        if memory.shown is State.UNKNOWN:
            continue
        window = states[max(0, i - 4) : i + 1]
        known = [rank(s) for s in window if s is not State.UNKNOWN]
        assert min(known) <= rank(memory.shown) <= max(known)
        assert len(memory.runs) <= 6


def _judged(states: str, *, remember: bool = True, trust: Trust = Trust.LIVE) -> NodeHealth:
    """The service after readings of these states; `trust` is that of the last one."""
    evaluator, holds = Evaluator(MODEL), Holds()
    for i, letter in enumerate(states):
        now = 1000.0 + i * STEP
        its = trust if i == len(states) - 1 else Trust.LIVE
        reading = Reading(VALUES.get(LETTERS[letter]), its, now)
        sweep = Sweep(now, {KEY: reading})
        holds = holds.advanced(MODEL, sweep, now)
        health = evaluator.evaluate(sweep, now, holds=holds if remember else None)
    return health.nodes["api"]


def test_a_reason_says_what_the_moment_says_and_when_it_counts() -> None:
    """A node that is still ok names the value that is not, and a settled one says nothing of it."""
    pending = _judged("ooooooccc")
    assert pending.state is State.OK
    assert pending.signals["lat"].momentary is State.CRITICAL
    assert pending.reasons[0].text == (
        "Latency 2 s, warning from 500 ms; critical for 30 s, which counts after 60 s"
    )
    settled = _judged("oooooo" + "c" * 6)
    assert settled.state is State.CRITICAL
    assert settled.reasons[0].text == "Latency 2 s, critical from 1 s; 1 s beyond that"


def test_without_a_memory_the_state_of_the_moment_is_shown_and_the_reason_says_so() -> None:
    """A look at an earlier time does not know how long a state had lasted."""
    judged = _judged("oc", remember=False)
    assert judged.state is State.CRITICAL
    assert judged.reasons[0].text == (
        "Latency 2 s, critical from 1 s; 1 s beyond that;"
        " as it is at this moment: whether it lasted 60 s is not known"
    )


@pytest.mark.parametrize(("states", "young"), [("c", True), ("ccc", True), ("ccccc", False), ("o", False)])
def test_a_bad_state_that_was_there_at_the_first_look_is_shown_at_once_and_says_so(
    states: str, young: bool
) -> None:
    """Until it has been looked at for as long as it must last, nobody knows whether it did."""
    judged = _judged(states)
    assert judged.state is (State.CRITICAL if "c" in states else State.OK)
    assert ("whether it lasted 60 s is not known" in judged.reasons[0].text) is young


def test_after_unknown_a_reason_says_what_is_waited_for() -> None:
    """The signal is unknown, with the value and for how long it has to last."""
    judged = _judged("oooouc")
    assert judged.state is State.UNKNOWN
    assert judged.reasons[0].text == (
        "Latency: not settled yet, 2 s proves nothing; critical for 0 s, which counts after 60 s"
    )


@pytest.mark.parametrize("trust", [Trust.PARTIAL, Trust.CONFLICTING])
@pytest.mark.parametrize("newest", "wc")
def test_hold_never_keeps_ok_on_a_reading_that_may_be_worse(trust: Trust, newest: str) -> None:
    """What is incomplete proves no ok, however long it was ok before, and however bad it is."""
    judged = _judged("oooooo" + newest, trust=trust)
    assert judged.state is State.UNKNOWN
    assert judged.bounds.worst is State.CRITICAL
    assert "which counts after 60 s" in judged.reasons[0].text
    assert "proves nothing" not in judged.reasons[0].text


def test_hold_never_keeps_ok_on_what_is_not_confirmed() -> None:
    """The other one might have disagreed, and then it would not be ok either."""
    other = replace(SLOW, id="other", hold=0.0)
    both = (replace(SLOW, confirm_with=SignalKey("api", "other")), other)
    model = replace(MODEL, nodes={"api": replace(MODEL.nodes["api"], signals=both)})
    holds, states = Holds(), []
    for i, value in enumerate([0.1] * 6 + [2.0] * 6):
        known = {KEY: Reading(value, Trust.LIVE, i * STEP)}
        if i < 6:
            known[SignalKey("api", "other")] = Reading(value, Trust.LIVE, i * STEP)
        sweep = Sweep(i * STEP, known)
        holds = holds.advanced(model, sweep, i * STEP)
        health = Evaluator(model).evaluate(sweep, i * STEP, holds=holds).nodes["api"]
        states.append(health.signals["lat"].state)
    assert states == [State.OK] * 6 + [State.UNKNOWN] * 4 + [State.CRITICAL] * 2


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from("owcu"), min_size=1, max_size=12), st.integers(0, 1000))
def test_losing_the_newest_reading_never_makes_a_held_signal_better(states: list[str], seed: int) -> None:
    """With the same past, a reading that is lost or trusted less leaves the worst at least as bad."""
    weaker = random.Random(seed).choice([t for t in Trust if t is not Trust.LIVE])
    before, after = _judged("".join(states)), _judged("".join(states), trust=weaker)
    assert rank(before.bounds.worst) <= rank(after.bounds.worst)
    if after.state is State.OK:
        assert before.state is State.OK


def test_signals_that_are_gone_from_the_model_are_forgotten() -> None:
    """Memory is kept for what the model has, and only for signals with `hold`."""
    holds = Holds().advanced(MODEL, Sweep(0.0, {}), 0.0)
    assert list(holds.signals) == [KEY]
    assert holds.advanced(Model("r2", "t", {}), Sweep(1.0, {}), 1.0).signals == {}
