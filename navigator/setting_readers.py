"""From the text of a setting to its value; each raises ValueError with a sentence that says what to write."""

from __future__ import annotations

import ipaddress
import math
import re
from time import time as wall_clock
from urllib.parse import SplitResult, urlsplit

from navigator.times import parse_time

LEVELS = ("debug", "info", "warning", "error")
FORMATS = ("text", "json")
LATER_AUTH = ("proxy", "basic", "host")
FASTEST = 3600.0
MOST_THREADS = 64
MOST_WORKERS = 32
CACHES = ("redis", "rediss", "unix")

_HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?", re.ASCII)
_BASE_PATH = re.compile(r"/(?:[A-Za-z0-9._~-]+/)*", re.ASCII)
_ON, _OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def url(text: str) -> str:
    """An http(s) address without credentials, query or fragment; no slash at the end."""
    written = text.strip()
    parts = _split(written)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or " " in written:
        raise ValueError(f"{text!r} is not an address; write it like http://prometheus:9090")
    if parts.username is not None or parts.password is not None:
        raise ValueError(
            "an address must not hold a user name or password, it would show up in process lists and logs"
        )
    if parts.query or parts.fragment:
        raise ValueError(f"{text!r} must end with the path, without ? or #")
    return written.rstrip("/")


def host(text: str) -> str:
    """A host name or an IP address, without port; IPv6 without its brackets."""
    written = text.strip().removeprefix("[").removesuffix("]")
    try:
        ipaddress.ip_address(written)
    except ValueError:
        if len(written) > 253 or not _HOST_NAME.fullmatch(written):
            raise ValueError(f"{text!r} is not a host name or an IP address (the port is separate)") from None
    return written.lower().rstrip(".")


def port(text: str) -> int:
    """A TCP port, 0 for any free one."""
    return _whole(text, 0, 65535)


def threads(text: str) -> int:
    """A number of threads."""
    return _whole(text, 1, MOST_THREADS)


def workers(text: str) -> int:
    """A number of processes that answer requests."""
    return _whole(text, 1, MOST_WORKERS)


def cache(text: str) -> str:
    """The address of a Redis, without a password: that stands in a file of its own."""
    written = text.strip()
    parts = _split(written)
    good = parts is not None and (parts.path if parts.scheme == "unix" else parts.hostname)
    if parts is None or parts.scheme not in CACHES or not good or " " in written:
        raise ValueError("it is not the address of a Redis; write it like redis://redis:6379/0")
    if parts.password is not None:
        raise ValueError(
            "an address must not hold a password, it would show up in process lists and logs; "
            "name a file with --cache-password-file"
        )
    database = "" if parts.scheme == "unix" else parts.path.strip("/")
    if parts.query or parts.fragment or not re.fullmatch(r"[0-9]{0,4}", database, re.ASCII):
        raise ValueError("it must end with the number of a database, like redis://redis:6379/0, or without")
    return written.rstrip("/")


def file(text: str) -> str:
    """The path of a file that can be read."""
    written = text.strip()
    try:
        with open(written, "rb"):
            return written
    except OSError as error:
        raise ValueError(f"{written}: {(error.strerror or 'it cannot be read').lower()}") from None


def base_path(text: str) -> str:
    """A path with a slash at both ends."""
    written = "/" + text.strip().strip("/") + "/"
    path = "/" if written == "//" else written
    if not _BASE_PATH.fullmatch(path) or any(part in (".", "..") for part in path.split("/")):
        raise ValueError(f"{text!r} is not a path; write it like /navigator/")
    return path


def ancestor(text: str) -> str:
    """An origin that may frame the page: scheme, host and port only, or 'self'."""
    written = text.strip().lower()
    if written in ("self", "'self'"):
        return "'self'"
    parts = _split(written)
    good = (
        parts is not None
        and parts.scheme in ("http", "https")
        and parts.hostname is not None
        and re.fullmatch(r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?/?", written, re.ASCII)
    )
    if not good:
        raise ValueError(f"{text!r} is not an origin; write it like https://portal.example.com")
    return written.rstrip("/")


def auth(text: str) -> str:
    """The way people are identified."""
    written = text.strip().lower()
    if written == "none":
        return written
    if written in LATER_AUTH:
        raise ValueError(f"{written!r} is not supported yet; only 'none' is, on this machine alone")
    raise ValueError(f"{text!r} is not a way to identify people; only 'none' is supported so far")


def switch(text: str) -> bool:
    """On or off."""
    written = text.strip().lower()
    if written in _ON + _OFF:
        return written in _ON
    raise ValueError(f"{text!r} is neither on nor off; write 1 or 0")


def time(text: str) -> str:
    """A time that can be read, kept as written: in a recording "now" means its end."""
    parse_time(text, wall_clock())
    return text.strip()


def speed(text: str) -> float:
    """Seconds of data time for a second."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value <= FASTEST:
        raise ValueError(f"{text!r} is not a speed; write a number over 0, at most {FASTEST:g} (or --paused)")
    return value


def log_level(text: str) -> str:
    """How much is logged."""
    return _one_of(text, LEVELS)


def log_format(text: str) -> str:
    """How log lines are written."""
    return _one_of(text, FORMATS)


def _one_of(text: str, known: tuple[str, ...]) -> str:
    written = text.strip().lower()
    if written not in known:
        raise ValueError(f"{text!r} is not one of {', '.join(known)}")
    return written


def _whole(text: str, least: int, most: int) -> int:
    written = text.strip()
    if not re.fullmatch(r"[0-9]{1,9}", written, re.ASCII) or not least <= int(written) <= most:
        raise ValueError(f"{text!r} is not a whole number from {least} to {most}")
    return int(written)


def _split(written: str) -> SplitResult | None:
    try:
        parts = urlsplit(written)
        parts.port  # noqa: B018  # raises when it is no port
    except ValueError:
        return None
    return parts
