"""Answers of the security middleware itself: refusals and internal errors, for programs and for people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from http import HTTPStatus

from navigator.wsgi import Environ


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered. `code` is kebab-case, `hint` says what to do instead."""

    status: HTTPStatus
    code: str
    message: str
    hint: str = ""
    headers: tuple[tuple[str, str], ...] = ()


def error_document(code: str, message: str, hint: str = "") -> dict[str, dict[str, str]]:
    """The one shape of every error of the HTTP API."""
    return {"error": {"code": code, "message": message, "hint": hint}}


def render(refusal: Refusal, environ: Environ) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status line, headers and body: a page where a person asked with a browser, else JSON."""
    if _wants_page(environ):
        kind, body = "text/html; charset=utf-8", _page(refusal)
    else:
        document = error_document(refusal.code, refusal.message, refusal.hint)
        kind, body = "application/json", json.dumps(document).encode()
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        *refusal.headers,
    ]
    status = f"{refusal.status.value} {refusal.status.phrase}"
    return status, headers, b"" if environ.get("REQUEST_METHOD") == "HEAD" else body


def _wants_page(environ: Environ) -> bool:
    return (
        environ.get("REQUEST_METHOD") in ("GET", "HEAD")
        and "text/html" in str(environ.get("HTTP_ACCEPT", ""))
        and "/api/" not in str(environ.get("PATH_INFO", ""))
    )


def _page(refusal: Refusal) -> bytes:
    title = escape(refusal.status.phrase)
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{title}</title><style>body{{font:1rem/1.5 system-ui,sans-serif;margin:15vh auto;"
        "max-width:36rem;padding:0 1rem;color-scheme:light dark}</style>"
        f"<h1>{title}</h1><p>{escape(refusal.message)}</p><p>{escape(refusal.hint)}</p></html>"
    ).encode()
