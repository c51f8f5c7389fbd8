"""Titles that labels and alerts have a say in are plain text on one line."""

from __future__ import annotations

from adapters.alert_log import AlertLog, alert_changes
from adapters.alertmanager import Alert, Alerts
from adapters.prometheus.adapter import PrometheusSource
from hierarchy.actions import ChangeKind, ChangeRule
from hierarchy.model import Model, SourceConfig
from hierarchy.queries import Query
from tests.adapters.fake_upstream import FakeUpstream, reply

NOW = 1_700_000_000.0
HOSTILE = "\x1b[31mred\x07 \u202etxt.exe\n\u2066b"
PLAIN = "[31mred txt.exe b"


def test_an_alert_is_named_on_one_line_without_signs_that_steer() -> None:
    """Letters of every script stay as they are; so do the labels, which are compared."""
    labels = {"alertname": f"{HOSTILE} שלום"}
    model = Model("1", "m", {}, sources={"alerts": SourceConfig("alerts", "alertmanager", "http://x")})
    told = Alerts((Alert("f", NOW, None, labels, summary=HOSTILE),))
    (change,) = alert_changes(AlertLog(), model, {"alerts": told}, (NOW, NOW), NOW).found

    assert change.title == f"{PLAIN} שלום: {PLAIN}"
    assert change.labels == labels


def test_a_change_that_a_rule_saw_is_named_so_too() -> None:
    """A version is whatever somebody built."""
    times = range(int(NOW) - 1200, int(NOW), 60)
    value = ",".join(f'[{at},"{int(at > NOW - 300)}"]' for at in times)
    body = (
        '{"status":"success","data":{"resultType":"matrix","result":[{"metric":'
        '{"version":"\\u001b[31mred\\u0007 \\u202etxt.exe\\n\\u2066b"},"values":[' + value + "]}]}}"
    )
    upstream = FakeUpstream(lambda _: reply(body.encode()))
    rule = ChangeRule("deploys", "Cart {version}", ChangeKind.VALUE, Query("app_info"))
    sources = {"default": SourceConfig("default", "prometheus", upstream.url)}
    source = PrometheusSource(
        Model("1", "m", {}, step=60.0, sources=sources, changes=(rule,)), now=lambda: NOW
    )
    try:
        found = source.changes(NOW - 600, NOW)
    finally:
        source.close()
        upstream.close()

    assert found.failures == ()
    assert [one.title for one in found.found] == [f"Cart {PLAIN}"]
