"""Charts from a real Prometheus: the values of direct range queries, and gaps where nothing is known."""

from __future__ import annotations

import pytest

from hierarchy.evidence.readings import Trust
from hierarchy.model import Signal, SignalKey
from tests.live.conftest import Open
from tests.live.prometheus_server import START, PrometheusServer
from tests.live.shop_data import ALL, DIES, NOW
from tests.live.shop_model import errors, match, model_of, services_model

pytestmark = pytest.mark.live


def test_a_series_has_the_values_of_a_direct_range_query_and_gaps_where_there_is_nothing(
    shop: PrometheusServer, opened: Open
) -> None:
    """Values stand at the moments asked for; after the last sample come gaps, not repeats for ever."""
    dead = Signal("d", "d", query="jobs_total{$match}", match=match(service="dead"))
    source = opened(model_of({"n": (errors("svc-1"), dead)}, shop.url))
    start, end = START + 600, START + 2400
    keys = [SignalKey("n", "errors"), SignalKey("n", "d"), SignalKey("n", "nothing")]
    series = source.series(keys, start, end, 60)
    direct = shop.ask_range(
        'sum(rate(failures_total{service="svc-1"}[2m])) / sum(rate(requests_total{service="svc-1"}[2m]))',
        start, end, 60,
    )[0]  # fmt: skip
    assert [(t, str(v)) for t, v in zip(series[keys[0]].times, series[keys[0]].values, strict=True)] == [
        (t, str(float(v))) for t, v in direct
    ]
    assert series[keys[1]].values[0] is not None
    assert series[keys[1]].values[-1] is None
    assert series[keys[2]].trust is Trust.ERROR


def test_a_series_ends_where_its_samples_do_although_the_rate_goes_on(
    shop: PrometheusServer, opened: Open
) -> None:
    """What a sweep at that moment calls stale is a gap in the chart, moment by moment."""
    rate = Signal("rate", "Rate", query="rate(jobs_total{$match}[20m])", match=match(service="dead"))
    slow = Signal("slow", "Slow", query="slow_gauge{$match}", match=match(service="slow"))
    model = model_of({"n": (rate, slow)}, shop.url)
    keys = [SignalKey("n", "rate"), SignalKey("n", "slow")]
    source = opened(model)
    source.sweep(DIES)
    series = source.series(keys, DIES - 120, DIES + 360, 30)
    for i, at in enumerate(series[keys[0]].times):
        readings = source.sweep(at).readings
        for key in keys:
            reading = readings[key]
            assert series[key].values[i] == (reading.value if reading.is_believed else None), (key, at)
    assert series[keys[0]].values[4] is not None
    assert series[keys[0]].values[-8:] == (None,) * 8
    assert None not in series[keys[1]].values


def test_a_chart_costs_one_query_per_signal_of_a_template_and_one_per_selector_for_ages(
    shop: PrometheusServer, opened: Open
) -> None:
    """As a sweep does, however many nodes are drawn; how often samples come is known from sweeps."""
    source = opened(services_model(shop.url))
    source.sweep(NOW)
    before = shop.queries()
    source.series([SignalKey(f"n{i}", "errors") for i in range(len(ALL))], START + 600, NOW, 60)
    assert shop.queries() - before == 1 + 2
