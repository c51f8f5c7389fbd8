"""Which packings a client takes, said so that nothing it refuses is chosen (RFC 9110, 12.5.3)."""

from __future__ import annotations

from collections.abc import Iterable

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from navigator.wsgi import Environ, StartResponse, WSGIApplication

KNOWN = ("br", "gzip")


def accepting(app: WSGIApplication) -> WSGIApplication:
    """`app`, which is told only of packings that the client does not refuse: what packs the answers takes
    `br;q=0` as a wish, the last of all, and `*` for everything."""

    def told(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        asked = environ.get("HTTP_ACCEPT_ENCODING")
        if asked is not None:
            environ["HTTP_ACCEPT_ENCODING"] = wanted(asked)
        return app(environ, start_response)

    return told


def wanted(asked: str) -> str:
    """`gzip;q=0.5, br;q=0` -> `gzip;q=0.5`; `*, br;q=0` -> `gzip`. Without any left `identity`."""
    said: Accept = parse_accept_header(asked, Accept)
    named = {name.lower(): quality for name, quality in said}
    rest = named.pop("*", 0)
    found = {name: named.get(name, rest) for name in KNOWN}
    if named.get("identity", 0) > max(found.values()):
        return "identity"
    return ", ".join(f"{name};q={quality:g}" for name, quality in found.items() if quality > 0) or "identity"
