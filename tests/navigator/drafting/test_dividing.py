"""Several clusters in one Prometheus are kept apart where their addresses repeat."""

from __future__ import annotations

from adapters.discovery_facts import Job
from hierarchy.queries import Matcher
from tests.navigator.drafting.known_facts import (
    ALWAYS,
    ANSWERING,
    MACHINE,
    REDIS,
    drafted,
    facts,
    job,
    loaded,
    nodes_of,
)


def in_both(name: str, instance: str, metrics: frozenset[str]) -> Job:
    """A job with the same address in two clusters."""
    every = tuple({"job": name, "instance": instance, "cluster": cluster} for cluster in ("eu", "us"))
    return Job(name, every, metrics | ALWAYS)


WEB = in_both("web", "10.0.0.1:80", ANSWERING)
MACHINES = in_both("node", "10.0.0.1:9100", MACHINE)


def test_the_same_address_in_two_clusters_is_two_members_of_templates_that_tell_them_apart() -> None:
    """Their numbers would be added up otherwise."""
    made = drafted(facts(WEB, MACHINES))
    nodes = nodes_of(made)
    assert nodes["web"]["each"]["labels"] == ["cluster", "instance", "host"]
    assert nodes["web"]["each"]["title"] == "web {instance} {cluster}"
    assert nodes["web"]["use"] == ["target", "http-requests", "process"]
    each = loaded(made).nodes["web"].each
    assert each is not None
    matched = {tuple(pattern.label for pattern in signal.patterns) for signal in each.signals}
    assert matched == {("cluster", "job", "instance")}
    assert made.targets == made.scraped == 4


def test_machines_are_linked_within_their_cluster_only() -> None:
    """The same host name elsewhere is another host."""
    machine = nodes_of(drafted(facts(WEB, MACHINES)))["node"]
    assert machine["why"] == [{"node": "web", "same": ["cluster", "host"]}]


def test_what_stands_in_one_cluster_only_is_matched_by_it_too() -> None:
    """A single instance says in which."""
    store = job("redis", "10.0.0.1:9121", metrics=REDIS, cluster="eu")
    made = drafted(facts(store, MACHINES))
    model = loaded(made)
    node = model.nodes["redis"]
    assert node.labels["cluster"] == "eu"
    assert Matcher("cluster", "eu") in node.signals[0].match
    assert nodes_of(made)["node"]["why"] == [{"node": "redis", "same": ["cluster", "host"]}]


def test_what_has_no_such_label_keeps_to_the_library() -> None:
    """An empty label would match what belongs to nobody."""
    made = drafted(facts(WEB, job("prometheus", "10.0.0.1:9090")))
    assert nodes_of(made)["prometheus"]["use"] == ["std/target"]
    loaded(made)


def test_clusters_whose_addresses_never_repeat_need_no_templates_of_their_own() -> None:
    """The file stays short."""
    elsewhere = job("web", "10.0.0.2:80", "10.0.0.3:80", metrics=ANSWERING, cluster="us")
    made = drafted(facts(elsewhere, job("redis", "10.0.0.1:9121", metrics=REDIS, cluster="eu")))
    assert "templates:" not in made.text
