"""Where to look next and what was done, from a real Prometheus alone: in the terminal and over HTTP."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from flask.testing import FlaskClient

import hierarchy
from adapters.prometheus.adapter import PrometheusSource
from navigator import cli
from navigator.app import create_app
from navigator.clock import ReplayClock
from navigator.desk import Desk
from navigator.runtime import with_prometheus
from navigator.services import Services
from navigator.settings import Settings
from navigator.stretches import LOSSLESS
from tests.browser.acceptance.running import navigator
from tests.live.prometheus_server import START, PrometheusServer, build_blocks, sample

pytestmark = pytest.mark.live

STEP = 60
FAULT = START + 25 * 3600
NOW = FAULT + 600
DEPLOYED = FAULT - 180
FILE = """\
version: 1
title: Small shop
step: 1m
changes:
  versions: {title: 'Cart {version}', query: app_info, track: version, match: {service: service}}
templates:
  service:
    match: [service]
    signals:
      errors: {query: 'max(error_ratio{$match})', unit: ratio, worse: higher, warning: 0.02, critical: 0.05}
      latency: {query: 'max(latency_seconds{$match})', unit: seconds, worse: higher}
nodes:
  buy: {level: functional-purpose, title: Customers can buy, use: service, labels: {service: frontend}}
  orders: {level: abstract-function, title: Orders in equal orders out, why: [buy]}
  pay: {level: generalized-function, title: Take payment, why: [orders]}
  checkout: {level: physical-function, title: Checkout, use: service, labels: {service: checkout}, why: [pay]}
  cart: {level: physical-function, title: Cart, use: service, labels: {service: cart}, why: [pay]}
  mail: {level: physical-function, title: Mail, use: service, labels: {service: mail}, why: [pay]}
  disk:
    level: physical-form
    title: Disk of the cart
    why: [cart]
    signals:
      busy: {query: disk_busy, unit: ratio, worse: higher, spread: device}
"""


def _wave(at: int, phase: float) -> float:
    return 1 + 0.1 * math.sin(at / 400 + phase) + 0.05 * math.sin(at / 97 + 3 * phase)


def _lines() -> Iterator[str]:
    times = range(START, NOW + 1, STEP)
    begun = {"frontend": FAULT + 120, "checkout": 10**12, "cart": FAULT, "mail": 10**12}
    for service, fault in begun.items():
        for at in times:
            yield sample(
                "error_ratio", {"service": service}, 0.2 if at >= fault else 0.001 * _wave(at, 1), at
            )
    for phase, (service, fault) in enumerate(begun.items()):
        for at in times:
            late = 12 if at >= fault else 1
            yield sample("latency_seconds", {"service": service}, 0.1 * late * _wave(at, phase), at)
    for at in times:
        yield sample("disk_busy", {}, (0.98 if at >= FAULT - 60 else 0.3) * _wave(at, 5), at)
    for version in ("4.1", "4.2"):
        for at in times:
            if (at >= DEPLOYED) == (version == "4.2"):
                yield sample("app_info", {"service": "cart", "version": version}, 1, at)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusServer]:
    """A day of that shop."""
    folder = tmp_path_factory.mktemp("cues")
    build_blocks(folder, _lines())
    made = PrometheusServer(folder).start()
    yield made
    made.stop()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The hierarchy of the shop."""
    path = tmp_path / "shop.yaml"
    path.write_text(FILE)
    return path


@pytest.fixture
def services(server: PrometheusServer) -> Iterator[Services]:
    """Everything wired to that server, at the moment that is looked at."""
    loaded = hierarchy.load_text({"shop.yaml": FILE})
    assert loaded.model is not None, hierarchy.render_text(loaded.problems)
    model = with_prometheus(loaded.model, server.url)
    made = Services.build(model, PrometheusSource(model), ReplayClock(NOW, NOW, 0.0))
    yield made
    made.close()


@pytest.fixture
def client(services: Services) -> FlaskClient:
    """The API over them."""
    made: FlaskClient = create_app(Settings(), Desk(services)).server.test_client()
    return made


