"""The whole day from a real Prometheus: what the example claims of its limits and of the 24 faults."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adapters.recording import RecordedSource
from benchmarks.incident_data import faults
from benchmarks.incident_example import read_example, record_stretch
from benchmarks.incident_walks import DAY, QUIET, alarms, best_walk, reaches
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.health import Health
from hierarchy.levels import Level
from hierarchy.model import Model

pytestmark = pytest.mark.live

Day = tuple[Model, Callable[[float], Health]]


@pytest.fixture(scope="module")
def day() -> Day:
    """The model, and its health at any minute of the day."""
    model, recording = record_stretch(read_example(), *DAY)
    source, evaluator = RecordedSource(recording, model), Evaluator(model)
    return model, lambda at: evaluator.evaluate(source.sweep(at), at)


def test_limits_are_almost_never_crossed_in_the_quiet_hours(day: Day) -> None:
    """Over 940 minutes each limit is crossed in at most 8, and the one that the file excuses in 14."""
    _, judge = day
    found = alarms(judge, *QUIET)
    assert found.pop(("checkout-path", "lost")) <= 14
    assert max(found.values()) <= 8


def test_every_fault_of_a_resource_that_hurts_a_purpose_is_reached(day: Day) -> None:
    """Fifteen walks end at the labelled service's resource; the rest hurt nobody or sit in the code."""
    model, judge = day
    reached = {fault: reaches(model, best_walk(model, judge, fault)[1], fault) for fault in faults()}
    assert sum(level is Level.PHYSICAL_FORM for level in reached.values()) == 15
    unfelt = [(f.service, f.kind) for f, level in reached.items() if level is None]
    assert unfelt == [
        ("frontend", "exception"),
        ("checkoutservice", "network_delay"),
        ("paymentservice", "cpu_contention"),
        ("shippingservice", "cpu_contention"),
        ("adservice", "return"),
        ("adservice", "exception"),
    ]
