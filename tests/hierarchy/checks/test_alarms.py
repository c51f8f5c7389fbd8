"""What checks of the whole take for a mistake and, as important, what they leave alone."""

from __future__ import annotations

import pytest

from hierarchy import load_text
from tests.house.source_files import ROOT

MECHANISM = """\
version: 1
nodes:
  cart:
    level: physical-function
    signals:
      s: {%s}
"""
LIMITS = ", worse: higher, warning: 10"


def ids(text: str) -> list[str]:
    """The ids of everything that is said about a file."""
    return [problem.id for problem in load_text({"h.yaml": text}, env={}).problems]


def of_signal(keys: str) -> list[str]:
    """The ids of everything that is said about a single signal."""
    return ids(MECHANISM % keys)


@pytest.mark.parametrize(
    "query",
    [
        "sum(http_requests_total)",
        "http_request_duration_seconds_count",
        "sum by (le) (http_request_duration_seconds_bucket)",
        "max(errors_total) / max(requests_total)",
        "orders_refused_total",
    ],
)
def test_a_counter_under_a_limit_is_told(query: str) -> None:
    """Sooner or later it passes any limit."""
    assert of_signal(f"query: '{query}'" + LIMITS) == ["raw-counter-under-threshold"]
    assert of_signal(f"query: '{query}'") == []


@pytest.mark.parametrize(
    "query",
    [
        "sum(rate(http_requests_total[5m]))",
        "increase(http_requests_total[5m])",
        "sum(grpc_started_total) - sum(grpc_handled_total)",
        "max(minio_cluster_drive_offline_total)",
        "sum(pg_stat_activity_count)",
        "node_memory_MemTotal_bytes",
        "count(http_requests_total)",
        "max_over_time(rate(http_requests_total[5m])[1h:1m])",
        "queue_length",
    ],
)
def test_what_is_no_counter_or_is_counted_over_time_is_left_alone(query: str) -> None:
    """Gauges with the name of a counter are the most frequent false alarm."""
    assert of_signal(f"query: '{query}'" + LIMITS) == []


@pytest.mark.parametrize(
    "numerator",
    ['r{code=~"5.."}', 'r{status="error"}', 'r{grpc_code!="OK"}', 'r{http_status_code=~"5..|429"}'],
)
def test_a_ratio_of_failures_alone_is_told(numerator: str) -> None:
    """It has no value while nothing fails, unless the file says when it is 0."""
    query = f"query: 'sum(rate({numerator}[5m])) / sum(rate(r[5m]))'"
    assert of_signal(query) == ["ratio-empty-numerator"]
    assert of_signal(query + ", zero_while: 'up'") == []
    assert of_signal(query + ", zero_when: 'up'") == []
    cured = f"query: '(sum(rate({numerator}[5m])) or sum(rate(r[5m])) * 0) / sum(rate(r[5m]))'"
    assert of_signal(cured) == []


@pytest.mark.parametrize(
    "query",
    [
        'sum(rate(commands_total{command="get",status="hit"}[5m])) / sum(rate(commands_total[5m]))',
        'sum(rate(r{code=~"2.."}[5m])) / sum(rate(r[5m]))',
        "sum(rate(refused[5m])) / sum(rate(accepted[5m]))",
        'kube_pod_status_ready{condition="true"} / kube_pod_info',
        'sum(jobs{state="failed"}) / sum(jobs)',
    ],
)
def test_other_ratios_are_left_alone(query: str) -> None:
    """What is the usual case has series."""
    assert of_signal(f"query: '{query}'") == []


def test_a_count_of_failures_alone_is_told() -> None:
    """As a signal too; a label that only looks like an outcome is left alone."""
    assert of_signal("query: 'sum(rate(r_total{code=\"500\"}[5m]))'") == ["term-may-be-absent"]
    assert of_signal("query: 'sum(rate(r_total{code=\"500\"}[5m])) or vector(0)'") == []
    assert of_signal("query: 'sum(rate(r_total{route=\"/error\"}[5m]))'") == []
    assert of_signal("bad: 'rate(r_total{code=\"500\"}[5m])', total: 'rate(r_total[5m])'") == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("checkout-svc", "checkout_svc", True),
        ("checkout-svc", "checkoutsvc", True),
        ("checkout", "chekcout", True),
        ("l0gin", "login", True),
        ("psp-a", "psp-b", False),
        ("rack-1-12", "rack-11-2", False),
        ("host-10", "host-01", False),
        ("orders", "orders-svc", False),
        ("cart", "card", False),
        ("web-1", "web-2", False),
    ],
)
def test_ids_that_people_take_for_one_another_are_told(one: str, other: str, alike: bool) -> None:
    """Numbers and single letters that tell instances apart are not."""
    text = f"version: 1\nnodes:\n  {one}: {{level: physical-form}}\n  {other}: {{level: physical-form}}\n"
    assert ids(text) == (["look-alike-ids"] if alike else [])


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("p99 latency", True),
        ("error rate < 1%", True),
        ("CPU usage", True),
        ("Checkout latency", True),
        ("Traders see prices with low latency", False),
        ("Availability 99.9 %", True),
        ("Customers can buy", False),
        ("Every event can be replayed for 30 days", False),
        ("Fraud is stopped before the parcel leaves", False),
        ("No paid order is ever lost", False),
    ],
)
def test_a_purpose_that_is_a_number_is_told(title: str, told: bool) -> None:
    """A number of days in a promise is none."""
    text = f"version: 1\nnodes:\n  p: {{level: functional-purpose, title: '{title}'}}\n"
    assert ids(text) == (["purpose-written-as-metric"] if told else [])


@pytest.mark.parametrize(
    ("title", "told"),
    [("Kafka", True), ("Writes to Postgres", True), ("Redistribute", False), ("Take payment", False)],
)
def test_a_function_named_after_a_product_is_told(title: str, told: bool) -> None:
    """Whole words only, and at the upper levels only."""
    text = "version: 1\nnodes:\n  f: {level: %s, title: '%s'}\n"
    expected = ["product-name-at-functional-level"] if told else []
    assert ids(text % ("generalized-function", title)) == expected
    assert ids(text % ("physical-function", title)) == []


def test_a_mistake_in_a_file_with_copies_is_told_once() -> None:
    """It stands in one place, however many copies there are."""
    text = """\
version: 1
copies: {eu: {labels: {c: eu}}, us: {labels: {c: us}}, asia: {labels: {c: asia}}}
nodes:
  p99-latency: {level: functional-purpose, title: p99 latency}
  flow: {level: abstract-function, why: [p99-latency]}
  kafka: {level: generalized-function, title: Kafka, why: [flow]}
  node: {level: physical-form, why: [kafka]}
"""
    assert sorted(ids(text)) == [
        "abstract-function-unlawful",
        "function-unmeasured",
        "product-name-at-functional-level",
        "purpose-written-as-metric",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "hierarchy.example.yaml",
        "examples/online-boutique/hierarchy.yaml",
        "examples/two-regions",
        "examples/navigator",
    ],
)
def test_the_files_that_are_shipped_have_nothing_to_complain_about(path: str) -> None:
    """Neither a warning nor a hint: people begin by copying them."""
    place = ROOT / path
    files = sorted(place.glob("*.yaml")) if place.is_dir() else [place]
    loaded = load_text({file.name: file.read_text("utf-8") for file in files}, env={})
    assert loaded.problems == ()
