"""A draft of several machines, a cluster and a service graph, as a real Prometheus tells of them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from adapters.prometheus.adapter import PrometheusSource
from hierarchy import Model, SignalKey, load
from hierarchy.graph import Graph
from hierarchy.membership import Registry, expanded
from navigator.cli import run
from tests.live.monitored_system import wait_for
from tests.live.prometheus_server import PrometheusServer

pytestmark = pytest.mark.live

JOBS = {
    "node": ("a:9100", "b:9100"),
    "web": ("a:8080", "b:8080", "c:8080"),
    "kube-state-metrics": ("k:8080",),
    "graph": ("t:9095",),
}
OWNER = 'created_by_kind="ReplicaSet",created_by_name="cart-5d4f"'
PAGES = {
    "/node": """\
node_cpu_seconds_total{cpu="0",mode="idle"} 1
node_memory_MemAvailable_bytes 8e9
node_memory_MemTotal_bytes 1e10
""",
    "/web": """\
# TYPE http_requests_total counter
http_requests_total{code="200"} 5
process_open_fds 10
process_max_fds 100
process_start_time_seconds 1.7e9
""",
    "/kube-state-metrics": """\
kube_deployment_spec_replicas{namespace="shop",deployment="cart"} 2
kube_deployment_status_replicas_available{namespace="shop",deployment="cart"} 2
kube_deployment_status_replicas_updated{namespace="shop",deployment="cart"} 2
kube_pod_info{namespace="shop",pod="cart-5d4f-1",node="n1",OWNER} 1
kube_pod_info{namespace="shop",pod="cart-5d4f-2",node="n2",OWNER} 1
kube_pod_status_ready{namespace="shop",pod="cart-5d4f-1",condition="true"} 1
kube_pod_status_ready{namespace="shop",pod="cart-5d4f-2",condition="true"} 1
kube_pod_container_status_restarts_total{namespace="shop",pod="cart-5d4f-1",container="c"} 0
kube_pod_container_status_restarts_total{namespace="shop",pod="cart-5d4f-2",container="c"} 0
kube_pod_container_status_waiting{namespace="shop",pod="cart-5d4f-1",container="c"} 0
kube_pod_container_status_waiting{namespace="shop",pod="cart-5d4f-2",container="c"} 0
kube_node_info{node="n1"} 1
kube_node_info{node="n2"} 1
kube_node_status_condition{node="n1",condition="Ready",status="true"} 1
kube_node_status_condition{node="n2",condition="Ready",status="true"} 1
""",
    "/twin": "process_open_fds 1\nprocess_max_fds 100\nprocess_start_time_seconds 1.7e9\n",
    "/graph": """\
# TYPE traces_service_graph_request_total counter
traces_service_graph_request_total{client="web",server="cart"} 7
traces_service_graph_request_total{client="web",server="payments"} 3
""",
}


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES[self.path].replace("OWNER", OWNER).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def scraping(port: int) -> str:
    """A configuration in which every target is a page of the one server on `port`."""
    static = {job: f"{{targets: {list(targets)}}}" for job, targets in JOBS.items()}
    static["twin"] = ", ".join(f"{{targets: ['t:1'], labels: {{cluster: {name}}}}}" for name in ("eu", "us"))
    jobs = [
        f"- job_name: {job}\n"
        f"  metrics_path: /{job}\n"
        f"  static_configs: [{groups}]\n"
        "  relabel_configs:\n"
        "  - {source_labels: [__address__], target_label: instance}\n"
        f"  - {{target_label: __address__, replacement: '127.0.0.1:{port}'}}\n"
        for job, groups in static.items()
    ]
    return f"global: {{scrape_interval: 1s, scrape_timeout: 1s}}\nscrape_configs:\n{''.join(jobs)}"


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusServer]:
    """It has scraped every target a few times."""
    pages = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    server = PrometheusServer(tmp_path_factory.mktemp("cluster"), scraping(pages.server_address[1])).start()
    count = sum(len(targets) for targets in JOBS.values()) + 2  # and the twins
    query = "sum(up) + min(count_over_time(up[1m]) > bool 2)"
    wait_for(lambda: [v for _, v in server.ask(query, time.time())] == [str(count + 1)], "every target")
    yield server
    server.stop()
    pages.shutdown()
    pages.server_close()


@pytest.fixture
def drafted(prometheus: PrometheusServer, tmp_path: Path) -> Path:
    """What `navigator init` writes."""
    file = tmp_path / "hierarchy.yaml"
    assert run(["init", "--prometheus", prometheus.url, "-o", str(file)]) == 0
    return file


@pytest.fixture
def model(drafted: Path) -> Model:
    """With the members that are there now."""
    base = load(drafted, {}).model
    assert base is not None
    source = PrometheusSource(base)
    at = time.time()
    found = source.members(at)
    source.close()
    return expanded(base, Registry(base).update(found, at))


def test_the_draft_of_a_cluster_passes_every_check_online(
    drafted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is missing and nothing is there twice; what is loose has no machine that anybody told of."""
    capsys.readouterr()
    assert run(["check", str(drafted), "--online", "--format", "json"]) == 0
    problems = json.loads(capsys.readouterr().out)["problems"]
    serious = {problem["id"] for problem in problems if problem["severity"] != "hint"}
    assert serious <= {"abstract-function-unlawful", "no-means"}


def test_every_instance_is_a_member_and_stands_on_the_machine_of_its_host(model: Model) -> None:
    """By the host in its address; the one whose machine tells nothing stands alone."""
    graph = Graph(model)
    members = [node.id for node in model.nodes.values() if node.member_of == "web"]
    assert [model.nodes[node].labels["instance"] for node in members] == ["a:8080", "b:8080", "c:8080"]
    machines = [[model.nodes[means].labels["instance"] for means in graph.means(node)] for node in members]
    assert machines == [["a:9100"], ["b:9100"], []]


def test_pods_are_parts_of_their_workload_and_stand_on_the_machines_they_run_on(model: Model) -> None:
    """The name of a workload is what is left of that of its replica set."""
    pods = {node.labels["pod"]: node for node in model.nodes.values() if node.member_of == "pods"}
    assert sorted(pods) == ["cart-5d4f-1", "cart-5d4f-2"]
    assert {node.part_of for node in pods.values()} == {"cart"}
    on = {name: [m for group in pod.how for m in group.members] for name, pod in pods.items()}
    assert on == {"cart-5d4f-1": ["kube-nodes/n1"], "cart-5d4f-2": ["kube-nodes/n2"]}


def test_calls_of_the_service_graph_lead_to_workloads_and_to_what_nothing_scrapes(model: Model) -> None:
    """With what the callers measure of it."""
    assert model.nodes["web"].calls == ("cart", "payments")
    assert {signal.id for signal in model.nodes["payments"].signals} == {"received", "failed"}


def test_the_same_address_in_two_clusters_is_two_members_with_numbers_of_their_own(
    prometheus: PrometheusServer, model: Model
) -> None:
    """The open files of both are not added up."""
    twins = [node for node in model.nodes.values() if node.member_of == "twin"]
    assert sorted(node.labels["cluster"] for node in twins) == ["eu", "us"]
    source = PrometheusSource(model)
    sweep = source.sweep(time.time())
    source.close()
    assert [sweep.readings[SignalKey(node.id, "open_files")].value for node in twins] == [1.0, 1.0]
    assert len(prometheus.ask("process_open_fds", time.time())) == 5
