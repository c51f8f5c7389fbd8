"""The simulated port exhaustion tells the published story: what went first, what followed, who suffered."""

from __future__ import annotations

import pytest

from benchmarks.incident_walks import walk
from benchmarks.simulated_ports import PORTS
from hierarchy.evidence.breakdowns import Split
from hierarchy.evidence.outliers import Hurt, outlier, who
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.model import SignalKey, Worse
from tests.examples.simulated_example import Replay, replay


@pytest.fixture(scope="module")
def shown() -> Replay:
    """The example as it ships."""
    return replay("port-exhaustion")


@pytest.fixture(scope="module")
def firsts(shown: Replay) -> dict[tuple[str, State], float]:
    """When each node was first in warning or worse, and in critical, from the deploy on."""
    found: dict[tuple[str, State], float] = {}
    for at, health in shown.over(shown.at("07:58:00"), shown.at("08:40:00")):
        for name, node in health.nodes.items():
            for state in (State.WARNING, State.CRITICAL):
                if node.state in (State.WARNING, State.CRITICAL) and SEVERITY[node.state] >= SEVERITY[state]:
                    found.setdefault((name, state), at)
    return found


def test_headroom_is_gone_long_before_a_purpose_fails(firsts: dict[tuple[str, State], float]) -> None:
    """Five minutes and more in which ports run low, and a minute in which they are nearly gone."""
    hurt = min(firsts[purpose, State.WARNING] for purpose in ("read-feeds", "read-threads", "be-notified"))
    assert hurt - firsts["ports/dp-1", State.WARNING] >= 300
    assert hurt - firsts["free-ports", State.WARNING] >= 300
    assert hurt - firsts["ports", State.CRITICAL] >= 60


def test_what_was_hurt_follows_in_the_published_order(firsts: dict[tuple[str, State], float]) -> None:
    """Ports, dials, calls, reads, people; then the log, memory, and kills."""
    order = ["ports", "cache-client", "fetch-posts", "read-feeds"]
    times = [firsts[node, State.CRITICAL] for node in order]
    assert times == sorted(times)
    assert times[0] < times[1] <= times[-1]
    later = [firsts["leave-trace", State.WARNING], firsts["hosts", State.WARNING]]
    later.append(firsts["hosts", State.CRITICAL])
    assert [times[1], *later] == sorted([times[1], *later])
    assert firsts["hosts", State.CRITICAL] - firsts["read-feeds", State.CRITICAL] >= 120


def test_states_lead_from_people_to_the_ports(shown: Replay) -> None:
    """Where the demo opens, going down to the worst means each time ends at ports of a host."""
    path = walk(shown.model, shown.health(shown.at("08:23:00")))
    assert path == ("read-feeds", "reads", "fetch-posts", "cache-client", "ports/dp-1")


@pytest.mark.parametrize("index", [1, 2, 3])
def test_all_on_the_path_to_what_happened_suffers(index: int, shown: Replay) -> None:
    """At the moment at which it is plain, from the purpose down to the resource."""
    fault = shown.example.shown[index]
    health = shown.health(fault.look)
    states = {node: health.nodes[node].state for node in fault.path}
    assert set(states.values()) <= {State.WARNING, State.CRITICAL}, states
    assert states[fault.node] is State.CRITICAL


def test_before_anybody_suffers_traffic_looks_normal_and_one_flow_does_not(shown: Replay) -> None:
    """The new caller crosses no limit; what it asks for is a hundred times what others do."""
    new = shown.example.shown[0]
    health = shown.health(new.look)
    assert health.nodes[new.node].state is State.OK
    assert health.nodes["read-feeds"].state is health.nodes["bound-calls"].state is State.OK
    signals = health.nodes[new.node].signals
    assert signals["calls"].value is not None
    assert signals["calls"].value < 3
    asked = {c: health.nodes[f"callers/{c}"].signals["size"].value for c in ("appview", "post-recommender")}
    assert None not in asked.values()
    assert (asked["post-recommender"] or 0) > 40 * (asked["appview"] or 0)
    assert health.nodes["fan-out"].state is State.WARNING


