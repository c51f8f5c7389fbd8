"""What reading costs, as a real Prometheus counts it, and what is said of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from adapters.live_checks import source_lacks, view_cost
from adapters.live_checks.costs import POINTS
from adapters.live_checks.view import gather
from hierarchy.model import SignalKey
from navigator.cli import run
from tests.live.conftest import Exporter, Open
from tests.live.prometheus_server import PrometheusServer
from tests.live.shop_data import NOW, STEP, shop_lines
from tests.live.shop_model import errors, latency, model_of, queue, services_model
from tests.live.victoria_server import VictoriaServer

pytestmark = pytest.mark.live


def touched(server: PrometheusServer, query: str, start: float, end: float) -> int:
    """What the server itself says a range query touches."""
    form = {"query": query, "start": str(start), "end": str(end), "step": str(STEP), "stats": "all"}
    answer = httpx.post(f"{server.url}/api/v1/query_range", data=form, trust_env=False, timeout=30).json()
    return int(answer["data"]["stats"]["samples"]["totalQueryableSamples"])


def test_the_cost_of_a_line_is_what_the_server_counts_for_it(shop: PrometheusServer, opened: Open) -> None:
    """Sixty points of the instant cost: for a rate with steady samples exactly what a range costs."""
    model = model_of({"one": (latency("svc-3"),)}, shop.url)
    costs = gather(model, opened(model), NOW).costs
    query = 'histogram_quantile(0.8, sum by (le) (rate(bucket_total{service="svc-3"}[2m])))'
    age = 'max(timestamp(bucket_total{service="svc-3"}))'
    start = NOW - (POINTS - 1) * STEP
    counted = sum(touched(shop, one, start, NOW) for one in (query, age))
    assert counted > 1000
    assert costs.lines[SignalKey("one", "latency")] == pytest.approx(counted, rel=0.05)


def test_a_sweep_costs_what_its_signals_do_together(shop: PrometheusServer, opened: Open) -> None:
    """What one query for many nodes touches is shared out and not counted once for each."""
    model = services_model(shop.url)
    costs = gather(model, opened(model), NOW).costs
    assert costs.silent == frozenset()
    assert costs.sweep == pytest.approx(sum(costs.readings.values()))
    assert {key.signal for key in costs.dearest[-len(model.nodes) :]} == {"queue"}  # a gauge of one series


def test_the_dearest_picture_is_that_of_the_dearest_cards(shop: PrometheusServer, opened: Open) -> None:
    """One line a card and all of the focus; above the budget it is said, with what is dearest."""
    model = model_of(
        {
            "cheap": (queue("svc-1"),),
            "dear": (errors("svc-2"), latency("svc-2")),
            "other": (latency("svc-3"), queue("svc-3")),
        },
        shop.url,
    )
    pictures = {"cheap": ("cheap",), "dear": ("dear", "other"), "": ("cheap", "other")}
    view = gather(model, opened(model), NOW, pictures=pictures)
    focus, samples = view.costs.picture
    lines = view.costs.lines
    assert focus == "dear"
    keys = (SignalKey("dear", "errors"), SignalKey("dear", "latency"), SignalKey("other", "latency"))
    assert samples == pytest.approx(sum(lines[key] for key in keys))
    assert list(view_cost.look(view)) == []
    heavy = replace(view, costs=replace(view.costs, picture=("dear", view_cost.MOST + 1.0)))
    [remark] = view_cost.look(heavy)
    assert "with 'dear' in focus" in remark.message
    assert "latency" in remark.message


FILE = """\
version: 1
title: Shop
nodes:
  sell:
    level: functional-purpose
    signals:
      items: {query: 'sum(items)'}
"""


def test_the_command_lists_costs_for_people_and_programs(
    scraping: PrometheusServer, exporter: Exporter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside the problems; without the option there is nothing of it."""
    exporter.lines = ['items{shelf="a"} 1', 'items{shelf="b"} 2']
    scraping.await_series("items")
    file = tmp_path / "shop.yaml"
    file.write_text(FILE)
    asked = ["check", str(file), "--prometheus", scraping.url]
    run([*asked, "--cost"])
    text = capsys.readouterr().out
    assert "sell/items" in text
    assert "a line of 1 h" in text
    run([*asked, "--cost", "--format", "json"])
    told = json.loads(capsys.readouterr().out)["cost"]
    assert told["signals"][0]["signal"] == "sell/items"
    assert told["signals"][0]["line"] >= 2 * POINTS
    assert told["sweep"] >= 2
    run([*asked, "--online", "--format", "json"])
    assert "cost" not in json.loads(capsys.readouterr().out)


def test_a_source_that_does_not_count_is_named_and_costs_nothing(tmp_path: Path, opened: Open) -> None:
    """VictoriaMetrics does not tell samples, nor types of metrics: the second is a hint, none is an error."""
    server = VictoriaServer(tmp_path).start()
    try:
        model = model_of({"one": (queue("svc-3"),)}, server.fill(shop_lines()).url)
        view = gather(model, opened(model), NOW)
    finally:
        server.stop()
    assert view.costs.silent == {"default"}
    assert view.costs.dearest == ()
    assert list(view_cost.look(view)) == []
    [remark] = source_lacks.look(view)
    assert "VictoriaMetrics" in remark.message
    assert "metadata" in remark.message
