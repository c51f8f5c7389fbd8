"""Both simulated incidents: said to be simulated, small, whole, made with the files beside them, and real
in how they were recorded."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.recording import read_recording, write_recording
from benchmarks.incident_walks import means_of
from benchmarks.simulated_incidents import SCRAPES, recorded
from benchmarks.simulated_metrics import Metrics
from hierarchy.evidence.states import State
from hierarchy.file.loader import load
from hierarchy.levels import Level
from hierarchy.model import Kind, SignalKey
from tests.examples.simulated_example import Replay, replay

# Signals that are one series as it was scraped, by the metric and its labels.
_RAW: Mapping[str, Mapping[SignalKey, tuple[str, dict[str, str]]]] = {
    "port-exhaustion": {
        SignalKey("ports/dp-1", "open"): (
            "node_sockstat_TCP_inuse",
            {"job": "node", "instance": "dp-1:9100"},
        ),
        SignalKey("be-notified", "waiting"): (
            "notifications_waiting",
            {"job": "notifier", "instance": "dp-4:3100"},
        ),
    },
    "thundering-herd": {
        SignalKey("edges/sin", "waiting"): (
            "envoy_http_downstream_rq_active",
            {"job": "cdn", "pop": "sin", "envoy_http_conn_manager_prefix": "files"},
        ),
        SignalKey("gateway", "ready"): (
            "envoy_cluster_membership_healthy",
            {"job": "balancer", "envoy_cluster_name": "gateway"},
        ),
    },
}


@pytest.fixture(scope="module", params=sorted(SCRAPES))
def shown(request: pytest.FixtureRequest) -> Replay:
    """One of the examples."""
    return replay(request.param)


def test_it_says_everywhere_that_it_is_simulated(shown: Replay) -> None:
    """In title, story, provenance, the model's name and description: nobody takes it for measured."""
    example, recording, model = shown.example, shown.recording, shown.model
    texts = [example.title, example.story, recording.title, recording.provenance, model.title]
    assert all("simulated" in text.lower() for text in [*texts, model.description])
    assert "Nothing in `incident.navrec.gz` was measured" in " ".join(recording.provenance.split())
    assert recording.licence


def test_the_recording_is_that_of_the_files_beside_it(shown: Replay) -> None:
    """After a change of the hierarchy or of what is said of it the recording has to be made anew."""
    example, recording = shown.example, shown.recording
    assert recording.files == example.texts()
    assert recording.title == example.title
    assert recording.provenance == (example.hierarchy.parent / "PROVENANCE.md").read_text(encoding="utf-8")
    assert (recording.start, recording.end, recording.step) == (example.start, example.end, example.step)


def test_it_is_small_enough_to_ship(shown: Replay) -> None:
    """At most 1 MB travels with every copy of the navigator."""
    assert 0 < shown.example.recording.stat().st_size <= 1_000_000


def test_the_hierarchy_loads_without_a_single_problem(shown: Replay) -> None:
    """People copy from it."""
    loaded = load(shown.example.hierarchy, {})
    assert loaded.problems == ()
    assert loaded.model is not None
    assert {node.level for node in loaded.model.nodes.values()} == set(Level)


def test_the_hierarchy_uses_what_judges_and_explains(shown: Replay) -> None:
    """Balance, capacity, objective, segments, spread, a second signal that should agree, rules."""
    nodes, signals = shown.model.nodes.values(), shown.model.signals().values()
    for has in ("balance", "capacity", "objective", "segments", "levers", "symptoms", "each"):
        assert any(getattr(node, has) for node in nodes), has
    assert any(signal.spread for signal in signals)
    assert any(signal.confirm_with for signal in signals)
    assert any(signal.measures for signal in signals)
    assert len(shown.model.changes) >= 4


def test_every_signal_was_recorded_and_none_was_refused(shown: Replay) -> None:
    """What is asked for has values at some moments, and nowhere an error or several series for one."""
    assert shown.recording.tracks.keys() == shown.model.asked().keys()
    for key, track in shown.recording.tracks.items():
        assert len(track.values) == shown.recording.count, key
        assert any(value is not None for value in track.values), key
        assert {s.trust.value for s in track.stretches} <= {"live", "stale", "absent", "no-traffic"}, key


def test_nothing_is_wrong_until_the_first_thing_happens(shown: Replay) -> None:
    """For hours every node is ok, so that limits and usual values mean something."""
    first = min(fault.at for fault in shown.example.shown)
    assert first - shown.recording.start >= 2 * 3600
    for at, health in shown.over(shown.recording.start + 300, first - 15, every=12):
        nodes = shown.model.nodes.values()
        gone = {n.id for n in nodes if n.lifetime is not None and not n.lifetime.holds(at)}
        wrong = {
            name: str(node.state)
            for name, node in health.nodes.items()
            if node.state is not State.OK and name not in gone
        }
        assert wrong == {}, at


def test_a_path_leads_from_a_purpose_down_to_each_thing_that_happens(shown: Replay) -> None:
    """Each step is to a means of the one before."""
    for fault in shown.example.shown:
        assert shown.model.nodes[fault.path[0]].level is Level.FUNCTIONAL_PURPOSE
        assert fault.path[-1] == fault.node
        for end, means in pairwise(fault.path):
            assert means in means_of(shown.model, end), (end, means)
        assert shown.recording.start < fault.at <= fault.look < shown.recording.end


def test_the_demo_opens_while_it_goes_on(shown: Replay) -> None:
    """After the first thing happened, and before the last moment."""
    first = min(fault.at for fault in shown.example.shown)
    assert first < shown.example.at < shown.recording.end - 600


def test_commands_are_confirmed_by_measurements(shown: Replay) -> None:
    """What was asked for is never shown alone."""
    for signal in shown.model.signals().values():
        assert signal.kind is not Kind.COMMANDED or signal.confirm_with is not None


@pytest.fixture(scope="module")
def metrics(shown: Replay) -> Metrics:
    """What was there to be scraped, simulated anew."""
    return SCRAPES[shown.example.name](shown.example.origin)


def test_the_recording_is_what_the_simulation_gives(shown: Replay, metrics: Metrics) -> None:
    """After a change of the simulation the recording has to be made anew, or its provenance is not true."""
    for key, (metric, labels) in _RAW[shown.example.name].items():
        samples, track = metrics.samples(metric, **labels), shown.recording.tracks[key]
        for index, value in enumerate(track.values):
            sample = samples[shown.recording.start + index * shown.recording.step]
            assert value is not None
            assert math.isclose(value, sample, rel_tol=1e-5), (key, index)


@pytest.mark.live
def test_remaking_it_gives_the_recording_that_ships(shown: Replay, tmp_path: Path) -> None:
    """From the simulation through a real Prometheus, the same readings and changes again."""
    write_recording(recorded(shown.example), tmp_path / "again")
    again, shipped = read_recording(tmp_path / "again"), shown.recording
    assert again.changes == shipped.changes
    assert again.members == shipped.members
    assert again.tracks.keys() == shipped.tracks.keys()
    for key, track in shipped.tracks.items():
        for old, new in zip(track.values, again.tracks[key].values, strict=True):
            assert old == new or (old is not None and new == pytest.approx(old, rel=1e-4, abs=1e-9)), key
