"""Alerts of a real Alertmanager, from firing over a silence to their end."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from hierarchy.evidence.changes import Change, Changes, Origin
from hierarchy.levels import Level
from hierarchy.model import Model, Node, SourceConfig
from tests.live.conftest import Open
from tests.live.prometheus_server import READY_SECONDS, free_port
from tests.live.shop_model import model_of

pytestmark = pytest.mark.live

CONFIG = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"
LABELS = {"alertname": "CartErrors", "workload": "cart"}


@pytest.fixture
def alertmanager(tmp_path: Path) -> Iterator[str]:
    """The address of one that runs by itself."""
    (tmp_path / "alertmanager.yml").write_text(CONFIG)
    port = free_port()
    command = [
        "prometheus-alertmanager",
        f"--config.file={tmp_path / 'alertmanager.yml'}",
        f"--web.listen-address=127.0.0.1:{port}",
        f"--storage.path={tmp_path}",
        "--cluster.listen-address=",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_ready(process, url)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_ready(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{url}/-/ready", trust_env=False, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.05)
    raise TimeoutError("alertmanager did not get ready")


def _fire(url: str, begin: float, end: float) -> None:
    alert = {
        "labels": LABELS,
        "annotations": {"summary": "One of ten carts fails"},
        "startsAt": datetime.fromtimestamp(begin, UTC).isoformat(),
        "endsAt": datetime.fromtimestamp(end, UTC).isoformat(),
        "generatorURL": "http://prometheus.example/graph",
    }
    httpx.post(f"{url}/api/v2/alerts", json=[alert], trust_env=False, timeout=10).raise_for_status()


def _silence(url: str, now: float) -> None:
    silence = {
        "matchers": [{"name": "workload", "value": "cart", "isRegex": False, "isEqual": True}],
        "startsAt": datetime.fromtimestamp(now, UTC).isoformat(),
        "endsAt": datetime.fromtimestamp(now + 600, UTC).isoformat(),
        "createdBy": "somebody",
        "comment": "known",
    }
    httpx.post(f"{url}/api/v2/silences", json=silence, trust_env=False, timeout=10).raise_for_status()


def _model(url: str) -> Model:
    nodes = {
        name: Node(name, Level.PHYSICAL_FUNCTION, name, labels={"workload": name})
        for name in ("cart", "mail")
    }
    sources = {"alerts": SourceConfig("alerts", "alertmanager", url)}
    return replace(model_of({}, url), nodes=nodes, sources=sources)


def test_an_alert_is_a_change_from_its_begin_to_its_end_whoever_is_told_of_it(
    alertmanager: str, opened: Open
) -> None:
    """It lasts while it fires, says that it is silenced, and keeps its id when it is over."""
    source = opened(_model(alertmanager))
    now = time.time()
    begin = now - 300
    span = (now - 3600, now + 3600)
    assert source.changes(*span).found == ()

    _fire(alertmanager, begin, now + 600)
    (firing,) = _until(source.changes, span, 1)
    _silence(alertmanager, now)
    silenced = _until(source.changes, span, 1, title="(silenced)")[0]
    _fire(alertmanager, begin, time.time())
    over = _until(source.changes, span, 1, lasting=False)[0]

    assert (firing.title, firing.origin) == ("CartErrors: One of ten carts fails", Origin.ALERT)
    assert firing.at == pytest.approx(begin, abs=0.01)
    assert (firing.lasting, firing.until, firing.nodes) == (True, None, ("cart",))
    assert (firing.labels, firing.url) == (LABELS, "http://prometheus.example/graph")
    assert silenced.title == "CartErrors: One of ten carts fails (silenced)"
    assert over.until is not None
    assert now <= over.until <= time.time()
    assert {firing.id, silenced.id, over.id} == {firing.id}


def _until(
    changes: Callable[[float, float], Changes],
    span: tuple[float, float],
    count: int,
    title: str = "",
    lasting: bool = True,
) -> tuple[Change, ...]:
    """What the source tells once it is as expected; raises TimeoutError."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        found = changes(*span)
        assert found.failures == ()
        right = [one for one in found.found if title in one.title and one.lasting is lasting]
        if len(right) == count:
            return tuple(right)
        time.sleep(0.05)
    raise TimeoutError("the alert did not become as expected")
