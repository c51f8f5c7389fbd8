"""The navigator looks at itself: a real one scraped by a real Prometheus, through the example hierarchy."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest

from adapters.prometheus.adapter import PrometheusSource
from benchmarks.serving import ROOT, Running, running
from hierarchy.evidence.readings import Trust
from hierarchy.file.loader import load
from hierarchy.membership import Registry, expanded
from hierarchy.model import SignalKey
from navigator.cli import run
from tests.live.prometheus_server import PrometheusServer, free_port

pytestmark = pytest.mark.live

EXAMPLE = ROOT / "examples" / "navigator"


@pytest.fixture(scope="module")
def scraped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, PrometheusServer]]:
    """A navigator of that hierarchy, and the Prometheus that it reads and that scrapes it every second."""
    port = free_port()
    config = (
        "global: {scrape_interval: 1s, scrape_timeout: 1s}\n"
        "scrape_configs:\n"
        f"- {{job_name: navigator, static_configs: [{{targets: ['127.0.0.1:{port}']}}]}}\n"
    )
    server = PrometheusServer(tmp_path_factory.mktemp("own"), config).start()
    command = ["-m", "navigator", "serve", str(EXAMPLE), "--prometheus", server.url, "--port", str(port)]
    try:
        with running(command, port) as navigator:
            for _ in range(3):
                assert httpx.get(f"{navigator.url}/screen/edition.json?page=0123456789ab").status_code == 200
            server.await_series("rate(navigator_sweep_duration_seconds_count[5m]) > 0")
            server.await_series("rate(navigator_source_requests_total[1m]) > 0")
            yield navigator, server
    finally:
        server.stop()


def test_the_example_has_nothing_wrong_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither error nor warning nor hint."""
    assert run(["check", str(EXAMPLE), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"problems": []}


def test_a_running_navigator_has_every_metric_that_the_example_asks_for(
    scraped: tuple[Running, PrometheusServer], capsys: pytest.CaptureFixture[str]
) -> None:
    """No query fails, matches nothing or too much; nothing that is scraped is left over."""
    code = run(["check", str(EXAMPLE), "--online", "--prometheus", scraped[1].url, "--format", "json"])
    told = json.loads(capsys.readouterr().out)["problems"]
    assert [(one["id"], one["message"]) for one in told if one["severity"] != "hint"] == []
    assert code == 0


def test_the_picture_of_itself_reaches_from_people_to_the_source(
    scraped: tuple[Running, PrometheusServer],
) -> None:
    """Its source is found as a member, its process answers, and its own sweeps are counted."""
    _, server = scraped
    model = load([EXAMPLE], {"PROMETHEUS_URL": server.url}).model
    assert model is not None
    at = float(int(time.time()))
    searching = PrometheusSource(model)
    whole = expanded(model, Registry(model).update(searching.members(at), at))
    source = searching.renewed(whole)
    try:
        readings = source.sweep(at).readings
    finally:
        source.close()
        searching.close()
    assert readings[SignalKey("process", "up")].value == 1
    assert readings[SignalKey("read-files", "loaded")].value == 1
    assert readings[SignalKey("make-pictures", "viewers")].value == 1
    away = next(one for key, one in readings.items() if key.signal == "away")
    assert (away.value, away.trust) == (0.0, Trust.LIVE)


def test_the_metrics_keep_to_the_conventions_of_prometheus(
    scraped: tuple[Running, PrometheusServer],
) -> None:
    """As promtool checks them: units, counters that end in total, help for everything."""
    text = httpx.get(f"{scraped[0].url}/metrics", trust_env=False, timeout=10).text
    assert "navigator_source_requests_total{" in text
    told = subprocess.run(
        ["promtool", "check", "metrics"], input=text, capture_output=True, text=True, timeout=30, check=False
    )
    said = [line for line in (told.stdout + told.stderr).splitlines() if line.startswith("navigator")]
    assert said == []
