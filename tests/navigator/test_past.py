"""The whole model as it was at another moment."""

from __future__ import annotations

from typing import Any

import pytest

from hierarchy.model import Model
from navigator.past import KEEP_DOUBTFUL_SECONDS, QUEUE, BusyError, Past
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


class _Wall:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_failed_moment_is_read_anew_after_a_while(model: Model, source: Any, clock: Any) -> None:
    """Within a few seconds everybody gets the same answer; then it is looked at again."""
    wall = _Wall()
    past = Past(model, source, clock, wall)
    source.gone = True
    for _ in range(3):
        past.at(NOW - 600, wait=5)
    assert len(source.sweeps) == 1
    source.gone = False
    wall.seconds += KEEP_DOUBTFUL_SECONDS + 1
    health = past.at(NOW - 600, wait=5)
    past.close()
    assert health is not None
    assert health.nodes["buy"].state.value == "ok"


def test_the_newest_moment_is_not_taken_for_final(model: Model, source: Any, clock: Any) -> None:
    """Samples of the last step may still be on their way."""
    wall = _Wall()
    past = Past(model, source, clock, wall)
    past.at(NOW, wait=5)
    past.at(NOW - 600, wait=5)
    wall.seconds += KEEP_DOUBTFUL_SECONDS + 1
    past.at(NOW, wait=5)
    past.at(NOW - 600, wait=5)
    past.close()
    assert source.sweeps == [NOW, NOW - 600, NOW]
