"""Links out: templates of the hierarchy file filled for a node and a window, http(s) only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def fill(template: str, labels: Mapping[str, str], start: float, end: float) -> str | None:
    """The address with `{from}`, `{to}` (Unix milliseconds) and `{label}` filled in, each value
    percent-encoded whole. None when it is not an http(s) address or names a label the node lacks."""
    values = {**labels, "from": str(int(start * 1000)), "to": str(int(end * 1000))}
    if not _PLACE.sub("", template).startswith(("https://", "http://")):
        return None
    if any(name not in values for name in _PLACE.findall(template)):
        return None
    address = _PLACE.sub(lambda match: quote(values[match.group(1)], safe=""), template)
    return address if urlsplit(address).hostname else None
