"""A small real system and a real Prometheus that scrapes it: a machine, two stores, a service, alerting."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import httpx

from tests.live.prometheus_server import PrometheusServer, free_port

READY_SECONDS = 60.0
TARGETS = {"node": 1, "alertmanager": 1, "redis": 1, "postgres": 1, "shop": 2, "prometheus": 1}
_SERVICE = Path(__file__).parent / "instrumented_service.py"
_ALERTING = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"


class MonitoredSystem:
    """Everything that `TARGETS` counts by job; `stop` ends it and removes what it wrote."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ports = {job: [free_port() for _ in range(count)] for job, count in TARGETS.items()}
        self._running: list[subprocess.Popen[bytes]] = []
        # Not below `folder`: the server of the database runs as another user, who must get there.
        self._database = Path(tempfile.mkdtemp(prefix="navigator-test-"))
        self.prometheus = PrometheusServer(folder)
        self._ports["prometheus"] = [self.prometheus.port]
        (folder / "prometheus.yml").write_text(self._config())

    def start(self) -> MonitoredSystem:
        """Run it all, and wait until Prometheus has seen everything answer and requests being served."""
        redis, database = free_port(), free_port()
        try:
            self._start_stores(redis, database)
            self._start_exporters(redis, database)
            for port in self._ports["shop"]:
                self._run(sys.executable, str(_SERVICE), str(port))
            self.prometheus.start()
            wait_for(self._is_scraped, "everything to be scraped")
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End everything; idempotent."""
        self.prometheus.stop()
        for process in reversed(self._running):
            process.terminate()
        for process in self._running:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=20)
        self._running.clear()
        shutil.rmtree(self._database, ignore_errors=True)

    def visit(self) -> None:
        """A few requests of a visitor."""
        for port in self._ports["shop"]:
            for path in ("/orders", "/orders", "/broken"):
                httpx.get(f"http://127.0.0.1:{port}{path}", trust_env=False, timeout=5)

    def _config(self) -> str:
        jobs = []
        for job in TARGETS:
            targets = ", ".join(f"'127.0.0.1:{port}'" for port in self._ports[job])
            jobs.append(f"- {{job_name: {job}, static_configs: [{{targets: [{targets}]}}]}}\n")
        return f"global: {{scrape_interval: 1s, scrape_timeout: 1s}}\nscrape_configs:\n{''.join(jobs)}"

    def _start_stores(self, redis: int, database: int) -> None:
        self._run(
            "redis-server", "--bind", "127.0.0.1", "--port", str(redis), "--save", "",
            "--dir", str(self._folder),
        )  # fmt: skip
        user = _other_user()
        if user is not None:
            os.chown(self._database, user.pw_uid, user.pw_gid)
        data = str(self._database / "data")
        setup = [_postgres("initdb"), "--no-sync", "--auth=trust", "--username=postgres", "-D", data]
        owner = _Owner() if user is None else _Owner(user.pw_uid, user.pw_gid, ())
        subprocess.run(
            setup, check=True, capture_output=True, timeout=120, cwd="/",
            user=owner.user, group=owner.group, extra_groups=owner.groups,
        )  # fmt: skip
        self._run(
            _postgres("postgres"), "-D", data, "-p", str(database), "-h", "127.0.0.1", "-F",
            "-k", str(self._database), owner=owner,
        )  # fmt: skip

    def _start_exporters(self, redis: int, database: int) -> None:
        at = {job: f"127.0.0.1:{ports[0]}" for job, ports in self._ports.items()}
        self._run("prometheus-node-exporter", f"--web.listen-address={at['node']}")
        alerting = self._folder / "alertmanager.yml"
        alerting.write_text(_ALERTING)
        self._run(
            "prometheus-alertmanager", f"--config.file={alerting}",
            f"--web.listen-address={at['alertmanager']}", f"--storage.path={self._folder}",
            "--cluster.listen-address=",
        )  # fmt: skip
        self._run(
            "prometheus-redis-exporter", f"-redis.addr=redis://127.0.0.1:{redis}",
            f"-web.listen-address={at['redis']}",
        )  # fmt: skip
        address = f"postgresql://postgres@127.0.0.1:{database}/postgres?sslmode=disable"
        self._run(
            "prometheus-postgres-exporter",
            f"--web.listen-address={at['postgres']}",
            env={"DATA_SOURCE_NAME": address},
        )

    def _run(self, *command: str, env: Mapping[str, str] | None = None, owner: _Owner | None = None) -> None:
        whose = owner or _Owner()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
            env={**os.environ, **(env or {})},
            user=whose.user, group=whose.group, extra_groups=whose.groups,
        )  # fmt: skip
        self._running.append(process)

    def _is_scraped(self) -> bool:
        assert all(process.poll() is None for process in self._running), "something ended by itself"
        try:
            self.visit()
        except httpx.HTTPError:
            return False
        query = (
            "sum(up) + min(count_over_time(up[1m]) > bool 2) + min(redis_up) + min(pg_up)"
            ' + (min(rate(http_request_duration_seconds_count{job="shop",status="200"}[5m])) > bool 0)'
        )
        answer = self.prometheus.ask(query, time.time())
        return [value for _, value in answer] == [str(sum(TARGETS.values()) + 4)]


class _Owner(NamedTuple):
    """As whom a program runs; as ourselves by default."""

    user: int | None = None
    group: int | None = None
    groups: tuple[int, ...] | None = None


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Ask until it is so; raises TimeoutError."""
    until = time.monotonic() + READY_SECONDS
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(f"waited {READY_SECONDS:g} s for {what}")
        time.sleep(0.2)


def _postgres(program: str) -> str:
    """Where a program of PostgreSQL is; Debian keeps them by version, and not in the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return str(found[-1]) if found else shutil.which(program) or program


def _other_user() -> pwd.struct_passwd | None:
    """As whom the database runs when we are root, which it refuses; None for ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]
