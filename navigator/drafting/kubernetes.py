"""Workloads, pods and machines of Kubernetes, by kube-state-metrics: pods are parts of mechanisms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from adapters.discovery_facts import Facts, Job, Workload
from navigator.drafting.mechanisms import MOST_OF_THEM, Placed, templated
from navigator.drafting.page import Page
from navigator.drafting.recognition import Role, Use, fitted, questions_about
from navigator.drafting.upper import Upper

_REPLICA_SETS = (
    'label_replace(kube_pod_info{created_by_kind="ReplicaSet"}, "workload", "$1", "created_by_name", '
    '"(.+)-[a-z0-9]+")'
)
_OTHERS = (
    'label_replace(kube_pod_info{created_by_kind=~"StatefulSet|DaemonSet"}, "workload", "$1", '
    '"created_by_name", "(.+)")'
)
_PODS = f"group by (namespace, pod, node, workload) ({_REPLICA_SETS} or {_OTHERS})"
_AT_PODS = ("kube-pod", "cadvisor")
_DEFAULT_MOST = 500


Uses = Mapping[str, Use]
"""What is told for each of the templates of a cluster; those for which nothing is told are not there."""


def cluster_questions(facts: Facts) -> tuple[str, ...]:
    """What only the source can say about the templates of a cluster."""
    anything = _anything(facts)
    asked = (text for template in _templates(facts) for text in questions_about(template, anything))
    return tuple(dict.fromkeys(asked))


def recognize_cluster(facts: Facts, present: Collection[str]) -> Uses:
    """The templates of a cluster; `present` are those of its questions that yield something."""
    anything = _anything(facts)
    pod: set[str] = set()  # two templates stand at one node there
    found = {
        name: fitted(name, anything, present, pod if name in _AT_PODS else set())
        for name in _templates(facts)
    }
    return {name: use for name, use in found.items() if use is not None}


def _templates(facts: Facts) -> tuple[str, ...]:
    kinds = dict.fromkeys(f"kube-{workload.kind}" for workload in facts.workloads)
    return (*kinds, *_AT_PODS, "kube-node") if facts.workloads else ()


def _anything(facts: Facts) -> Job:
    return Job("", (), frozenset[str]().union(*(job.metrics for job in facts.jobs)))


def place_cluster(
    page: Page, upper: Upper, facts: Facts, uses: Uses, placed: Iterable[Placed]
) -> dict[str, str]:
    """Add workloads, pods and machines; gives the nodes of the workloads by their names."""
    nodes: dict[str, str] = {}
    inside = _inside(facts.workloads, placed)
    for workload in facts.workloads:
        node = _workload(page, upper, workload, uses, inside.get(workload, []))
        nodes.setdefault(workload.name, node)
    if facts.workloads and facts.pods:
        _pods(page, facts, uses)
    return nodes


def _pods(page: Page, facts: Facts, uses: Uses) -> None:
    pods = page.ids.take("pods")
    page.add(
        pods,
        level="physical-function",
        title="Pods",
        each={
            "labels": ["namespace", "pod", "node", "workload"],
            "from": _PODS,
            "title": "Pod {pod}",
            "max": 2 * facts.pods if 2 * facts.pods > _DEFAULT_MOST else None,
        },
        **templated(uses[name] for name in _AT_PODS if name in uses),
        part_of={"node": "*", "same": ["namespace", "workload"], "need": MOST_OF_THEM},
    )
    page.decide("how many pods does each workload need?", pods, "part_of")
    if facts.machines:
        _machines(page, pods, uses, facts.machines)


def _workload(page: Page, upper: Upper, workload: Workload, uses: Uses, inside: Sequence[Placed]) -> str:
    """A workload, with the jobs scraped from its pods as its parts; it serves what they would serve."""
    kind = "" if page.ids.is_free(workload.name) else workload.kind
    node = page.ids.take(workload.name, kind)
    ends: list[object] = []
    for one in inside:
        keys = page.get(one.id)
        links = [link["node"] if isinstance(link, dict) else link for link in keys.pop("why", [])]
        ends += [link for link in links if link not in ends]
        keys["part_of"] = node
    page.add(
        node,
        level="physical-function",
        title=workload.name,
        **templated(use for name, use in uses.items() if name == f"kube-{workload.kind}"),
        labels={"namespace": workload.namespace, "workload": workload.name},
        why=ends or [upper.function(workload.namespace, Role.OTHER)],
    )
    return node


def _machines(page: Page, pods: str, uses: Uses, count: int) -> None:
    page.add(
        page.ids.take("kube-nodes"),
        level="physical-form",
        title="Machines of the cluster",
        each={
            "labels": ["node"],
            "from": "group by (node) (kube_node_info)",
            "title": "Machine {node}",
            "max": 2 * count if 2 * count > _DEFAULT_MOST else None,
        },
        **templated(use for name, use in uses.items() if name == "kube-node"),
        why=[{"node": pods, "same": ["node"]}],
    )


def _inside(workloads: Iterable[Workload], placed: Iterable[Placed]) -> dict[Workload, list[Placed]]:
    """What is scraped from the pods of one workload only, by that workload."""
    found: dict[Workload, list[Placed]] = {}
    known = tuple(workloads)
    for one in placed:
        pods = {(labels.get("namespace", ""), labels.get("pod", "")) for labels in one.job.instances}
        around = [
            workload
            for workload in known
            if all(space == workload.namespace and pod.startswith(f"{workload.name}-") for space, pod in pods)
        ]
        if around:  # of cart and cart-cache the longer one, when both begin so
            found.setdefault(max(around, key=lambda workload: len(workload.name)), []).append(one)
    return found
