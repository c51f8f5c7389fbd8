"""Queries that were taken over from other tools, asked of a real Prometheus."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import hierarchy
from hierarchy import Model
from navigator.commands.import_ import FORMATS
from navigator.interchange.imports import import_files
from tests.live.prometheus_server import START, PrometheusServer, build_blocks, sample

pytestmark = pytest.mark.live

DATA = Path(__file__).parent.parent / "data" / "imports"
FILES = dict(zip(FORMATS, ("catalog-info", "openslo", "sloth", "pyrra", "rules"), strict=True))
EXPRESSIONS = ("queue_length > 2.5", "stuck == 1", "min by (q) (queue_length) < 1", "errors > 0")
RULES = """
groups:
  - name: queues
    rules:
      - {alert: TooLong, expr: 'queue_length > 2.5', labels: {severity: critical}}
      - {alert: Stuck, expr: 'stuck == 1', labels: {severity: critical}}
      - {alert: Empty, expr: 'min by (q) (queue_length) < 1', labels: {severity: warning}}
      - {alert: Errors, expr: 'errors > 0', labels: {severity: warning}}
"""


def model_of(name: str, content: bytes) -> Model:
    """The model of what was imported."""
    loaded = hierarchy.load_text({"h.yaml": import_files(name, {"x": content}).text}, resolve_sources=False)
    assert loaded.model is not None
    return loaded.model


def queries_of(model: Model) -> list[str]:
    """Every query of its signals and objectives, with a burn window put in."""
    objectives = [node.objective for node in model.nodes.values() if node.objective]
    promised = [query.text for o in objectives for query in (o.good, o.bad, o.total) if query]
    measured = [signal.query for signal in model.signals().values() if signal.query]
    return [query.replace("$window", "5m") for query in (*promised, *measured)]


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "backstage"])
def test_prometheus_takes_every_query_that_was_taken_over(name: str, shop: PrometheusServer) -> None:
    """Whatever was put around them, they parse there and have one type throughout."""
    queries = queries_of(model_of(name, (DATA / f"{FILES[name]}.yaml").read_bytes()))
    assert len(queries) > 3
    for query in queries:
        assert len(shop.ask(query, time.time())) <= 1


def test_a_signal_is_beyond_its_limit_when_its_alert_would_fire(tmp_path: Path) -> None:
    """For every value that matters: below, at and beyond the number, and for several series."""
    cases = [(0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (2.5, 1.0, 0.0), (2.6, 1.0, 3.0), (9.0, 0.0, 0.5)]
    lines = []
    for i, (length, stuck, errors) in enumerate(cases):
        at = START + 600 * i
        lines.append(sample("queue_length", {"q": "a"}, length, at))
        lines.append(sample("queue_length", {"q": "b"}, 1.5, at))
        lines.append(sample("stuck", {"q": "a"}, stuck, at))
        lines.append(sample("errors", {}, errors, at))
    build_blocks(tmp_path, lines)
    server = PrometheusServer(tmp_path).start()
    try:
        signals = model_of("prometheus-rules", RULES.encode()).signals()
        expressions = dict(zip(signals, EXPRESSIONS, strict=True))
        for i in range(len(cases)):
            at = START + 600 * i + 1
            for key, signal in signals.items():
                assert signal.query is not None
                limit = signal.critical if signal.critical is not None else signal.warning
                assert isinstance(limit, float)
                value = float(server.ask(signal.query, at)[0][1])
                beyond = value >= limit if signal.worse is hierarchy.Worse.HIGHER else value <= limit
                fires = bool(server.ask(expressions[key], at))
                # At a number other than 0 itself a limit holds already, which is told in the file.
                assert beyond == fires or (value == limit and value != 0)
                assert beyond or not fires
    finally:
        server.stop()
