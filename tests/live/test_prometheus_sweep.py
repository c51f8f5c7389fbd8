"""The adapter against a real Prometheus: every value equals the query asked directly."""

from __future__ import annotations

import pytest

from hierarchy.evidence.readings import Reading, SourceState, Trust
from hierarchy.model import Signal, SignalKey
from hierarchy.promql import quote
from tests.live.conftest import Open
from tests.live.prometheus_server import START, PrometheusServer, free_port
from tests.live.shop_data import ALL, DIES, NOW, SERVICES
from tests.live.shop_model import match, model_of, queue, services_model

pytestmark = pytest.mark.live


def direct(shop: PrometheusServer, query: str) -> float:
    """The only value of a query."""
    return float(shop.ask(query, NOW)[0][1])


def one(shop: PrometheusServer, opened: Open, signal: Signal) -> Reading:
    """The reading of a model of one signal."""
    return opened(model_of({"n": (signal,)}, shop.url)).sweep(NOW).readings[SignalKey("n", signal.id)]


def test_every_value_of_a_batched_sweep_equals_the_direct_single_query(
    shop: PrometheusServer, opened: Open
) -> None:
    """Hostile label values included; a service that never failed has an error ratio of exactly 0."""
    sweep = opened(services_model(shop.url)).sweep(NOW)
    for i, service in enumerate(ALL):
        only = f"service={quote(service)}"
        total = direct(shop, f"sum(rate(requests_total{{{only}}}[2m]))")
        bad = shop.ask(f'sum(rate(failures_total{{code=~"5..",{only}}}[2m]))', NOW)
        buckets = f"sum by (le) (rate(bucket_total{{{only}}}[2m]))"
        wanted = {
            "errors": float(bad[0][1]) / total if bad else 0.0,
            "latency": direct(shop, f"histogram_quantile(0.8, {buckets})"),
            "queue": direct(shop, f"max(queue_length{{{only}}})"),
        }
        for signal, value in wanted.items():
            reading = sweep.readings[SignalKey(f"n{i}", signal)]
            assert reading.value == pytest.approx(value, rel=1e-12), (service, signal, reading)
            assert reading.trust is Trust.LIVE
            assert reading.time == NOW
    assert sweep.sources["default"].state is SourceState.LIVE


def test_a_sweep_costs_one_query_per_signal_of_a_template_and_one_per_selector_for_ages(
    shop: PrometheusServer, opened: Open
) -> None:
    """Three value queries, four ages; how often samples come is asked once. No job tells the targets. Who
    asks for the same moment again is answered from memory."""
    source = opened(services_model(shop.url))
    asked = []
    for at in (NOW - 15, NOW, NOW):
        before = shop.queries()
        source.sweep(at)
        asked.append(shop.queries() - before)
    assert asked == [3 + 4 + 2 * 4, 3 + 4, 0]


def test_a_rate_that_outlives_its_target_is_stale_while_a_fresh_one_is_live(
    shop: PrometheusServer, opened: Open
) -> None:
    """`rate(x[5m])` still gives a number 90 s after the last sample; its age says that it proves nothing."""
    rate = "rate(jobs_total{$match}[5m])"
    nodes = {s: (Signal("rate", "Rate", query=rate, match=match(service=s)),) for s in ("dead", "alive")}
    readings = opened(model_of(nodes, shop.url)).sweep(NOW).readings
    dead, alive = readings[SignalKey("dead", "rate")], readings[SignalKey("alive", "rate")]
    assert dead.value is not None
    assert dead.value > 3
    assert (dead.trust, dead.time) == (Trust.STALE, DIES)
    assert (alive.trust, alive.time) == (Trust.LIVE, NOW)


