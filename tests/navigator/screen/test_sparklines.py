"""The lines of the screen beside that of the signal which should confirm it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from hierarchy.evidence.readings import Series
from hierarchy.model import Model, SignalKey
from navigator.screen.sparklines import sparks_json
from navigator.series import Window
from navigator.services import Services

ASKED, READY = SignalKey("cart", "asked"), SignalKey("cart", "ready")
WINDOW = Window.of(100.0, 1000.0, 60, 15.0)


@contextmanager
def _served(model: Model, clock: Any, source: Any, unit: str) -> Iterator[Services]:
    """Of three replicas asked for, forty are ready, counted in a unit."""
    cart = model.nodes["cart"]
    plain = replace(cart.signals[0], template="", warning=None, critical=None, unit="count")
    asked = replace(plain, id="asked", title="Asked for", confirm_with=READY, agree=0.1)
    ready = replace(plain, id="ready", title="Ready", unit=unit)
    nodes = dict(model.nodes) | {"cart": replace(cart, signals=(asked, ready))}
    source.series = _series
    services = Services.build(replace(model, nodes=nodes), source, clock)
    yield services
    services.close()


def _lines(model: Model, clock: Any, source: Any, unit: str) -> Any:
    with _served(model, clock, source, unit) as services:
        services.series.get((ASKED, READY), WINDOW, 5)
        return sparks_json(services, {"a": ASKED, "b": READY}, WINDOW, words=True)["sparks"]


def _series(keys: Sequence[SignalKey], start: float, end: float, step: float) -> Mapping[SignalKey, Series]:
    times = tuple(start + i * step for i in range(int((end - start) / step) + 1))
    said = {ASKED: 3.0, READY: 40.0}
    return {key: Series(times, (said.get(key, 0.0),) * len(times)) for key in keys}


def test_a_signal_that_another_should_confirm_has_the_line_of_both(
    model: Model, clock: Any, source: Any
) -> None:
    """Of as many values, on one scale that holds both; the witness itself has only its own."""
    lines = _lines(model, clock, source, "count")
    other = lines["a"]["other"]
    assert other["title"] == "Ready"
    assert set(other["values"]) == {40.0}
    assert len(other["values"]) == len(lines["a"]["values"])
    assert other["said"] == "from 40 to 40, last 40"
    assert "domain" not in other
    assert lines["a"]["domain"][1] >= 40
    assert "other" not in lines["b"]


def test_a_witness_in_another_unit_has_a_scale_of_its_own(model: Model, clock: Any, source: Any) -> None:
    """Forty per cent are not above three of something."""
    lines = _lines(model, clock, source, "percent")
    assert lines["a"]["domain"][1] < 40
    assert lines["a"]["other"]["domain"] == lines["b"]["domain"]


def test_a_line_whose_witness_is_not_read_yet_is_drawn_and_asked_for_again(
    model: Model, clock: Any, source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source that hangs holds back no line but its own."""
    with _served(model, clock, source, "count") as services:
        known = _series((ASKED,), WINDOW.start, WINDOW.end, WINDOW.step)
        monkeypatch.setattr(services.series, "get", lambda *_: (known, (READY,)))
        answer: Any = sparks_json(services, {"a": ASKED}, WINDOW)
    assert answer["pending"] == ["a"]
    assert set(answer["sparks"]["a"]["values"]) == {3.0}
    assert "other" not in answer["sparks"]["a"]
