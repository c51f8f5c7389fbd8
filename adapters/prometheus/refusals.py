"""What a source did instead of answering, as failures with the sentence and the hint that a person needs."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from adapters.failures import FailureKind, SourceFailure
from adapters.foreign_text import plain

# VictoriaMetrics answers 422 also to a query with a mistake.
_MISTAKES = ("unparsed data", "unexpected token", "cannot parse", "unknown func", "unsupported function")
_JOIN_TROUBLE = ("many-to-many", "same labelset", "duplicate series", "multiple matches")
_NAME_TROUBLE = ("name or service", "name resolution", "nodename", "no address associated", "getaddrinfo")


def unconnected(error: httpx.ConnectError, host: str) -> SourceFailure:
    """The failure that no connection is, by the words of the library below."""
    why = str(error).lower()
    if "certificate" in why:
        words, hint = (
            f"the certificate of {host} is not trusted",
            "name the certificate authority with ca_file",
        )
    elif "ssl" in why:
        words, hint = (
            f"{host} does not speak TLS as we do",
            "does the url of the source want http, not https?",
        )
    elif any(trouble in why for trouble in _NAME_TROUBLE):
        words, hint = f"nobody knows the name {host}", "is the url of the source right, and does DNS work?"
    else:
        words, hint = f"no connection to {host}", "is it running, and is the url of the source right?"
    return SourceFailure(FailureKind.REFUSED, words, hint)


def ahead_of(date: str, now: float) -> float:
    """Seconds that a clock that writes this date is ahead of Unix time `now`, 0 where it cannot be read.

    It is written without fractions of a second.
    """
    try:
        return parsedate_to_datetime(date).timestamp() + 0.5 - now if date else 0.0
    except (ValueError, TypeError, OverflowError):
        return 0.0


def another_time(stamp: float, host: str) -> SourceFailure:
    """The failure of an instant answer that is of another time than was asked for."""
    try:
        said = f"{datetime.fromtimestamp(stamp, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (OverflowError, OSError, ValueError):
        said = "no time that there is"
    words = f"{host} answered for another time than it was asked for: {said}"
    return SourceFailure(FailureKind.BROKEN_ANSWER, words, "does a cache in front of it answer?")


def pause_of(text: str, now: float) -> float | None:
    """The seconds that a Retry-After header asks for: a number, or a date that is compared with Unix time
    `now`. None where it asks for nothing that can be read."""
    try:
        seconds = float(text) if text.strip().isdecimal() else parsedate_to_datetime(text).timestamp() - now
    except (TypeError, ValueError, OverflowError):
        return None
    return max(0.0, seconds)


def redirect_of(location: str, host: str) -> SourceFailure:
    """The failure that a redirect is; of where it leads only the host is named."""
    try:
        target = plain(httpx.URL(location).host, 80) or "another path of itself"
    except httpx.InvalidURL:
        target = "an address that cannot be read"
    hint = "redirects are not followed: write the final address as the url of the source"
    return SourceFailure(FailureKind.REDIRECTED, f"{host} redirects to {target}", hint)


def refusal_of(status: int, words: str | None, host: str, product: str = "Prometheus") -> SourceFailure:
    """The failure that a status other than 200 means; `words` are the upstream's own, None if foreign."""
    said = f": {words}" if words else ""
    if status in (401, 403):
        hint = "check bearer_token_file, basic_auth_file or headers_file of the source"
        return SourceFailure(FailureKind.UNAUTHORIZED, f"{host} does not let us in ({status})", hint)
    if status == 429:
        hint = "who else asks it? its limits on queries may be too low for all of them"
        return SourceFailure(FailureKind.THROTTLED, f"{host} asks us to slow down (429){said}", hint)
    if status >= 500:
        hint = "it is there: its own log says more"
        return SourceFailure(FailureKind.OVERLOADED, f"{host} cannot answer now ({status}){said}", hint)
    if words is None:
        hint = "check the path in the url of the source"
        return SourceFailure(
            FailureKind.NOT_PROMETHEUS, f"{host} answers {status}, not as {product} does", hint
        )
    if any(trouble in words for trouble in _JOIN_TROUBLE):
        hint = "aggregate it to one series: max(…), sum(…)"
        return SourceFailure(FailureKind.AMBIGUOUS, f"several series match where one is expected{said}", hint)
    if status == 422 and not any(mistake in words for mistake in _MISTAKES):
        hint = "shorten the windows of the query, or match fewer series"
        return SourceFailure(FailureKind.TOO_BROAD, f"the query is too much for {host}{said}", hint)
    hint = "navigator check --online tells what is wrong with it"
    return SourceFailure(FailureKind.BAD_QUERY, f"{host} refuses the query ({status}){said}", hint)
