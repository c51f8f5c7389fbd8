"""A Prometheus with a small, known stretch of data, and one that scrapes an exporter under our control."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from adapters.prometheus.adapter import PrometheusSource
from hierarchy.model import Model
from tests.live.prometheus_server import PrometheusServer, build_blocks
from tests.live.redis_server import RedisServer
from tests.live.shop_data import shop_lines


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusServer]:
    """A server that holds `shop_lines()`."""
    folder = tmp_path_factory.mktemp("shop")
    build_blocks(folder, shop_lines())
    server = PrometheusServer(folder).start()
    yield server
    server.stop()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A server of its own for each test."""
    server = RedisServer(tmp_path).start()
    yield server
    server.kill()


Open = Callable[[Model], PrometheusSource]


@pytest.fixture
def opened() -> Iterator[Open]:
    """Opens sources and closes them at the end."""
    sources: list[PrometheusSource] = []

    def open_source(model: Model) -> PrometheusSource:
        sources.append(PrometheusSource(model))
        return sources[-1]

    yield open_source
    for source in sources:
        source.close()


class Exporter:
    """Serves `lines` to a scraper; `fail` makes it answer 500."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.fail = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


def _handler(exporter: Exporter) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = "".join(f"{line}\n" for line in exporter.lines).encode()
            self.send_response(500 if exporter.fail else 200)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@pytest.fixture
def exporter() -> Iterator[Exporter]:
    """An exporter that the `scraping` server reads every second."""
    made = Exporter()
    yield made
    made.close()


@pytest.fixture
def scraping(exporter: Exporter, tmp_path: Path) -> Iterator[PrometheusServer]:
    """A server that scrapes `exporter` every second as job "shop"."""
    config = (
        "global: {scrape_interval: 1s, scrape_timeout: 1s}\n"
        "scrape_configs:\n"
        f"- {{job_name: shop, static_configs: [{{targets: ['127.0.0.1:{exporter.port}']}}]}}\n"
    )
    server = PrometheusServer(tmp_path, config).start()
    yield server
    server.stop()
