"""What cues tell over the recorded incidents, in a form that can be kept: ranks, scores, ways and texts.

`python -m tests.examples.told_cues` writes what is told now to where the test compares with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from adapters.recording import RecordedSource, Recording, read_recording
from hierarchy.evidence.cue import Cue, CueKind, Cues
from hierarchy.evidence.cues import cues
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.file.loader import load_text
from hierarchy.graph import Graph
from hierarchy.levels import Level
from hierarchy.membership import Registry, expanded
from hierarchy.model import Model
from navigator.cue_questions import CHANGES_BEFORE, cue_splits, known_at
from navigator.cueing import gather

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "tests" / "data" / "cues" / "told.json"
INCIDENTS = ("online-boutique", "port-exhaustion", "thundering-herd")
_MOMENTS = 7  # of each incident, the first of them with some minutes before it

_REASONS = (CueKind.STATE, CueKind.BALANCE, CueKind.CONFLICT)  # in the words of evaluation, held by its tests

Told = Mapping[str, Sequence[Any]]


def told(incident: str) -> dict[str, Told]:
    """By moment and focus: the cues of every purpose, its note, and what cannot be judged below it."""
    recording = read_recording(ROOT / "examples" / incident / "incident.navrec.gz")
    model = _whole_model(recording)
    purposes = [n.id for n in model.nodes.values() if n.level is Level.FUNCTIONAL_PURPOSE]
    return {
        f"{int(found.at)} {found.focus}": _said(found)
        for at in _moments(recording)
        for found in _looked(model, RecordedSource(recording, model), at, purposes)
    }


def _moments(recording: Recording) -> Iterator[float]:
    every = recording.count // _MOMENTS
    return (recording.start + i * recording.step for i in range(every, recording.count, every))


def _whole_model(recording: Recording) -> Model:
    """The model with every member that was there at some moment."""
    model = load_text(recording.files, {}).model
    assert model is not None
    registry, source = Registry(model), RecordedSource(recording, model)
    for moment in sorted({0, recording.count - 1, *(s.first for f in recording.members.values() for s in f)}):
        at = recording.start + moment * recording.step
        registry.update(source.members(at), at)
    return expanded(model, registry.members)


def _looked(model: Model, source: RecordedSource, at: float, foci: Sequence[str]) -> Iterator[Cues]:
    graph, health = Graph(model), Evaluator(model).evaluate(source.sweep(at), at)
    changes = known_at(source.changes(at - CHANGES_BEFORE, at), at)
    for focus in foci:
        splits = cue_splits(model, graph, focus)
        breakdowns = source.breakdowns(splits, at) if splits else {}
        yield cues(gather(source.series, model, graph, health, focus, at, changes, breakdowns))


def _said(found: Cues) -> Told:
    note = [] if found.note is None else [found.note.code, found.note.text]
    return {"cues": [_cue(one) for one in found.cues], "note": note, "unknown": list(found.unknown)}


def _cue(cue: Cue) -> Sequence[Any]:
    evidence = [[e.kind.value, "" if e.kind in _REASONS else e.text] for e in cue.evidence]
    return [cue.rank, cue.node, list(cue.path), cue.score, evidence, cue.shared]


def _write() -> None:
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    found = {incident: told(incident) for incident in INCIDENTS}
    KEPT.write_text(json.dumps(found, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _write()
