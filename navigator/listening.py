"""Opening the one socket that the server listens on, with sentences for what can go wrong."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket

from navigator.security import refuse_unsafe
from navigator.settings import Settings

BACKLOG = 1024


class CannotServeError(Exception):
    """The server can't start; the message is the sentence to print."""


def listen(settings: Settings) -> socket.socket:
    """A listening socket on the host and port of the settings (port 0: any free one).

    Raises CannotServeError when these settings are not safe to serve, or the place is not to be had.
    """
    refusals = refuse_unsafe(settings, os.environ)
    if refusals:
        raise CannotServeError("\n".join(refusals))
    try:
        found = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except OSError:
        raise CannotServeError(f"--host {settings.host}: there is no such host") from None
    # "localhost" may be both ::1 and 127.0.0.1; people and proxies try the latter first.
    family, _, _, _, address = min(found, key=lambda place: place[0] != socket.AF_INET)
    try:
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        raise CannotServeError(_sentence(error, settings)) from None


def address_of(listener: socket.socket, settings: Settings) -> str:
    """The URL at which this machine's browser finds what listens there."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1"
    shown = f"[{host}]" if ":" in host else host
    if settings.host == "localhost" or not _is_address(settings.host):
        shown = settings.host
    return f"http://{shown}:{port}{settings.base_path}"


def _sentence(error: OSError, settings: Settings) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {settings.port} on {settings.host} is in use by another program; choose one with --port"
    if error.errno == errno.EACCES:
        return f"port {settings.port} may only be used by root; choose one over 1023 with --port"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"--host {settings.host} is not an address of this machine"
    return f"cannot listen on {settings.host} port {settings.port}: {(error.strerror or str(error)).lower()}"


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
