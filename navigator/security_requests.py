"""What a request must be like before the app below sees it; each rule gives a refusal or None."""

from __future__ import annotations

import io
import re
from http import HTTPStatus

from navigator.security_answers import Refusal
from navigator.security_hosts import answers_to, is_same_origin, split_host
from navigator.settings import Settings
from navigator.wsgi import Environ

LARGEST_BODY = 1 << 20
LONGEST_PATH = 1024
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
METHODS = (*SAFE_METHODS, "POST")

_PATH = re.compile(r"(?:/[A-Za-z0-9._~@+:,=$!()*&-]*)*", re.ASCII)
_HIDDEN = re.compile(r"%(?:2f|5c|25|00)", re.IGNORECASE)


def refuse(environ: Environ, settings: Settings) -> Refusal | None:
    """The first rule a request breaks, None when it may pass. May read the body of a chunked request
    (at most LARGEST_BODY bytes) and put it back with its length."""
    return (
        _refuse_method(environ)
        or _refuse_path(environ)
        or _refuse_host(environ, settings)
        or _refuse_origin(environ, settings)
        or _refuse_body(environ)
    )


def _refuse_method(environ: Environ) -> Refusal | None:
    if environ.get("REQUEST_METHOD") in METHODS:
        return None
    return Refusal(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "This method is not supported.",
        f"Use one of {', '.join(METHODS)}.",
        (("Allow", ", ".join(METHODS)),),
    )


def _refuse_path(environ: Environ) -> Refusal | None:
    """One spelling per place: no doubled, encoded or backward slashes, no dot segments, nothing
    encoded twice. Otherwise a rule for a path could be walked around by writing it differently."""
    path = str(environ.get("PATH_INFO", ""))
    raw = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or "").partition("?")[0]
    good = (
        len(path) <= LONGEST_PATH
        and _PATH.fullmatch(path)
        and "//" not in path
        and not any(part in (".", "..") for part in path.split("/"))
        and not _HIDDEN.search(raw)
    )
    if good:
        return None
    return Refusal(
        HTTPStatus.NOT_FOUND,
        "not-found",
        "There is nothing at this address.",
        "Start again from the first page.",
    )


def _refuse_host(environ: Environ, settings: Settings) -> Refusal | None:
    asked = split_host(str(environ.get("HTTP_HOST", "")))
    if asked is None:
        return Refusal(
            HTTPStatus.BAD_REQUEST, "bad-host", "The request names no valid host.", "Send a Host header."
        )
    if answers_to(asked[0], settings):
        return None
    return Refusal(
        HTTPStatus.FORBIDDEN,
        "unknown-host",
        f"This navigator is not known by the name {asked[0][:100]}.",
        f"If it should be, start it with --allowed-hosts {asked[0][:100]}.",
    )


def _refuse_origin(environ: Environ, settings: Settings) -> Refusal | None:
    """A change may come from our own pages, or from a program that is no browser.

    Browsers send Origin with every POST, and Sec-Fetch-Site too unless they are old; a program
    sends neither. Requiring JSON besides means that no plain form of another site gets this far.
    """
    if environ["REQUEST_METHOD"] in SAFE_METHODS:
        return None
    site = environ.get("HTTP_SEC_FETCH_SITE")
    origin = environ.get("HTTP_ORIGIN")
    foreign_site = site is not None and site != "same-origin"
    foreign_origin = origin is not None and not is_same_origin(origin, str(environ["HTTP_HOST"]), settings)
    if foreign_site or foreign_origin:
        return Refusal(
            HTTPStatus.FORBIDDEN,
            "cross-origin",
            "This request comes from a page of another site.",
            "Behind a proxy, pass the Host header on or name the host with --allowed-hosts.",
        )
    kind = str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()
    encoding = str(environ.get("HTTP_CONTENT_ENCODING", "identity")).strip().lower()
    if kind == "application/json" and encoding == "identity":
        return None
    return Refusal(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "not-json",
        "Only plain JSON is understood here.",
        "Send the body as it is, with Content-Type: application/json.",
    )


def _refuse_body(environ: Environ) -> Refusal | None:
    announced = str(environ.get("CONTENT_LENGTH") or "")
    chunked = bool(environ.get("HTTP_TRANSFER_ENCODING"))
    if announced and (chunked or not re.fullmatch(r"[0-9]{1,18}", announced, re.ASCII)):
        return Refusal(
            HTTPStatus.BAD_REQUEST, "bad-length", "The body's length is not clear.", "Send one length."
        )
    if announced:
        return _TOO_LARGE if int(announced) > LARGEST_BODY else None
    if not chunked and not environ.get("wsgi.input_terminated"):
        environ["wsgi.input"] = io.BytesIO()
        return None
    return _read_unannounced(environ)


def _read_unannounced(environ: Environ) -> Refusal | None:
    """Frameworks turn an error while reading into an error of their own, so it is read here."""
    body = bytearray()
    while len(body) <= LARGEST_BODY:
        part = environ["wsgi.input"].read(LARGEST_BODY + 1 - len(body))
        if not part:
            environ["wsgi.input"] = io.BytesIO(bytes(body))
            environ["CONTENT_LENGTH"] = str(len(body))
            environ.pop("HTTP_TRANSFER_ENCODING", None)
            return None
        body += part
    return _TOO_LARGE


_TOO_LARGE = Refusal(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "too-large",
    "The body is larger than 1 MiB.",
    "Send less at once.",
)
