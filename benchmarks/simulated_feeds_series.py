"""The simulated feeds as a Prometheus would have scraped them, under the names that exporters give."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.simulated_feeds import Feeds, Plan
from benchmarks.simulated_metrics import Chance, Metrics
from benchmarks.simulated_ports import HOST_MEMORY, KEYS, SHARED, SOFT_LIMIT, Host

SCRAPE = 15  # seconds
_ROUTES = {"feed.getTimeline": 0.8, "feed.getThread": 0.2}
_CLIENTS = {"ios": 0.42, "android": 0.38, "web": 0.2}
_CORES = 16
_MISSES = 0.04  # of what the cache is asked
_STORES = ("db-1", "db-2", "db-3")
_OF_PROCESS = ("started", "answered", "failed", "asked", "dial_errors", "lines", "gc_time", "seconds")


@dataclass(slots=True)
class Process:
    """What the counts of a host were when its process began; its counters start there."""

    kills: int
    before: dict[str, float]


class Scrapes:
    """Looks at the feeds every 15 seconds; `metrics` holds what was seen."""

    def __init__(self, feeds: Feeds, start: float) -> None:
        """`start` is the Unix time of second 0."""
        self.metrics = Metrics()
        self._feeds, self._start = feeds, start
        self._chance = Chance("scrapes")
        self._processes = {host.name: Process(0, dict.fromkeys(_OF_PROCESS, 0.0)) for host in feeds.hosts}
        self._replies = self._probes = 0
        self._failed: list[tuple[int, int]] = []
        self._since = 0  # seconds for which the share of failed reads has been too high

    def run(self) -> Metrics:
        """The whole of the plan."""
        for now in self._feeds.run():
            if now % SCRAPE == 0:
                self._look(self._start + now, now)
        return self.metrics

    def _look(self, at: float, now: int) -> None:
        for host in self._feeds.hosts:
            self._machine(at, host)
            self._cache(at, host)
            self._process(at, now, host)
        self._front(at)
        self._others(at, now)
        self._alerts(at, now)

    def _machine(self, at: float, host: Host) -> None:
        """node_exporter."""
        labels = {"job": "node", "instance": f"{host.name}:9100"}
        values = {
            "up": 1.0,
            "node_sockstat_TCP_tw": host.ports.waiting,
            "node_sockstat_TCP_inuse": host.ports.live + 60,
            "node_sockstat_TCP_alloc": host.ports.live + 80,
            "node_netstat_Tcp_ActiveOpens": host.opened + host.beside + self._worker_sent(host),
            "node_memory_MemTotal_bytes": HOST_MEMORY,
            "node_memory_MemAvailable_bytes": HOST_MEMORY - host.used_memory,
            "node_pressure_memory_stalled_seconds_total": host.stalled,
            "node_vmstat_oom_kill": host.kills,
        }
        self.metrics.put_all(at, values, **labels)
        self.metrics.put("node_disk_io_time_seconds_total", at, host.busy, device="nvme1n1", **labels)

    def _worker_sent(self, host: Host) -> int:
        return self._feeds.worker.sent if host.name == SHARED else 0

    def _cache(self, at: float, host: Host) -> None:
        """memcached_exporter, over a connection of its own that it opened long ago."""
        labels = {"job": "memcached", "instance": f"{host.name}:9150"}
        misses = round(host.gets * _MISSES)
        values = {
            "up": 1.0,
            "memcached_up": 1.0,
            "memcached_connections_total": host.opened + 21,
            "memcached_current_connections": host.ports.live + 1,
            "memcached_max_connections": 40_000,
        }
        self.metrics.put_all(at, values, **labels)
        for status, count in (("hit", host.gets - misses), ("miss", misses)):
            self.metrics.put("memcached_commands_total", at, count, command="get", status=status, **labels)

    def _process(self, at: float, now: int, host: Host) -> None:
        """The data plane's own metrics; a process that was killed begins at zero."""
        labels = {"job": "dataplane", "instance": f"{host.name}:3000"}
        process = self._processes[host.name]
        if process.kills != host.kills:
            process.kills, process.before = host.kills, _counts(host)
        self.metrics.put("up", at, float(host.is_up), **labels)
        if not host.is_up:
            return
        since = {name: count - process.before[name] for name, count in _counts(host).items()}
        values = {
            "process_start_time_seconds": self._start + host.began,
            "process_resident_memory_bytes": round(host.memory),
            "process_open_fds": host.ports.live + 140,
            "process_max_fds": 262_144,
            "go_goroutines": round(300 + host.log + 4 * sum(keys for _, keys in host.large)),
            "go_threads": round(host.threads),
            "go_gc_gomemlimit_bytes": SOFT_LIMIT,
            "go_cpu_classes_gc_total_cpu_seconds_total": since["gc_time"] * _CORES,
            "go_cpu_classes_total_cpu_seconds_total": float(now - max(host.began, 0)) * _CORES,
            "dataplane_memcache_pool_idle": host.idle,
            "dataplane_memcache_requests_total": since["asked"],
            "dataplane_log_lines_total": round(since["lines"]),
            "dataplane_log_lines_waiting": round(host.log),
        }
        self.metrics.put_all(at, values, **labels)
        self.metrics.put("go_gc_duration_seconds", at, host.gc_pause, quantile="1", **labels)
        self.metrics.put("dataplane_memcache_errors_total", at, since["dial_errors"], op="dial", **labels)
        self._calls(at, since, labels)

    def _calls(self, at: float, since: dict[str, float], labels: dict[str, str]) -> None:
        method = {"grpc_service": "feeds.DataPlane", "grpc_method": "GetPostRecord"} | labels
        done = since["answered"] + since["failed"]
        self.metrics.put("grpc_server_started_total", at, since["started"], **method)
        for code, count in (("OK", since["answered"]), ("Unavailable", since["failed"])):
            self.metrics.put("grpc_server_handled_total", at, count, grpc_code=code, **method)
        self.metrics.put("grpc_server_handling_seconds_count", at, done, **method)
        seconds = since["answered"] * 0.02 + since["seconds"]
        self.metrics.put("grpc_server_handling_seconds_sum", at, seconds, **method)

    def _front(self, at: float) -> None:
        """The service that pages come from."""
        front, labels = self._feeds.front, {"job": "appview", "service": "appview"}
        for route, share in _ROUTES.items():
            for client, part in _CLIENTS.items():
                for code, count in (("200", front.answered), ("502", front.failed)):
                    which = {"route": route, "client": client, "code": code} | labels
                    self.metrics.put("http_requests_total", at, round(count * share * part), **which)
        self.metrics.put("http_requests_arrived_total", at, front.arrived, **labels)
        seconds = 0.08 * (front.answered + front.failed) + front.tried_again + front.late.seconds
        self.metrics.put("http_request_duration_seconds_sum", at, seconds, **labels)
        done = front.answered + front.failed
        self.metrics.put("http_request_duration_seconds_count", at, done, **labels)
        waiting = front.waiting + round(self._chance.near(50.0, 0.1))  # 80 ms each, when all is well
        self.metrics.put("http_requests_in_flight", at, waiting, **labels)
        self.metrics.put("up", at, 1.0, **labels)

    def _others(self, at: float, now: int) -> None:
        feeds, put = self._feeds, self.metrics.put
        callers = {"appview": (feeds.front.tried, KEYS * feeds.front.tried)}
        callers["notifier"] = feeds.notifier.calls, feeds.notifier.keys
        if now >= feeds.plan.deployed:
            callers["post-recommender"] = feeds.newcomer.calls, feeds.newcomer.keys
        for caller, (calls, keys) in callers.items():
            put("dataplane_calls_total", at, calls, caller=caller, job="balancer")
            put("dataplane_uris_asked_total", at, keys, caller=caller, job="balancer")
        for name, count in (("enqueued", feeds.worker.queued), ("sent", feeds.worker.sent)):
            put(f"notifications_{name}_total", at, count, job="notifier", instance=f"{SHARED}:3100")
        put("notifications_waiting", at, feeds.worker.waiting, job="notifier", instance=f"{SHARED}:3100")
        put("notifications_pauses_total", at, feeds.worker.pauses, job="notifier", instance=f"{SHARED}:3100")
        put("up", at, 1.0, job="notifier", instance=f"{SHARED}:3100")
        reads = sum(host.gets for host in feeds.hosts) * _MISSES / len(_STORES)
        for index, store in enumerate(_STORES):
            labels = {"job": "scylla", "instance": f"{store}:9180"}
            busy = self._chance.near(31.0 + index, 0.04)
            self.metrics.put_all(at, {"scylla_reactor_utilization": round(busy, 2), "up": 1.0}, **labels)
            put("scylla_database_total_reads", at, round(reads * (1.0 + 0.02 * index)), **labels)
            disk = {"job": "node-stores", "instance": f"{store}:9100", "mountpoint": "/data"}
            put("node_filesystem_size_bytes", at, 4e12, **disk)
            put("node_filesystem_avail_bytes", at, round(1.7e12 - 4e5 * now), **disk)
        self._cluster(at, now)
        self._route(at)

    def _cluster(self, at: float, now: int) -> None:
        """kube-state-metrics of the cluster that the callers run in."""
        feeds, put = self._feeds, self.metrics.put
        for ready, machines in (("true", 38), ("false", 0)):
            put("kube_node_status_condition", at, machines, condition="Ready", status=ready)
        deployed, blocked = now >= feeds.plan.deployed, now >= feeds.plan.blocked
        generation = {"appview": 212, "notifier": 57, "post-recommender": 2 if deployed else 1}
        for name, value in generation.items():
            put("kube_deployment_status_observed_generation", at, value, deployment=name, namespace="feeds")
        put(
            "kube_configmap_metadata_resource_version",
            at,
            90_412 if blocked else 88_017,
            configmap="dataplane-limits",
            namespace="feeds",
        )

    def _route(self, at: float) -> None:
        """smokeping_prober towards the other site: a router on the way answers few pings, always."""
        self._probes += SCRAPE * 4
        self._replies += sum(not self._chance.one_in(0.06) for _ in range(SCRAPE * 4))
        labels = {"job": "smokeping", "host": "edge.other-site.example"}
        self.metrics.put("smokeping_requests_total", at, self._probes, **labels)
        self.metrics.put("smokeping_response_duration_seconds_count", at, self._replies, **labels)

    def _alerts(self, at: float, now: int) -> None:
        """ALERTS as Prometheus keeps it: 5 % of reads failed for a minute; a kill in the last ten minutes."""
        front = self._feeds.front
        self._failed = [*self._failed, (front.failed, front.failed + front.answered)][-5:]
        bad, all_ = (self._failed[-1][i] - self._failed[0][i] for i in (0, 1))
        self._since = self._since + SCRAPE if all_ and bad / all_ > 0.05 else 0
        firing = {"alertstate": "firing", "severity": "page"}
        if self._since >= 60:
            self.metrics.put("ALERTS", at, 1, alertname="ReadsFail", service="appview", **firing)
        if any((host.kills and 0 <= now - host.began < 600) or host.down_until for host in self._feeds.hosts):
            self.metrics.put("ALERTS", at, 1, alertname="OutOfMemoryKill", service="dataplane", **firing)


def _counts(host: Host) -> dict[str, float]:
    counts = {name: float(getattr(host, name)) for name in _OF_PROCESS if name != "seconds"}
    return counts | {"seconds": host.stuck.seconds}


def scrape(start: float, plan: Plan | None = None) -> Metrics:
    """Everything that was there to be scraped from Unix time `start` on, to the end of the plan."""
    return Scrapes(Feeds(plan), start).run()
