"""What stays of the last good sweep when a source does not answer."""

from __future__ import annotations

import pytest

from adapters.sweeps import merge_last_good
from hierarchy.evidence.readings import Reading, SourceState, SourceStatus, Sweep, Trust
from hierarchy.model import SignalKey

KEY = SignalKey("n", "s")
GONE = Reading(None, Trust.UNREACHABLE, detail="no connection")


def sweep(at: float, reading: Reading, status: SourceStatus) -> Sweep:
    """A sweep of one signal."""
    return Sweep(at, {KEY: reading}, {"default": status})


def test_an_unreachable_signal_keeps_its_value_and_goes_on_ageing() -> None:
    """Until its max_age it is shown with its age, then it is unreachable; the error is said at once."""
    good = sweep(100, Reading(0.5, Trust.LIVE, 95, 60), SourceStatus(SourceState.LIVE, 100))
    merged = merge_last_good(good, sweep(115, GONE, SourceStatus(SourceState.UNREACHABLE, error="no")))
    reading = merged.readings[KEY]
    assert (reading.value, reading.trust, reading.time, reading.detail) == (
        0.5,
        Trust.LIVE,
        95,
        "no connection",
    )
    assert reading.at(150, unreachable=True).trust is Trust.LIVE
    assert reading.at(156, unreachable=True).trust is Trust.UNREACHABLE
    assert merged.sources["default"] == SourceStatus(SourceState.UNREACHABLE, 100, error="no")


@pytest.mark.parametrize("trust", [Trust.ABSENT, Trust.ERROR, Trust.NO_TRAFFIC, Trust.UNREACHABLE])
def test_what_had_no_value_becomes_unreachable(trust: Trust) -> None:
    """An old reason would hide the new one."""
    before = sweep(100, Reading(None, trust), SourceStatus(SourceState.LIVE, 100))
    merged = merge_last_good(before, sweep(115, GONE, SourceStatus(SourceState.UNREACHABLE)))
    assert merged.readings[KEY] == GONE


def test_a_stale_value_stays_no_better_than_unreachable() -> None:
    """Losing the source never makes a value more trusted."""
    before = sweep(100, Reading(3.0, Trust.STALE, 10, 60), SourceStatus(SourceState.LIVE, 100))
    merged = merge_last_good(before, sweep(115, GONE, SourceStatus(SourceState.UNREACHABLE)))
    assert (merged.readings[KEY].value, merged.readings[KEY].trust) == (3.0, Trust.UNREACHABLE)


@pytest.mark.parametrize("trust", [Trust.ERROR, Trust.TRUNCATED])
def test_a_query_that_fails_keeps_its_last_value_in_sight_without_believing_it(trust: Trust) -> None:
    """People see what was last known and why it is not newer; it proves nothing any more."""
    before = sweep(100, Reading(3.0, Trust.LIVE, 100), SourceStatus(SourceState.LIVE, 100))
    now = sweep(115, Reading(None, trust, None, 60, "no"), SourceStatus(SourceState.LIVE, 115))
    merged = merge_last_good(before, now).readings[KEY]
    assert (merged.value, merged.trust, merged.time, merged.detail) == (3.0, trust, 100, "no")
    assert not merged.is_believed


_LAST_SHOWN = (Trust.UNREACHABLE, Trust.ERROR, Trust.TRUNCATED)


@pytest.mark.parametrize("trust", [t for t in Trust if t not in _LAST_SHOWN])
def test_every_other_new_reading_replaces_the_old_one(trust: Trust) -> None:
    """A series that is gone from a living source is gone."""
    before = sweep(100, Reading(3.0, Trust.LIVE, 100), SourceStatus(SourceState.LIVE, 100))
    now = sweep(115, Reading(None, trust), SourceStatus(SourceState.LIVE, 115))
    assert merge_last_good(before, now) == now
    assert merge_last_good(None, now) == now
