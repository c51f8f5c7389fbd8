"""Changes as JSON, and what a posted one must be like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import urlsplit

import orjson

from hierarchy.evidence.changes import Change, Changes
from navigator.api.answers import rfc3339
from navigator.posted_changes import KEPT_SECONDS, NewChange
from navigator.times import TimeError, parse_time

Json = dict[str, object]

LARGEST_BODY = 16 << 10
LONGEST_TITLE = 200
MOST_LABELS = 32
LONGEST_LABEL = 128
LONGEST_VALUE = 512
LONGEST_URL = 2048
EARLY_SECONDS = 300.0  # how far ahead the clock of whoever posts may be
MOST_LISTED = 1000

_FIELDS = ("title", "time", "labels", "url")
_LABEL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_TURNING = frozenset("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_KEY = re.compile(r"[!-~]{1,200}", re.ASCII)


class BadChangeError(ValueError):
    """A body that is no change; the message says what is wrong and what to write instead."""


def change_json(change: Change) -> Json:
    """One change; `nodes` are those that it concerns, none and not `everything`: no link in the model."""
    return {
        "id": change.id,
        "title": change.title,
        "time": rfc3339(change.at),
        "until": rfc3339(change.until),
        "lasting": change.lasting,
        "origin": change.origin.value,
        "rule": change.rule or None,
        "labels": dict(change.labels),
        "nodes": list(change.nodes),
        "everything": change.everything,
        "url": change.url or None,
    }


def changes_json(changes: Changes, start: float, end: float) -> Json:
    """The newest MOST_LISTED changes of a stretch of time in time order, and why there may be more."""
    listed = changes.found[-MOST_LISTED:]
    return {
        "from": rfc3339(start),
        "to": rfc3339(end),
        "changes": [change_json(change) for change in listed],
        "more": len(changes.found) - len(listed),
        "failures": list(changes.failures),
    }


def new_change(body: bytes, now: float) -> NewChange:
    """What was posted. Raises BadChangeError for anything but a sound change."""
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadChangeError("the body is not JSON") from None
    if not isinstance(given, dict):
        raise BadChangeError('the body must be an object such as {"title": "…", "labels": {…}}')
    foreign = [name for name in given if name not in _FIELDS]
    if foreign:
        raise BadChangeError(f"“{foreign[0][:80]}” is not a field of a change; they are {', '.join(_FIELDS)}")
    time = given.get("time")
    return NewChange(
        _title(given.get("title")),
        _time(time, now),
        _labels(given.get("labels")),
        _url(given),
        "" if time is None else str(time),
    )


def idempotency_key(text: str | None) -> str:
    """The header Idempotency-Key, "" without one. Raises BadChangeError."""
    if text is not None and not _KEY.fullmatch(text):
        raise BadChangeError("Idempotency-Key must be 1 to 200 printable ASCII characters without spaces")
    return text or ""


def _title(given: object) -> str:
    if not isinstance(given, str) or not given.strip():
        raise BadChangeError("title is missing: a short text that says what was done")
    title = given.strip()
    if len(title) > LONGEST_TITLE:
        raise BadChangeError(f"title has more than {LONGEST_TITLE} characters; details belong behind url")
    _ensure_plain("title", title)
    if not any(_is_seen(c) for c in title):
        raise BadChangeError("title holds nothing that can be seen")
    return title


def _time(given: object, now: float) -> float | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, (str, int, float)):
        raise BadChangeError("time must be RFC 3339, Unix seconds or now-5m")
    try:
        at = parse_time(given if isinstance(given, str) else f"{given:.3f}", now)
    except TimeError as problem:
        raise BadChangeError(f"time: {problem}") from None
    if at > now + EARLY_SECONDS:
        raise BadChangeError(f"time {rfc3339(at)} is still to come; it is {rfc3339(now)} now")
    if at < now - KEPT_SECONDS:
        raise BadChangeError(f"time {rfc3339(at)} is more than {KEPT_SECONDS / 86400:.0f} days ago")
    return at


def _labels(given: object) -> Mapping[str, str]:
    if given is None:
        return {}
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise BadChangeError('labels must be an object of texts such as {"service": "checkout"}')
    if len(given) > MOST_LABELS:
        raise BadChangeError(f"there are more than {MOST_LABELS} labels")
    for name, value in given.items():
        if len(name) > LONGEST_LABEL or not _LABEL.fullmatch(name):
            raise BadChangeError(f"“{name[:80]}” is not the name of a label; letters, digits and _ are")
        if not value or len(value) > LONGEST_VALUE:
            raise BadChangeError(f"the label {name} must have 1 to {LONGEST_VALUE} characters")
        _ensure_plain(f"the label {name}", value)
    return dict(given)


def _url(given: Mapping[str, object]) -> str:
    url = given.get("url")
    if url is None or url == "":
        return ""
    if not isinstance(url, str) or len(url) > LONGEST_URL or not _is_web_address(url):
        raise BadChangeError("url must be an address that begins with https:// or http://")
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        raise BadChangeError("url must not hold a user name or a password: everybody sees it")
    return url


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises when it is no port
    except ValueError:
        return False
    plain = url.isprintable() and not any(c.isspace() for c in url)
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname)


def _ensure_plain(what: str, text: str) -> None:
    """Surrogates can't be stored or sent; control characters and those that turn text around mislead."""
    if any(unicodedata.category(c) in ("Cc", "Cs") or c in _TURNING for c in text):
        raise BadChangeError(f"{what} holds control characters; write it on one line")


def _is_seen(character: str) -> bool:
    """Letters, digits, punctuation and signs, but not those that are drawn as nothing."""
    return unicodedata.category(character)[0] in "LNPS" and character not in _BLANK
