"""Signals split by a label, in a real Prometheus."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hierarchy.evidence.breakdowns import Breakdown, Split
from hierarchy.evidence.readings import Trust
from hierarchy.model import Model, Signal, SignalKey
from hierarchy.queries import Matcher
from tests.live.conftest import Open
from tests.live.prometheus_server import START, PrometheusServer
from tests.live.shop_data import ALL, NOW, STEP
from tests.live.shop_model import errors, latency, match, model_of

pytestmark = pytest.mark.live

SVC = match(service="svc-1")


def one(query: str, id: str = "s", **more: str) -> Signal:
    return Signal(id, id, query=query, match=SVC, **more)  # type: ignore[arg-type]


def asked(model: Model, opened: Open, label: str = "pod", signal: str = "s", at: float = NOW) -> Breakdown:
    split = Split(SignalKey("n", signal), label)
    return opened(model).breakdowns((split,), at)[split]


def test_one_query_for_all_nodes_gives_every_node_its_own_values(
    shop: PrometheusServer, opened: Open
) -> None:
    """Names full of quotes, pipes and newlines included; the values are those of asking directly."""
    requests = "sum(rate(requests_total{$match}[2m]))"
    model = model_of(
        {f"n{i}": (replace(one(requests), match=match(service=s)),) for i, s in enumerate(ALL)}, shop.url
    )
    source = opened(model)
    splits = [Split(SignalKey(f"n{i}", "s"), "pod") for i in range(len(ALL))]
    source.breakdowns(splits, NOW - 15)
    before = shop.queries()
    found = source.breakdowns(splits, NOW)

    assert shop.queries() - before == 2  # the values and how old they are
    for i in range(len(ALL)):
        split = found[splits[i]]
        assert (split.trust, split.detail, split.label) == (Trust.LIVE, "", "pod")
        assert split.values == pytest.approx({"pod-0": i + 1, "pod-1": i + 2})


def test_a_quantile_of_histograms_is_split_into_a_quantile_of_each_value(
    shop: PrometheusServer, opened: Open
) -> None:
    """The label is kept beside `le` under every aggregation of the template, for all nodes in one query."""
    signals = {f"n{i}": (latency(f"svc-{i}"),) for i in range(4)}
    source = opened(model_of(signals, shop.url))
    splits = [Split(SignalKey(f"n{i}", "latency"), "service") for i in range(4)]
    found = source.breakdowns(splits, NOW)
    whole = source.sweep(NOW).readings

    for i, split in enumerate(splits):
        value = whole[SignalKey(f"n{i}", "latency")].value
        assert found[split].values == {f"svc-{i}": value}
    text = "histogram_quantile(0.8, sum by (le) (rate(bucket_total[2m])))"
    several = asked(model_of({"n": (Signal("s", "s", query=text),)}, shop.url), opened, "service")
    direct = "histogram_quantile(0.8, sum by (le, service) (rate(bucket_total[2m])))"
    assert several.values == {ls["service"]: float(value) for ls, value in shop.ask(direct, NOW)}
    assert len(several.values) == len(ALL)


def test_both_sides_of_a_ratio_are_split_and_missing_failures_are_none(
    shop: PrometheusServer, opened: Open
) -> None:
    """Requests have pods, failures only codes: a pod without failures has a share of 0, not of nothing."""
    bad = 'sum(rate(failures_total{code="500"}[2m]))'
    share = Signal("s", "s", bad=bad, total="sum(rate(requests_total[2m]))", unit="ratio")
    by_service = asked(model_of({"n": (share,)}, shop.url), opened, "service")

    assert by_service.trust is Trust.LIVE
    assert by_service.values["svc-0"] == 0.0
    assert by_service.values["svc-1"] == pytest.approx(0.1 / 5)
    assert len(by_service.values) == len(ALL)


def test_a_label_that_the_series_do_not_have_is_said(shop: PrometheusServer, opened: Open) -> None:
    """Nothing is split then, and one value without a name is not shown as an instance."""
    found = asked(model_of({"n": (errors("svc-1"),)}, shop.url), opened, "zone", "errors")

    assert (found.values, found.trust) == ({}, Trust.ABSENT)
    assert found.detail == "its series have no label 'zone'"


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("topk(1, sum by (pod) (requests_total{$match}))", "topk would pick others once 'pod' is kept"),
        ("sum without (pod) (requests_total{$match})", "without (…) drops 'pod'"),
        ("sum(x{$match}) / on(service) group_left sum(y{$match})", "on (…) leaves 'pod' out"),
        ("absent(requests_total{$match})", "absent() does not keep the values of 'pod' apart"),
        ("sum(x{$match}) or vector(0)", "vector() does not keep the values of 'pod' apart"),
        ("sum(x{$match}) / scalar(sum(y))", "scalar() does not keep the values of 'pod' apart"),
        ('count_values("v", x{$match})', "count_values does not keep the values of 'pod' apart"),
        ("vector(3)", "the query does not give series"),
    ],
)
def test_what_cannot_be_split_without_a_guess_says_why(
    shop: PrometheusServer, opened: Open, query: str, why: str
) -> None:
    """An error with a sentence, and no query is sent."""
    known = Signal("known", "known", query="up")  # so that how often samples come is learnt
    source = opened(model_of({"n": (one(query), known)}, shop.url))
    split = Split(SignalKey("n", "s"), "pod")
    source.sweep(NOW)
    before = shop.queries()
    found = source.breakdowns((split,), NOW)[split]

    assert (found.values, found.trust) == ({}, Trust.ERROR)
    assert found.detail == f"it cannot be split by 'pod': {why}"
    assert shop.queries() == before


def test_a_query_the_checker_does_not_understand_is_not_split(shop: PrometheusServer, opened: Open) -> None:
    """It can be asked as it is, but nothing can be added to it safely."""
    found = asked(model_of({"n": (one("sum(rate(requests_total{$match}[1_0m]))"),)}, shop.url), opened)

    assert found.trust is Trust.ERROR
    assert found.detail == "it cannot be split by 'pod': the query is not understood by the checker"


def test_a_node_with_a_regex_is_split_alone(shop: PrometheusServer, opened: Open) -> None:
    """Queries that cannot be asked for many nodes at once can be split all the same."""
    signal = replace(one("max(queue_length{$match})"), match=(Matcher("service", "svc-[0-2]", regex=True),))
    found = asked(model_of({"n": (signal,)}, shop.url), opened, "service")

    grown = (NOW - START) // 300
    assert found.values == {f"svc-{i}": i + grown for i in range(3)}


def test_a_value_whose_samples_ended_is_left_out_and_named(shop: PrometheusServer, opened: Open) -> None:
    """A rate outlives its target; an instance that is gone is no instance that does well."""
    found = asked(
        model_of({"n": (Signal("s", "s", query="sum(rate(jobs_total[5m]))"),)}, shop.url), opened, "service"
    )

    assert found.values == {"alive": pytest.approx(5)}
    assert found.trust is Trust.PARTIAL
    assert found.detail == "left out 1 of 2: dead has no newer sample"


def test_several_series_for_one_value_are_never_picked_from(shop: PrometheusServer, opened: Open) -> None:
    """The instance with two series is left out and named."""
    signal = Signal("s", "s", query="twin_gauge")
    found = asked(model_of({"n": (signal,)}, shop.url), opened, "service")

    assert "svc-3" not in found.values
    assert len(found.values) == 9
    assert (found.trust, found.detail) == (Trust.PARTIAL, "left out 1 of 10: svc-3 is several series")


def test_too_little_traffic_is_judged_for_each_value(shop: PrometheusServer, opened: Open) -> None:
    """One failure out of one is no segment that is hurt."""
    share = Signal(
        "s",
        "s",
        bad='sum(rate(failures_total{code="500"}[2m]))',
        total="sum(rate(requests_total[2m]))",
        min_total=10.0,
    )
    found = asked(model_of({"n": (share,)}, shop.url), opened, "service")

    assert "svc-1" not in found.values
    assert "svc-7" in found.values
    assert found.trust is Trust.LIVE
    assert "had too little or no traffic" in found.detail


def test_what_makes_an_empty_answer_zero_is_split_too(shop: PrometheusServer, opened: Open) -> None:
    """A value of the label that never failed is 0 while it is up."""
    failures = Signal("s", "s", query='sum(rate(failures_total{code="500"}[2m]))', zero_while="up")
    found = asked(model_of({"n": (failures,)}, shop.url), opened, "service")

    assert found.values["svc-0"] == 0.0
    assert found.values["svc-1"] == pytest.approx(0.1)
    assert len(found.values) == len(ALL)


def test_a_source_that_is_away_or_a_signal_that_is_not_there_proves_nothing(opened: Open) -> None:
    """Every split asked for gets its entry, with the reason."""
    model = model_of({"n": (one("sum(x{$match})"),)}, "http://127.0.0.1:1")
    known, foreign = Split(SignalKey("n", "s"), "pod"), Split(SignalKey("n", "t"), "pod")
    found = opened(model).breakdowns((known, foreign), NOW)

    assert found[known].trust is Trust.UNREACHABLE
    assert "no connection" in found[known].detail
    assert (found[foreign].trust, found[foreign].detail) == (Trust.ERROR, "no such signal")


def test_minimum_median_and_maximum_over_time_have_gaps_where_nothing_is_known(
    shop: PrometheusServer, opened: Open
) -> None:
    """At each moment over the instances that are believed then."""
    model = model_of({"n": (Signal("s", "s", query="max(queue_length)"),)}, shop.url)
    split, foreign = Split(SignalKey("n", "s"), "service"), Split(SignalKey("n", "t"), "service")
    start = START - 4 * STEP
    found = opened(model).spread_series((split, foreign), start, START + 4 * STEP, STEP)

    count = len(ALL)
    assert found[split].times == tuple(start + i * STEP for i in range(9))
    assert found[split].low == (None,) * 4 + (0.0,) * 5
    assert found[split].mid == (None,) * 4 + ((count - 1) / 2,) * 5
    assert found[split].high == (None,) * 4 + (float(count - 1),) * 5
    assert found[foreign].mid == (None,) * 9