def test_a_server_that_answers_its_exporter_says_nothing_about_new_connections(shown: Replay) -> None:
    """Every memcached is ok while most keys never reach one; the two counts contradict each other."""
    health = shown.health(shown.at("08:23:00"))
    members = [f"memcached/dp-{number}" for number in range(1, 7)]
    assert {health.nodes[m].signals["up"].state for m in members} == {State.OK}
    asked = health.nodes["answer-from-memory"].signals["asked"]
    assert asked.trust.value == "conflicting"
    assert (health.nodes["answer-from-memory"].signals["lost"].value or 0) > 0.5


def test_the_noise_on_the_way_out_is_as_it_always_is(shown: Replay) -> None:
    """Pings get lost before and during the outage alike: nothing to follow."""
    track = shown.recording.tracks[SignalKey("way-out", "lost")]
    first = int((shown.at("08:20:00") - shown.recording.start) / shown.recording.step)
    values = [value for value in track.values if value is not None]
    assert len(values) > 900
    before, during = values[40:first], values[first : first + 140]
    assert abs(sum(before) / len(before) - sum(during) / len(during)) < 0.02
    assert shown.health(shown.at("08:23:00")).nodes["way-out"].state is State.OK


def test_the_shared_host_hurts_somebody_who_asks_for_nothing(shown: Replay) -> None:
    """Notifications pile up because of ports that others took; the balance says by how many a second."""
    health = shown.health(shown.at("08:23:00"))
    assert health.nodes["be-notified"].state is State.WARNING
    assert health.nodes["notices"].signals["balance.growth"].state is State.WARNING
    assert "waiting grows by" in " ".join(reason.text for reason in health.nodes["notices"].reasons)


def test_ports_are_never_more_than_there_are(shown: Replay) -> None:
    """As recorded, on every host at every moment."""
    for number in range(1, 7):
        values = shown.recording.tracks[SignalKey(f"ports/dp-{number}", "taken")].values
        known = [value for value in values if value is not None]
        assert PORTS * 0.99 < max(known) <= PORTS * 1.00001  # six digits are kept


def test_changes_stand_on_the_time_axis(shown: Replay) -> None:
    """The deploy of the caller, alerts, every restart, and the setting that ended it."""
    found = shown.source.changes(shown.recording.start, shown.recording.end)
    assert found.failures == ()
    first = found.found[0]
    assert (first.at, first.nodes) == (shown.at("08:00:00"), ("callers/post-recommender",))
    rules = [change.rule for change in found.found]
    assert rules.count("alerts") == 2
    assert rules.count("restarts") >= 10
    assert (found.found[-1].rule, found.found[-1].at) == ("settings", shown.at("08:55:00"))


def test_once_the_caller_is_blocked_people_read_again(shown: Replay) -> None:
    """Reads within three minutes, the last purpose later: its queue has to drain."""
    health = shown.health(shown.at("08:59:00"))
    for node in ("fetch-posts", "reads", "ports", "free-ports", "cache-client"):
        assert health.nodes[node].state is State.OK, node
    assert health.nodes["be-notified"].state is State.CRITICAL


def test_the_caller_that_asks_for_more_is_named_and_everybody_is_hurt(shown: Replay) -> None:
    """One caller of three is far from the others; failures are the same in every app."""
    size = Split(SignalKey("bound-calls", "size"), "caller")
    failed = Split(SignalKey("read-feeds", "failed"), "client")
    early, late = (
        shown.source.breakdowns([size, failed], shown.at(clock)) for clock in ("08:15:00", "08:23:00")
    )
    far = outlier(early[size], Worse.HIGHER)
    assert far is not None
    assert far.name == "post-recommender"
    signal = shown.model.nodes["read-feeds"].signal("failed")
    assert signal is not None
    assert who(early[failed], signal).hurt is Hurt.NOBODY
    assert who(late[failed], signal).hurt is Hurt.EVERYONE
