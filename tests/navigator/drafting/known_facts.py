"""Facts as a survey gives them, made by hand, and the draft that comes of them."""

from __future__ import annotations

from typing import Any

import yaml

from adapters.discovery_facts import Call, Facts, Job, Workload
from hierarchy import Model, Severity, load_text
from navigator.drafting.draft import Draft, draft
from navigator.drafting.kubernetes import cluster_questions, recognize_cluster
from navigator.drafting.recognition import questions, recognize

ALWAYS = frozenset(("up", "scrape_duration_seconds"))
MACHINE = frozenset(
    ("node_cpu_seconds_total", "node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes")
)
ANSWERING = frozenset(("http_requests_total", "process_start_time_seconds"))
REDIS = frozenset(("redis_up", "redis_memory_used_bytes"))


def job(name: str, *instances: str, metrics: frozenset[str] = frozenset(), **labels: str) -> Job:
    """A job with these instances, all with the same further labels."""
    every = tuple({"job": name, "instance": instance, **labels} for instance in instances)
    return Job(name, every, metrics | ALWAYS)


def facts(
    *jobs: Job, calls: tuple[Call, ...] = (), workloads: tuple[Workload, ...] = (), **more: Any
) -> Facts:
    """The facts of a source that scrapes these jobs."""
    targets = sum(len(one.instances) for one in jobs if one.found_by == "up")
    return Facts(targets, jobs, calls, workloads, **more)


def drafted(known: Facts, absent: tuple[str, ...] = ()) -> Draft:
    """The draft, where every selector but those that hold one of `absent` matches something."""
    asked = {text for one in known.jobs for text in questions(one)} | set(cluster_questions(known))
    present = {text for text in asked if not any(part in text for part in absent)}
    recognized = [recognize(one, present) for one in known.jobs]
    cluster = recognize_cluster(known, present)
    return draft(known, recognized, cluster, "http://prometheus.example:9090", "prometheus.example:9090")


def nodes_of(made: Draft) -> dict[str, dict[str, Any]]:
    """The nodes as the text has them."""
    nodes: dict[str, dict[str, Any]] = yaml.safe_load(made.text)["nodes"]
    return nodes


def loaded(made: Draft) -> Model:
    """The model of the draft, which has no error."""
    outcome = load_text({"draft.yaml": made.text}, {})
    assert [p for p in outcome.problems if p.severity is Severity.ERROR] == []
    assert outcome.model is not None
    return outcome.model
