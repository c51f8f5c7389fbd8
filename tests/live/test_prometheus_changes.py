"""The adapter while things change under it: targets die, series vanish, Prometheus itself goes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from adapters.prometheus.adapter import PrometheusSource
from adapters.sweeps import merge_last_good
from hierarchy.evidence.readings import SourceState, Sweep, Trust
from hierarchy.model import Model, Signal, SignalKey
from tests.live.conftest import Exporter
from tests.live.prometheus_server import PrometheusServer
from tests.live.shop_model import match, model_of

pytestmark = pytest.mark.live

RATE = SignalKey("cart", "rate")
FAILURES = SignalKey("cart", "failures")
PATIENCE = 40.0  # seconds after which something that should happen is taken not to happen


def cart(url: str) -> Model:
    """A service whose rate outlives it, and whose failures do not exist before the first one."""
    service = match(service="cart")
    rate = Signal("rate", "Rate", query="sum(rate(orders_total{$match}[5m]))", match=service)
    failures = Signal(
        "failures", "F", query="sum(failed_total{$match})", zero_while='up{job="shop"}', match=service
    )
    return model_of({"cart": (rate, failures)}, url)


@contextmanager
def opened(model: Model) -> Iterator[PrometheusSource]:
    """A source that is closed at the end."""
    source = PrometheusSource(model)
    try:
        yield source
    finally:
        source.close()


def eventually(read: Callable[[], Sweep], wanted: Callable[[Sweep], bool]) -> Sweep:
    """The first sweep that is as wanted."""
    until = time.monotonic() + PATIENCE
    while True:
        sweep = read()
        if wanted(sweep) or time.monotonic() > until:
            assert wanted(sweep), sweep
            return sweep
        time.sleep(0.3)


def feed(exporter: Exporter, orders: int) -> None:
    """What the exporter says next."""
    exporter.lines = [f'orders_total{{service="cart"}} {orders}']


def test_a_target_that_dies_makes_its_rate_stale_at_once_though_it_still_has_a_value(
    scraping: PrometheusServer, exporter: Exporter
) -> None:
    """A dropped series too; a count of failures that is 0 while up is 1 becomes absent when up is 0."""
    feed(exporter, 1)
    with opened(cart(scraping.url)) as source:
        alive = eventually(
            lambda: source.sweep(time.time()),
            lambda sweep: sweep.readings[RATE].trust is Trust.LIVE and sweep.readings[RATE].value is not None,
        )
        assert alive.readings[FAILURES].value == 0
        assert alive.readings[FAILURES].trust is Trust.LIVE
        exporter.lines = []
        dropped = eventually(
            lambda: source.sweep(time.time()), lambda sweep: sweep.readings[RATE].trust is not Trust.LIVE
        )
        assert dropped.readings[RATE].trust is Trust.STALE
        assert dropped.readings[RATE].value is not None
        assert dropped.readings[FAILURES].value == 0
        exporter.fail = True
        down = eventually(
            lambda: source.sweep(time.time()), lambda sweep: sweep.readings[FAILURES].trust is not Trust.LIVE
        )
        assert down.readings[FAILURES].trust is Trust.ABSENT


def test_a_server_that_stops_leaves_ageing_values_and_comes_back_by_itself(
    scraping: PrometheusServer, exporter: Exporter
) -> None:
    """Nothing is invented while it is away; within the backoff of the breaker it is live again."""
    feed(exporter, 1)
    last: list[Sweep] = []

    with opened(cart(scraping.url)) as source:

        def poll() -> Sweep:
            last[:] = [merge_last_good(last[0] if last else None, source.sweep(time.time()))]
            return last[0]

        before = eventually(poll, lambda sweep: sweep.readings[RATE].trust is Trust.LIVE)
        scraping.stop()
        gone = eventually(poll, lambda s: s.sources["default"].state is SourceState.UNREACHABLE)
        kept = gone.readings[RATE]
        assert kept.value is not None
        assert kept.time is not None
        assert kept.time <= gone.at
        assert kept.time >= (before.readings[RATE].time or 0)
        assert "no connection" in kept.detail
        assert kept.at(kept.time + kept.max_age + 1, unreachable=True).trust is Trust.UNREACHABLE
        assert gone.sources["default"].answered_at is not None
        scraping.start()
        back = eventually(poll, lambda s: s.sources["default"].state is SourceState.LIVE)
        assert back.readings[RATE].detail != kept.detail


def test_a_series_that_has_only_just_begun_is_not_believed_longer_for_it(
    scraping: PrometheusServer, exporter: Exporter
) -> None:
    """Few samples in ten minutes mean few minutes, not a slow exporter: a minute is all its value proves."""
    feed(exporter, 1)
    query = 'count_over_time(orders_total{service="cart"}[60s])'
    eventually(
        lambda: Sweep(time.time(), {}), lambda s: any(float(n) >= 5 for _, n in scraping.ask(query, s.at))
    )
    with opened(cart(scraping.url)) as source:
        assert source.sweep(time.time()).readings[RATE].max_age == 60
