"""Laws at their edges against a real Prometheus: next to no traffic, ratios recorded by somebody else,
nothing that comes in, a counter that starts over, a store that is emptied, nothing that is supplied."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import pytest

from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.health import NodeHealth
from hierarchy.evidence.law_health import BalanceHealth, CapacityHealth, ObjectiveHealth
from hierarchy.evidence.states import State
from hierarchy.file.loader import load_text
from hierarchy.terms import BURN, RESIDUAL
from tests.live.conftest import Open
from tests.live.prometheus_server import START, PrometheusServer, build_blocks, sample

pytestmark = pytest.mark.live

NOW = START + 7 * 3600
RESETS = NOW - 90  # within the windows that are looked at now
FILE = """
version: 1
title: Edges
sources: {default: {type: prometheus, url: "URL"}}
nodes:
  two-of-few: {level: functional-purpose, objective: OBJECTIVE two}
  four-of-few: {level: functional-purpose, objective: OBJECTIVE four}
  of-signal:
    level: functional-purpose
    signals: {wrong: {query: 'ok_percent', unit: percent, worse: lower}}
    objective: {of: wrong, target: 99.9%, window: 6h}
  recorded:
    level: functional-purpose
    objective: {bad: 'slo:errors:ratio_rate$window', target: 99.9%, window: 6h}
  idle: {level: abstract-function, balance: BALANCE none}
  restarted: {level: abstract-function, balance: BALANCE restarted}
  emptied: {level: abstract-function, balance: BALANCE emptied}
  leaking: {level: abstract-function, balance: BALANCE leaking}
  no-room: {level: abstract-function, capacity: CAPACITY no}
  no-need: {level: abstract-function, capacity: CAPACITY need}
