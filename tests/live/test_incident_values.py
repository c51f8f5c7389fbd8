"""A real Prometheus holds what the published tables say."""

from __future__ import annotations

import csv
import gzip
import json
import math
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.incident_data import RAW, read_incident
from benchmarks.incident_prometheus import incident_prometheus

pytestmark = pytest.mark.live

_START = 1661144400.0  # 2022-08-22 05:00:00 UTC
_END = 1661146200.0  # 05:30:00
_LOOK = 1661145660.0  # 05:21:00, while the currency service is short of CPU


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prometheus that holds half an hour of the incident."""
    with incident_prometheus(tmp_path_factory.mktemp("incident"), start=_START, end=_END) as base:
        yield base


def _ask(url: str, query: str, at: float) -> list[dict[str, Any]]:
    text = urllib.parse.urlencode({"query": query, "time": at})
    with urllib.request.urlopen(f"{url}/api/v1/query?{text}", timeout=10) as answer:
        result: list[dict[str, Any]] = json.load(answer)["data"]["result"]
        return result


@pytest.mark.parametrize("at", [_LOOK, _LOOK + 540])
def test_every_series_of_prometheus_equals_the_tables(url: str, at: float) -> None:
    """At a moment each series has the value of the newest row, and no series was lost or added."""
    wanted: dict[str, float] = {}
    for line in read_incident(start=_START, end=at).lines():
        if not line.startswith("#"):
            series, value, _ = line.rsplit(" ", 2)
            wanted[series] = float(value)
    found = {_name(entry["metric"]): float(entry["value"][1]) for entry in _ask(url, '{__name__!=""}', at)}
    assert found.keys() == {_sorted(series) for series in wanted}
    for series, number in wanted.items():
        seen = found[_sorted(series)]
        assert seen == number or (math.isnan(seen) and math.isnan(number)), series


def test_what_visitors_wait_is_what_was_published(url: str) -> None:
    """The time for a page is, digit by digit, the one in the published table's newest row."""
    with gzip.open(RAW / "2022-08-22-ob-front.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if float(row["time"]) <= _LOOK]
    found = _ask(url, 'boutique_frontend_latency_seconds{quantile="0.5"}', _LOOK)
    assert [float(entry["value"][1]) for entry in found] == [float(rows[-1]["lat_p50"])]


def test_network_delay_shows_between_caller_and_callee_only(url: str) -> None:
    """At 05:30 calls to the currency service lose most of a second that it does not take itself."""
    caller, callee = (f'call_latency_seconds{{side="{side}"}}' for side in ("source", "destination"))
    answer = _ask(url, f"max by (callee) ({caller} - ignoring(side) {callee})", _LOOK + 540)
    found = {entry["metric"]["callee"]: float(entry["value"][1]) for entry in answer}
    assert found.pop("currencyservice") == pytest.approx(0.75, abs=0.01)
    assert max(value for callee, value in found.items() if callee != "checkoutservice") < 0.1


def _name(metric: dict[str, str]) -> str:
    inside = ",".join(f'{k}="{v}"' for k, v in sorted(metric.items()) if k != "__name__")
    return f"{metric['__name__']}{{{inside}}}"


def _sorted(series: str) -> str:
    name, _, inside = series.partition("{")
    return f"{name}{{{','.join(sorted(inside.rstrip('}').split(',')))}}}"
