"""The whole chain in one process: server, adapter, poller, desk, scene and detail, with a clock of ours.

A small shop reads its services from a source that fails and its host from one that is well.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pytest
from flask import Flask

import hierarchy
from adapters.prometheus import transport
from adapters.prometheus.adapter import PrometheusSource
from hierarchy.evidence.breakdowns import Breakdown, Split, SpreadSeries
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import Series, Sweep
from hierarchy.members import Found
from hierarchy.model import Model, SignalKey, SourceConfig
from navigator.app import create_app
from navigator.desk import Desk
from navigator.services import Services
from navigator.settings import Settings
from tests.faults.fault_server import FaultServer
from tests.faults.shop_answers import Shop
from tests.navigator.screen.asking import Page

NOW = time.time() // 60 * 60  # of the present: when an answer came is told by the clock of the machine
FAILING, WELL = "shop", "machines"
VALUES = {"shop": 0.0, "flow": 2.0, "pay": 0.0, "cart": 9.0, "bank": 0.0, "host": 0.0}

HIERARCHY = """
version: 1
title: Small shop
step: 5s
sources:
  default: {type: prometheus, url: 'http://shop.example'}
  machines: {type: prometheus, url: 'http://machines.example'}
templates:
  service:
    match: [service]
    signals:
      lost: {title: Lost orders, query: 'max(lost_orders{$match})', worse: higher, warning: 1, critical: 5}
  machine:
    match: [service]
    signals:
      load: {title: Load, source: machines, query: 'max(load{$match})', worse: higher, warning: 1}
nodes:
  buy: {level: functional-purpose, title: Buy, use: service, labels: {service: shop}, how: [orders]}
  orders: {level: abstract-function, title: Orders balance, use: service, labels: {service: flow}, how: [pay]}
  pay: {level: generalized-function, title: Charge, use: service, labels: {service: pay}, how: [cart, bank]}
  cart: {level: physical-function, title: Cart, use: service, labels: {service: cart}, how: [host]}
  bank: {level: physical-function, title: Bank, use: service, labels: {service: bank}, how: [host]}
  host: {level: physical-form, title: Host, use: machine, labels: {service: host}}
