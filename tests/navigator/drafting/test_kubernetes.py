"""Workloads are mechanisms, their pods parts of them, and the machines of the cluster what pods run on."""

from __future__ import annotations

from dataclasses import replace

from adapters.discovery_facts import CALLS, Call, Facts, Job, Workload
from hierarchy.levels import Level
from tests.navigator.drafting.known_facts import ANSWERING, drafted, facts, job, loaded, nodes_of

TOLD = frozenset(
    (
        "kube_pod_info", "kube_node_info", "kube_node_status_condition", "kube_pod_status_ready",
        "kube_deployment_spec_replicas", "kube_deployment_status_replicas_available",
        "kube_statefulset_replicas", "kube_statefulset_status_replicas_ready",
        "kube_daemonset_status_desired_number_scheduled", "kube_daemonset_status_number_available",
    )
)  # fmt: skip
STATE = job("kube-state-metrics", "10.2.0.1:8080", metrics=TOLD)
WORKLOADS = (
    Workload("deployment", "shop", "cart"),
    Workload("statefulset", "shop", "cart-db"),
    Workload("daemonset", "kube-system", "network"),
)


def pods(name: str, workload: str, count: int = 2) -> Job:
    """A job that is scraped from the pods of one workload."""
    labels = {"job": name, "namespace": "shop"}
    every = [{**labels, "instance": f"10.1.0.{i}:80", "pod": f"{workload}-5d4f-{i}"} for i in range(count)]
    return Job(name, tuple(every), ANSWERING | {"up"})


def cluster(*jobs: Job) -> Facts:
    """A cluster with these jobs scraped in it."""
    return facts(STATE, *jobs, workloads=WORKLOADS, pods=9, machines=3)


def test_each_workload_is_a_mechanism_with_the_template_of_its_kind() -> None:
    """Named as the cluster names it."""
    nodes = nodes_of(drafted(cluster()))
    assert nodes["cart"]["use"] == ["std/kube-deployment"]
    assert nodes["cart-db"]["use"] == ["std/kube-statefulset"]
    assert nodes["network"]["use"] == ["std/kube-daemonset"]
    assert nodes["cart"]["labels"] == {"namespace": "shop", "workload": "cart"}


def test_pods_are_parts_of_their_workloads_and_stand_on_the_machines_of_the_cluster() -> None:
    """By the labels on which both agree."""
    nodes = nodes_of(drafted(cluster()))
    assert nodes["pods"]["part_of"] == {"node": "*", "same": ["namespace", "workload"], "need": "66%"}
    assert nodes["kube-nodes"]["why"] == [{"node": "pods", "same": ["node"]}]
    model = loaded(drafted(cluster()))
    assert model.nodes["pods"].level is Level.PHYSICAL_FUNCTION
    assert model.nodes["kube-nodes"].level is Level.PHYSICAL_FORM


def test_what_is_scraped_from_the_pods_of_one_workload_is_a_part_of_it() -> None:
    """The workload then serves what its part answers; of two names that fit, the longer one is meant."""
    nodes = nodes_of(drafted(cluster(pods("cart", "cart"), pods("database", "cart-db"))))
    assert nodes["cart"]["part_of"] == "cart-deployment"
    assert nodes["cart-deployment"]["use"] == ["std/kube-deployment"]
    assert nodes["cart-deployment"]["why"] == ["answer-cart"]
    assert "why" not in nodes["cart"]
    assert nodes["database"]["part_of"] == "cart-db"


def test_what_the_cluster_does_not_tell_is_taken_away() -> None:
    """As at any other node; a template of which nothing is told is not used at all."""
    nodes = nodes_of(drafted(cluster(), absent=("MemoryPressure",)))
    assert nodes["pods"]["use"] == ["std/kube-pod"]
    assert nodes["pods"]["signals"] == {"restarted": None, "waiting": None}
    assert nodes["kube-nodes"]["signals"]["pressure"] is None
    assert nodes["cart"]["signals"] == {"replicas_old": None}


def test_a_call_to_a_workload_is_a_call_to_its_node() -> None:
    """Whatever scrapes it is a part of that."""
    call = Call("web", "cart", CALLS[0])
    nodes = nodes_of(drafted(replace(cluster(pods("web", "web"), pods("cart", "cart")), calls=(call,))))
    assert nodes["web"]["calls"] == ["cart-deployment"]


def test_every_namespace_has_questions_of_its_own() -> None:
    """What the shop is for is not what the platform is for."""
    nodes = nodes_of(drafted(cluster()))
    purposes = {name for name, node in nodes.items() if node["level"] == "functional-purpose"}
    assert purposes == {"purpose-shop", "purpose-kube-system", "purpose-monitoring"}


def test_the_draft_of_a_cluster_loads_without_an_error() -> None:
    """With all of it at once."""
    model = loaded(drafted(cluster(pods("cart", "cart"), pods("web", "web"))))
    assert model.nodes["cart"].part_of == "cart-deployment"
