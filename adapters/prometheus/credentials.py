"""Headers of a request to a source, and whom to trust; secrets come from files read at every request."""

from __future__ import annotations

import base64
import contextlib
import ssl
from pathlib import Path
from urllib.parse import unquote, urlsplit

from adapters.failures import FailureKind, SourceFailure
from hierarchy.model import SourceConfig

_MAX_SECRET = 64 * 1024
_SHORTEST_SECRET = 4  # shorter ones stand in any text
_PUBLIC = ("Accept", "Accept-Encoding", "User-Agent", "X-Scope-OrgID")


def request_headers(config: SourceConfig) -> dict[str, str]:
    """Headers for this source: encoding, tenant, and what its secret files hold.

    Raises SourceFailure(unauthorized) naming the key of the unreadable file, never its content.
    """
    packing = "gzip" if config.compression == "gzip" else "identity"
    headers = {"Accept": "application/json", "Accept-Encoding": packing, "User-Agent": "navigator"}
    if config.tenant:
        headers["X-Scope-OrgID"] = config.tenant
    if config.headers_file:
        headers.update(_extra(_read(config.headers_file, "headers_file")))
    if config.basic_auth_file:
        pair = _read(config.basic_auth_file, "basic_auth_file").encode()
        headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
    if config.bearer_token_file:
        headers["Authorization"] = "Bearer " + _read(config.bearer_token_file, "bearer_token_file")
    if not all(_is_clean(value) for value in headers.values()):
        raise SourceFailure(FailureKind.UNAUTHORIZED, "a secret file holds characters no header may have")
    return headers


def trusted(config: SourceConfig) -> ssl.SSLContext | bool:
    """Whose certificates a source may show: those of `ca_file`, or True for those of this machine.

    Raises SourceFailure(refused) when the file holds none.
    """
    if not config.ca_file:
        return True
    try:
        return ssl.create_default_context(cafile=config.ca_file)
    except (OSError, ValueError):
        hint = "ca_file wants certificates in PEM format"
        words = "the file named by ca_file is not there, or holds no certificate"
        raise SourceFailure(FailureKind.REFUSED, words, hint) from None


def without_secrets(text: str, config: SourceConfig) -> str:
    """The text without anything that proves to this source who we are: some repeat what they were sent."""
    try:
        headers = request_headers(config)
    except SourceFailure:
        headers = {}
    known = [value for name, value in headers.items() if name not in _PUBLIC]
    known += [part for value in known for part in value.split()[1:]]
    if config.basic_auth_file:
        with contextlib.suppress(SourceFailure):
            known.append(_read(config.basic_auth_file, "basic_auth_file"))
    known += [pair.partition(":")[2] for pair in known]
    known.append(unquote(urlsplit(config.url).password or ""))
    for secret in sorted(known, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "…")
    return text


def _read(path: str, key: str) -> str:
    try:
        with Path(path).open("rb") as file:
            text = file.read(_MAX_SECRET).decode().strip()
    except (OSError, UnicodeDecodeError, ValueError):
        raise SourceFailure(
            FailureKind.UNAUTHORIZED, f"the file named by {key} cannot be read", f"check {key} of the source"
        ) from None
    if not text:
        raise SourceFailure(FailureKind.UNAUTHORIZED, f"the file named by {key} is empty")
    return text


def _extra(text: str) -> dict[str, str]:
    headers = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if line.strip() and (not colon or not name.strip().replace("-", "").isalnum()):
            raise SourceFailure(FailureKind.UNAUTHORIZED, "headers_file wants lines of the form Name: value")
        if line.strip():
            headers[name.strip()] = value.strip()
    return headers


def _is_clean(value: str) -> bool:
    return value.isascii() and value.isprintable()