"""
AFFECTED = ("buy", "orders", "pay", "cart", "bank")
CAP = 4 * 1024 * 1024  # bytes of an answer at most, where it is not the real cap that is tested
BANK = SignalKey("bank", "lost")


@cache
def _loaded() -> Model:
    loaded = hierarchy.load_text({"shop.yaml": HIERARCHY}, resolve_sources=False)
    assert loaded.model is not None, loaded.problems
    return loaded.model


def shop(failing: str, well: str, **about: Any) -> Model:
    """The model with its two sources at these addresses; `about` is more about the failing one."""
    sources = {
        "default": SourceConfig("default", "prometheus", failing, **about),
        "machines": SourceConfig("machines", "prometheus", well),
    }
    return replace(_loaded(), sources=sources)


class Clock:
    """Data time, and a clock that never jumps, both moved by hand."""

    speed = 1.0
    replay = False
    ended = False

    def __init__(self) -> None:
        self.passed = 0.0

    @property
    def horizon(self) -> float:
        """Nothing is known of the future."""
        return self.now()

    def now(self) -> float:
        """Unix seconds."""
        return NOW + self.passed

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return self.passed


class Watched:
    """A source that writes down which threads ask it."""

    def __init__(self, inner: PrometheusSource) -> None:
        self.inner = inner
        self.threads: set[str] = set()
        self.sweeps = 0

    def _asked(self) -> PrometheusSource:
        self.threads.add(threading.current_thread().name)
        return self.inner

    def sweep(self, at: float) -> Sweep:
        """As the source."""
        self.sweeps += 1
        return self._asked().sweep(at)

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        """As the source."""
        return self._asked().series(keys, start, end, step)

    def breakdowns(self, splits: Sequence[Split], at: float) -> Mapping[Split, Breakdown]:
        """As the source."""
        return self._asked().breakdowns(splits, at)

    def spread_series(
        self, splits: Sequence[Split], start: float, end: float, step: float
    ) -> Mapping[Split, SpreadSeries]:
        """As the source."""
        return self._asked().spread_series(splits, start, end, step)

    def changes(self, start: float, end: float) -> Changes:
        """As the source."""
        return self._asked().changes(start, end)

    def change_rooms(self) -> tuple[str, ...]:
        """As the source."""
        return self.inner.change_rooms()

    def changes_of(self, room: str, start: float, end: float) -> Changes:
        """As the source."""
        return self._asked().changes_of(room, start, end)

    def members(self, at: float) -> Mapping[str, Found]:
        """As the source."""
        return self._asked().members(at)

    def renewed(self, model: Model) -> PrometheusSource:
        """As the source."""
        return self.inner.renewed(model)

    def close(self) -> None:
        """As the source."""
        self.inner.close()


@dataclass
class Chain:
    """A navigator over the shop that sweeps when it is told to, in a thread of its own as the real one."""

    services: Services
    page: Page
    clock: Clock
    source: Watched
    sweeper: ThreadPoolExecutor
    swept: list[Health] = field(default_factory=list)

    def sweep(self, after: float = 0.0) -> Health:
        """What is known after a sweep so many seconds later."""
        self.clock.passed += after
        self.swept.append(self.sweeper.submit(self.services.poller.sweep_once).result(timeout=60))
        return self.swept[-1]

    def recovered_after(self, is_well: Callable[[Health], bool], most: float = 60.0) -> float:
        """Seconds of data time until the poller's own looks find it well; `most` when they do not."""
        begun = self.clock.passed
        while self.clock.passed - begun < most and not is_well(self.sweep(self.services.poller.pause)):
            pass
        return self.clock.passed - begun

    def scene(self, focus: str = "") -> dict[str, Any]:
        """What the screen shows."""
        return self.page.scene(f"?focus={focus}" if focus else "?")

    def detail(self, focus: str) -> str:
        """The texts of the detail of a node, one a line."""
        sections = self._callback("detail", focus)["sections"]
        return "\n".join(words for trees in sections.values() for tree in trees for words in _words(tree))

    def shown(self, focus: str = "bank") -> str:
        """Every text that the screen and the API give about a node and its sources."""
        return "\n".join([*texts(self.scene(focus)), self.detail(focus), self.told_to_programs()])

    def told_to_programs(self) -> str:
        """All states, as the API gives them."""
        return self.page.client.get("/api/v1/health").get_data(as_text=True)

    def _callback(self, what: str, focus: str) -> dict[str, Any]:
        asked = {
            "output": f"{what}.data",
            "outputs": {"id": what, "property": "data"},
            "inputs": [{"id": "scene", "property": "data", "value": {}}],
            "state": [
                {"id": "place", "property": "data", "value": f"?focus={focus}"},
                {"id": "viewport", "property": "data", "value": {"columns": 6, "rows": 4, "dark": False}},
            ],
            "changedPropIds": ["scene.data"],
        }
        answer = self.page.client.post(
            "/_dash-update-component", json=asked, headers={"Origin": "http://localhost"}
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        found: dict[str, Any] = answer.get_json()["response"][what]["data"]
        return found


def _words(tree: Sequence[Any]) -> list[str]:
    """The texts inside an element, `[tag, attributes, text or elements]`."""
    inner = tree[2]
    if isinstance(inner, str):
        return [inner] if inner else []
    return [words for one in inner for words in _words(one)]


def texts(data: object) -> list[str]:
    """Every text somewhere in data that came as JSON."""
    if isinstance(data, str):
        return [data]
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [one for part in inner for one in texts(part)]


class Face:
    """One app over the chain that is followed now: making one takes longer than most faults."""

    def __init__(self) -> None:
        self.app: Flask | None = None
        self._desk: Desk | None = None

    def of(self, services: Services) -> Page:
        """A page of it that shows these from now on."""
        if self._desk is None:
            self._desk = Desk(services)
            self.app = create_app(Settings(), self._desk).server
        else:
            self._desk.put(services)
        assert self.app is not None
        return Page(services, self.app.test_client())


@contextmanager
def chain(failing: str, well: str, face: Face | None = None, cap: int = CAP, **about: Any) -> Iterator[Chain]:
    """A chain over two sources, of whose answers at most `cap` bytes are read; closed again afterwards."""
    model, clock = shop(failing, well, **about), Clock()
    source = PrometheusSource(model, now=clock.now, monotonic=clock.monotonic)
    source._asking.bulkheads._patience = 60.0  # a busy machine is not what is tested here
    watched = Watched(source)
    services = Services.build(model, watched, clock)
    sweeper = ThreadPoolExecutor(1, thread_name_prefix="sweeper")
    patch = pytest.MonkeyPatch()
    patch.setattr(transport, "MAX_BODY", cap)
    try:
        yield Chain(services, (face or Face()).of(services), clock, watched, sweeper)
    finally:
        patch.undo()
        services.close()
        watched.close()
        sweeper.shutdown(wait=False, cancel_futures=True)


@contextmanager
def well_machines() -> Iterator[FaultServer]:
    """The source of the host, which has nothing wrong with it."""
    server = FaultServer(Shop({"host": 0.0}))
    try:
        yield server
    finally:
        server.close()
