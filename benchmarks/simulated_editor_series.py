"""The simulated editor as a Prometheus would have scraped it, under the names that exporters give."""

from __future__ import annotations

from benchmarks.simulated_editor import Editor, Plan
from benchmarks.simulated_herd import TASK_LIMIT, Place, Task
from benchmarks.simulated_metrics import Chance, Metrics

SCRAPE = 15  # seconds
_CORES = 8
_MACHINES = 15
_PLACES = {"iad": 0.34, "fra": 0.27, "sin": 0.25, "gru": 0.06, "syd": 0.08}  # where those who work are


class Scrapes:
    """Looks at the editor every 15 seconds; `metrics` holds what was seen."""

    def __init__(self, editor: Editor, start: float) -> None:
        """`start` is the Unix time of second 0."""
        self.metrics = Metrics()
        self._editor, self._start = editor, start
        self._chance = Chance("scrapes of the editor")
        self._gone: dict[int, tuple[int, float, float]] = {}
        self._failed: list[tuple[int, int]] = []
        self._since = 0  # seconds for which the share of failed calls has been too high

    def run(self) -> Metrics:
        """The whole of the plan."""
        for now in self._editor.run():
            if now % SCRAPE == 0:
                self._look(self._start + now, now)
        return self.metrics

    def _look(self, at: float, now: int) -> None:
        for place in self._editor.places:
            self._place(at, place)
        self._people(at)
        self._balancer(at, now)
        for task in self._editor.gateway.tasks:
            self._task(at, now, task)
        self._cluster(at, now)
        self._changes(at, now)
        self._alerts(at)

    def _place(self, at: float, place: Place) -> None:
        """Envoy at a place of the CDN, and smokeping_prober beside it."""
        labels = {"job": "cdn", "pop": place.name}
        files = labels | {"envoy_http_conn_manager_prefix": "files"}
        values = {
            "envoy_http_downstream_rq_total": place.asked,
            "envoy_http_downstream_rq_rx_reset": place.left,
            "envoy_http_downstream_rq_active": place.waiting,
            "envoy_http_downstream_rq_time_sum": round(place.seconds * 1000),
            "envoy_http_downstream_rq_time_count": place.delivered,
        }
        self.metrics.put_all(at, values, **files)
        for code, count in (("2", place.delivered), ("5", 0)):
            self.metrics.put(
                "envoy_http_downstream_rq_xx", at, count, envoy_response_code_class=code, **files
            )
        self.metrics.put("up", at, 1.0, **labels)
        origin = labels | {"envoy_cluster_name": "origin"}
        self.metrics.put("envoy_cluster_upstream_cx_rx_bytes_total", at, round(place.fetched), **origin)
        probe = {"job": "smokeping", "host": "origin.example", "pop": place.name, "ip_version": "6"}
        self.metrics.put("smokeping_requests_total", at, place.probes, **probe)
        self.metrics.put("smokeping_response_duration_seconds_count", at, place.replies, **probe)

    def _people(self, at: float) -> None:
        """What browsers report, by place; who still waits for the first file reports nothing."""
        editor, gateway = self._editor, self._editor.gateway
        failed = gateway.refused + gateway.killed
        for place in editor.places:
            broken = editor.broken[place.name]
            for outcome, count in (("ok", place.delivered - broken), ("failed", broken)):
                labels = {"job": "browsers", "pop": place.name, "outcome": outcome}
                self.metrics.put("editor_opened_total", at, count, **labels)
        for name, share in _PLACES.items():
            api = {"job": "cdn", "pop": name, "envoy_http_conn_manager_prefix": "api"}
            parts = (("2", gateway.answered), ("4", editor.turned_away), ("5", failed))
            for code, count in parts:
                value = round(count * share)
                self.metrics.put(
                    "envoy_http_downstream_rq_xx", at, value, envoy_response_code_class=code, **api
                )
        opens = not self._since and editor.admitted == 1.0
        canary = {"job": "blackbox", "instance": "https://editor.example/", "pop": "iad"}
        self.metrics.put("probe_success", at, float(opens), **canary)
        self.metrics.put("probe_duration_seconds", at, round(self._chance.near(0.9, 0.08), 3), **canary)

    def _balancer(self, at: float, now: int) -> None:
        """Envoy before the gateway: it does not die with the tasks, so its counters go on."""
        gateway = self._editor.gateway
        labels = {"job": "balancer", "envoy_cluster_name": "gateway"}
        failed = gateway.refused + gateway.killed
        values = {
            "envoy_cluster_upstream_rq_total": gateway.offered,
            "envoy_cluster_upstream_rq_active": gateway.inside,
            "envoy_cluster_upstream_rq_time_sum": round(1000 * sum(task.seconds for task in gateway.tasks)),
            "envoy_cluster_upstream_rq_time_count": gateway.answered,
            "envoy_cluster_membership_total": len(gateway.tasks),
            "envoy_cluster_membership_healthy": len(gateway.ready(now)),
            "up": 1.0,
        }
        self.metrics.put_all(at, values, **labels)
        for code, count in (("2", gateway.answered), ("5", failed)):
            self.metrics.put(
                "envoy_cluster_upstream_rq_xx", at, count, envoy_response_code_class=code, **labels
            )

    def _task(self, at: float, now: int, task: Task) -> None:
        """cAdvisor, kube-state-metrics and the process itself, while it runs."""
        labels = {"namespace": "editor", "pod": f"gateway-{task.number}", "container": "gateway"}
        self.metrics.put("kube_pod_container_status_restarts_total", at, task.restarts, **labels)
        kills, busy, locked = self._gone.get(task.number, (0, 0.0, 0.0))
        if task.kills != kills:
            kills, busy, locked = self._gone[task.number] = task.kills, task.busy, task.locked
        if now < task.ready_at:
            return
        values = {
            "container_memory_working_set_bytes": round(self._chance.near(task.memory, 0.004)),
            "container_spec_memory_limit_bytes": TASK_LIMIT,
            "container_cpu_usage_seconds_total": round((task.busy - busy) * _CORES, 3),
            "gateway_lock_wait_seconds_total": round(task.locked - locked, 4),
        }
        self.metrics.put_all(at, values, **labels)

    def _cluster(self, at: float, now: int) -> None:
        """kube-state-metrics and the machines."""
        gateway = self._editor.gateway
        labels = {"namespace": "editor", "deployment": "gateway"}
        self.metrics.put("kube_deployment_spec_replicas", at, gateway.wanted, **labels)
        self.metrics.put("kube_deployment_status_replicas_ready", at, len(gateway.ready(now)), **labels)
        scaler = {"namespace": "editor", "horizontalpodautoscaler": "gateway"}
        self.metrics.put("kube_horizontalpodautoscaler_status_desired_replicas", at, gateway.wanted, **scaler)
        self.metrics.put("kube_horizontalpodautoscaler_spec_max_replicas", at, 60, **scaler)
        for ready, machines in (("true", _MACHINES), ("false", 0)):
            self.metrics.put("kube_node_status_condition", at, machines, condition="Ready", status=ready)
        for machine in range(_MACHINES):
            kills = sum(task.kills for task in gateway.tasks if task.number % _MACHINES == machine)
            self.metrics.put("node_vmstat_oom_kill", at, kills, job="node", instance=f"m-{machine}:9100")
        bucket = {"job": "origin", "bucket": "editor-files"}
        self.metrics.put("minio_bucket_usage_total_bytes", at, 3.1e12, **bucket)
        self.metrics.put("minio_cluster_capacity_usable_total_bytes", at, 8e12, job="origin")
        self.metrics.put("up", at, 1.0, job="origin")

    def _changes(self, at: float, now: int) -> None:
        plan, put = self._editor.plan, self.metrics.put
        image = "gateway:2024.11.2" if now >= plan.telemetry else "gateway:2024.11.1"
        put("kube_pod_container_info", at, 1, namespace="editor", container="gateway", image=image)
        for name, value in (("editor-web", 871 if now >= plan.released else 870), ("gateway", 302)):
            generation = {"namespace": "editor", "deployment": name}
            put("kube_deployment_status_observed_generation", at, value, **generation)
        version = 5_102 + (now >= plan.blocked) + 6 * (now >= plan.opened)
        rules = {"namespace": "edge", "configmap": "edge-rules"}
        put("kube_configmap_metadata_resource_version", at, version, **rules)

    def _alerts(self, at: float) -> None:
        """ALERTS as Prometheus keeps it: 5 % of calls failed for a minute."""
        gateway = self._editor.gateway
        failed = gateway.refused + gateway.killed
        self._failed = [*self._failed, (failed, gateway.offered)][-5:]
        bad, all_ = (self._failed[-1][i] - self._failed[0][i] for i in (0, 1))
        self._since = self._since + SCRAPE if all_ and bad / all_ > 0.05 else 0
        if self._since >= 60:
            firing = {"alertstate": "firing", "severity": "page", "service": "gateway"}
            self.metrics.put("ALERTS", at, 1, alertname="CallsFail", **firing)


def scrape(start: float, plan: Plan | None = None) -> Metrics:
    """Everything that was there to be scraped from Unix time `start` on, to the end of the plan."""
    return Scrapes(Editor(plan), start).run()
