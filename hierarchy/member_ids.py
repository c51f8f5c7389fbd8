"""What tells the members of a node with `each` apart, and the ids that they have by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote


def member_id(node: str, values: Sequence[str]) -> str:
    """The id of a member: `hosts/eu.host-7`, its values percent-encoded, in the order of `each.labels`.

    A dot inside one of several values is encoded too, so that different values never give one id.
    """
    safe = [quote(value, safe="") for value in values]
    if len(safe) > 1:
        safe = [value.replace(".", "%2E") for value in safe]
    return f"{node}/{'.'.join(safe)}"


def labels_of(values: Mapping[str, str], names: Sequence[str]) -> tuple[str, ...]:
    """The values that tell a member apart, in the order of `names`; a label that is missing is empty."""
    return tuple(values.get(name, "") for name in names)
