"""Rules for changes, checked against a real Prometheus: one that never shows anything is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.live_checks import changes_unseen
from adapters.live_checks.remark import Remark
from adapters.live_checks.view import gather
from hierarchy.actions import ChangeKind, ChangeRule
from hierarchy.levels import Level
from hierarchy.model import Node, SourceConfig
from hierarchy.problems import Position
from hierarchy.queries import Query
from navigator.online_check import check_online
from tests.live.conftest import Open
from tests.live.prometheus_server import PrometheusServer, free_port
from tests.live.shop_data import NOW
from tests.live.shop_model import model_of

pytestmark = pytest.mark.live

PLACE = Position("shop.yaml", 7, 3, 1)
GOOD = ChangeRule(
    "deploys",
    "Deploy {service}",
    ChangeKind.VALUE,
    Query("pool_size", defined_at=PLACE),
    match={"service": "workload"},
)


def told(shop: PrometheusServer, opened: Open, rule: ChangeRule) -> list[Remark]:
    node = Node("n", Level.PHYSICAL_FUNCTION, "n", labels={"workload": "svc-1"})
    model = replace(model_of({}, shop.url), nodes={"n": node}, changes=(rule,))
    return list(changes_unseen.look(gather(model, opened(model), NOW)))


def asking(query: str, source: str = "default") -> ChangeRule:
    return replace(GOOD, query=Query(query, source=source, defined_at=PLACE))


def test_a_rule_that_can_show_changes_of_a_node_is_left_alone(shop: PrometheusServer, opened: Open) -> None:
    """So is one that concerns everything, and one for what goes on only at times."""
    assert told(shop, opened, GOOD) == []
    assert told(shop, opened, replace(GOOD, match={})) == []
    at_times = ChangeRule("w", "Work", ChangeKind.WHILE, during=Query("queue_length > 1e9"))
    assert told(shop, opened, at_times) == []


@pytest.mark.parametrize(
    ("rule", "id", "said"),
    [
        (asking("rate(pool_size)"), "change-fails", "change 'deploys': "),
        (asking("pool_size", "elsewhere"), "change-fails", "elsewhere"),
        (asking("pool_sise"), "change-without-series", "no series to see a change in"),
        (
            replace(GOOD, match={"zone": "zone"}),
            "change-matches-nothing",
            "needs the label 'zone', which its series do not have",
        ),
        (
            replace(GOOD, kind=ChangeKind.TRACK, track="image"),
            "change-matches-nothing",
            "needs the label 'image'",
        ),
        (
            replace(GOOD, match={"pod": "workload"}),
            "change-matches-nothing",
            "concerns no node: by 'match: {pod: workload}'",
        ),
    ],
)
def test_a_rule_that_never_shows_anything_is_told_at_its_query(
    shop: PrometheusServer, opened: Open, rule: ChangeRule, id: str, said: str
) -> None:
    """What is missing, and what the series have instead."""
    (remark,) = told(shop, opened, rule)

    assert (remark.id, remark.at) == (id, PLACE)
    assert said in remark.message
    assert remark.hint


def test_an_alertmanager_that_cannot_be_asked_is_told_like_any_source(shop: PrometheusServer) -> None:
    """Its alerts would be missing without a word."""
    model = model_of({}, shop.url)
    silent = SourceConfig("alerts", "alertmanager", f"http://127.0.0.1:{free_port()}")
    model = replace(model, sources={**model.sources, "alerts": silent})
    problems = [one for one in check_online(model, {"shop.yaml": ""})[0] if one.id == "source-silent"]

    assert [problem.message.split(":")[0] for problem in problems] == ["source 'alerts' could not be asked"]
