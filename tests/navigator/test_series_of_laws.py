"""What laws say over time: their terms are read, and nothing else is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient

import hierarchy
from hierarchy.evidence.readings import Series, Trust
from hierarchy.model import Model, SignalKey
from hierarchy.terms import RESIDUAL, USE
from navigator.app import create_app
from navigator.clock import ReplayClock
from navigator.desk import Desk
from navigator.series import SeriesDesk, Window
from navigator.services import Services
from navigator.settings import Settings

WINDOW = Window(0.0, 120.0, 60.0)
FLOW, QUEUE = SignalKey("flow", RESIDUAL), SignalKey("queue", USE)
FILE = """
version: 1
title: Flow
nodes:
  flow:
    level: abstract-function
    balance:
      in: {arrived: 'sum(rate(arrived_total[5m]))'}
      out: {served: 'sum(rate(served_total[5m]))', refused: 'sum(rate(refused_total[5m]))'}
  queue:
    level: physical-form
    why: [flow]
    capacity: {demand: 'in_use', supply: 100, warning: 80 %}
    signals: {load: {query: load, unit: ratio}}
"""


class _Source:
    """Answers 10 for everything that the model asks, and refuses anything else."""

    def __init__(self, model: Model) -> None:
        self._known = model.asked()
        self.asked: list[tuple[SignalKey, ...]] = []
        self.trust = Trust.LIVE

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        for key in keys:
            _ = self._known[key]
        self.asked.append(tuple(keys))
        times = tuple(start + i * step for i in range(int((end - start) / step) + 1))
        value = 10.0 if self.trust is Trust.LIVE else None
        return {key: Series(times, tuple(value for _ in times), self.trust) for key in keys}

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def model() -> Model:
    """A flow with a balance over a queue with a capacity."""
    loaded = hierarchy.load_text({"h.yaml": FILE})
    assert loaded.model is not None, hierarchy.render_text(loaded.problems)
    return loaded.model


@pytest.fixture
def source(model: Model) -> _Source:
    """What is asked."""
    return _Source(model)


@pytest.fixture
def desk(model: Model, source: Any) -> Iterator[SeriesDesk]:
    """A desk that knows the laws of the model."""
    made = SeriesDesk(source, 60.0, model=model)
    yield made
    made.close()


def test_what_a_law_says_is_reckoned_from_its_terms(desk: SeriesDesk, source: _Source) -> None:
    """10 in and 20 out leave -10 unaccounted for; the use of a capacity is its demand."""
    found, pending = desk.get((FLOW, QUEUE, SignalKey("queue", "load")), WINDOW, wait=5)
    assert pending == ()
    assert found[FLOW].values == (-10.0, -10.0, -10.0)
    assert found[FLOW].times == (0.0, 60.0, 120.0)
    assert found[QUEUE].values[-1] == 10.0
    assert found[SignalKey("queue", "load")].values[-1] == 10.0
    assert len(source.asked) == 1
    assert not {FLOW, QUEUE} & set(source.asked[0])


def test_terms_are_kept_as_any_series(desk: SeriesDesk, source: _Source) -> None:
    """Another look at the same window asks for nothing."""
    desk.get((FLOW,), WINDOW, wait=5)
    desk.get((FLOW,), WINDOW, wait=5)
    assert len(source.asked) == 1


def test_a_law_whose_terms_are_not_known_says_nothing(desk: SeriesDesk, source: _Source) -> None:
    """No value is made up from what failed, and the trust says so."""
    source.trust = Trust.UNREACHABLE
    found, _ = desk.get((FLOW,), WINDOW, wait=5)
    assert set(found[FLOW].values) == {None}
    assert found[FLOW].trust is Trust.UNREACHABLE


def test_the_next_desk_reckons_by_the_next_model(desk: SeriesDesk, source: Any, model: Model) -> None:
    """From the terms that were kept, without a question."""
    desk.get((FLOW,), WINDOW, wait=5)
    after = desk.renewed(source, 60.0, {key: key for key in model.asked()}, model)
    found, pending = after.get((FLOW,), WINDOW, wait=0)
    assert pending == ()
    assert found[FLOW].values[0] == -10.0
    assert len(source.asked) == 1
    after.close()


def test_the_screen_knows_what_laws_say_by_the_place_of_the_signal(model: Model, source: Any) -> None:
    """The model names them after the declared ones, and sparklines are asked for by that index."""
    services = Services.build(model, source, ReplayClock(1000.0, 1000.0, 0.0))
    client: FlaskClient = create_app(Settings(), Desk(services)).server.test_client()
    named = client.get(f"/screen/model.json?revision={model.revision}").get_json()["nodes"]
    queue = next(i for i, node in enumerate(named) if node["id"] == "queue")
    assert [id for id, _ in named[queue]["signals"]] == ["load", USE]
    services.series.get((QUEUE,), Window.of(100.0, 1000.0, 60, model.step), 5)
    path = f"/screen/sparks.json?revision={model.revision}&keys={queue}.1&from=100&to=1000"
    spark = client.get(path).get_json()["sparks"][f"{queue}.1"]
    assert set(spark["values"]) == {10.0}
    assert client.get(path.replace(f"{queue}.1", f"{queue}.2")).status_code == 400
    answer = client.get("/api/v1/series?signal=flow/balance.residual&from=100&to=1000").get_json()
    assert answer["values"][0] == -10.0
    services.close()
