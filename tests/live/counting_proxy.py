"""A proxy before a Prometheus that remembers what it was asked."""

from __future__ import annotations

import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import httpx

Question = tuple[str, ...]  # the end of the path, the query, and its times
_TIMES = ("time", "start", "end", "step")


class CountingProxy:
    """Passes queries on to `url`; `asked` are the questions with the moment (monotonic seconds) of each."""

    def __init__(self, url: str) -> None:
        self.asked: list[tuple[float, Question]] = []
        self._client = httpx.Client(base_url=url, trust_env=False, timeout=30)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
        self._client.close()

    def since(self, moment: float) -> Counter[Question]:
        """How often each question was asked that nobody had asked before the moment."""
        old = {question for at, question in list(self.asked) if at < moment}
        return Counter(question for at, question in list(self.asked) if question not in old and at >= moment)

    def passed(self, path: str, body: bytes, kind: str) -> httpx.Response:
        """The answer to one request, which is remembered."""
        form = dict(parse_qsl(body.decode()))
        if "query" in form:
            times = (form[name] for name in _TIMES if name in form)
            self.asked.append((time.monotonic(), (path.rpartition("/")[2], form["query"], *times)))
        return self._client.request(
            "POST" if body else "GET", path, content=body, headers={"Content-Type": kind}
        )


def _handler(proxy: CountingProxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = proxy.passed(self.path, body, self.headers.get("Content-Type", ""))
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers.get("Content-Type", ""))
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST  # noqa: N815 - the name that the server looks for

        def log_message(self, *_: object) -> None:
            """Nothing."""

    return Handler
