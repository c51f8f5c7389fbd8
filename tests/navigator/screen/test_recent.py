"""What is remembered of a history never differs from what the history itself would say."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.health import Health
from hierarchy.evidence.history import Begun, History
from hierarchy.evidence.readings import Reading, SourceState, SourceStatus, Sweep, Trust
from hierarchy.evidence.states import State
from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, SignalKey, Worse
from navigator.screen import recent as module
from navigator.screen.recent import Recent, since_of

IDS = ("a", "b")
SIGNAL = Signal("errors", "Failed", query="errors", worse=Worse.HIGHER, warning=1.0, critical=2.0)
MODEL = Model("r", "Two", {i: Node(i, Level.PHYSICAL_FORM, i, signals=(SIGNAL,)) for i in IDS})


class CountingHistory(History):
    """A history that counts what it has to work out."""

    def __init__(self) -> None:
        super().__init__(MODEL)
        self.worked = 0

    def since_at(self, at: float) -> dict[str, Begun]:
        self.worked += 1
        return super().since_at(at)


def judged(at: float, a: float, b: float) -> Health:
    """Health at `at` with the values of the two nodes."""
    values = zip(IDS, (a, b), strict=True)
    readings = {SignalKey(i, "errors"): Reading(v, Trust.LIVE, at) for i, v in values}
    sources = {"default": SourceStatus(SourceState.LIVE, at)}
    return replace(evaluate(MODEL, Sweep(at, readings, sources), at), at=at)


TIMES = st.integers(0, 20).map(lambda i: i * 15.0)
RECORD = st.tuples(TIMES, st.sampled_from([0.0, 1.5, 3.0]), st.sampled_from([0.0, 1.5, 3.0]))


@given(st.lists(st.tuples(RECORD, TIMES, TIMES), max_size=20))
def test_answers_are_those_of_the_history_however_records_and_questions_alternate(
    steps: list[tuple[tuple[float, float, float], float, float]],
) -> None:
    """A record in any order, also one that replaces another, is seen by the next question."""
    history = History(MODEL)
    recent = Recent(history)
    for record, start, end in steps:
        for _ in range(2):
            assert recent.since_at(end) == history.since_at(end)
            assert recent.onsets(start, end) == history.onsets(start, end)
        history.insert(judged(*record))
        assert recent.since_at(end) == history.since_at(end)
        assert recent.onsets(start, end) == history.onsets(start, end)


def test_a_question_is_worked_out_once_until_something_is_recorded() -> None:
    """Fifty viewers of one moment cost what one costs."""
    history = CountingHistory()
    history.insert(judged(0.0, 0.0, 0.0))
    recent = Recent(history)
    for _ in range(50):
        recent.since_at(0.0)
    assert history.worked == 1
    history.insert(judged(15.0, 3.0, 0.0))
    assert recent.since_at(15.0) == {"a": Begun(15.0, State.CRITICAL)}
    assert history.worked == 2


def test_only_so_many_moments_are_kept() -> None:
    """Somebody who drags through a day does not fill the memory; the oldest answer goes first."""
    history = CountingHistory()
    history.insert(judged(0.0, 0.0, 0.0))
    recent = Recent(history)
    for at in range(module.KEEP + 1):
        recent.since_at(float(at))
    recent.since_at(float(module.KEEP))
    assert history.worked == module.KEEP + 1
    recent.since_at(0.0)
    assert history.worked == module.KEEP + 2


def test_a_state_that_the_record_does_not_have_stands_since_no_known_time() -> None:
    """Values that aged into unknown after the last record did not begin with it."""
    history = History(MODEL)
    history.insert(judged(0.0, 0.0, 0.0))
    history.insert(judged(15.0, 3.0, 3.0))
    now = judged(20.0, 3.0, 0.0)
    assert since_of(history.since_at(20.0), now) == {"a": 15.0}