def test_a_sum_is_stale_as_soon_as_one_of_its_parts_has_no_samples(
    shop: PrometheusServer, opened: Open
) -> None:
    """The part that is gone still adds its old rate; with `or` the part that is there is enough."""
    at, window = DIES + 400, "[20m]"
    dead, alive = (f'sum(rate(jobs_total{{service="{s}"}}{window}))' for s in ("dead", "alive"))
    signals = (
        Signal("sum", "s", query=f"{dead} + {alive}"),
        Signal("either", "e", query=f"{alive} or {dead}"),
        Signal("gone", "g", query='absent(jobs_total{service="dead"})'),
    )
    readings = opened(model_of({"n": signals}, shop.url)).sweep(at).readings
    found = {key.signal: (reading.value is not None, reading.trust) for key, reading in readings.items()}
    assert found == {
        "sum": (True, Trust.STALE),
        "either": (True, Trust.LIVE),
        "gone": (True, Trust.LIVE),
    }


def test_a_rate_whose_samples_have_left_the_lookback_is_stale_without_a_time(
    shop: PrometheusServer, opened: Open
) -> None:
    """A window longer than the lookback gives a value with no sample behind it at all."""
    signal = Signal("rate", "Rate", query="rate(jobs_total{$match}[20m])", match=match(service="dead"))
    source = opened(model_of({"n": (signal,)}, shop.url))
    reading = source.sweep(DIES + 400).readings[SignalKey("n", "rate")]
    assert reading.value is not None
    assert (reading.trust, reading.time) == (Trust.STALE, None)


def test_two_series_for_one_node_are_ambiguous_and_the_labels_are_named(
    shop: PrometheusServer, opened: Open
) -> None:
    """Never a silent pick, neither batched nor singly."""
    for query in ("pool_size{$match}", 'pool_size{service="svc-1"}'):
        reading = one(shop, opened, Signal("pool", "Pool", query=query, match=match(service="svc-1")))
        assert (reading.value, reading.trust) == (None, Trust.AMBIGUOUS)
        assert reading.detail == '2 series match: pod="pod-0" | pod="pod-1"'


def test_no_traffic_is_told_apart_from_no_data_and_from_a_number_that_is_none(
    shop: PrometheusServer, opened: Open
) -> None:
    """0/0 and NaN (a quantile of nothing) are no traffic, an empty answer is absent, Inf is an error."""
    calls = "sum(rate(calls_total{$match}[2m]))"
    ratio = Signal(
        "r", "r", bad="sum(rate(never_total{$match}[2m]))", total=calls, match=match(service="idle")
    )
    missing = Signal("m", "m", query="max(never_total{$match})", match=match(service="idle"))
    assert one(shop, opened, ratio).trust is Trust.NO_TRAFFIC
    assert one(shop, opened, missing).trust is Trust.ABSENT
    for value, trust in (("nan", Trust.NO_TRAFFIC), ("inf", Trust.ERROR)):
        odd = one(shop, opened, Signal("o", "o", query="odd_gauge{$match}", match=match(service=value)))
        assert (odd.value, odd.trust) == (None, trust)
        assert value in odd.detail.lower()


def test_good_out_of_total_is_one_minus_the_share_and_all_bad_when_good_is_missing(
    shop: PrometheusServer, opened: Open
) -> None:
    """A ratio written with `good` is what went wrong."""
    total = "sum(rate(requests_total{$match}[2m]))"
    half = Signal("h", "h", good=f"{total} / 4", total=total, match=match(service="svc-3"))
    none = Signal(
        "n", "n", good="sum(rate(never_total{$match}[2m]))", total=total, match=match(service="svc-3")
    )
    assert one(shop, opened, half).value == pytest.approx(0.75)
    assert one(shop, opened, none).value == 1.0


@pytest.mark.parametrize("zero", ["up{$match}", 'up{service="svc-1"}'])
def test_zero_while_makes_an_empty_answer_zero_only_where_its_query_is_above_zero(
    shop: PrometheusServer, opened: Open, zero: str
) -> None:
    """Folded into the value query where it has the match labels, else asked beside it."""
    query = "sum(rate(failures_total{$match}[2m]))"
    nodes = {
        s: (Signal("f", "f", query=query, zero_while=zero, match=match(service=s)),)
        for s in ("svc-0", "svc-1", "nobody")
    }
    readings = opened(model_of(nodes, shop.url)).sweep(NOW).readings
    assert (readings[SignalKey("svc-0", "f")].value, readings[SignalKey("svc-0", "f")].trust) == (
        0.0,
        Trust.LIVE,
    )
    assert readings[SignalKey("svc-1", "f")].value == pytest.approx(0.1)
    everywhere = zero == 'up{service="svc-1"}'
    assert readings[SignalKey("nobody", "f")].trust is (Trust.LIVE if everywhere else Trust.ABSENT)


