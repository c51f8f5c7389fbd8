"""`navigator check --online`: what a real Prometheus shows, at the place in the file where it is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from navigator.cli import run
from tests.live.conftest import Exporter
from tests.live.prometheus_server import PrometheusServer, free_port

pytestmark = pytest.mark.live

FILE = """\
version: 1
title: Shop
templates:
  shelf:
    match: [shelf]
    signals:
      items: {query: 'sum(items{$match})'}
      errors: {query: 'sum(itmes_lost{$match})'}
nodes:
  sell:
    level: functional-purpose
  shelves:
    level: physical-form
    each: {label: shelf, from: 'items'}
    use: shelf
    why: [{node: sell, need: 1}]
  store:
    level: physical-form
    use: std/redis
    labels: {job: none, instance: none}
    why: [sell]
"""


def checked(
    capsys: pytest.CaptureFixture[str], file: Path, url: str, *more: str
) -> tuple[int, list[tuple[str, int, str]]]:
    """The exit code, and (file, line, id) of every problem."""
    code = run(["check", str(file), "--online", "--prometheus", url, "--format", "json", *more])
    problems = json.loads(capsys.readouterr().out)["problems"]
    return code, [(Path(p["file"]).name, p["line"], p["id"]) for p in problems]


def test_what_the_source_lacks_is_told_once_at_the_line_of_the_template(
    scraping: PrometheusServer,
    exporter: Exporter,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Two members lack the same metric; ready templates are told once, at the node that uses them."""
    exporter.lines = ['items{shelf="a"} 1', 'items{shelf="b"} 2']
    scraping.await_series("items")
    file = tmp_path / "shop.yaml"
    file.write_text(FILE)
    code, problems = checked(capsys, file, scraping.url)
    assert code == 0
    assert sorted(line for _, line, id in problems if id == "metric-never-existed") == [8, 17]
    assert checked(capsys, file, scraping.url, "--strict")[0] == 1


def test_a_source_that_is_away_is_a_warning_and_no_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rest of the report stands; nothing is said of what only the source could tell."""
    file = tmp_path / "shop.yaml"
    file.write_text(FILE)
    code, problems = checked(capsys, file, f"http://127.0.0.1:{free_port()}")
    assert code == 0
    assert {id for _, _, id in problems} == {"source-silent"}


LAWS = """\
version: 1
title: Shop
sources: {default: {type: prometheus, url: "http://127.0.0.1:1"}}
nodes:
  sell:
    level: functional-purpose
    objective:
      bad: 'sum(rate(failed_total[$window]))'
      total: 'sum(rate(sold_total[$window]))'
      target: 99%
      window: 30d
    segments:
    - {label: shop, title: Shop}
    - {label: region, title: Region}
  flow:
    level: abstract-function
    why: [sell]
    balance:
      in:
        asked: 'sum(rate(sold_total[5m]))'
      out:
        sold: 'rate(sold_total[5m])'
        lost: 'sum(rate(itmes_lost_total[5m]))'
  room:
    level: abstract-function
    why: [sell]
    capacity:
      demand: 'sum(items)'
      supply: 'sum(itmes_space)'
  stock:
    level: abstract-function
    why: [sell]
    signals:
      best:
        query: 'max without (shelf) (sum without (region) (topk by (x) (1, items)))'
        spread: region
"""


def test_laws_are_looked_at_like_signals_and_told_where_their_query_is_written(
    scraping: PrometheusServer,
    exporter: Exporter,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No series, several series, a segment that the series do not have, a query that cannot be split."""
    exporter.lines = [
        'items{shelf="a"} 1',
        'items{shelf="b"} 2',
        'sold_total{shop="x"} 5',
        'sold_total{shop="y"} 5',
        'failed_total{shop="x"} 1',
    ]
    scraping.await_series("sum(rate(sold_total[5m]))")
    file = tmp_path / "laws.yaml"
    file.write_text(LAWS)
    _, problems = checked(capsys, file, scraping.url)
    lines = LAWS.splitlines()
    told = {(id, lines[line - 1].strip()) for _, line, id in problems}

    assert ("several-series", "sold: 'rate(sold_total[5m])'") in told
    assert ("metric-never-existed", "lost: 'sum(rate(itmes_lost_total[5m]))'") in told
    assert ("metric-never-existed", "supply: 'sum(itmes_space)'") in told
    assert ("segment-label-missing", "- {label: region, title: Region}") in told
    assert not [one for one in told if "label: shop" in one[1]]
    assert [id for id, _ in told].count("metric-never-existed") == 2
    assert ("cannot-be-split", "best:") in told
