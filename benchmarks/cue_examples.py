"""The simulated incidents under `examples/`, looked at by the same code as the labelled faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from adapters.recording import RecordedSource, Recording, read_recording
from benchmarks.cue_cases import Case, Looked, Looking
from benchmarks.incident_data import ROOT
from hierarchy.file.loader import load_text
from hierarchy.graph import Graph
from hierarchy.model import Model
from navigator.runtime import with_recorded_members


def looked_at_examples() -> Iterator[tuple[str, tuple[Looked, ...], Graph]]:
    """Each example whose `incident.yaml` names a node for each fault, looked at when the fault is plain, from
    the purpose that its path begins with."""
    for path in sorted((ROOT / "examples").glob("*/incident.yaml")):
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        entries = [entry for entry in given.get("faults", ()) if "node" in entry]
        if not entries:
            continue
        recording = read_recording(path.parent / given["recording"])
        model = load_text(recording.files, {}).model
        if model is None:
            raise ValueError(f"the hierarchy in the recording of {path.parent.name} does not load")
        yield path.parent.name, *_looked(model, recording, entries)


def _looked(
    model: Model, recording: Recording, entries: Sequence[Mapping[str, Any]]
) -> tuple[tuple[Looked, ...], Graph]:
    """Every fault in the model with everybody who was found during the recording."""
    whole = with_recorded_members(recording, model)
    looking = Looking(whole, RecordedSource(recording, whole))
    return tuple(looking.look(_case(entry, looking.graph)) for entry in entries), looking.graph


def _case(entry: Mapping[str, Any], graph: Graph) -> Case:
    """Right is the node, its whole, and its siblings: what befalls all of them alike befalls each of them."""
    wholes = graph.wholes(entry["node"])
    right = {entry["node"], *wholes, *(part for whole in wholes for part in graph.parts(whole))}
    at, injected = entry["look"].timestamp(), entry["at"].timestamp()
    return Case(entry["node"], "simulated", at, injected, frozenset(right), entry["path"][0])
