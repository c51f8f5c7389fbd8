"""Walks by states alone, judged on the shipped recording."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.recording import RecordedSource, read_recording
from benchmarks.incident_data import faults
from benchmarks.incident_example import read_example
from benchmarks.incident_walks import Judge, alarms, best_walk, reaches
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.file.loader import load_text
from hierarchy.levels import Level
from hierarchy.model import Model

_CURRENCY_CPU = next(f for f in faults() if (f.service, f.kind) == ("currencyservice", "cpu_contention"))


@pytest.fixture(scope="module")
def judged() -> tuple[Model, Judge]:
    """The model of the shipped recording, and its health at any time."""
    recording = read_recording(read_example().recording)
    model = load_text(recording.files, {}).model
    assert model is not None
    source, evaluator = RecordedSource(recording, model), Evaluator(model)
    return model, lambda at: evaluator.evaluate(source.sweep(at), at)


def test_the_best_minute_of_a_fault_is_one_in_which_it_shows(judged: tuple[Model, Judge]) -> None:
    """The first minute after the fault shows nothing yet; the best one leads down to its quota."""
    model, judge = judged
    at, path = best_walk(model, judge, _CURRENCY_CPU)
    assert path[-1] == "currency-quota"
    assert 60 < at - _CURRENCY_CPU.time < 8 * 60


def test_a_walk_that_never_stands_on_the_service_does_not_reach_it(judged: tuple[Model, Judge]) -> None:
    """Ending at a red resource is no success when it is another service's."""
    model, judge = judged
    _, path = best_walk(model, judge, _CURRENCY_CPU)
    assert reaches(model, path, _CURRENCY_CPU) is Level.PHYSICAL_FORM
    assert reaches(model, path[:3], _CURRENCY_CPU) is Level.GENERALIZED_FUNCTION
    assert reaches(model, path, replace(_CURRENCY_CPU, service="adservice")) is None


def test_alarms_count_minutes_in_which_a_limit_is_crossed(judged: tuple[Model, Judge]) -> None:
    """A resource that was short for minutes counts once a minute; one that never was does not count."""
    _, judge = judged
    start = _CURRENCY_CPU.time // 60 * 60
    found = alarms(judge, start, start + 360)
    assert found["currency-quota", "cpu"] >= 3
    assert found["node03", "cpu"] == 0
