"""A real Prometheus that scrapes an exporter of the test every second, with some samples in it already."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.live.conftest import Exporter
from tests.live.prometheus_server import PrometheusServer

_SAMPLES = 5  # from so many on it can be told that they come every second
_WITHIN = 40.0


@contextmanager
def scraped(folder: Path, exporter: Exporter) -> Iterator[PrometheusServer]:
    """A server on `exporter` as job "shop"; `exporter` must have lines, of which the first is waited for."""
    config = (
        "global: {scrape_interval: 1s, scrape_timeout: 1s}\n"
        "scrape_configs:\n"
        f"- {{job_name: shop, static_configs: [{{targets: ['127.0.0.1:{exporter.port}']}}]}}\n"
    )
    server = PrometheusServer(folder, config).start()
    try:
        first = exporter.lines[0].rpartition(" ")[0]
        until = time.monotonic() + _WITHIN
        while not server.ask(f"count_over_time({first}[60s]) >= {_SAMPLES}", time.time()):
            assert time.monotonic() < until, "nothing is scraped"
            time.sleep(0.2)
        yield server
    finally:
        server.stop()
