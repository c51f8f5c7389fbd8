"""Alerts of an Alertmanager become changes; whatever it does wrong becomes a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable, ItemsView, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters import alert_log
from adapters.alert_log import AlertLog, alert_changes
from adapters.alertmanager import MOST, AlertLine, Alerts, read_alerts
from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.adapter import PrometheusSource
from adapters.prometheus.loop_thread import LoopThread
from hierarchy.evidence.changes import Concerned, Origin
from hierarchy.levels import Level
from hierarchy.model import Model, Node, SourceConfig
from tests.adapters.fake_upstream import FakeUpstream, Piece, bomb, dripping, endless, reply

NOW = 1_700_000_000.0
HTML = "Content-Type: text/html\r\n"
K = FailureKind


def told(**more: object) -> dict[str, object]:
    """One alert as Alertmanager tells it; it began 600 s before NOW."""
    return {
        "annotations": {"summary": "Carts\n fail"},
        "startsAt": "2023-11-14T22:03:20.123456789Z",
        "endsAt": "2023-11-14T22:18:20.000Z",
        "updatedAt": "2023-11-14T22:13:00.000Z",
        "fingerprint": "f1",
        "receivers": [{"name": "x"}],
        "status": {"state": "active", "silencedBy": [], "inhibitedBy": []},
        "labels": {"alertname": "CartErrors", "workload": "cart", "cluster": "eu", "severity": "page"},
        "generatorURL": "http://prometheus.example/graph?g0.expr=x",
        **more,
    }


def body(*alerts: dict[str, object]) -> bytes:
    return json.dumps(alerts).encode()


GOOD = body(told())
CASES: dict[str, tuple[Callable[[], Iterable[Piece]], FailureKind]] = {
    "hang": (lambda: [60.0], K.TIMEOUT),
    "dripped body": (lambda: dripping([b"HTTP/1.1 200 OK\r\n\r\n", *([b" "] * 300)]), K.TIMEOUT),
    "login page": (lambda: reply(b"<!doctype html><p>Sign in", headers=HTML), K.NOT_PROMETHEUS),
    "plain text": (lambda: reply(b"it works"), K.NOT_PROMETHEUS),
    "a Prometheus": (lambda: reply(b'{"status":"success","data":{"alerts":[]}}'), K.NOT_PROMETHEUS),
    "empty body": (lambda: reply(b""), K.BROKEN_ANSWER),
    "cut JSON": (lambda: reply(GOOD[:-20]), K.BROKEN_ANSWER),
    "shorter than said": (lambda: reply(GOOD, length=len(GOOD) + 9), K.BROKEN_ANSWER),
    "no objects": (lambda: reply(b"[1, 2]"), K.BROKEN_ANSWER),
    "no labels": (lambda: reply(body(told(labels=["a"]))), K.BROKEN_ANSWER),
    "labels that are no texts": (lambda: reply(body(told(labels={"a": 1}))), K.BROKEN_ANSWER),
    "no time": (lambda: reply(body(told(startsAt="yesterday"))), K.BROKEN_ANSWER),
    "a time without a zone": (lambda: reply(body(told(startsAt="2023-11-14T22:03:20"))), K.BROKEN_ANSWER),
    "closed at once": (list, K.BROKEN_ANSWER),
    "gzip bomb": (bomb, K.TOO_LARGE),
    "endless body": (endless, K.TOO_LARGE),
    "redirect": (
        lambda: reply(b"", "302 Found", "Location: http://elsewhere.example/secret\r\n"), K.REDIRECTED
    ),
    "not let in": (lambda: reply(b'"no"', "401 Unauthorized"), K.UNAUTHORIZED),
    "slow down": (lambda: reply(b"", "429 Too Many Requests"), K.THROTTLED),
    "overloaded": (lambda: reply(b"", "503 Service Unavailable"), K.OVERLOADED),
    "other path": (lambda: reply(b"404", "404 Not Found"), K.NOT_PROMETHEUS),
}  # fmt: skip


@pytest.fixture
def loop() -> Iterator[LoopThread]:
    """A loop to ask from."""
    made = LoopThread()
    yield made
    made.close()


def ask(loop: LoopThread, url: str, timeout: float = 60.0, **config: str) -> Alerts | SourceFailure:
    """With a deadline that no busy machine reaches, unless it is the deadline that matters."""
    line = AlertLine(SourceConfig("alerts", "alertmanager", url, timeout=timeout, **config))  # type: ignore[arg-type]
    try:
        return loop.run(line.alerts())
    finally:
        loop.run(line.aclose())


@pytest.mark.parametrize("case", CASES)
def test_whatever_an_alertmanager_does_wrong_becomes_one_typed_failure(loop: LoopThread, case: str) -> None:
    """After one request, within the deadline, and with bounded memory."""
    answer, kind = CASES[case]
    upstream = FakeUpstream(lambda _: answer())
    try:
        found = ask(loop, upstream.url, 0.8 if kind is K.TIMEOUT else 60.0)
    finally:
        upstream.close()

    assert isinstance(found, SourceFailure)
    assert found.kind is kind
    assert len(upstream.requests) == 1
    assert "secret" not in found.message


def test_all_alerts_are_asked_for_below_the_address_of_the_source(loop: LoopThread, tmp_path: Path) -> None:
    """Silenced and inhibited ones too, with the credentials of a file."""
    secret = tmp_path / "token"
    secret.write_text("s3cret\n")
    upstream = FakeUpstream(lambda _: reply(GOOD))
    try:
        found = ask(loop, f"{upstream.url}/prefix/", bearer_token_file=str(secret))
    finally:
        upstream.close()
    (request,) = upstream.requests

    assert request.startswith(b"GET /prefix/api/v2/alerts?active=true&silenced=true&inhibited=true")
    assert b"authorization: bearer s3cret" in request.lower()
    assert isinstance(found, Alerts)
    (alert,) = found.found
    assert (alert.fingerprint, round(alert.begin, 3), alert.title) == (
        "f1",
        NOW - 599.877,
        "CartErrors: Carts fail",
    )


def test_what_an_alert_says_is_taken_in_with_limits() -> None:
    """Long texts are cut, odd addresses left away, no end is no end; who is not told is said."""
    odd = told(
        annotations={},
        startsAt="0001-01-01T00:00:00+14:00",  # no date that can be told of again
        labels={"alertname": "x" * 5000},
        generatorURL="javascript:alert(1)",
        endsAt="0001-01-01T00:00:00.000Z",
        status={"state": "suppressed", "silencedBy": ["s"], "inhibitedBy": []},
    )
    nameless = told(labels={}, annotations=None, status=None, generatorURL=None, fingerprint="f2")
    second, first = read_alerts(body(odd, nameless)).found

    assert first.title == "x" * 1000 + "… (silenced)"
    assert (first.url, first.begin, first.end) == ("", 0.0, None)
    assert second.title == "an alert without a name"
    inhibited = told(status={"state": "suppressed", "silencedBy": [], "inhibitedBy": ["i"]})
    assert read_alerts(body(inhibited)).found[0].title == "CartErrors: Carts fail (inhibited)"


def test_of_very_many_alerts_the_newest_are_told_and_the_others_counted() -> None:
    """None of those that are known is taken for over then."""
    many = [told(fingerprint=str(i)) for i in range(MOST + 3)]
    alerts = read_alerts(body(*many))
    log = AlertLog()
    found = alert_changes(log, _model(), {"alerts": alerts}, (NOW - 60, NOW), NOW)

    assert (len(alerts.found), alerts.left_out) == (MOST, 3)
    assert found.failures == (f"'alerts' has {MOST + 3} alerts, of which the last {MOST} are told",)
    fewer = Alerts(alerts.found[:1], 3)
    again = alert_changes(log, _model(), {"alerts": fewer}, (NOW - 60, NOW), NOW)
    assert all(change.lasting for change in again.found)


def _model(url: str = "http://127.0.0.1:1") -> Model:
    labels = {
        "cart": {"workload": "cart"},
        "cart-eu": {"workload": "cart", "cluster": "eu"},
        "cart-us": {"workload": "cart", "cluster": "us"},
        "mail-eu": {"workload": "mail", "cluster": "eu"},
        "host": {"host": "h1", "cluster": "eu"},
        "bare": {},
    }
    nodes = {name: Node(name, Level.PHYSICAL_FUNCTION, name, labels=own) for name, own in labels.items()}
    return Model(
        "1", "m", nodes, sources={"alerts": SourceConfig("alerts", "alertmanager", url, timeout=60.0)}
    )


def test_an_alert_concerns_the_nodes_that_agree_in_most_labels_and_contradict_none() -> None:
    """Labels that no node has count for nothing; where nothing agrees nothing is concerned."""
    concerned = Concerned(_model())

    assert concerned.alike({"workload": "cart", "cluster": "eu", "severity": "page"}) == ("cart-eu",)
    assert concerned.alike({"workload": "cart"}) == ("cart", "cart-eu", "cart-us")
    assert concerned.alike({"cluster": "eu"}) == ("cart-eu", "mail-eu", "host")
    assert concerned.alike({"workload": "cart", "cluster": "asia"}) == ("cart",)
    assert concerned.alike({"severity": "page"}) == ()
    assert concerned.alike({"workload": "pay"}) == ()


def test_of_nodes_alike_those_with_the_rarest_value_are_concerned_at_each_level() -> None:
    """What shares only its namespace with a service says less than the service itself; a host is another
    view of the same."""

    def node(name: str, level: Level = Level.PHYSICAL_FUNCTION, **own: str) -> Node:
        return Node(name, level, name, labels=own)

    nodes = [
        *(node(f"n{i}", namespace="shop") for i in range(5)),
        node("cart", service="cart"),
        node("cart-copy", service="cart"),
        node("host", Level.PHYSICAL_FORM, namespace="shop"),
    ]
    concerned = Concerned(Model("1", "m", {one.id: one for one in nodes}))

    assert concerned.alike({"service": "cart", "namespace": "shop"}) == ("cart", "cart-copy", "host")
    assert concerned.alike({"service": "mail", "namespace": "shop"}) == ("n0", "n1", "n2", "n3", "n4", "host")


def test_nodes_that_changes_concern_are_looked_up_and_not_searched_for() -> None:
    """Ten thousand changes with labels of their own among as many nodes are not a hundred million looks."""
    looks = 0

    class Counted(dict[str, str]):
        def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
            nonlocal looks
            looks += 1
            return super().get(key, default)

        def items(self) -> ItemsView[str, str]:  # type: ignore[override]
            nonlocal looks
            looks += 1
            return super().items()

    labels = [Counted(service=f"s{i}", namespace=f"ns{i % 50}") for i in range(1000)]
    nodes = {f"n{i}": Node(f"n{i}", Level.PHYSICAL_FUNCTION, "n", labels=own) for i, own in enumerate(labels)}
    concerned = Concerned(Model("1", "m", nodes))
    looks = 0
    for i in range(1000):
        assert concerned.alike({"service": f"s{i}", "namespace": f"ns{i % 50}"}) == (f"n{i}",)
        assert concerned.by({"service": f"s{i}"}, {"service": "service"}) == (f"n{i}",)

    assert looks < 50_000


def test_alerts_are_changes_that_last_until_they_are_resolved() -> None:
    """Alertmanager forgets what is resolved, so the first answer without an alert is its end."""
    log = AlertLog()
    alerts = read_alerts(GOOD)
    (firing,) = alert_changes(log, _model(), {"alerts": alerts}, (NOW - 60, NOW), NOW).found
    silent = SourceFailure(K.REFUSED, "no connection", "is it running?")
    away = alert_changes(log, _model(), {"alerts": silent}, (NOW - 60, NOW), NOW + 10)
    (over,) = alert_changes(log, _model(), {"alerts": Alerts(())}, (NOW - 60, NOW), NOW + 20).found

    assert (firing.origin, firing.lasting, firing.until) == (Origin.ALERT, True, None)
    assert (firing.nodes, firing.everything) == (("cart-eu",), False)
    assert firing.url == "http://prometheus.example/graph?g0.expr=x"
    assert away.failures == ("alerts of 'alerts' are not known: no connection (is it running?)",)
    assert away.found == (firing,)
    assert over == replace(firing, lasting=False, until=NOW + 20)
    assert alert_changes(log, _model(), {"alerts": Alerts(())}, (NOW + 60, NOW + 90), NOW + 90).found == ()
    assert alert_changes(log, _model(), {"alerts": Alerts(())}, (0, NOW - 700), NOW + 90).found == ()


def test_an_alert_that_alertmanager_takes_for_over_has_that_end() -> None:
    """It is told of with an end in the past for a moment before it is forgotten."""
    ended = read_alerts(body(told(endsAt="2023-11-14T22:12:20.000Z")))
    (change,) = alert_changes(AlertLog(), _model(), {"alerts": ended}, (0, NOW), NOW).found
    log = AlertLog()
    alert_changes(log, _model(), {"alerts": ended}, (0, NOW), NOW)
    (later,) = alert_changes(log, _model(), {"alerts": Alerts(())}, (0, NOW), NOW + 50).found

    assert (change.lasting, change.until) == (False, NOW - 60)
    assert later.until == NOW - 60


def test_the_log_keeps_the_newest_alerts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory has an end."""
    monkeypatch.setattr(alert_log, "MOST_KEPT", 2)
    many = [told(fingerprint=str(i), startsAt=f"2023-11-14T22:0{i}:00Z") for i in range(4)]
    found = alert_changes(AlertLog(), _model(), {"alerts": read_alerts(body(*many))}, (0, NOW), NOW).found

    assert [one.id.split("-")[1] for one in found] == ["2", "3"]


def test_a_source_folds_alerts_into_its_changes_and_says_when_it_cannot() -> None:
    """A renewed source knows what the one before was told."""
    bodies = [GOOD, b"[]", b"no"]
    upstream = FakeUpstream(lambda _: reply(bodies.pop(0)))
    source = PrometheusSource(_model(upstream.url), now=lambda: NOW)
    try:
        first = source.changes(NOW - 60, NOW)
        renewed = source.renewed(_model(upstream.url))
        second = renewed.changes(NOW - 60, NOW)
        third = renewed.changes(NOW - 60, NOW)
        renewed.close()
        fourth = renewed.changes(NOW - 60, NOW)
    finally:
        source.close()
        upstream.close()

    assert [one.lasting for one in (*first.found, *second.found, *third.found)] == [True, False, False]
    assert (first.failures, second.failures) == ((), ())
    assert third.failures[0].startswith("alerts of 'alerts' are not known: answered with something")
    assert fourth.failures == ("alerts of 'alerts' are not known: the source has been closed",)
