"""States over time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.evidence.health import Evidence, Health, NodeHealth
from hierarchy.evidence.history import LONGEST_GAP, History, Onset
from hierarchy.evidence.states import SEVERITY, State, known
from hierarchy.levels import Level
from hierarchy.model import Model, Node

LETTERS = {"o": State.OK, "w": State.WARNING, "c": State.CRITICAL, "u": State.UNKNOWN}
IDS = ("buy", "api", "db", "host")
_LEVELS = (Level.FUNCTIONAL_PURPOSE, Level.PHYSICAL_FUNCTION, Level.PHYSICAL_FUNCTION, Level.PHYSICAL_FORM)
MODEL = Model("r", "t", {i: Node(i, level, i) for i, level in zip(IDS, _LEVELS, strict=True)})
MECHANISMS = Level.PHYSICAL_FUNCTION


def _health(at: float, letters: str) -> Health:
    """The states of buy, api, db and host as letters."""
    states = [LETTERS[letter] for letter in letters]
    nodes = {i: NodeHealth(s, s, None, known(s), Evidence(0, 0)) for i, s in zip(IDS, states, strict=False)}
    return Health(at, "r", nodes)


def _history(*rows: tuple[float, str], limit: int = 100) -> History:
    history = History(MODEL, limit)
    for at, letters in rows:
        history.append(_health(at, letters))
    return history


def test_since_is_the_start_of_the_unbroken_run() -> None:
    """A state stands since the first record after which it never changed."""
    history = _history((10, "oooo"), (20, "owoo"), (30, "ococ"), (40, "ocoo"))
    assert [history.since(i) for i in IDS] == [None, 30, None, 40]


def test_no_state_stands_since_before_a_silence() -> None:
    """What nobody looked at for longer than LONGEST_GAP may have changed and changed back."""
    history = _history((0, "oooo"), (60, "cooo"), (60 + LONGEST_GAP + 1, "cwoo"), (700, "cwco"))
    assert [history.since(i) for i in IDS] == [None, None, 700, None]
    assert history.since_at(700) == {"db": 700}
    assert history.since_at(60) == {"buy": 60}


def test_what_stood_at_a_moment_is_known_for_as_long_as_it_counts() -> None:
    """Severities are those of the newest record at most the tolerance before."""
    history = _history((10, "oooo"), (20, "cwuo"))
    assert history.severities_at(25, tolerance=10) == {"buy": 3, "api": 2, "db": 1, "host": 0}
    assert history.severities_at(45, tolerance=10) is None
    assert history.severities_at(5, tolerance=10) is None


def test_since_is_the_same_however_it_was_asked_before() -> None:
    """Asking between records changes no later answer."""
    history = _history((10, "oooo"))
    for at, letters in ((20, "owoo"), (30, "ococ"), (40, "ocoo")):
        history.since("api")
        history.append(_health(at, letters))
    assert [history.since(i) for i in IDS] == [None, 30, None, 40]


def test_nothing_recorded_answers_nothing() -> None:
    """An empty record knows no since, no share, no onset."""
    history = _history()
    assert history.since("api") is None
    assert history.share_abnormal(MECHANISMS, 0, 20, 10) == (None, None)
    assert history.worst(MECHANISMS, 0, 20, 10) == (None, None)
    assert history.onsets(0, 100) == ()
    assert history.snapshot().states.shape == (0, 4)


def test_older_stretches_filled_in_later_correct_since() -> None:
    """What began before the first record gets its time once the past is known."""
    history = _history((100, "oooc"), (110, "oooc"))
    assert history.since("host") is None
    history.insert(_health(50, "oooo"))
    history.insert(_health(60, "oooc"))
    assert history.since("host") == 60
    history.insert(_health(80, "ooow"))
    assert history.since("host") == 100


def test_a_record_for_the_same_time_replaces_the_older_one() -> None:
    """There is one judgement per moment, the last given."""
    history = _history((10, "oooo"), (20, "oooc"), (20, "oowo"))
    assert history.snapshot().times == (10, 20)
    assert [history.since(i) for i in IDS] == [None, None, 20, None]


def test_a_node_without_judgement_is_unknown() -> None:
    """Nothing is recorded as ok that was not judged so."""
    history = _history((10, "oo"))
    assert history.snapshot().states.tolist() == [[0, 0, 1, 1]]


def test_the_record_is_bounded_and_forgets_the_oldest() -> None:
    """Beyond the limit the oldest goes, and with it the knowledge of what began there."""
    history = _history((10, "oooo"), (20, "cooo"), (30, "coco"), limit=2)
    assert history.snapshot().times == (20, 30)
    assert history.since("buy") is None
    assert history.since("db") == 30
    history.insert(_health(5, "oooo"))
    assert history.snapshot().times == (20, 30)


def test_forgetting_does_not_depend_on_what_was_asked() -> None:
    """The same record answers the same, asked before forgetting or not."""
    history = _history((10, "oooo"), (20, "cooo"), limit=2)
    assert history.since("buy") == 20
    history.append(_health(30, "coco"))
    assert history.since("buy") is None


def test_the_share_of_a_bucket_is_that_of_its_worst_moment() -> None:
    """A short outage does not vanish when many records share a bucket."""
    history = _history((0, "oooo"), (5, "oocc"), (10, "owwo"), (15, "ouoo"), (35, "cooo"))
    assert history.share_abnormal(MECHANISMS, 0, 40, 10) == (0.5, 1.0, None, 0.0)
    assert history.worst(MECHANISMS, 0, 40, 10) == (State.CRITICAL, State.WARNING, None, State.OK)


def test_a_bucket_ends_before_the_next_begins_and_at_the_end_asked_for() -> None:
    """Start inclusive, end exclusive, the last bucket cut."""
    history = _history((10, "ocoo"), (14, "oooo"), (15, "ocoo"))
    assert history.share_abnormal(MECHANISMS, 0, 15, 10) == (None, 0.5)
    assert history.share_abnormal(MECHANISMS, 11, 15, 10) == (0.0,)


def test_where_all_is_unknown_there_is_no_share() -> None:
    """Unknown is not zero per cent abnormal; an empty level has nothing to say."""
    history = _history((0, "ouuo"))
    assert history.share_abnormal(MECHANISMS, 0, 10, 10) == (None,)
    assert history.worst(MECHANISMS, 0, 10, 10) == (State.UNKNOWN,)
    assert history.share_abnormal(Level.ABSTRACT_FUNCTION, 0, 10, 10) == (None,)
    assert history.worst(Level.ABSTRACT_FUNCTION, 0, 10, 10) == (None,)


def test_a_step_of_nothing_is_refused() -> None:
    """Buckets need a width."""
    with pytest.raises(ValueError, match="above 0"):
        _history((0, "oooo")).share_abnormal(MECHANISMS, 0, 10, 0)


def test_onsets_are_what_got_worse_in_time_order() -> None:
    """ok or unknown to abnormal and warning to critical are onsets; easing and the first record are not."""
    history = _history((0, "cooo"), (10, "cowu"), (20, "wucc"), (30, "ouoo"), (40, "ocoo"))
    assert history.onsets(0, 40) == (
        Onset(10, "db", State.WARNING),
        Onset(20, "db", State.CRITICAL),
        Onset(20, "host", State.CRITICAL),
        Onset(40, "api", State.CRITICAL),
    )
    assert history.onsets(20, 30) == history.onsets(0, 40)[1:3]
    assert history.onsets(41, 90) == ()


ROWS = st.lists(
    st.tuples(st.integers(0, 30), st.text("owcu", min_size=4, max_size=4)), unique_by=lambda row: row[0]
)


@given(ROWS, st.integers(1, 40))
def test_the_order_of_filling_does_not_matter(rows: list[tuple[int, str]], limit: int) -> None:
    """Filled in any order, a record that holds everything is the one filled in order."""
    limit = max(limit, len(rows))
    one, other = _history(*sorted(rows), limit=limit), _history(*rows, limit=limit)
    assert one.snapshot().times == other.snapshot().times
    assert one.snapshot().states.tolist() == other.snapshot().states.tolist()
    assert [one.since(i) for i in IDS] == [other.since(i) for i in IDS]
    assert one.onsets(0, 30) == other.onsets(0, 30)


@given(ROWS, st.integers(1, 8))
def test_since_agrees_with_walking_back_by_hand(rows: list[tuple[int, str]], limit: int) -> None:
    """For any record, full or not, since is found by walking back to the last other state."""
    history = History(MODEL, limit)
    for at, letters in sorted(rows):
        history.append(_health(at, letters))
        history.since("buy")
    kept = sorted(rows)[-limit:]
    for i, node_id in enumerate(IDS):
        start = None
        for (_, before), (at, after) in pairwise(kept):
            start = at if before[i] != after[i] else start
        assert history.since(node_id) == start


def test_many_threads_may_fill_and_ask() -> None:
    """Under concurrent filling every answer is consistent and nothing is lost."""
    history = History(MODEL, 500)
    states = "owcu"

    def fill(i: int) -> bool:
        history.insert(_health(i, states[i % 4] * 4))
        record = history.snapshot()
        history.since("api")
        return len(record.times) == len(record.states) and list(record.times) == sorted(record.times)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(fill, range(200)))
    record = history.snapshot()
    assert record.times == tuple(range(200))
    assert record.states[:, 1].tolist() == [SEVERITY[LETTERS[states[i % 4]]] for i in range(200)]
