"""Workloads, pods and machines of Kubernetes, by kube-state-metrics: pods are parts of mechanisms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adapters.discovery_facts import Facts, Workload
from navigator.drafting.mechanisms import MOST_OF_THEM, Placed
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


def place_cluster(page: Page, upper: Upper, facts: Facts, placed: Iterable[Placed]) -> None:
    """Add workloads, pods and machines."""
    if not facts.workloads:
        return
    inside = _inside(facts.workloads, placed)
    for workload in facts.workloads:
        _workload(page, upper, workload, inside.get(workload, []))
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
            part_of={"node": "*", "same": ["namespace", "workload"], "need": MOST_OF_THEM},
        )
        page.decide("how many pods does each workload need?", pods, "part_of")
        if facts.machines:
            _machines(page, pods, facts.machines)


def _workload(page: Page, upper: Upper, workload: Workload, inside: Sequence[Placed]) -> None:
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
        use=[f"std/kube-{workload.kind}"],
        labels={"namespace": workload.namespace, "workload": workload.name},
        why=ends or [upper.function(workload.namespace, Role.OTHER)],
    )


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
