"""What a source knows about the system it watches, as plain facts from which a hierarchy is drafted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

Labels = Mapping[str, str]


class Convention(NamedTuple):
    """A metric whose series each say that one thing calls another, by two of its labels."""

    metric: str
    caller: str
    callee: str
    only: str = ""  # further matchers, so that one call is not told twice


CALLS = (
    Convention("traces_service_graph_request_total", "client", "server"),
    Convention("istio_requests_total", "source_workload", "destination_workload", 'reporter="destination"'),
    Convention("response_total", "deployment", "dst_deployment", 'direction="outbound"'),  # Linkerd
    Convention("http_client_request_duration_seconds_count", "job", "server_address"),
    Convention("http_client_requests_seconds_count", "job", "client_name"),
    Convention("rpc_client_duration_milliseconds_count", "job", "server_address"),
)
"""Service graphs, service meshes, and the usual client metrics that name their peer."""

PUSHED = (
    "http_server_request_duration_seconds_count",
    "http_server_duration_milliseconds_count",
    "rpc_server_duration_milliseconds_count",
)
"""Metrics of programs that may be sent rather than scraped, so that no target tells of them."""


class Call(NamedTuple):
    """`caller` calls `callee`, as series of `metric` say."""

    caller: str
    callee: str
    convention: Convention


class Workload(NamedTuple):
    """One workload of a Kubernetes cluster; `kind` is deployment, statefulset or daemonset."""

    kind: str
    namespace: str
    name: str


@dataclass(frozen=True, slots=True)
class Job:
    """The instances that one job has. `found_by` is the metric with a series for every one of them.

    `instances` are their labels, each at least with `job` and `instance`; `metrics` the names of what
    they tell.
    """

    name: str
    instances: tuple[Labels, ...]
    metrics: frozenset[str] = frozenset()
    found_by: str = "up"


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was learnt. `left_out` has a sentence for each thing that was not looked at.

    `targets` is how many are scraped; where only `up` could be asked, how many series it has. `pods`
    and `machines` say how many Kubernetes has. `interval` (s, None: not told) is how often most
    targets are scraped. `histograms` are the metrics that, by their metadata, tell how long requests take.
    """

    targets: int
    jobs: tuple[Job, ...]
    calls: tuple[Call, ...] = ()
    workloads: tuple[Workload, ...] = ()
    pods: int = 0
    machines: int = 0
    interval: float | None = None
    histograms: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()
