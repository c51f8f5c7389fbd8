"""The checks against a real Prometheus: each finds its mistake, and none finds anything in sound data."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

import pytest

from adapters.live_checks.look import LIVE_CHECKS
from adapters.live_checks.remark import Remark
from adapters.live_checks.view import gather
from adapters.prometheus.envelope import Answer
from adapters.prometheus.pipeline import Outcome
from hierarchy.levels import Level
from hierarchy.members import Found
from hierarchy.model import Each, Kind, MeansGroup, Model, Node, Rule, Signal, Worse
from hierarchy.queries import Query
from tests.live.conftest import Exporter, Open
from tests.live.prometheus_server import PrometheusServer
from tests.live.shop_data import NOW, SERVICES
from tests.live.shop_model import match, model_of, services_model

pytestmark = pytest.mark.live

KINDS = {("default", "requests_total"): "counter", ("default", "queue_length"): "gauge"}


def found(model: Model, opened: Open, kinds: Mapping[tuple[str, str], str] | None = None) -> list[Remark]:
    """What all live checks say of a model at NOW but of targets, which this data does not have."""
    view = gather(model, opened(model), NOW, kinds)
    return [remark for look in LIVE_CHECKS for remark in look(view) if remark.id != "target-unused"]


def of_signal(shop: PrometheusServer, opened: Open, signal: Signal, **kinds: str) -> list[Remark]:
    """What they say of a single signal."""
    types = {("default", metric): kind for metric, kind in kinds.items()}
    return found(model_of({"n": (signal,)}, shop.url), opened, types)


def gauge(query: str, **more: object) -> Signal:
    """A signal by its query, for svc-3."""
    made = Signal("s", "S", query=query, match=match(service="svc-3"))
    return replace(made, **more)  # type: ignore[arg-type]


QUEUE = "max(queue_length{$match})"
MISTAKES = [
    (gauge("twin_gauge{$match}"), "several-series", "pod"),
    (gauge("max(queue_lenght{$match})"), "metric-never-existed", "did you mean 'queue_length'?"),
    (gauge(QUEUE, match=match(service="svc-33")), "labels-match-nothing", "did you mean"),
    (gauge(QUEUE, match=match(workload="svc-3")), "labels-match-nothing", "no label 'workload'"),
    (gauge("queue_length{$match} > 1e9"), "answers-nothing", "comparison"),
    (gauge("queue_length{$match} / on (pod) pool_size{$match}"), "answers-nothing", "labels"),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "id", "said"), MISTAKES)
def test_a_signal_that_yields_no_single_series_is_told_with_the_cause_and_the_cure(
    shop: PrometheusServer, opened: Open, signal: Signal, id: str, said: str
) -> None:
    """Which metric, which label, and what there is instead."""
    (remark,) = of_signal(shop, opened, signal, queue_length="gauge")
    assert remark.id == id
    assert said in remark.hint + remark.message
    assert [str(key) for key in remark.keys] == ["n/s"]


def test_what_stopped_within_a_day_is_told_apart_from_what_never_was(
    shop: PrometheusServer, opened: Open
) -> None:
    """All series of the metric ended: an exporter that died, not a typing error."""
    gone = Signal("s", "S", query="max(jobs_total{$match})", match=match(service="dead"))
    model = model_of({"n": (gone,)}, shop.url)
    later = NOW + 86_400 // 2
    view = gather(model, opened(model), later)
    ids = [remark.id for look in LIVE_CHECKS for remark in look(view)]
    assert ids == ["metric-disappeared"]


def test_a_window_of_less_than_four_scrapes_is_told_with_the_one_to_write(
    shop: PrometheusServer, opened: Open
) -> None:
    """Samples come every 15 s: 30 s are too short, 60 s are enough."""
    (remark,) = of_signal(shop, opened, gauge("sum(rate(requests_total{$match}[30s]))"))
    assert remark.id == "rate-window-short"
    assert "at least 60 s" in remark.hint
    assert of_signal(shop, opened, gauge("sum(rate(requests_total{$match}[60s]))")) == []


def test_a_limit_on_a_raw_counter_and_the_rate_of_a_gauge_are_told_by_the_sources_metadata(
    shop: PrometheusServer, opened: Open
) -> None:
    """Also not told: a difference of two counters, which is no counter."""
    limited = gauge("sum(requests_total{$match})", worse=Worse.HIGHER, warning=5.0)
    assert [r.id for r in of_signal(shop, opened, limited, requests_total="counter")] == ["kind-of-metric"]
    rate = gauge("sum(rate(queue_length{$match}[2m]))")
    assert [r.id for r in of_signal(shop, opened, rate, queue_length="gauge")] == ["kind-of-metric"]
    in_flight = replace(limited, query="sum(requests_total{$match}) - sum(requests_total{$match})")
    assert of_signal(shop, opened, in_flight, requests_total="counter") == []


def test_a_spread_over_a_label_that_is_not_there_is_told(shop: PrometheusServer, opened: Open) -> None:
    """The label stands under the aggregation, so only the source can tell."""
    spread = gauge("avg(pool_size{$match})", spread="zone")
    assert [r.id for r in of_signal(shop, opened, spread)] == ["spread-label-missing"]
    assert of_signal(shop, opened, replace(spread, spread="pod")) == []


def test_a_commanded_number_needs_a_confirmation(shop: PrometheusServer, opened: Open) -> None:
    """Its limits judge an order."""
    commanded = gauge("max(queue_length{$match})", kind=Kind.COMMANDED, worse=Worse.HIGHER, critical=1e9)
    assert [r.id for r in of_signal(shop, opened, commanded)] == ["commanded-unconfirmed"]


def test_a_search_for_members_that_finds_nothing_or_one_twice_is_told(
    shop: PrometheusServer, opened: Open
) -> None:
    """At the node that searches, with the labels that are not unique."""
    twice = Node("shops", Level.PHYSICAL_FORM, "Shops", each=Each(("shop",), Query("shelf_items")))
    nothing = Node("none", Level.PHYSICAL_FORM, "None", each=Each(("x",), Query("no_such_metric")))
    many = Node("many", Level.PHYSICAL_FORM, "Many", each=Each(("service",), Query("queue_length"), most=3))
    model = replace(model_of({}, shop.url), nodes={node.id: node for node in (twice, nothing, many)})
    remarks = {remark.node: remark for remark in found(model, opened)}
    assert {node: remark.id for node, remark in remarks.items()} == {
        "shops": "each-not-unique", "none": "each-finds-nothing", "many": "each-too-many",
    }  # fmt: skip
    assert "shop=a" in remarks["shops"].message


def test_a_batch_that_answers_otherwise_than_the_single_query_is_told(
    shop: PrometheusServer, opened: Open
) -> None:
    """Provoked by a source that lies to the query for many; a true one is never told."""
    model = services_model(shop.url)
    view = gather(model, opened(model), NOW)

    class Lying:
        """Every answer about several nodes is off by one."""

        def __getattr__(self, name: str) -> object:
            return getattr(view.source, name)

        def ask(self, queries: list[tuple[str, str]], at: float) -> list[Outcome]:
            answers = view.source.ask(queries, at)
            return [raised(a) if "|" in q else a for (_, q), a in zip(queries, answers, strict=True)]

    def raised(answer: Outcome) -> Outcome:
        assert isinstance(answer, Answer)
        shifted = (replace(s, points=tuple((t, v + 1) for t, v in s.points)) for s in answer.series)
        return replace(answer, series=tuple(shifted))

    told = [r.id for look in LIVE_CHECKS for r in look(replace(view, source=Lying()))]  # type: ignore[arg-type]
    assert told.count("batch-differs") == 3
    assert "batch-differs" not in [r.id for look in LIVE_CHECKS for r in look(view)]


def test_a_purpose_that_hangs_on_single_signals_is_told_once(shop: PrometheusServer, opened: Open) -> None:
    """With an alternative to the signal nothing hangs on it."""
    signal = gauge("max(queue_length{$match})", worse=Worse.HIGHER, critical=1e9)
    leaves = {name: Node(name, Level.PHYSICAL_FORM, name, signals=(signal,)) for name in ("one", "other")}

    def purpose(rule: Rule) -> Model:
        buy = Node("buy", Level.FUNCTIONAL_PURPOSE, "Buy", how=(MeansGroup(rule, tuple(leaves)),))
        return replace(model_of({}, shop.url), nodes={"buy": buy, **leaves})

    (remark,) = found(purpose(Rule.ALL_OF), opened)
    assert (remark.id, remark.node, "any one of 2 signals" in remark.message) == (
        "purpose-hangs-on-one",
        "buy",
        True,
    )
    assert found(purpose(Rule.ANY_OF), opened) == []


def test_targets_that_no_node_reads_are_counted_by_job(
    scraping: PrometheusServer, exporter: Exporter, opened: Open
) -> None:
    """A target whose metric is read is used; without any such node it is not."""
    exporter.lines = ["things 1"]
    reads = model_of({"n": (Signal("s", "S", query="sum(things)"),)}, scraping.url)
    blind = model_of({"n": (Signal("s", "S", query="vector(1)"),)}, scraping.url)
    scraping.await_series("things")
    at = time.time()
    for model, expected in ((reads, []), (blind, ["target-unused"])):
        view = gather(model, opened(model), at)
        told = [r for look in LIVE_CHECKS for r in look(view) if r.id == "target-unused"]
        assert [r.id for r in told] == expected
    assert told[0].message == "1 of 1 scraped targets are read by no node: shop (1)"


def test_the_questions_grow_with_templates_and_not_with_nodes(shop: PrometheusServer, opened: Open) -> None:
    """Sixty templates at three nodes each are asked as often as at ten."""

    def templates(services: tuple[str, ...]) -> Model:
        return model_of(
            {
                f"n{i}-{service}": (
                    Signal("s", "S", query=f"max(queue_length{{$match}}) + {i}", match=match(service=service),
                           template=f"t{i}"),
                )
                for i in range(60)
                for service in services
            },
            shop.url,
        )  # fmt: skip

    def cost(services: tuple[str, ...]) -> int:
        before = shop.queries()
        assert found(templates(services), opened) == []
        return shop.queries() - before

    few, many = cost(SERVICES[:3]), cost(SERVICES)
    assert few == many < 60 * len(SERVICES)


def test_a_sound_hierarchy_gets_no_remark_at_all(shop: PrometheusServer, opened: Open) -> None:
    """Hostile label values included: what cries wolf is switched off."""
    assert found(services_model(shop.url), opened, KINDS) == []


def test_a_found_member_has_its_labels(shop: PrometheusServer, opened: Open) -> None:
    """The search that the checks look at is the one that makes the members."""
    node = Node("shops", Level.PHYSICAL_FORM, "Shops", each=Each(("region", "shop"), Query("shelf_items")))
    model = replace(model_of({}, shop.url), nodes={node.id: node})
    assert isinstance(opened(model).members(NOW)["shops"], Found)
    assert len(opened(model).members(NOW)["shops"].series) == 6
