"""What the benchmarks of the metrics path are made of: samples, operators, and what is read off both."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from benchmarks import operators
from benchmarks.operators import on_this_machine, simulate
from benchmarks.path_world import SCRAPE, SMALL, Size, pod_lines
from benchmarks.watched import Memory, Samples, server_p95
from navigator.app import create_app
from navigator.desk import Desk
from navigator.services import Services
from navigator.settings import Settings
from tests.navigator.conftest import HandSource, clock, model, services, source

__all__ = ["clock", "model", "services", "source"]

TOOK = "navigator_http_request_duration_seconds_bucket"


def test_the_benchmarks_read_ten_million_samples() -> None:
    """As many as are promised, counted in a small stretch of them."""
    size = Size()
    assert size.samples >= 10_000_000
    lines = list(pod_lines(SMALL, 1_700_000_000, 1_700_000_000 + 4 * SCRAPE))
    moments = len({line.rpartition(" ")[2] for line in lines})
    series = {line.rpartition(" ")[0].rpartition(" ")[0] for line in lines}
    assert len(lines) == len(series) * moments
    assert len(series) == SMALL.services * SMALL.pods * 6


def test_counters_go_on_from_one_block_to_the_next() -> None:
    """Blocks are made one by one: a counter that began anew in each would be a restart."""
    first, second = (list(pod_lines(SMALL, at, at)) for at in (1_700_000_010, 1_700_000_025))
    values = [
        [float(line.split()[-2]) for line in lines if line.startswith("requests_total")]
        for lines in (first, second)
    ]
    assert values[0]
    assert all(after > before for before, after in zip(*values, strict=True))


def test_operators_work_on_this_machine_only() -> None:
    """A mistyped address hurts nobody."""
    assert on_this_machine("http://127.0.0.1:8050")
    assert not on_this_machine("http://10.0.0.7:8050")
    assert not on_this_machine("http://navigator.example:8050")


def samples(counts: dict[str, float]) -> Samples:
    """A histogram of the page as /metrics tells it."""
    labels = (("part", "page"), ("status", "2xx"))
    return {(TOOK, tuple(sorted((*labels, ("le", le))))): value for le, value in counts.items()}


def test_the_time_of_the_server_is_that_of_the_stretch_between_two_looks() -> None:
    """What was slow before does not count; within a bucket it is interpolated."""
    before = samples({"0.1": 0, "0.2": 100, "+Inf": 100})
    after = samples({"0.1": 90, "0.2": 200, "+Inf": 200})
    assert server_p95(before, after, ["page"]) == pytest.approx(150.0)
    assert server_p95(after, after, ["page"]) == 0.0
    assert server_p95(before, after, ["api"]) == 0.0


def test_memory_that_goes_on_growing_is_told_from_memory_that_fills() -> None:
    """The last fifth against the second."""
    filling, growing = Memory(None), Memory(None)  # type: ignore[arg-type]
    filling.seen = [100.0, 150.0, *[200.0] * 18]
    growing.seen = [100.0 + 10 * i for i in range(20)]
    assert abs(filling.growth) < 20
    assert growing.growth > 100


@pytest.fixture
def address(services: Services) -> Iterator[str]:
    """The whole app on a port of this machine."""
    services.poller.sweep_once()
    server = make_server("127.0.0.1", 0, create_app(Settings(), Desk(services)).server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


def test_an_operator_asks_all_that_a_page_asks_and_nothing_fails(
    address: str, source: HandSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page, model, picture, lines and time bar on opening; pictures, lines and news while watching."""
    monkeypatch.setattr(operators, "NEWS_SECONDS", 0.05)
    told = asyncio.run(simulate(address, operators=3, refresh=0.2, seconds=0.5, herd=0.1))
    assert set(told["opening"]["kinds"]) == {"page", "scene", "lines", "model", "timeline"}
    assert told["opening"]["kinds"]["page"]["count"] == 3
    assert {"news", "scene", "lines"} <= set(told["watching"]["kinds"])
    assert told["opening"]["errors"] == told["watching"]["errors"] == {}
    source.close()


def test_what_an_operator_is_refused_is_an_error() -> None:
    """A server that is not there is no quiet success."""
    with pytest.raises(SystemExit, match="does not answer"):
        asyncio.run(simulate("http://127.0.0.1:9", operators=1, refresh=1.0, seconds=0.0, herd=0.0))
