"""Hierarchies as teams write them: a shop in two regions, a pipeline, a control plane, a social network."""

from pathlib import Path

import pytest

from hierarchy import Model, Severity, load
from hierarchy.laws import Need
from hierarchy.model import MeansGroup, Rule
from hierarchy.queries import Matcher

_FOLDER = Path(__file__).parents[2] / "data" / "hierarchies"
_NAMES = ("shop", "pipeline.yaml", "controlplane.yaml", "feeds.yaml")


def realistic(name: str) -> Model:
    """One of the hierarchies, which must load."""
    loaded = load([_FOLDER / name], {})
    assert loaded.model is not None, loaded.problems
    return loaded.model


@pytest.mark.parametrize("name", _NAMES)
def test_a_realistic_hierarchy_loads_with_few_warnings(name: str) -> None:
    """What people write by the manual is taken as it is."""
    loaded = load([_FOLDER / name], {})
    assert [p for p in loaded.problems if p.severity is Severity.ERROR] == []
    assert len(loaded.problems) <= 5


def test_nodes_of_a_region_stay_in_it_and_serve_the_one_purpose() -> None:
    """Ids of a file with copies mean the same copy, ids of other files the only node of that name."""
    nodes = realistic("shop").nodes
    assert nodes["checkout.us"].calls == ("payment.us", "cart.us", "pg-main.us")
    assert nodes["orders.eu"].why == ("buy", "never-lose-an-order")
    assert nodes["orders.eu"].title == "Orders, asked and stored · EU"
    assert nodes["buy"].how[0].members[:2] == ("visits.eu", "visits.us")


def test_own_queries_of_a_region_ask_for_its_cluster_alone() -> None:
    """`$match` stands for `defaults.match` filled with the labels of the copy."""
    nodes = realistic("shop").nodes
    balance = nodes["visits.eu"].balance
    assert balance is not None
    assert balance.inflows["arrived"].match == (Matcher("cluster", "prod-eu"),)
    reload = nodes["ingress.us"].signal("reload_ok")
    assert reload is not None
    assert reload.match == (Matcher("cluster", "prod-us"),)


def test_every_pod_is_a_part_of_the_workload_that_it_agrees_with() -> None:
    """`*` means the nodes of the same copy and level that have the label, each with a group of its own."""
    nodes = realistic("shop").nodes
    same = (("workload", "workload"),)
    group = MeansGroup(Rule.ALL_OF, ("pods.eu",), need=Need(share=0.7), same=same, if_any=True)
    wholes = {n.id for n in nodes.values() if group in n.parts}
    assert {"cart.eu", "checkout.eu", "ingress.eu", "redis-cart.eu"} < wholes
    assert all(name.endswith(".eu") for name in wholes)
    assert nodes["pods.eu"].part_of is None
    assert nodes["pods.eu"].parts == (MeansGroup(Rule.ALL_OF, ()),)


def test_a_search_carries_its_templates_to_every_member() -> None:
    """Signals wait with their patterns; source and query are those of the node."""
    hosts = realistic("pipeline.yaml").nodes["clickhouse-hosts"]
    assert hosts.signals == ()
    assert hosts.each is not None
    assert [m.signal.id for m in hosts.each.signals] == [
        "parts",
        "failed_inserts",
        "queries",
        "replica_delay",
    ]
    assert {m.signal.source for m in hosts.each.signals} == {"warehouse"}
    assert {m.patterns[0].text for m in hosts.each.signals} == {"{instance}"}
    assert hosts.each.query.text == 'up{job="clickhouse"}'


def test_twenty_copies_are_twenty_times_the_nodes_and_one_problem() -> None:
    """What is wrong in the file is told once, not once per copy."""
    loaded = load([_FOLDER / "controlplane.yaml"], {})
    assert loaded.model is not None
    assert len(loaded.model.nodes) == 20 * 24
    assert [p.id for p in loaded.problems] == ["objective-fixed-window"]


def test_a_text_that_a_comma_cuts_in_braces_is_taken_whole_with_a_warning() -> None:
    """`{title: Flows, conservation and headroom}` is one title to its author."""
    levels = realistic("feeds.yaml").levels
    assert [info.title for info in levels][1] == "Flows, conservation and headroom"
