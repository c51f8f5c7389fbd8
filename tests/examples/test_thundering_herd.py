"""The simulated herd tells the published story: people wait without an error, then all fails at once."""

from __future__ import annotations

import pytest

from benchmarks.incident_walks import walk
from hierarchy.evidence.breakdowns import Split
from hierarchy.evidence.health import Health
from hierarchy.evidence.law_health import BalanceHealth
from hierarchy.evidence.outliers import outlier
from hierarchy.evidence.states import State
from hierarchy.model import Signal, SignalKey, Worse
from tests.examples.simulated_example import Replay, replay

_WAITING = ("08:50:00", "08:57:00", "09:02:00", "09:06:30")


@pytest.fixture(scope="module")
def shown() -> Replay:
    """The example as it ships."""
    return replay("thundering-herd")


def _errors(shown: Replay) -> list[tuple[SignalKey, Signal]]:
    """Every error signal of the model: shares of what went wrong, and what nobody answered."""
    found = shown.model.signals().items()
    return [
        (key, signal) for key, signal in found if signal.bad or signal.id in ("unanswered", "turned_away")
    ]


def _balance(health: Health) -> BalanceHealth:
    return next(law for law in health.nodes["editor-files"].laws if isinstance(law, BalanceHealth))


@pytest.mark.parametrize("clock", _WAITING)
def test_the_balance_shows_who_waits_while_no_error_is_above_zero(clock: str, shown: Replay) -> None:
    """The one thing that says so, for eighteen minutes: waiting grows. Every error rate is 0, canary ok."""
    health = shown.health(shown.at(clock))
    errors = _errors(shown)
    assert len(errors) >= 10
    for key, _ in errors:
        signal = health.nodes[key.node].signals[key.signal]
        assert (signal.value, signal.state) == (0.0, State.OK), key
    assert health.nodes["open-editor"].signals["canary"].value == 1.0
    files = health.nodes["editor-files"]
    assert files.state is State.WARNING
    assert files.signals["balance.growth"].state is State.WARNING
    assert files.signals["balance.residual"].state is State.OK  # nothing is lost: they are all there
    assert "waiting grows by" in " ".join(reason.text for reason in files.reasons)
    others = [health.nodes[node].state for node in ("open-editor", "work", "gateway", "api-calls")]
    assert set(others) == {State.OK}
    assert health.nodes["open-editor"].threat is State.WARNING


def test_more_wait_than_rate_and_duration_explain(shown: Replay) -> None:
    """Little's law: the time that delivered files took does not see those who have none yet."""
    health = shown.health(shown.at("09:02:00"))
    waiting = _balance(health).stores["waiting"]
    assert waiting == pytest.approx(203_000, rel=0.02)
    assert any("Little's law" in reason.text for reason in health.nodes["editor-files"].reasons)
    before = shown.health(shown.at("08:30:00"))
    assert not any("Little's law" in reason.text for reason in before.nodes["editor-files"].reasons)


def test_the_queue_grows_to_a_quarter_of_a_million_and_is_gone_at_once(shown: Replay) -> None:
    """270,000 after twenty minutes; fifteen seconds later nobody waits."""
    values = shown.recording.tracks[SignalKey("edges/sin", "waiting")].values
    known = [value or 0.0 for value in values]
    most = max(range(len(known)), key=known.__getitem__)
    assert known[most] == pytest.approx(270_000, rel=0.03)
    assert known[most + 1] < 100


def test_states_name_the_route_that_is_slow(shown: Replay) -> None:
    """The threat of the purpose leads down to one route of five, and to no other resource."""
    fault = shown.example.shown[1]
    health = shown.health(fault.look)
    assert health.nodes[fault.node].state is State.WARNING
    bad = [name for name, node in health.nodes.items() if node.own in (State.WARNING, State.CRITICAL)]
    assert sorted(bad) == ["editor-files", "routes/sin"]
    waiting = {
        pop: health.nodes[f"edges/{pop}"].signals["waiting"].value or 0.0 for pop in ("sin", "fra", "iad")
    }
    assert waiting["sin"] > 1_000 * max(waiting["fra"], waiting["iad"])


