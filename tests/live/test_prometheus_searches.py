"""Searches of copies in a real Prometheus: asked together, each finds what it would have found alone."""

from __future__ import annotations

import pytest

from hierarchy.levels import Level
from hierarchy.members import Found
from hierarchy.model import Each, Model, Node, SourceConfig
from hierarchy.promql import quote
from hierarchy.queries import Matcher, Query
from tests.live.conftest import Open
from tests.live.prometheus_server import PrometheusServer
from tests.live.shop_data import ALL, NOW

pytestmark = pytest.mark.live


def _copies(url: str, text: str, label: str) -> Model:
    """A node with members per service, hostile names included."""
    nodes = {
        f"n{i}": Node(
            f"n{i}",
            Level.PHYSICAL_FORM,
            "n",
            each=Each((label,), Query(text, (Matcher("service", service),))),
        )
        for i, service in enumerate(ALL)
    }
    return Model("1", "Shop", nodes, sources={"default": SourceConfig("default", "prometheus", url)})


@pytest.mark.parametrize("text", ["pool_size{$match}", "group by (pod) (requests_total{$match})"])
def test_copies_find_together_what_each_finds_alone(shop: PrometheusServer, opened: Open, text: str) -> None:
    """One query for all of them, one more at the first time; every pod of every service."""
    source = opened(_copies(shop.url, text, "pod"))
    before = shop.queries()
    found = source.members(NOW - 15)
    first = shop.queries()
    again = source.members(NOW)
    assert (first - before, shop.queries() - first) == (2, 1)
    assert again["n0"] == Found(found["n0"].series)
    for i, service in enumerate(ALL):
        alone = shop.ask(text.replace("$match", f"service={quote(service)}"), NOW)
        assert {s["pod"] for s in found[f"n{i}"].series} == {labels["pod"] for labels, _ in alone}
        assert found[f"n{i}"].expected == 2


def test_a_search_that_would_mix_the_copies_is_asked_for_each(shop: PrometheusServer, opened: Open) -> None:
    """The first pod of each service is not the first one of all."""
    found = opened(_copies(shop.url, "topk(1, pool_size{$match})", "pod")).members(NOW)
    assert all(len(one.series) == 1 for one in found.values())
