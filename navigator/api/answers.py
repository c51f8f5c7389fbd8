"""The one shape of API answers: strict JSON, times in RFC 3339 UTC, errors with code, message, hint."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import orjson
from flask import make_response, request
from werkzeug.wrappers import Response

RETRY_AFTER = "5"  # seconds


def json_answer(data: object, status: int = 200) -> Response:
    """JSON with an ETag; 304 when the client has it already. NaN and infinities become null."""
    return prepared_answer(orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS), status)


def prepared_answer(body: bytes, status: int = 200, packing: str = "") -> Response:
    """JSON that is made already, and perhaps packed (`packing` as in Content-Encoding); the ETag is a hash
    of the body."""
    response = make_response(body, status)
    response.headers["Content-Type"] = "application/json"
    response.headers["Cache-Control"] = "no-cache"
    if packing:
        response.headers["Content-Encoding"] = packing
        response.vary.add("Accept-Encoding")
    if status == 200:
        response.set_etag(hashlib.sha1(body, usedforsecurity=False).hexdigest())
        response.make_conditional(request)
    return response


def error(status: int, code: str, message: str, hint: str, *, retry: bool = False) -> Response:
    """`{"error": {"code", "message", "hint"}}`, the same for every failure; with `retry` ask again."""
    response = json_answer({"error": {"code": code, "message": message, "hint": hint}}, status)
    if retry:
        response.headers["Retry-After"] = RETRY_AFTER
    return response


def not_yet() -> Response:
    """503 for what a source has not answered within the time that a request waits."""
    return error(
        503, "not_yet", "The source has not answered yet.", "Ask again in a few seconds.", retry=True
    )


def bad_request(message: str, hint: str = "") -> Response:
    """400 for a parameter that can't be read."""
    return error(400, "bad_parameter", message, hint)


def rfc3339(time: float | None) -> str | None:
    """Unix seconds as RFC 3339 UTC, None stays None."""
    if time is None:
        return None
    return datetime.fromtimestamp(time, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
