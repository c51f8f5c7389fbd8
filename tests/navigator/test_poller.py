"""The one reader of a deployment."""

from __future__ import annotations

import itertools
import threading
from typing import Any

import pytest

from hierarchy.evidence.states import State
from hierarchy.levels import Level
from hierarchy.model import SignalKey
from navigator.services import Services

NOW = 1_661_142_000.0
CART = SignalKey("cart", "errors")


def test_a_sweep_judges_everything_at_the_last_step(services: Services, source: Any, clock: Any) -> None:
    """Data is asked for at a multiple of the step, so that everybody asks for the same."""
    clock.time = NOW + 7
    health = services.poller.sweep_once()
    assert source.sweeps == [NOW]
    assert {node.state for node in health.nodes.values()} == {State.OK}
    assert services.poller.current is health


def test_a_critical_means_threatens_every_end_above_it(services: Services, source: Any) -> None:
    """The threat travels up; own states stay what they were measured to be."""
    source.values[CART] = 0.2
    nodes = services.poller.sweep_once().nodes
    assert nodes["cart"].state is State.CRITICAL
    assert nodes["pay"].own is State.OK
    assert nodes["pay"].threat is State.CRITICAL
    assert nodes["host"].state is State.OK


def test_values_of_a_dead_source_age_and_become_unknown_and_recover(
    services: Services, source: Any, clock: Any
) -> None:
    """Never green, never silently old, and back by itself."""
    source.values[CART] = 0.2
    services.poller.sweep_once()
    source.gone = True
    clock.time = NOW + 30
    health = services.poller.sweep_once()
    cart = health.nodes["cart"]
    assert cart.state is State.CRITICAL
    assert cart.signals["errors"].age == 35.0
    clock.time = NOW + 90
    health = services.poller.sweep_once()
    assert {node.state for node in health.nodes.values()} == {State.UNKNOWN}
    source.gone = False
    assert services.poller.sweep_once().nodes["buy"].state is State.OK


def test_history_remembers_since_when(services: Services, source: Any, clock: Any) -> None:
    """The first sweep that saw the present state dates it."""
    services.poller.sweep_once()
    clock.time = NOW + 15
    source.values[CART] = 0.2
    services.poller.sweep_once()
    clock.time = NOW + 30
    services.poller.sweep_once()
    began = services.history.since_at(NOW + 30)
    assert began["cart"].at == NOW + 15
    assert "buy" not in began


def test_older_stretches_are_filled_in_by_at_most_sixty_instants(services: Services, source: Any) -> None:
    """An hour at a 15 s step is looked at once a minute, newest first."""
    services.poller.sweep_once()
    services.poller.start()
    try:
        assert services.poller.ensure_window(NOW - 3600, NOW) is False
        _until(lambda: services.poller.ensure_window(NOW - 3600, NOW))
    finally:
        services.poller.stop()
    asked = sorted({at for at in source.sweeps if at < NOW})
    assert 50 <= len(asked) <= 60
    assert {b - a for a, b in itertools.pairwise(asked)} == {60.0}


def test_scales_learn_of_every_moment_that_is_filled_in(services: Services, source: Any) -> None:
    """What one cart did half an hour ago makes room on the cards of all, before it is shown itself."""
    services.poller.sweep_once()
    pay = SignalKey("pay", "errors")
    window = (NOW - 3600, NOW)
    name = services.scales.name(pay)
    assert name == services.scales.name(CART)
    before = services.scales.domain(pay, "1h", [0.01], window=window)
    source.values[CART] = 700.0
    services.poller.start()
    try:
        _until(lambda: services.poller.ensure_window(*window))
    finally:
        services.poller.stop()
    assert before[1] < 700.0 <= services.scales.domain(pay, "1h", [0.01], window=window)[1]


def test_what_was_swept_live_is_not_read_again_for_the_past(
    services: Services, source: Any, clock: Any
) -> None:
    """Over a short range every live step is there already."""
    for step in range(61):
        clock.time = NOW + 15 * step
        services.poller.sweep_once()
    live = len(source.sweeps)
    assert services.poller.ensure_window(NOW, NOW + 900)
    assert len(source.sweeps) == live


def test_after_an_outage_the_blind_stretch_is_read(services: Services, source: Any, clock: Any) -> None:
    """What was unknown while the source was away is filled in once it is back."""
    for step in range(5):
        clock.time = NOW + 60 * step
        source.gone = 1 <= step <= 3
        services.poller.sweep_once()
    assert not services.poller.ensure_window(NOW, NOW + 240)
    services.poller.start()
    try:
        _until(lambda: services.poller.ensure_window(NOW, NOW + 240))
    finally:
        services.poller.stop()
    worst = services.history.worst(Level.FUNCTIONAL_PURPOSE, NOW, NOW + 241, 60)
    assert set(worst) == {State.OK}


def test_a_fault_in_reading_the_past_does_not_end_it(
    services: Services, source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is logged and tried again."""
    services.poller.sweep_once()
    working = source.sweep
    faults = iter([RuntimeError("broken once")])

    def sweep(at: float) -> Any:
        for fault in faults:
            raise fault
        return working(at)

    monkeypatch.setattr(source, "sweep", sweep)
    monkeypatch.setattr("navigator.poller.RETRY_SECONDS", 0.01)
    services.poller.start()
    try:
        _until(lambda: services.poller.ensure_window(NOW - 900, NOW))
    finally:
        services.poller.stop()


def _until(true: Any) -> None:
    gate = threading.Event()
    for _ in range(1000):
        if true():
            return
        gate.wait(0.01)
    raise AssertionError("did not happen within ten seconds")
