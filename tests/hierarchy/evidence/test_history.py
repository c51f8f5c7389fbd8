"""States over time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.evidence.health import Evidence, Health, NodeHealth
from hierarchy.evidence.history import LONGEST_GAP, Begun, History, Onset
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


def _since(history: History, at: float) -> list[float | None]:
    known = history.since_at(at)
    return [known[i].at if i in known else None for i in IDS]


def test_since_is_the_start_of_the_unbroken_run() -> None:
    """A state stands since the first record after which it never changed."""
    history = _history((10, "oooo"), (20, "owoo"), (30, "ococ"), (40, "ocoo"))
    assert _since(history, 40) == [None, 30, None, 40]
    assert history.since_at(40)["api"] == Begun(30, State.CRITICAL)


def test_no_state_stands_since_before_a_silence() -> None:
    """What nobody looked at for longer than LONGEST_GAP may have changed and changed back."""
    history = _history((0, "oooo"), (60, "cooo"), (60 + LONGEST_GAP + 1, "cwoo"), (700, "cwco"))
    assert _since(history, 700) == [None, None, 700, None]
    assert _since(history, 60) == [60, None, None, None]
    assert _since(history, 700 + LONGEST_GAP + 1) == [None] * 4


def test_what_stood_at_a_moment_is_known_for_as_long_as_it_counts() -> None:
    """Severities are those of the newest record at most the tolerance before."""
    history = _history((10, "oooo"), (20, "cwuo"))
    assert history.severities_at(25, tolerance=10) == {"buy": 3, "api": 2, "db": 1, "host": 0}
    assert history.severities_at(45, tolerance=10) is None
    assert history.severities_at(5, tolerance=10) is None


def test_a_threat_counts_for_severity_and_not_for_what_is_shown() -> None:
    """A node that is fine itself while its means are critical calls for a place, but did not turn."""
    health = _health(10, "oooo")
    threatened = replace(health.nodes["buy"], threat=State.CRITICAL)
    history = _history((0, "oooo"))
    history.append(replace(health, nodes={**health.nodes, "buy": threatened}))
    assert history.severities_at(10, tolerance=0) == {"buy": 3, "api": 0, "db": 0, "host": 0}
    assert history.onsets(0, 10) == ()


def test_nothing_recorded_answers_nothing() -> None:
    """An empty record knows no since, no share, no onset."""
    history = _history()
    assert history.since_at(0) == {}
    assert history.share_abnormal(MECHANISMS, 0, 20, 10) == (None, None)
    assert history.worst(MECHANISMS, 0, 20, 10) == (None, None)
    assert history.onsets(0, 100) == ()
    assert not history.covers(0, within=1e9)


def test_older_stretches_filled_in_later_correct_since() -> None:
    """What began before the first record gets its time once the past is known."""
    history = _history((100, "oooc"), (110, "oooc"))
    assert _since(history, 110)[3] is None
    history.insert(_health(50, "oooo"))
    history.insert(_health(60, "oooc"))
    assert _since(history, 110)[3] == 60
    history.insert(_health(80, "ooow"))
    assert _since(history, 110)[3] == 100


def test_a_record_for_the_same_time_replaces_the_older_one() -> None:
    """There is one judgement per moment, the last given."""
    history = _history((10, "oooo"), (20, "oooc"), (20, "oowo"))
    assert _since(history, 20) == [None, None, 20, None]
    assert history.severities_at(20, tolerance=0) == {"buy": 0, "api": 0, "db": 2, "host": 0}


def test_a_node_without_judgement_is_unknown() -> None:
    """Nothing is recorded as ok that was not judged so."""
    assert _history((10, "oo")).severities_at(10, 0) == {"buy": 0, "api": 0, "db": 1, "host": 1}


def test_the_live_record_is_bounded_and_forgets_the_oldest() -> None:
    """Beyond the limit the oldest goes, and with it the knowledge of what began there."""
    history = _history((10, "oooo"), (20, "cooo"), (30, "coco"), limit=2)
    assert [history.covers(at, within=0) for at in (10, 20, 30)] == [False, True, True]
    assert _since(history, 30) == [None, None, 30, None]


def test_what_is_filled_in_has_room_of_its_own() -> None:
    """A look at last week neither pushes out the present nor is refused because the record is full."""
    history = History(MODEL, limit=2, fill_limit=2)
    for at in (1000, 1010):
        history.append(_health(at, "oooo"))
    for at in (30, 20, 10):
        history.insert(_health(at, "oooo"))
    assert [history.covers(at, within=0) for at in (10, 20, 30, 1000, 1010)] == [
        True,
        True,
        False,
        True,
        True,
    ]


def test_what_was_judged_without_any_source_gives_way_to_what_is_read_later() -> None:
    """After an outage the record is filled in, and the blind moments don't stand between the seen."""
    history = History(MODEL)
    history.append(_health(0, "cooo"))
    history.append(_health(10, "uuuu"), sound=False)
    assert not history.covers(10, within=5)
    history.insert(_health(12, "cooo"), instead_of=5)
    assert history.covers(10, within=5)
    assert history.worst(MECHANISMS, 0, 20, 20) == (State.OK,)


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
    """ok to abnormal and warning to critical are onsets; easing and the first record are not."""
    history = _history((0, "coou"), (10, "cowu"), (20, "wocc"), (30, "oooo"), (40, "ocoo"))
    assert history.onsets(0, 40) == (
        Onset(10, "db", State.WARNING),
        Onset(20, "db", State.CRITICAL),
        Onset(20, "host", State.CRITICAL),
        Onset(40, "api", State.CRITICAL),
    )
    assert history.onsets(20, 30) == history.onsets(0, 40)[1:3]
    assert history.onsets(41, 90) == ()


