"""A small HTTP service as people write them: a histogram and a counter of the Prometheus client library.

Started by itself, with the port as its only argument, so that its process metrics are its own.
"""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

DURATIONS = Histogram("http_request_duration_seconds", "Time to answer.", ["method", "path", "status"])
ORDERS = Counter("shop_orders_total", "Orders taken.", ["state"])


class Handler(BaseHTTPRequestHandler):
    """`/orders` takes an order, `/broken` fails, `/metrics` tells about both."""

    def do_GET(self) -> None:
        """Answer, and count."""
        if self.path == "/metrics":
            self._answer(200, generate_latest(), CONTENT_TYPE_LATEST)
            return
        status = {"/orders": 200, "/broken": 500}.get(self.path, 404)
        with DURATIONS.labels("GET", self.path if status != 404 else "other", str(status)).time():
            if status == 200:
                ORDERS.labels("accepted").inc()
            self._answer(status, b"ok\n" if status == 200 else b"no\n", "text/plain")

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