def _printed(file: Path, server: PrometheusServer, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    asked = ["cues", str(file), "--focus", "buy", "--at", str(NOW), "--prometheus", server.url, *more]
    assert cli.run(asked) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def _found(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def test_the_cues_are_the_disk_and_the_cart_with_what_speaks_for_them(
    file: Path, server: PrometheusServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """From a focus and a time alone; what is as usual is not named, and the deploy stands at the cart."""
    out = _printed(file, server, capsys)
    assert {line.split()[-2] for line in out.splitlines() if line[:3] in ("1. ", "2. ")} == {
        "(cart)",
        "(disk)",
    }
    assert "(mail)" not in out
    assert "(checkout)" not in out
    assert "deviation: " in out
    assert "Cart 4.2" in out
    assert "by way of " in out


def _leaves(found: Any, path: str = "") -> dict[str, Any]:
    """Everything that is in an answer, by where it is."""
    inner = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    below = [leaf for name, one in inner for leaf in _leaves(one, f"{path}/{name}").items()]
    return dict(below) if isinstance(found, dict | list) else {path: found}


def _numbers(found: Any) -> dict[str, float]:
    return {path: leaf for path, leaf in _leaves(found).items() if isinstance(leaf, float)}


def _in_words(found: Any) -> dict[str, Any]:
    return {path: leaf for path, leaf in _leaves(found).items() if not isinstance(leaf, float)}


def test_the_terminals_json_is_the_apis(
    file: Path, server: PrometheusServer, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """Letter by letter, and numbers to the digits of lines that are kept in 32 bits: what the screen's
    server caches and pads changes no cue."""
    printed = json.loads(_printed(file, server, capsys, "--format", "json"))
    answered = _found(client, f"/api/v1/cues?focus=buy&at={NOW}")
    assert _in_words(printed) == _in_words(answered)
    assert _numbers(printed) == pytest.approx(_numbers(answered), rel=LOSSLESS)
    assert {cue["node"] for cue in answered["cues"]} == {"disk", "cart"}


def test_before_the_fault_nothing_is_named(client: FlaskClient) -> None:
    """An hour before, everything below is as usual, and that is said."""
    found = _found(client, f"/api/v1/cues?focus=buy&at={FAULT - 3600}")
    assert found["cues"] == []
    assert found["note"]["code"] == "none_below"


def test_many_looks_cost_the_source_what_one_does(
    services: Services, client: FlaskClient, server: PrometheusServer
) -> None:
    """By the server's own count."""
    _found(client, f"/api/v1/cues?focus=buy&at={NOW}")
    asked = server.queries()
    for _ in range(20):
        _found(client, f"/api/v1/cues?focus=buy&at={NOW}")
    _found(client, f"/api/v1/cues?focus=pay&at={NOW}")
    assert services.cues.deviations(NOW)
    assert server.queries() - asked <= 2  # what the other focus has in its own hours of changes


def test_changes_that_a_rule_sees_are_listed_with_their_nodes(
    services: Services, client: FlaskClient
) -> None:
    """Beside those that were posted, each with where it is known from."""
    kept = client.post("/api/v1/changes", json={"title": "Flag on", "labels": {"service": "mail"}})
    assert kept.status_code == 201
    services.changes.read(NOW - 3600, NOW)
    found = _found(client, f"/api/v1/changes?from={NOW - 3600}&to={NOW}")
    assert [(one["origin"], one["nodes"]) for one in found["changes"]] == [
        ("query", ["cart"]),
        ("posted", ["mail"]),
    ]
    assert "4.2" in found["changes"][0]["title"]
    assert found["failures"] == []


def test_a_series_is_compared_with_the_day_before(client: FlaskClient) -> None:
    """Quartiles from before the fault, read in the background."""
    found = _found(client, f"/api/v1/series?signal=cart/latency&from={NOW - 1800}&to={NOW}")
    reference = found["reference"]
    assert 0.08 < reference["low"] <= reference["mid"] <= reference["high"] < 0.13
    assert found["values"][-1] > 1


def test_a_dead_source_is_a_note_and_exit_1(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is called fine, and nothing fails."""
    asked = ["cues", str(file), "--focus", "buy", "--at", str(NOW), "--prometheus", "http://127.0.0.1:9"]
    assert cli.run([*asked, "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {one["kind"] for cue in found["cues"] for one in cue["evidence"]} <= {"unknown"}
    assert found["note"]["code"] == "no_data"


def _asked(url: str, body: Mapping[str, object] | None = None) -> Any:
    """What a program gets that sends no more than a pipeline's one line does: no origin, no cookie."""
    headers = {"Content-Type": "application/json", "Idempotency-Key": "build-7"} if body else {}
    data = json.dumps(body).encode() if body else None
    direct = build_opener(ProxyHandler({}))
    with direct.open(Request(url, data=data, headers=headers), timeout=20) as answer:
        return json.load(answer)


def test_a_program_on_this_machine_posts_a_change(file: Path, server: PrometheusServer) -> None:
    """One line in a pipeline: a retry with the same key is kept once."""
    with navigator("serve", str(file), "--prometheus", server.url) as address:
        changes = f"{address}/api/v1/changes"
        deploy = {"title": "Deploy 4.3", "labels": {"service": "cart"}}
        kept = [_asked(changes, deploy) for _ in range(2)]
        listed = _asked(changes)
    assert kept[0] == kept[1]
    assert kept[0]["nodes"] == ["cart"]
    assert [one["title"] for one in listed["changes"] if one["origin"] == "posted"] == ["Deploy 4.3"]