def test_a_fault_that_was_out_of_sight_does_not_begin_anew() -> None:
    """An outage of the source is no onset of what was wrong before it and is wrong after it."""
    history = _history((0, "oooo"), (10, "cooo"), (20, "uuuu"), (400, "uuuu"), (410, "cwoo"))
    assert history.onsets(0, 500) == (Onset(10, "buy", State.CRITICAL), Onset(410, "api", State.WARNING))


def test_nothing_is_said_to_begin_after_a_silence() -> None:
    """Across a gap nobody knows when it turned."""
    history = _history((0, "oooo"), (LONGEST_GAP + 1, "cooo"), (LONGEST_GAP + 11, "ccoo"))
    assert history.onsets(0, 1e9) == (Onset(LONGEST_GAP + 11, "api", State.CRITICAL),)


ROWS = st.lists(
    st.tuples(st.integers(0, 30), st.text("owcu", min_size=4, max_size=4)), unique_by=lambda row: row[0]
)


@given(ROWS, st.integers(1, 40))
def test_the_order_of_filling_does_not_matter(rows: list[tuple[int, str]], limit: int) -> None:
    """Filled in any order, a record that holds everything is the one filled in order."""
    limit = max(limit, len(rows))
    one, other = _history(*sorted(rows), limit=limit), _history(*rows, limit=limit)
    assert [one.severities_at(t, 0) for t in range(31)] == [other.severities_at(t, 0) for t in range(31)]
    assert one.since_at(30) == other.since_at(30)
    assert one.onsets(0, 30) == other.onsets(0, 30)


@given(ROWS, st.integers(1, 8))
def test_since_agrees_with_walking_back_by_hand(rows: list[tuple[int, str]], limit: int) -> None:
    """For any record, full or not, since is found by walking back to the last other state."""
    history = History(MODEL, limit)
    for at, letters in sorted(rows):
        history.append(_health(at, letters))
    kept = sorted(rows)[-limit:]
    for i in range(len(IDS)):
        start = None
        for (_, before), (at, after) in pairwise(kept):
            start = at if before[i] != after[i] else start
        assert _since(history, 30)[i] == start


def test_many_threads_may_fill_and_ask() -> None:
    """Under concurrent filling every answer is consistent and nothing is lost."""
    history = History(MODEL, 500)
    states = "owcu"

    def fill(i: int) -> bool:
        history.insert(_health(i, states[i % 4] * 4))
        known = history.since_at(i)
        history.onsets(0, i)
        return all(begun.at <= i for begun in known.values())

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(fill, range(200)))
    for i in range(200):
        known = history.severities_at(i, tolerance=0)
        assert known == dict.fromkeys(IDS, SEVERITY[LETTERS[states[i % 4]]])


def test_a_record_goes_over_to_a_changed_model() -> None:
    """Nodes keep their past, renamed ones under their new name; new ones are unknown, others forgotten."""
    history = _history((0, "oooo"), (10, "oocw"), (20, "oocc"))
    nodes = [
        Node("fresh", Level.PHYSICAL_FORM, "Fresh"),
        Node("store", Level.PHYSICAL_FUNCTION, "Store", formerly=("older", "db")),
        Node("host", Level.PHYSICAL_FORM, "Host"),
    ]
    rebased = history.rebased(Model("r2", "t", {n.id: n for n in nodes}))
    assert rebased.severities_at(20, 0) == {
        "fresh": SEVERITY[State.UNKNOWN],
        "store": SEVERITY[State.CRITICAL],
        "host": SEVERITY[State.CRITICAL],
    }
    assert rebased.since_at(20) == {"store": Begun(10, State.CRITICAL), "host": Begun(20, State.CRITICAL)}
    assert [(o.at, o.node) for o in rebased.onsets(0, 20)] == [(10, "store"), (10, "host"), (20, "host")]
    assert rebased.version > history.version
    assert history.since_at(20)["db"] == Begun(10, State.CRITICAL)


def test_a_rebased_record_goes_on_by_itself() -> None:
    """What is recorded afterwards is in the new one only, and the limits hold."""
    history = _history((0, "oooo"), (10, "oooo"), limit=2)
    rebased = history.rebased(MODEL)
    rebased.append(_health(20, "cooo"))
    assert not rebased.covers(0, 1)
    assert rebased.covers(20, 1)
    assert not history.covers(20, 1)
    assert history.covers(0, 1)


def test_nothing_is_said_to_begin_with_the_first_record_of_a_new_node() -> None:
    """A node that an edit adds may have been bad for hours; what it does later begins when it does."""
    history = _history((0, "oooo"), (10, "oooo"))
    fresh = Node("fresh", Level.PHYSICAL_FORM, "Fresh")
    rebased = history.rebased(Model("r2", "t", {**MODEL.nodes, "fresh": fresh}))

    def record(at: float, state: State) -> None:
        known = _health(at, "oooo")
        judged = replace(known.nodes[IDS[0]], state=state, threat=None)
        rebased.append(replace(known, nodes={**known.nodes, "fresh": judged}))

    record(20, State.CRITICAL)
    record(30, State.CRITICAL)
    assert "fresh" not in rebased.since_at(30)
    assert rebased.onsets(0, 30) == ()
    record(40, State.OK)
    record(50, State.WARNING)
    assert rebased.since_at(50)["fresh"] == Begun(50, State.WARNING)
    assert [(onset.at, onset.node) for onset in rebased.onsets(0, 50)] == [(50, "fresh")]
