"""Workloads, pods and machines of Kubernetes, by kube-state-metrics: pods are parts of mechanisms."""

from __future__ import annotations

from collections.abc import Iterable

from adapters.discovery_facts import Facts, Workload
from navigator.drafting.mechanisms import NEED, Placed
from navigator.drafting.page import Page
from navigator.drafting.recognition import Role
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
_DEFAULT_MOST = 500


def place_cluster(page: Page, upper: Upper, facts: Facts, placed: Iterable[Placed]) -> dict[str, str]:
    """Add workloads, pods and machines; gives the nodes of the workloads by their plain names."""
    if not facts.workloads:
        return {}
    nodes = {workload: _workload(page, upper, workload) for workload in facts.workloads}
    told = frozenset[str]().union(*(job.metrics for job in facts.jobs))
    if facts.pods:
        uses = ["std/kube-pod", *(["std/cadvisor"] if "container_memory_working_set_bytes" in told else [])]
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
            use=uses,
            part_of={"node": "*", "same": ["namespace", "workload"], "need": NEED},
        )
        page.decide("how many pods does each workload need?", pods, "part_of")
        if facts.machines:
            _machines(page, pods, facts.machines)
    _put_inside(page, nodes, placed)
    return {workload.name: node for workload, node in nodes.items()}


def _workload(page: Page, upper: Upper, workload: Workload) -> str:
    node = page.ids.take(workload.name)
    page.add(
        node,
        level="physical-function",
        title=workload.name,
        use=[f"std/kube-{workload.kind}"],
        labels={"namespace": workload.namespace, "workload": workload.name},
        why=[upper.function(workload.namespace, Role.OTHER)],
    )
    return node


def _machines(page: Page, pods: str, count: int) -> None:
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
        use=["std/kube-node"],
        why=[{"node": pods, "same": ["node"]}],
    )


def _put_inside(page: Page, nodes: dict[Workload, str], placed: Iterable[Placed]) -> None:
    """What is scraped from the pods of one workload is a part of that workload."""
    for one in placed:
        if one.recognized.role is Role.MACHINE:
            continue
        pods = [(labels.get("namespace", ""), labels.get("pod", "")) for labels in one.job.instances]
        around = [
            node
            for workload, node in nodes.items()
            if all(space == workload.namespace and pod.startswith(f"{workload.name}-") for space, pod in pods)
        ]
        if len(around) == 1 and not page.get(one.id).get("part_of"):
            page.get(one.id)["part_of"] = around[0]
