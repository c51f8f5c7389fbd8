"""The whole model as it was at another moment."""

from __future__ import annotations

from typing import Any

import pytest

from navigator.past import QUEUE, BusyError
from navigator.services import Services

NOW = 1_661_142_000.0


def test_a_moment_is_read_once_for_everybody(services: Services, source: Any) -> None:
    """Times within one step are the same moment."""
    first = services.past.at(NOW - 600, wait=5)
    again = services.past.at(NOW - 593, wait=5)
    assert first is not None
    assert first is again
    assert source.sweeps == [NOW - 600]


def test_nobody_waits_longer_than_asked(services: Services, source: Any) -> None:
    """A source that hangs gives None, and the answer once it has come."""
    source.go.clear()
    assert services.past.at(NOW - 600, wait=0.01) is None
    source.go.set()
    assert services.past.at(NOW - 600, wait=5) is not None


def test_too_many_moments_at_once_are_refused(services: Services, source: Any) -> None:
    """The queue is bounded, so that scrubbing can't pile up work for a slow source."""
    source.go.clear()
    for i in range(QUEUE):
        services.past.at(NOW - 60 * i, wait=0)
    with pytest.raises(BusyError):
        services.past.at(NOW - 60 * QUEUE, wait=0)


def test_a_failed_moment_is_not_kept(services: Services, source: Any) -> None:
    """What could not be read is read again the next time."""
    source.gone = True
    services.past.at(NOW - 600, wait=5)
    source.gone = False
    health = services.past.at(NOW - 600, wait=5)
    assert health is not None
    assert health.nodes["buy"].state.value == "ok"