def test_two_match_labels_give_each_pair_its_own_value(shop: PrometheusServer, opened: Open) -> None:
    """The cross product is asked for, unwanted pairs are dropped."""
    pairs = [("eu", "a"), ("us-east", "b"), ("eu", "c")]
    nodes = {
        f"{r}.{s}": (Signal("i", "i", query="sum(shelf_items{$match})", match=match(region=r, shop=s)),)
        for r, s in pairs
    }
    readings = opened(model_of(nodes, shop.url)).sweep(START).readings
    assert {key.node: reading.value for key, reading in readings.items()} == {
        "eu.a": 2,
        "us-east.b": 7,
        "eu.c": 2,
    }


def test_a_slow_exporter_is_given_three_of_its_intervals(shop: PrometheusServer, opened: Open) -> None:
    """Samples every 60 s: a value is believed for about 180 s, not for 60 s."""
    reading = one(shop, opened, Signal("s", "s", query="slow_gauge{$match}", match=match(service="slow")))
    assert 170 <= reading.max_age <= 200
    assert one(shop, opened, queue("svc-1")).max_age == 60


def test_one_dead_source_of_two_touches_only_its_own_signals(shop: PrometheusServer, opened: Open) -> None:
    """Bulkheads: the signals of the living source stay live."""
    dead = Signal("q", "q", query="max(queue_length)", source="other")
    model = model_of(
        {"a": (queue("svc-1"),), "b": (dead,)}, shop.url, other=f"http://127.0.0.1:{free_port()}"
    )
    sweep = opened(model).sweep(NOW)
    assert sweep.readings[SignalKey("a", "queue")].trust is Trust.LIVE
    assert sweep.readings[SignalKey("b", "q")].trust is Trust.UNREACHABLE
    assert sweep.sources["default"].state is SourceState.LIVE
    assert sweep.sources["other"].state is SourceState.UNREACHABLE


def test_what_cannot_be_batched_runs_singly_and_gives_the_same_numbers(
    shop: PrometheusServer, opened: Open
) -> None:
    """absent, topk without by, and a regular expression as matcher: each node gets its own answer."""
    nodes = {
        s: (
            Signal("gone", "g", query="absent(queue_length{$match})", match=match(service=s)),
            Signal("top", "t", query="topk(1, queue_length{$match})", match=match(service=s)),
        )
        for s in ("svc-1", "svc-2", "nobody")
    }
    readings = opened(model_of(nodes, shop.url)).sweep(START).readings
    assert readings[SignalKey("svc-1", "gone")].trust is Trust.ABSENT
    assert readings[SignalKey("nobody", "gone")].value == 1
    assert [readings[SignalKey(s, "top")].value for s in ("svc-1", "svc-2", "nobody")] == [1, 2, None]


def test_a_node_whose_join_is_ambiguous_does_not_blind_its_neighbours(
    shop: PrometheusServer, opened: Open
) -> None:
    """Prometheus refuses the batched query as a whole; taken apart once, the parts are remembered."""
    query = "queue_length{$match} / on(service) twin_gauge{$match}"
    nodes = {s: (Signal("j", "j", query=query, match=match(service=s)),) for s in SERVICES}
    source = opened(model_of(nodes, shop.url))
    readings = dict(source.sweep(NOW).readings)
    before = shop.queries()
    again = source.sweep(NOW)
    asked = shop.queries() - before
    assert again.readings == readings
    twin = readings.pop(SignalKey("svc-3", "j"))
    assert twin.trust is Trust.AMBIGUOUS
    assert "several series match" in twin.detail
    assert {reading.trust for reading in readings.values()} == {Trust.LIVE}
    assert asked <= 2 + 5  # two ages, and the chunk of ten in parts around the one that stands alone
