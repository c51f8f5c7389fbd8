"""Which host names the navigator answers to, and which origins may change something.

A page on another site can make a name of its own point at this machine (DNS rebinding) and then read
whatever answers. It can't choose the Host header, though: that stays the site's own name.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import urlsplit

from navigator.settings import Settings

_NAME = re.compile(r"[a-z0-9._:-]{1,253}", re.ASCII)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on `host` (a name or an address)."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def split_host(header: str) -> tuple[str, int | None] | None:
    """Lower-case name or address, and port, of a Host header; None where it is malformed."""
    try:
        parts = urlsplit(f"//{header}")
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or parts.netloc != header or "@" in header or not _NAME.fullmatch(parts.hostname):
        return None
    return parts.hostname.rstrip("."), port


def answers_to(name: str, settings: Settings) -> bool:
    """Whether a request for the host `name` is meant for this navigator.

    Bound to loopback: loopback names only. Bound to the network: any IP address (a rebinding attack
    needs a name), the name it is bound to and this machine's own. Always: `allowed_hosts`.
    """
    if name in settings.allowed_hosts or is_loopback(name):
        return True
    if is_loopback(settings.host):
        return False
    return _is_address(name) or name in (settings.host, socket.gethostname().lower())


def is_same_origin(origin: str, host_header: str, settings: Settings) -> bool:
    """Whether a page of `origin` is one of ours: same host and port as asked for, or a host that is
    allowed by name (for a proxy that does not pass the Host header on)."""
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return False
    name = parts.hostname.rstrip(".")
    if name in settings.allowed_hosts:
        return True
    asked = split_host(host_header)
    # The scheme is the origin's: behind a proxy that ends TLS this process only ever sees http.
    default = _DEFAULT_PORTS[parts.scheme]
    return asked is not None and (name, port or default) == (asked[0], asked[1] or default)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
