"""Which health a request means: the newest, a moment of the past, each also under assumptions."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TypeVar

from hierarchy.evidence.health import Health
from hierarchy.evidence.states import State
from hierarchy.evidence.usual import Deviation
from hierarchy.model import SignalKey
from navigator.api.parameters import Args, assumed_of, time_of
from navigator.screen.recent import since_of
from navigator.services import Services

A = TypeVar("A")
B = TypeVar("B")

GLANCE = 0.05  # seconds between two looks for the first judgement


class Wanted:
    """The moment that a request looks at. Raises what `time_of` and `assumed_of` raise."""

    def __init__(self, services: Services, args: Args) -> None:
        self._services = services
        self.at = time_of(args, "at", services.clock.now())
        self.assumed: Mapping[str, State] = assumed_of(services, args)

    def within(self, seconds: float) -> Health | None:
        """The health, None when it is not known within so many seconds. Raises BusyError."""
        services = self._services
        if self.at is not None:
            if self.assumed:
                return services.what_if.at(self.at, self.assumed, seconds)
            return services.past.at(self.at, seconds)
        deadline = time.monotonic() + seconds
        while services.poller.current is None and time.monotonic() < deadline:
            time.sleep(GLANCE)
        if self.assumed:
            return services.what_if.now(self.assumed, max(0.0, deadline - time.monotonic()))
        return services.poller.current

    def deviations(self, found: Health) -> Mapping[SignalKey, Deviation]:
        """What is known of how far signals are from usual. Of a moment that is looked back at only what is so
        then, as on screen: what was so some minutes before stands in for nothing there."""
        return self._services.cues.deviations(found.at, exact=self.at is not None)


def since(services: Services, health: Health) -> dict[str, float]:
    """Since when each node has the state that it has in `health`, where that is on record."""
    return since_of(services.recent.since_at(health.at), health)


def with_rest(
    seconds: float, first: Callable[[float], A | None], then: Callable[[A, float], B | None]
) -> B | None:
    """What `then` makes of what `first` gives, both within `seconds` together; None where either is None."""
    deadline = time.monotonic() + seconds
    found = first(seconds)
    return None if found is None else then(found, max(0.0, deadline - time.monotonic()))
