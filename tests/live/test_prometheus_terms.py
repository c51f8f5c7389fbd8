"""Terms of laws are asked like signals: batched, aged, split, recorded and replayed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from adapters.recording import RecordedSource, read_recording, record, write_recording
from hierarchy.actions import ChangeKind, ChangeRule
from hierarchy.evidence.breakdowns import Split, judged_in, splits_of
from hierarchy.evidence.outliers import Hurt, who
from hierarchy.evidence.readings import Trust
from hierarchy.file.loader import load_text
from hierarchy.model import Model, SignalKey
from hierarchy.queries import Query
from hierarchy.terms import FIVE_MINUTES, bad_id
from tests.live.conftest import Open
from tests.live.prometheus_server import START, PrometheusServer
from tests.live.shop_data import ALL, NOW, SERVICES, STEP

pytestmark = pytest.mark.live

SAME = {"service": "service"}
FILE = """
version: 1
title: Shop
sources: {default: {type: prometheus, url: "URL"}}
defaults: {match: [service]}
copies: {COPIES}
nodes:
  buy:
    level: functional-purpose
    objective:
      bad: 'sum(increase(failures_total{$match}[$window]))'
      total: 'sum(increase(requests_total{$match}[$window]))'
      target: 99%
      window: 1h
    segments: [{label: service, title: Shop}]
  orders:
    level: abstract-function
    why: [buy]
    balance:
      in: {asked: 'sum(rate(requests_total{$match}[2m]))'}
      out: {failed: {query: 'sum(rate(failures_total{$match}[2m]))', zero_while: 'up{$match}'}}
      store: {waiting: 'sum(queue_length{$match})'}
      over: 5m
  seats:
    level: abstract-function
    why: [buy]
    capacity: {demand: 'sum(queue_length{$match})', supply: 'sum(pool_size{$match})', warning: 80%}
  jobs:
    level: abstract-function
    labels: {service: dead}
    why: [buy]
    capacity: {demand: 'sum(rate(jobs_total{$match}[5m]))', supply: 100}
"""


@pytest.fixture
def model(shop: PrometheusServer) -> Model:
    """Two copies of a shop."""
    return _model(shop.url, 2)


def _model(url: str, count: int) -> Model:
    copies = ", ".join(f"{name}: {{labels: {{service: {name}}}}}" for name in SERVICES[:count])
    loaded = load_text({"shop.yaml": FILE.replace("URL", url).replace("COPIES", copies)})
    assert loaded.model is not None, loaded.problems
    return loaded.model


def test_terms_of_many_nodes_cost_no_more_queries_than_those_of_two(
    shop: PrometheusServer, opened: Open
) -> None:
    """They are batched like the signals of a template."""
    asked = []
    for count in (2, 10):
        model = _model(shop.url, count)
        before = shop.queries()
        readings = opened(model).sweep(NOW).readings
        asked.append(shop.queries() - before)
        assert readings.keys() == model.asked().keys()
        assert sum(key.signal == "balance.in.asked" for key in readings) == count

    assert asked[0] == asked[1]


def test_terms_have_values_ages_and_trust_like_any_reading(model: Model, opened: Open) -> None:
    """A rate that outlives its target is stale, and a failure that never was is 0."""
    readings = opened(model).sweep(NOW).readings

    def term(node: str, signal: str) -> tuple[object, ...]:
        found = readings[SignalKey(node, signal)]
        return found.value, found.trust, found.time

    grown = (NOW - START) // 300
    assert term("orders.svc-1", "balance.in.asked") == (pytest.approx(2 + 3), Trust.LIVE, NOW)
    assert term("orders.svc-1", "balance.store.waiting") == (1 + grown, Trust.LIVE, NOW)
    assert term("orders.svc-0", "balance.out.failed") == (0.0, Trust.LIVE, NOW)
    assert term("seats.svc-0", "capacity.supply") == (2 * (5 + grown), Trust.LIVE, NOW)
    assert term("jobs.svc-0", "capacity.demand")[1] is Trust.STALE


def test_terms_of_long_windows_are_asked_only_now_and_then(
    shop: PrometheusServer, model: Model, opened: Open
) -> None:
    """The next sweep asks for fewer, and has as many readings."""
    source = opened(model)
    first = source.sweep(NOW)
    start = shop.queries()
    second = source.sweep(NOW + STEP)
    between = shop.queries()
    third = source.sweep(NOW + 60 + STEP)
    hour = SignalKey("buy.svc-1", bad_id(3600.0))

    assert between - start < shop.queries() - between
    assert first.readings.keys() == second.readings.keys() == third.readings.keys()
    assert (second.readings[hour].value, second.readings[hour].time) == (first.readings[hour].value, NOW)
    assert third.readings[hour].time == NOW + 60 + STEP
    assert {r[hour].trust for r in (first.readings, second.readings, third.readings)} == {Trust.LIVE}


def test_what_an_objective_is_about_is_split_by_its_segments(model: Model, opened: Open) -> None:
    """Over five minutes; everyone or only some, in one look."""
    node = model.nodes["buy.svc-1"]
    (split,) = splits_of(node)
    found = opened(model).breakdowns([split], NOW)[split]
    judged = judged_in(node, split.key.signal)

    assert split == Split(SignalKey("buy.svc-1", bad_id(FIVE_MINUTES)), "service")
    assert (found.trust, found.detail) == (Trust.LIVE, "")
    assert found.values == {"svc-1": pytest.approx(0.1 / 5)}
    assert judged is not None
    assert who(found, judged).hurt is Hurt.NOBODY


def test_terms_splits_and_changes_are_recorded_and_replayed(
    model: Model, opened: Open, tmp_path: Path
) -> None:
    """A replay reads, splits and tells what the source did at that moment."""
    rule = ChangeRule("grown", "Queue of {service}", ChangeKind.VALUE, Query("queue_length"), match=SAME)
    model = replace(model, changes=(rule,))
    source = opened(model)
    start, end = NOW - 600, NOW
    write_recording(record(source, model, {"shop.yaml": "x"}, start, end, 75), tmp_path / "r")
    replay = RecordedSource(read_recording(tmp_path / "r"), model)
    (split,) = splits_of(model.nodes["buy.svc-1"])

    for at in (start, NOW - 75, NOW):
        live, then = opened(model).sweep(at).readings, replay.sweep(at).readings
        assert live.keys() == then.keys()
        for key, reading in live.items():
            value = None if reading.value is None else pytest.approx(reading.value, rel=1e-5)
            assert (then[key].value, then[key].trust) == (value, reading.trust), key
        assert replay.breakdowns([split], at)[split].values == pytest.approx(
            source.breakdowns([split], at)[split].values, rel=1e-5
        )
    told = source.changes(start, end)
    assert len(told.found) == 3 * len(ALL)
    assert replay.changes(start, end) == told
    assert {n for one in told.found for n in one.nodes} >= {"buy.svc-0", "seats.svc-1"}
