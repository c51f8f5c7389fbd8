"""A tiny web server for the renderer: the real assets, a page under a strict policy, and generated scenes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.browser.renderer_fixture.evidence import changes_of, onsets_of
from tests.browser.renderer_fixture.models import FixtureModel
from tests.browser.renderer_fixture.pictures import make_pictures
from tests.browser.renderer_fixture.scenes import View, make_scene, make_sparks, make_timeline

HERE = Path(__file__).parent
ASSETS = HERE.parents[2] / "assets"
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".html": "text/html; charset=utf-8",
}
RANGES = {"15m": 900, "1h": 3600, "3h": 10800, "6h": 21600, "24h": 86400}


def page() -> str:
    """The skeleton with every asset linked in the order of its name, as Dash does."""
    styles = "".join(f'<link rel="stylesheet" href="/assets/{p.name}">' for p in sorted(ASSETS.glob("*.css")))
    scripts = "".join(f'<script src="/assets/{p.name}"></script>' for p in sorted(ASSETS.glob("*.js")))
    text = (HERE / "page.html").read_text(encoding="utf-8")
    return text.replace("<!--styles-->", styles).replace("<!--scripts-->", scripts)


def view_of(query: dict[str, list[str]], evidence: bool) -> View:
    """The view that a scene request asks for."""
    place = query["place"][0]
    given = parse_qs(place.lstrip("?"))
    params = {key: values[0] for key, values in given.items()}
    return View(
        focus=params.get("focus", ""), at=int(params["at"]) if "at" in params else None,
        range_seconds=RANGES.get(params.get("range", "1h"), 3600), columns=int(query["columns"][0]),
        rows=int(query["rows"][0]), variant=params.get("variant", "incident"), place=place,
        evidence=evidence, assumed=tuple(given.get("if", ())),
        opened=tuple(filter(None, params.get("open", "").split(","))), pin=params.get("pin", ""),
    )  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """Answers for one model; `model` and `evidence` are set by `serve`."""

    model: FixtureModel
    evidence: bool
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Stays quiet."""

    def send(self, body: bytes, kind: str, status: int = 200) -> None:
        """One whole answer with the strict policy."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        """Page, assets, and the five kinds of data."""
        url = urlsplit(self.path)
        query = parse_qs(url.query, keep_blank_values=True)
        if url.path == "/":
            return self.send(page().encode(), TYPES[".html"])
        if url.path.startswith("/assets/") or url.path.startswith("/fixture/"):
            root = ASSETS if url.path.startswith("/assets/") else HERE
            return self.file(root / url.path.split("/", 2)[2])
        if url.path == "/favicon.ico":
            return self.send(b"", "image/x-icon")
        return self.data(url.path, query)

    def file(self, path: Path) -> None:
        """A static file, or 404."""
        if not path.is_file():
            return self.send(b"not found", "text/plain", 404)
        return self.send(path.read_bytes(), TYPES.get(path.suffix, "application/octet-stream"))

    def data(self, path: str, query: dict[str, list[str]]) -> None:
        """Model, scene, pictures ahead, sparklines and time bar as JSON."""
        if path == "/scene":
            view = view_of(query, self.evidence)
            if view.variant == "broken":
                return self.send(b"{}", "application/json", 500)
            answer: object = make_scene(self.model, view)
        elif path == "/screen/next.json":
            answer = make_pictures(self.model, view_of(query, self.evidence), query["focus"])
        elif path == "/screen/model.json":
            answer = self.model.wire
        elif path == "/screen/sparks.json":
            keys = query["keys"][0].split(",")
            answer = make_sparks(keys, int(query["from"][0]), int(query["to"][0]), self.evidence)
        elif path == "/screen/timeline.json":
            start, end = int(query["from"][0]), int(query["to"][0])
            answer = make_timeline(self.model, "incident", start, end)
            if self.evidence:
                answer["changes"] = changes_of(self.model, start, end)
                answer["onsets"] = onsets_of(self.model, end)
        else:
            return self.send(b"not found", "text/plain", 404)
        return self.send(json.dumps(answer).encode(), "application/json")


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that closes a connection early is no error."""


@contextmanager
def serve(model: FixtureModel, evidence: bool = False) -> Iterator[str]:
    """Serves a model on a free port, with cues, changes and what-ifs if asked; yields the address."""
    handler = type("ModelHandler", (Handler,), {"model": model, "evidence": evidence})
    server = _QuietServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
