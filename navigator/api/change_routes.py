"""Listing changes and posting them."""

from __future__ import annotations

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from hierarchy.evidence.changes import Changes
from navigator.api.answers import error, json_answer
from navigator.api.changes import (
    LARGEST_BODY,
    BadChangeError,
    change_json,
    changes_json,
    idempotency_key,
    new_change,
)
from navigator.api.parameters import Args, span_of
from navigator.api.waiting import SourceWaits
from navigator.change_desk import PENDING
from navigator.posted_changes import KEPT_SECONDS, KeyReusedError
from navigator.services import Services

LISTED_SECONDS = 86_400.0

_EXAMPLE = 'Send {"title": "Deploy 4.2", "labels": {"service": "checkout"}}; time and url are optional.'


def list_changes(services: Services, waits: SourceWaits, args: Args) -> Response:
    """The changes of a stretch of time (the last day by default); what is not known in time is said."""
    start, end = span_of(args, services.clock.now(), LISTED_SECONDS, KEPT_SECONDS)

    def whole(seconds: float) -> Changes | None:
        found = services.changes.within(start, end, seconds)
        return None if PENDING in found.failures else found

    found = waits.look(whole) or services.changes.between(start, end)
    return json_answer(changes_json(found, start, end))


def post_change(services: Services, request: Request) -> Response:
    """201 with the change as it is kept; the same again for a retry with the same Idempotency-Key."""
    length = request.content_length
    if length is not None and length > LARGEST_BODY:
        return _too_large()
    try:
        body = request.get_data(cache=False)
        if len(body) > LARGEST_BODY:
            return _too_large()
        key = idempotency_key(request.headers.get("Idempotency-Key"))
        kept = services.changes.post(new_change(body, services.clock.now()), key)
    except BadChangeError as problem:
        return error(400, "bad_change", f"{problem}.", _EXAMPLE)
    except RequestEntityTooLarge:
        return _too_large()
    except KeyReusedError:
        message = "This Idempotency-Key came with another change before."
        return error(
            409, "key_reused", message, "Use a new key for every change, and the same for its retries."
        )
    return json_answer(change_json(kept), 201)


def _too_large() -> Response:
    return error(413, "too_large", "The body is larger than 16 KiB.", "Put details behind url.")
