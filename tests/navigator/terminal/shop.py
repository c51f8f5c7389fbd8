"""A shop with something wrong in it, judged at one moment."""

from __future__ import annotations

import hierarchy
from hierarchy import Model
from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import Reading, SourceState, SourceStatus, Sweep, Trust

NOW = 1_661_142_000.0
FILE = """
version: 1
title: Shop [red]
nodes:
  buy: {level: functional-purpose, title: 'Customers can buy [bold]', how: [orders]}
  browse: {level: functional-purpose, title: Visitors can browse, how: [show]}
  orders: {level: abstract-function, title: Orders in equal orders out, how: [pay, show]}
  pay: {level: generalized-function, title: Take payment, how: [{any_of: [psp-a, psp-b]}]}
  show: {level: generalized-function, title: Show products, how: [catalogue]}
  psp-a: {level: physical-function, title: Payment provider A, signals: {errors: ERRORS}}
  psp-b: {level: physical-function, title: Payment provider B, signals: {errors: ERRORS}}
  catalogue: {level: physical-function, title: Catalogue, signals: {latency: LATENCY}}
  index: {level: physical-function, title: Its index, part_of: catalogue, signals: {age: AGE}}
"""
SIGNALS = {
    "ERRORS": "{query: a, unit: ratio, worse: higher, critical: 0.05}",
    "LATENCY": "{title: p95 latency, query: c, unit: seconds, worse: higher, warning: 0.5}",
    "AGE": "{query: d, unit: seconds, worse: higher, warning: 60}",
}


def shop() -> Model:
    """The model; its titles look like markup."""
    text = FILE
    for name, signal in SIGNALS.items():
        text = text.replace(name, signal)
    loaded = hierarchy.load_text({"h.yaml": text})
    assert loaded.model is not None, hierarchy.render_text(loaded.problems)
    return loaded.model


def judged(values: dict[str, float | None], *, reachable: bool = True) -> tuple[Model, Health]:
    """The shop as its signals, by `node/signal`, make it; None is a signal without an answer."""
    model = shop()
    readings = {
        key: Reading(values.get(str(key)), Trust.LIVE, NOW - 14, 60.0)
        if values.get(str(key)) is not None
        else Reading(None, Trust.ABSENT, None, 60.0)
        for key in model.signals()
    }
    state = SourceState.LIVE if reachable else SourceState.UNREACHABLE
    status = SourceStatus(state, NOW - 3, (), "" if reachable else "Connection refused.")
    return model, evaluate(model, Sweep(NOW, readings, {"default": status}), NOW)


WELL: dict[str, float | None] = {
    "psp-a/errors": 0.01,
    "psp-b/errors": 0.0,
    "catalogue/latency": 0.2,
    "index/age": 5.0,
}
ILL = {**WELL, "psp-a/errors": 0.25, "catalogue/latency": 0.9, "index/age": None}
