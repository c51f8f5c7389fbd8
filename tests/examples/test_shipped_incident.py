"""The recorded incident that ships: small, loadable, with a walk from what suffers to what is at fault."""

from __future__ import annotations

import csv

import pytest

from adapters.recording import RecordedSource, Recording, read_recording
from benchmarks.incident_data import RAW, faults
from benchmarks.incident_example import EXAMPLE, Example, Shown, read_example
from benchmarks.incident_walks import means_of, reaches, walk, walks
from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.health import Health
from hierarchy.evidence.states import State
from hierarchy.file.loader import load, load_text
from hierarchy.levels import Level
from hierarchy.model import Model

_SHOWN = {f"{shown.fault.service}-{shown.fault.kind}": shown for shown in read_example().shown}
_WALKED = {name: shown for name, shown in _SHOWN.items() if shown.walk}
_MOST_MOVES = 6


@pytest.fixture(scope="module")
def example() -> Example:
    """What `incident.yaml` says."""
    return read_example()


@pytest.fixture(scope="module")
def recording(example: Example) -> Recording:
    """The shipped recording."""
    return read_recording(example.recording)


@pytest.fixture(scope="module")
def model(recording: Recording) -> Model:
    """The hierarchy as the recording carries it."""
    loaded = load_text(recording.files, {})
    assert loaded.model is not None, loaded.problems
    return loaded.model


def _health(model: Model, recording: Recording, at: float) -> Health:
    return evaluate(model, RecordedSource(recording, model).sweep(at), at)


def test_the_recording_is_small_enough_to_ship(example: Example) -> None:
    """At most 3 MB travel with every copy of the navigator."""
    assert 0 < example.recording.stat().st_size <= 3_000_000


def test_licence_and_provenance_travel_with_the_recording(recording: Recording) -> None:
    """The notice of the publication stands beside the file and inside it."""
    licence = (EXAMPLE / "LICENSE").read_text(encoding="utf-8")
    assert "MIT License" in licence
    assert "Copyright (c) 2023 IntelligentDDS" in licence
    assert recording.licence == licence
    assert recording.provenance == (EXAMPLE / "PROVENANCE.md").read_text(encoding="utf-8")


def test_the_recording_was_made_with_the_hierarchy_beside_it(example: Example, recording: Recording) -> None:
    """After a change of the hierarchy the recording has to be made anew, or the demo shows an old model."""
    assert recording.files == {example.hierarchy.name: example.hierarchy.read_text(encoding="utf-8")}


def test_the_hierarchy_loads_without_a_single_problem(example: Example) -> None:
    """The example that people copy from gets no error, warning or hint."""
    loaded = load(example.hierarchy, {})
    assert loaded.problems == ()
    assert loaded.model is not None
    assert 30 <= len(loaded.model.nodes) <= 60
    assert {node.level for node in loaded.model.nodes.values()} == set(Level)


def test_every_signal_was_recorded_at_every_minute(
    example: Example, recording: Recording, model: Model
) -> None:
    """The stretch is whole, and nothing in it failed: no query was refused, ambiguous or unreachable."""
    assert (recording.start, recording.end, recording.step) == (example.start, example.end, example.step)
    assert recording.tracks.keys() == model.signals().keys()
    for key, track in recording.tracks.items():
        assert len(track.values) == recording.count, key
        assert any(value is not None for value in track.values), key


def test_the_demo_opens_inside_the_stretch_where_a_purpose_suffers(
    example: Example, recording: Recording, model: Model
) -> None:
    """Whoever opens the demo sees something wrong at once, and a way down to a resource."""
    assert example.start < example.at < example.end
    path = walk(model, _health(model, recording, example.at))
    assert model.nodes[path[-1]].level is Level.PHYSICAL_FORM
    assert example.story.strip()


def test_the_stretch_names_every_labelled_fault_that_happened_in_it(example: Example) -> None:
    """What cannot be seen is listed too, so that nobody takes the demo for better than it is."""
    labelled = [fault for fault in faults() if example.start <= fault.time <= example.end]
    assert [shown.fault for shown in example.shown] == labelled
    kinds = {shown.fault.kind for shown in example.shown if shown.walk}
    assert {"cpu_contention", "network_delay"} <= kinds


@pytest.mark.parametrize("shown", _WALKED.values(), ids=_WALKED.keys())
def test_going_down_to_the_worst_means_leads_to_the_fault(
    shown: Shown, recording: Recording, model: Model
) -> None:
    """From the purpose that suffers most, states alone lead to the labelled service within six moves."""
    health = _health(model, recording, shown.look)
    assert walk(model, health) == shown.walk
    for path in walks(model, health):  # whichever of equally bad ones is taken first
        assert len(path) <= _MOST_MOVES
        assert reaches(model, path, shown.fault) is reaches(model, shown.walk, shown.fault) is not None


@pytest.mark.parametrize("kind", ["cpu_contention", "network_delay"])
def test_a_fault_of_a_resource_is_followed_down_to_that_resource(
    kind: str, recording: Recording, model: Model
) -> None:
    """CPU faults end at the quota, network delay at the path, and never at the other one's resource."""
    ends = {"cpu_contention": "-quota", "network_delay": "-path"}
    walked = [shown for shown in _WALKED.values() if shown.fault.kind == kind]
    assert len(walked) >= 3
    for shown in walked:
        last = walk(model, _health(model, recording, shown.look))[-1]
        assert last.endswith(ends[kind]), shown
        assert model.nodes[last].level is Level.PHYSICAL_FORM


@pytest.mark.parametrize("name", [name for name, shown in _SHOWN.items() if not shown.walk])
def test_a_fault_that_nobody_feels_still_shows_at_its_resource(
    name: str, recording: Recording, model: Model
) -> None:
    """No purpose suffers, so there is no walk; the resource itself says that it is in trouble."""
    shown = _SHOWN[name]
    health = _health(model, recording, shown.look)
    assert walk(model, health) == ()
    assert shown.seen
    for node in shown.seen:
        assert health.nodes[node].state in (State.WARNING, State.CRITICAL)
        assert model.nodes[node].labels["service"] == shown.fault.service


def test_calls_and_machines_are_those_that_were_published(model: Model) -> None:
    """Who calls whom, and which machine a service stands on, is taken from the data and not made up."""
    services = [node for node in model.nodes.values() if node.level is Level.PHYSICAL_FUNCTION]
    name = {node.labels["service"]: node.id for node in services}
    with (RAW / "2022-08-22-ob-dependency.csv").open(encoding="utf-8", newline="") as file:
        published = {(name[r["Source"]], r["Target"]) for r in csv.DictReader(file) if r["Target"] in name}
    assert {(node.id, model.nodes[c].labels["service"]) for node in services for c in node.calls} == published
    with (RAW / "placement.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["system"] == "ob"]
    placed = {(name[row["service"]], row["inferred_node"]) for row in rows}
    assert {(n.id, m) for n in services for m in means_of(model, n.id) if m.startswith("node")} == placed


def test_before_the_first_fault_nothing_is_wrong(
    example: Example, recording: Recording, model: Model
) -> None:
    """In the first minutes of the stretch every node of the model is ok, none unknown."""
    health = _health(model, recording, example.start + 60)
    assert {str(node.state) for node in health.nodes.values()} == {"ok"}


def test_the_walk_looks_at_every_means_of_a_node(model: Model) -> None:
    """Means behind a weaker impact count as means: the walk would not find the email service else."""
    assert "confirm-orders" in means_of(model, "order-time")
