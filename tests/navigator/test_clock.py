"""Data time."""

from __future__ import annotations

import time

from navigator.clock import LiveClock, ReplayClock


class _Wall:
    """A monotonic clock set by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_replay_time_runs_from_the_chosen_moment_at_its_speed() -> None:
    """Ten wall seconds at speed 6 are a minute of data time."""
    wall = _Wall()
    clock = ReplayClock(at=1000.0, end=5000.0, speed=6.0, monotonic=wall)
    wall.seconds += 10.0
    assert clock.now() == 1060.0
    assert clock.speed == 6.0


def test_replay_time_stands_still_at_the_end_of_the_recording() -> None:
    """Past the end there is no data, so time does not go there, and says that it stands."""
    wall = _Wall()
    clock = ReplayClock(at=1000.0, end=1030.0, monotonic=wall)
    wall.seconds += 3600.0
    assert clock.now() == 1030.0
    assert clock.speed == 0.0
    assert clock.ended


def test_paused_replay_time_does_not_move() -> None:
    """Speed 0 is a pause."""
    wall = _Wall()
    clock = ReplayClock(at=1000.0, end=5000.0, speed=0.0, monotonic=wall)
    wall.seconds += 60.0
    assert clock.now() == 1000.0
    assert not clock.ended


def test_live_time_is_the_wall_clock() -> None:
    """The present lies between two looks at the wall clock."""
    before = time.time()
    now = LiveClock().now()
    assert before <= now <= time.time()
