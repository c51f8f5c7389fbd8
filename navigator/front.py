"""What a process that only answers requests does: refuse, pack, and carry the rest to the one that reads.

It knows nothing of the hierarchy, so that whichever of several answers, all say the same.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, request
from flask_compress import Compress
from werkzeug.wrappers import Response

from navigator.api.answers import json_answer
from navigator.forwarding import AwayError, Forwarder
from navigator.packing import accepting
from navigator.resources import assets_folder
from navigator.screen.packed import PackedFiles, packed_routes
from navigator.security import protect
from navigator.security_answers import Refusal, render
from navigator.settings import Settings
from navigator.wsgi import WSGIApplication

AGAIN = "2"  # seconds until a process that was lost has read the files again, mostly
# Those of one connection (RFC 9110, 7.6.1), what the server writes itself, and packing, which is done here.
_OWN_REQUEST = {"HTTP_CONNECTION", "HTTP_TRANSFER_ENCODING", "HTTP_EXPECT", "HTTP_ACCEPT_ENCODING"}
_OWN_ANSWER = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


def create_front(settings: Settings, forwarder: Forwarder) -> WSGIApplication:
    """The app of such a process, inside the security middleware."""
    app = Flask("navigator.front", static_folder=None)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    files = PackedFiles(assets_folder())
    files.files(settings.base_path)
    prefix = settings.base_path.rstrip("/")
    Compress(app)
    app.register_blueprint(packed_routes(files, lambda: _forwarded(forwarder)), url_prefix=prefix or None)

    @app.get("/livez")
    def livez() -> Response:
        return json_answer({"status": "alive"})

    def forwarded(path: str = "") -> Response:
        del path  # as it was written
        return _forwarded(forwarder)

    for rule in ("/", "/<path:path>"):
        app.add_url_rule(
            rule,
            "forwarded",
            forwarded,
            methods=["GET", "POST", "OPTIONS"],
            provide_automatic_options=False,
        )
    return protect(accepting(app.wsgi_app), settings, carries=True)


def _forwarded(forwarder: Forwarder) -> Response:
    texts = {
        name: value
        for name, value in request.environ.items()
        if isinstance(value, str) and "." not in name and name not in _OWN_REQUEST
    }
    if request.method == "HEAD":  # made one for everything: what is left out of it is known here
        texts["REQUEST_METHOD"] = "GET"
    try:
        answer = forwarder.ask(texts, request.get_data(cache=False))
    except AwayError:
        return _away()
    kept = [(name, value) for name, value in answer.headers if name.lower() not in _OWN_ANSWER]
    return Response(answer.body, answer.status, kept)


def _away() -> Response:
    refusal = Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "starting",
        "The part of the navigator that reads is starting.",
        "Nothing is known until it has read everything once, in a few seconds. A page goes on by itself.",
        (("Retry-After", AGAIN), ("Refresh", AGAIN)),
    )
    status, headers, body = render(refusal, request.environ)
    return Response(body, status, headers)
