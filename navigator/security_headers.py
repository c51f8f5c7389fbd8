"""The headers that every answer carries, errors included."""

from __future__ import annotations

import re
from collections.abc import Iterable

_HASH = re.compile(r"'sha(?:256|384|512)-[A-Za-z0-9+/]+={0,2}'", re.ASCII)


def security_headers(
    frame_ancestors: Iterable[str] = (), script_hashes: Iterable[str] = ()
) -> tuple[tuple[str, str], ...]:
    """Header names and values for origins that may frame the page and hashes of the page's own scripts.

    Hashes are written as in the policy, quotes included: 'sha256-…'. Raises ValueError for anything
    else, since it would be a hole in the policy. Styles may be inline because the chart library sets
    them; scripts may not, and nothing may be evaluated.
    """
    hashes = tuple(script_hashes)
    for one in hashes:
        if not _HASH.fullmatch(one):
            raise ValueError(f"{one!r} is not a hash of a script as a content security policy writes it")
    ancestors = tuple(frame_ancestors)
    policy = "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *hashes)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors " + (" ".join(ancestors) or "'none'"),
        )
    )
    headers = [
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        # A link into the navigator names the incident, so other sites don't get to see it.
        ("Referrer-Policy", "same-origin"),
    ]
    if not ancestors:
        headers.append(("X-Frame-Options", "DENY"))
    return tuple(headers)
