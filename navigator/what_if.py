"""The states that would follow if some nodes were in another state than they are."""

from __future__ import annotations

from dataclasses import dataclass

from hierarchy.evidence.health import Health


@dataclass(frozen=True, slots=True)
class Imagined(Health):
    """Health under assumptions about the states of nodes; `real` is the same moment without them."""

    real: Health | None = None


def real_of(health: Health) -> Health:
    """The health of what is really read, whatever is imagined on top of it."""
    if isinstance(health, Imagined) and health.real is not None:
        return health.real
    return health