"""
OBJECTIVE = (
    "{bad: 'sum(increase(failed_total{of=\"%s\"}[$window]))',"
    " total: 'sum(increase(asked_total{of=\"%s\"}[$window]))', target: 99.9%%, window: 6h}"
)
BALANCE = (
    "{in: {came: 'sum(rate(in_total{of=\"%s\"}[5m]))'}, out: {went: 'sum(rate(out_total{of=\"%s\"}[5m]))'},"
    " store: {held: 'sum(held{of=\"%s\"})'}, over: 5m}"
)
CAPACITY = "{demand: 'taken{of=\"%s\"}', supply: 'room{of=\"%s\"}', warning: 80%%, critical: 95%%}"
Of = Mapping[str, Callable[[float], float]]


def _lines() -> Iterator[str]:
    """15 s samples over seven hours; a request every five minutes where there are few."""
    few = {name: lambda t: float((t - START) // 300) for name in ("two", "four")}
    yield from _told("asked_total", few)
    yield from _told("failed_total", {"two": lambda t: _failed(t, 2), "four": lambda t: _failed(t, 4)})
    yield from _told("ok_percent", {"": lambda t: 98.0 if t > NOW - 4000 else 100.0})
    for window in ("5m", "30m", "1h", "6h"):
        yield from _told(f"slo:errors:ratio_rate{window}", {"": lambda _t: 0.02})
    rates = {"none": 0.0, "restarted": 50.0, "emptied": 50.0, "leaking": 50.0}
    inflows: Of = {of: partial(_count, rate=rate, of=of) for of, rate in rates.items()}
    outs = {**rates, "emptied": 90.0, "leaking": 90.0}
    outflows: Of = {of: partial(_count, rate=rate) for of, rate in outs.items()}
    yield from _told("in_total", inflows)
    yield from _told("out_total", outflows)
    held: Of = {of: lambda _t: 7.0 for of in ("none", "restarted", "leaking")}
    yield from _told("held", {**held, "emptied": lambda t: 40.0 * (NOW + 600 - t)})
    yield from _told("taken", {"no": lambda _t: 5.0, "need": lambda _t: 0.0})
    yield from _told("room", {"no": lambda _t: 0.0, "need": lambda _t: 0.0})


def _failed(t: float, times: int) -> float:
    """So many of the last requests fail, the newest two minutes ago."""
    return float(sum(t >= NOW - 120 - 300 * i for i in range(times)))


def _count(t: float, rate: float, of: str = "") -> float:
    return rate * (t - RESETS if of == "restarted" and t > RESETS else t - START)


def _told(name: str, values: Of) -> Iterator[str]:
    for of, value in values.items():
        for at in range(START, NOW + 1, 15):
            yield sample(name, {"of": of} if of else {}, value(at), at)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusServer]:
    """A server that holds all of it."""
    folder = tmp_path_factory.mktemp("edges")
    build_blocks(folder, _lines())
    made = PrometheusServer(folder).start()
    yield made
    made.stop()


@pytest.fixture
def nodes(server: PrometheusServer, opened: Open) -> Mapping[str, NodeHealth]:
    """Every node as judged from one sweep."""
    text = FILE.replace("URL", server.url)
    for of in ("two", "four"):
        text = text.replace(f"OBJECTIVE {of}}}", f"{OBJECTIVE % (of, of)}}}")
    for of in ("none", "restarted", "emptied", "leaking"):
        text = text.replace(f"BALANCE {of}}}", f"{BALANCE % (of, of, of)}}}")
    for of in ("no", "need"):
        text = text.replace(f"CAPACITY {of}}}", f"{CAPACITY % (of, of)}}}")
    loaded = load_text({"edges.yaml": text})
    assert loaded.model is not None, loaded.problems
    return evaluate(loaded.model, opened(loaded.model).sweep(NOW), NOW).nodes


def test_two_failures_of_twelve_are_too_few_and_four_are_not(nodes: Mapping[str, NodeHealth]) -> None:
    """A sixth wrong within the hour burns 167 times too fast, and two users are no incident yet."""
    two, four = nodes["two-of-few"], nodes["four-of-few"]
    assert two.signals[BURN].value == pytest.approx(2 / 12 / 0.001, rel=0.02)
    assert two.own is State.OK
    assert "but of the 3 events that it takes only 2" in two.reasons[0].text
    assert (four.own, four.signals[BURN].state) == (State.CRITICAL, State.CRITICAL)


@pytest.mark.parametrize("name", ["recorded", "of-signal"])
def test_a_ratio_burns_without_events_to_count(nodes: Mapping[str, NodeHealth], name: str) -> None:
    """Two percent wrong is twenty times what a thousandth allows, recorded or as what went right."""
    (found,) = nodes[name].laws
    assert isinstance(found, ObjectiveHealth)
    assert found.burns[3600.0] == pytest.approx(20, rel=1e-6)
    assert nodes[name].own is State.CRITICAL


@pytest.mark.parametrize("name", ["idle", "restarted", "emptied"])
def test_nothing_is_missing_where_all_is_accounted_for(nodes: Mapping[str, NodeHealth], name: str) -> None:
    """Nothing comes in and nothing goes out; a counter starts over; 40/s go out of what was held."""
    (found,) = nodes[name].laws
    assert isinstance(found, BalanceHealth)
    assert found.residual == pytest.approx(0, abs=1.0)
    assert (nodes[name].own, found.suspended) == (State.OK, "")
    if name == "emptied":
        assert found.growth["held"] == pytest.approx(-40, rel=1e-3)


def test_more_goes_out_than_comes_in_while_nothing_is_taken_from_the_store(
    nodes: Mapping[str, NodeHealth],
) -> None:
    """The same flows as of the store that is emptied, and 40/s come out of nowhere."""
    assert nodes["leaking"].signals[RESIDUAL].value == pytest.approx(-40, rel=1e-3)
    assert nodes["leaking"].own is State.WARNING


def test_where_nothing_is_supplied_any_demand_is_too_much(nodes: Mapping[str, NodeHealth]) -> None:
    """Five wanted and none there is critical; none wanted and none there is not known to be fine."""
    (found,) = nodes["no-room"].laws
    assert isinstance(found, CapacityHealth)
    assert (found.use, found.headroom) == (None, -5)
    assert (nodes["no-room"].own, nodes["no-need"].own) == (State.CRITICAL, State.UNKNOWN)