def test_the_change_of_telemetry_is_harmless_while_nobody_waits(shown: Replay) -> None:
    """No limit is crossed by it; it can be seen where nobody looks, and as a change."""
    fault = shown.example.shown[0]
    health = shown.health(fault.look)
    assert {str(node.state) for node in health.nodes.values()} == {"ok"}
    before = shown.health(fault.at - 120).nodes[fault.node].signals["locked"].value
    after = health.nodes[fault.node].signals["locked"].value
    assert before == 0.0
    assert after is not None
    assert 0.002 < after < 0.02


def test_then_everything_fails_within_a_minute(shown: Replay) -> None:
    """Not a trend: everything ok at 09:07:00, everything critical at 09:08:00."""
    names = ("work", "open-editor", "gateway-room", "answer-calls", "gateway", "add-tasks")
    before, after = shown.health(shown.at("09:07:00")), shown.health(shown.at("09:08:00"))
    assert {before.nodes[name].state for name in names} == {State.OK}
    assert {after.nodes[name].state for name in names} == {State.CRITICAL}


def test_states_lead_from_people_to_the_memory_of_tasks(shown: Replay) -> None:
    """Three minutes later the way down ends where calls that wait are held."""
    fault = shown.example.shown[3]
    health = shown.health(fault.look)
    assert {health.nodes[node].state for node in fault.path} == {State.CRITICAL}
    assert walk(shown.model, health)[-1] == fault.node


def test_three_times_the_usual_peak_is_asked_of_what_is_left(shown: Replay) -> None:
    """1.4 million a second for as long as everybody tries again, and no task that takes them."""
    signals = shown.health(shown.at("09:20:00")).nodes
    made, ready = signals["answer-calls"].signals["made"].value, signals["gateway"].signals["ready"].value
    assert made == pytest.approx(1_400_000, rel=0.05)
    assert ready is not None
    assert ready <= 3
    wanted = signals["add-tasks"].signals["wanted"]
    assert wanted.trust.value == "conflicting"  # sixty were asked for


def test_dead_tasks_are_unknown_and_not_fine(shown: Replay) -> None:
    """Without tasks nothing is known of their threads; while nobody is let in, of shares of nothing."""
    dead, blocked = shown.health(shown.at("09:20:00")), shown.health(shown.at("09:36:00"))
    assert dead.nodes["task-threads"].state is State.UNKNOWN
    assert blocked.nodes["answer-calls"].state is State.UNKNOWN
    assert blocked.nodes["open-editor"].state is State.CRITICAL  # the canary gets the page that says so


def test_changes_stand_on_the_time_axis(shown: Replay) -> None:
    """Each contributor that somebody did, what machines did, and what ended it."""
    found = shown.source.changes(shown.recording.start, shown.recording.end)
    assert found.failures == ()
    told = [(change.rule, change.at) for change in found.found]
    assert told == [
        ("images", shown.at("08:12:00")),
        ("deploys", shown.at("08:47:00")),
        ("scaling", shown.at("09:07:30")),
        ("alerts", shown.at("09:08:15")),
        ("rules", shown.at("09:29:00")),
        ("rules", shown.at("09:42:00")),
    ]


def test_in_the_end_all_is_well_but_the_autoscaler_which_is_at_its_most(shown: Replay) -> None:
    """Nothing stays red, and nothing stays unknown; sixty tasks are all that there can be."""
    health = shown.health(shown.at("10:04:00"))
    left = {name: node.state for name, node in health.nodes.items() if node.state is not State.OK}
    assert left == {"autoscaler": State.WARNING}


def test_one_place_of_five_is_named(shown: Replay) -> None:
    """Who waits, by place; and nothing is claimed of failures at the place that reports none."""
    at = shown.at("09:02:00")
    waiting = Split(SignalKey("deliver-files", "waiting"), "pop")
    failed = Split(SignalKey("open-editor", "failed"), "pop")
    found = shown.source.breakdowns([waiting, failed], at)
    far = outlier(found[waiting], Worse.HIGHER)
    assert far is not None
    assert far.name == "sin"
    assert set(found[failed].values) == {"iad", "fra", "gru", "syd"}
    assert "sin" in found[failed].detail
