"""The way of requests against a real Prometheus: incremental lines, packing, too much at once, many nodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from hierarchy.evidence.readings import Trust
from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, SignalKey, SourceConfig
from hierarchy.queries import Matcher
from navigator.ranges import Ranges
from tests.live.conftest import Open
from tests.live.prometheus_server import START, PrometheusServer, build_blocks, sample
from tests.live.shop_data import NOW
from tests.live.shop_model import services_model

pytestmark = pytest.mark.live

MANY = 10_000
METRICS = ("load", "used", "free")
STEP = 15.0


class _Clock:
    """Data time, set by the test."""

    speed, replay, ended = 1.0, False, False

    def __init__(self, at: float) -> None:
        self.time = at

    @property
    def horizon(self) -> float:
        return self.time

    def now(self) -> float:
        return self.time


def test_lines_that_are_extended_step_by_step_are_those_that_are_read_whole(
    shop: PrometheusServer, opened: Open
) -> None:
    """Every value at every step, for a small part of the bytes and the same few queries."""
    model = services_model(shop.url)
    source, other = opened(model), opened(model)
    keys = list(model.asked())
    clock: Any = _Clock(NOW - 300)
    ranges = Ranges(source, STEP, clock, monotonic=clock.now)
    ranges.series(keys, *_hour(clock.time))
    costs = []
    for _ in range(6):
        before = source.vitals()["default"]
        clock.time += STEP
        extended = ranges.series(keys, *_hour(clock.time))
        after = source.vitals()["default"]
        costs.append((after.asked - before.asked, after.bytes_in - before.bytes_in))
        fresh: Any = _Clock(clock.time)
        assert extended == Ranges(other, STEP, fresh, monotonic=fresh.now).series(keys, *_hour(clock.time))
    whole = other.vitals()["default"]
    assert max(queries for queries, _ in costs) <= whole.asked / 6 + 1  # it looks who answers, too
    assert max(size for _, size in costs) < whole.bytes_in / 6 / 4


def _hour(end: float) -> tuple[float, float, float]:
    last = end // STEP * STEP
    return last - 3600, last, STEP


def test_packed_answers_are_the_same_in_fewer_bytes(shop: PrometheusServer, opened: Open) -> None:
    """For a slow line between."""
    plain = services_model(shop.url)
    config = replace(plain.sources["default"], compression="gzip")
    packed = replace(plain, sources={"default": config})
    one, other = opened(plain), opened(packed)
    assert one.sweep(NOW).readings == other.sweep(NOW).readings
    sizes = [source.vitals()["default"].bytes_in for source in (one, other)]
    assert sizes[1] < sizes[0] / 2


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusServer]:
    """A server with three metrics of ten thousand nodes, which bears few samples at once."""
    folder = tmp_path_factory.mktemp("crowd")
    build_blocks(folder, _crowd_lines())
    server = PrometheusServer(folder, flags=("--query.max-samples=20000",)).start()
    yield server
    server.stop()


def _crowd_lines() -> Iterator[str]:
    for position, metric in enumerate(METRICS):
        yield f"# TYPE {metric} gauge"
        for number in range(MANY):
            for minute in range(2):
                at = START + 60 * minute
                yield sample(metric, {"node": f"n{number:05}"}, _value(position, number), at)
    yield "# TYPE line gauge"
    for number in range(40):
        for i in range(240):
            yield sample("line", {"node": f"n{number:05}", "i": "0"}, float(i), START + 15 * i)


def _value(position: int, number: int) -> float:
    return position * 100_000.0 + number


def crowd_model(url: str, nodes: int, metrics: Sequence[str] = METRICS) -> Model:
    """So many nodes of one kind."""
    made = {}
    for name in (f"n{number:05}" for number in range(nodes)):
        match = (Matcher("node", name),)
        signals = tuple(Signal(m, m, query=f"max({m}{{$match}})", match=match) for m in metrics)
        made[name] = Node(name, Level.PHYSICAL_FORM, name, signals=signals)
    return Model(
        "1", "crowd", made, sources={"default": SourceConfig("default", "prometheus", url, timeout=60.0)}
    )


def test_ten_thousand_nodes_of_three_signals_are_swept_by_few_instant_queries(
    crowd: PrometheusServer, opened: Open
) -> None:
    """As many as chunks need, none per node; every value is that of its node."""
    source = opened(crowd_model(crowd.url, MANY))
    source.sweep(START + 60.0)  # learns how often samples come, too
    before = source.vitals()["default"].asked
    readings = source.sweep(START + 75.0).readings
    assert source.vitals()["default"].asked - before <= 2 * len(METRICS) * MANY / 500
    assert {reading.trust for reading in readings.values()} == {Trust.LIVE}
    for position, metric in enumerate(METRICS):
        values = [readings[SignalKey(f"n{i:05}", metric)].value for i in range(MANY)]
        assert values == [_value(position, i) for i in range(MANY)]


@pytest.mark.parametrize("points", [800, 1200], ids=["at once", "in halves"])
def test_a_line_that_is_too_much_for_prometheus_is_read_in_coarser_steps_and_says_so(
    crowd: PrometheusServer, opened: Open, points: int
) -> None:
    """By its own limit on samples; the values of those steps are right, and the line is partial."""
    source = opened(crowd_model(crowd.url, 40, ["line"]))
    keys = [SignalKey(f"n{number:05}", "line") for number in range(40)]
    lines = source.series(keys, START + 900.0, START + 899.0 + points, 1.0)
    for key in keys:
        assert lines[key].trust is Trust.PARTIAL
        assert "every 4 s instead of every 1 s" in lines[key].detail
        assert lines[key].values[600] == 100.0
    assert source.vitals()["default"].coarsened > 0
