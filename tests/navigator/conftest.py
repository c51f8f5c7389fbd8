"""A small shop over five levels and a source set by hand, for tests of what wires them together."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hierarchy.actions import Link
from hierarchy.evidence.breakdowns import Breakdown, Split, SpreadSeries
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.readings import Reading, Series, SourceState, SourceStatus, Sweep, Trust
from hierarchy.levels import Level
from hierarchy.members import Found
from hierarchy.model import MeansGroup, Model, Node, Rule, Signal, SignalKey, Worse
from navigator.app import create_app
from navigator.desk import Desk
from navigator.services import Services
from navigator.settings import Settings

NOW = 1_661_142_000.0


class HandSource:
    """Values by key, set by the test; can be gone, or held back until `go` is set."""

    def __init__(self) -> None:
        self.values: dict[SignalKey, float | None] = {}
        self.gone = False
        self.found: dict[str, Found] = {}
        self.split: dict[Split, Breakdown] = {}
        self.done = Changes()
        self.searches: list[float] = []
        self.sweeps: list[float] = []
        self.go = threading.Event()
        self.go.set()

    def sweep(self, at: float) -> Sweep:
        self.sweeps.append(at)
        self.go.wait(10)
        if self.gone:
            status = SourceStatus(SourceState.UNREACHABLE, None, (), "Connection refused.")
            lost = Reading(None, Trust.UNREACHABLE, None, 60.0, "Connection refused.")
            return Sweep(at, dict.fromkeys(self.values, lost), {"default": status})
        readings = {
            key: Reading(value, Trust.LIVE if value is not None else Trust.ABSENT, at - 5, 60.0)
            for key, value in self.values.items()
        }
        return Sweep(at, readings, {"default": SourceStatus(SourceState.LIVE, at)})

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        self.go.wait(10)
        times = tuple(start + i * step for i in range(int((end - start) / step) + 1))
        return {key: Series(times, tuple(self.values.get(key) for _ in times)) for key in keys}

    def breakdowns(self, splits: Sequence[Split], _at: float) -> Mapping[Split, Breakdown]:
        self.go.wait(10)
        absent = {split: Breakdown(split.label, {}, Trust.ABSENT, "no series matches") for split in splits}
        return {split: self.split.get(split, absent[split]) for split in splits}

    def spread_series(
        self, splits: Sequence[Split], start: float, end: float, step: float
    ) -> Mapping[Split, SpreadSeries]:
        self.go.wait(10)
        times = tuple(start + i * step for i in range(int((end - start) / step) + 1))
        found: dict[Split, SpreadSeries] = {}
        for split in splits:
            values = sorted(self.split[split].values.values()) if split in self.split else []
            low, mid, high = (values[0], median(values), values[-1]) if values else (None, None, None)
            n = len(times)
            found[split] = SpreadSeries(times, (low,) * n, (mid,) * n, (high,) * n)
        return found

    def changes(self, start: float, end: float) -> Changes:
        self.go.wait(10)
        inside = tuple(one for one in self.done.found if start <= one.at <= end)
        return Changes(inside, self.done.failures)

    def members(self, at: float) -> Mapping[str, Found]:
        self.searches.append(at)
        return dict(self.found)

    def renewed(self, model: Model) -> HandSource:
        for key in model.signals():
            self.values.setdefault(key, 0.001)
        return self

    def close(self) -> None:
        self.go.set()


class HandClock:
    """Data time set by the test."""

    replay = False
    ended = False

    def __init__(self) -> None:
        self.time = NOW
        self.speed = 1.0

    @property
    def horizon(self) -> float:
        return self.time

    def now(self) -> float:
        return self.time


def _signal(template: str) -> Signal:
    return Signal(
        id="errors",
        title="Failed requests",
        unit="ratio",
        query="errors{$match}",
        worse=Worse.HIGHER,
        warning=0.01,
        critical=0.05,
        template=template,
    )


@pytest.fixture
def model() -> Model:
    """Buy <- orders <- pay <- checkout, cart <- host; every node measured."""
    chain = [
        ("buy", Level.FUNCTIONAL_PURPOSE, ("orders",), ()),
        ("orders", Level.ABSTRACT_FUNCTION, ("pay",), ("buy",)),
        ("pay", Level.GENERALIZED_FUNCTION, ("checkout", "cart"), ("orders",)),
        ("checkout", Level.PHYSICAL_FUNCTION, ("host",), ("pay",)),
        ("cart", Level.PHYSICAL_FUNCTION, ("host",), ("pay",)),
        ("host", Level.PHYSICAL_FORM, (), ("checkout", "cart")),
    ]
    nodes = {
        id: Node(
            id=id,
            level=level,
            title=id.capitalize(),
            description=f"About {id}",
            domain="Shop",
            owner="shop",
            labels={"service": id},
            signals=(_signal("service"),),
            links=(Link("Runbook", "https://wiki.example/{service}?from={from}"),),
            how=(MeansGroup(Rule.ALL_OF, how),) if how else (),
            why=why,
            calls=("cart",) if id == "checkout" else (),
        )
        for id, level, how, why in chain
    }
    return Model("rev1", "Small shop", nodes, step=15.0)


@pytest.fixture
def source(model: Model) -> Iterator[HandSource]:
    """Everything fine until the test says otherwise."""
    made = HandSource()
    made.values = dict.fromkeys(model.signals(), 0.001)
    yield made
    made.close()


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands at NOW."""
    return HandClock()


@pytest.fixture
def services(model: Model, source: HandSource, clock: HandClock) -> Iterator[Services]:
    """Everything wired, nothing running: tests sweep by hand."""
    made = Services.build(model, source, clock)
    yield made
    source.close()
    made.close()


@pytest.fixture
def client(services: Services) -> FlaskClient:
    """The whole app behind its middleware."""
    server: Flask = create_app(Settings(), Desk(services)).server
    return server.test_client()
