"""`/metrics`: what the navigator tells about itself, to a Prometheus."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from adapters.prometheus.vitals import BreakerState, SharedSigns, VitalSigns
from hierarchy.model import Model
from navigator.app import create_app
from navigator.desk import Desk, ReloadStatus
from navigator.metrics.answers import part_of
from navigator.metrics.timings import Timings
from navigator.metrics.viewers import LATELY, MOST, Viewers
from navigator.services import NoHierarchy, Services
from navigator.settings import Settings
from tests.house.source_files import ROOT
from tests.navigator.conftest import NOW, HandClock, HandSource

Values = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def told(client: FlaskClient) -> Values:
    """Every sample that the client is told, by name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.get_data(as_text=True))
        for sample in family.samples
    }


def value(values: Values, name: str, **labels: str) -> float:
    """One sample."""
    return values[name, tuple(sorted(labels.items()))]


class CountingSource(HandSource):
    """A source by hand that tells vital signs."""

    def __init__(self) -> None:
        super().__init__()
        self.signs = VitalSigns()
        self.shared: SharedSigns | None = None

    def vitals(self) -> Mapping[str, VitalSigns]:
        return {"default": self.signs}

    def shared_signs(self) -> SharedSigns | None:
        return self.shared


@pytest.fixture
def counting(model: Model, clock: HandClock) -> Iterator[tuple[CountingSource, FlaskClient, Services]]:
    """The whole app over a source that counts."""
    source = CountingSource()
    source.values = dict.fromkeys(model.signals(), 0.001)
    services = Services.build(model, source, clock)
    server: Flask = create_app(Settings(), Desk(services)).server
    yield source, server.test_client(), services
    services.close()


def test_states_trust_age_and_duration_of_the_newest_sweep_are_told(
    client: FlaskClient, services: Services, source: HandSource, clock: HandClock
) -> None:
    """Without a sweep nothing is claimed of nodes; after it each is counted once under its state."""
    before = told(client)
    assert not [name for name, _ in before if name.startswith("navigator_readings")]
    assert value(before, "navigator_sweep_duration_seconds_count") == 0
    source.values = dict.fromkeys(source.values, 0.02)
    services.poller.sweep_once()
    clock.time = NOW + 20

    after = told(client)
    assert value(after, "navigator_sweep_duration_seconds_count") == 1
    assert value(after, "navigator_sweep_duration_seconds_bucket", le="+Inf") == 1
    assert value(after, "navigator_readings", source="default", trust="live") == 6
    assert value(after, "navigator_oldest_reading_age_seconds", source="default") == pytest.approx(25, abs=15)
    counted = {state: value(after, "navigator_nodes", state=state) for state in ("ok", "warning", "unknown")}
    assert counted["warning"] > 0
    assert sum(n for (name, _), n in after.items() if name == "navigator_nodes") == 6
    assert value(after, "navigator_source_state", source="default", state="live") == 1
    assert value(after, "navigator_source_state", source="default", state="unreachable") == 0


def test_a_source_that_is_gone_shows_as_unreachable_and_its_values_stop_being_believed(
    client: FlaskClient, services: Services, source: HandSource, clock: HandClock
) -> None:
    """The newest good answer keeps its time, so that an alert can be set on its age."""
    services.poller.sweep_once()
    answered = value(told(client), "navigator_source_answered_timestamp_seconds", source="default")
    source.gone = True
    clock.time = NOW + 300
    services.poller.sweep_once()

    after = told(client)
    assert value(after, "navigator_source_state", source="default", state="unreachable") == 1
    assert value(after, "navigator_source_answered_timestamp_seconds", source="default") == answered
    assert ("navigator_readings", (("source", "default"), ("trust", "live"))) not in after


def test_the_way_to_a_source_is_told_with_units_and_counts_that_end_in_total(
    counting: tuple[CountingSource, FlaskClient, Services],
) -> None:
    """Gate, waits, cache, breaker, bytes and failures, each under the name of its source."""
    source, client, services = counting
    source.signs = replace(
        VitalSigns(),
        in_flight=2,
        waiting=1,
        queue_wait_seconds=1.5,
        queue_wait_count=3,
        asked=7,
        shared=2,
        hits=40,
        stale_served=1,
        refused=4,
        breaker=BreakerState.OPEN,
        bytes_in=1234,
        failures={"timeout": 5},
    )
    services.poller.sweep_once()
    values = told(client)

    def of(name: str, **more: str) -> float:
        return value(values, f"navigator_source_{name}", source="default", **more)

    assert of("requests_in_flight") == 2
    assert of("requests_waiting") == 1
    assert of("queue_wait_seconds_sum") == 1.5
    assert of("queue_wait_seconds_count") == 3
    assert of("requests_total") == 7
    assert of("cache_hits_total") == 40
    assert of("cache_misses_total") == 9
    assert of("refused_requests_total") == 4
    assert of("received_bytes_total") == 1234
    assert of("failures_total", kind="timeout") == 5
    assert of("breaker_state", state="open") == 1
    assert of("breaker_state", state="closed") == 0


def test_the_way_to_what_replicas_share_is_told_where_they_share_something(
    counting: tuple[CountingSource, FlaskClient, Services],
) -> None:
    """Whether it answers, what it was good for, and what is held in it; nothing without it."""
    source, client, _ = counting
    assert not [name for name, _ in told(client) if "shared_cache" in name]
    source.shared = SharedSigns(True, 7, 6, 5, 4, 3, 2)
    after = told(client)
    assert value(after, "navigator_shared_cache_up") == 1
    counts = [
        value(after, f"navigator_shared_cache_{name}_total")
        for name in ("hits", "misses", "failures", "refused")
    ]
    assert counts == [7, 6, 5, 4]
    assert value(after, "navigator_shared_cache_leases", kind="claim") == 3
    assert value(after, "navigator_shared_cache_leases", kind="slot") == 2
    source.shared = SharedSigns()
    assert value(told(client), "navigator_shared_cache_up") == 0


def test_a_hierarchy_that_stops_loading_shows_until_it_loads_again(services: Services) -> None:
    """0 while an older one is served; the time of the last success stays what it was."""
    desk = Desk(services)
    client = create_app(Settings(), desk).server.test_client()
    first = told(client)
    assert value(first, "navigator_hierarchy_last_reload_successful") == 1
    loaded = value(first, "navigator_hierarchy_last_reload_success_timestamp_seconds")

    desk.note(ReloadStatus(False, time.time() + 60))
    broken = told(client)
    assert value(broken, "navigator_hierarchy_last_reload_successful") == 0
    assert value(broken, "navigator_hierarchy_last_reload_success_timestamp_seconds") == loaded

    desk.note(ReloadStatus(True, loaded + 120))
    assert value(told(client), "navigator_hierarchy_last_reload_success_timestamp_seconds") == loaded + 120


def test_metrics_are_told_also_without_a_hierarchy() -> None:
    """What broke it is what people want to be told of; a time of success is not made up."""
    client = create_app(Settings(), Desk(NoHierarchy("Broken", ()))).server.test_client()
    values = told(client)
    assert value(values, "navigator_hierarchy_last_reload_successful") == 0
    assert not [name for name, _ in values if name == "navigator_hierarchy_nodes"]
    assert not [name for name, _ in values if "success_timestamp" in name]


def test_two_apps_in_one_process_share_no_number(services: Services) -> None:
    """Each has a registry of its own."""
    one, other = (create_app(Settings(), Desk(services)).server.test_client() for _ in range(2))
    one.get("/screen/edition.json?page=0123456789ab")
    assert one.get("/api/v1/nothing").data
    assert value(told(one), "navigator_viewers") == 1
    assert value(told(other), "navigator_viewers") == 0
    name, labels = "navigator_http_request_duration_seconds_count", {"part": "api", "status": "4xx"}
    assert value(told(one), name, **labels) == 1
    assert (name, tuple(sorted(labels.items()))) not in told(other)


def test_metrics_go_only_to_those_who_call_the_navigator_by_its_name(client: FlaskClient) -> None:
    """As every other route: a page of another site must not read them by rebinding a name."""
    assert client.get("/metrics", headers={"Host": "evil.example"}).status_code >= 400
    assert client.get("/metrics").headers["X-Content-Type-Options"] == "nosniff"


def test_a_scraper_that_knows_openmetrics_gets_it(client: FlaskClient) -> None:
    """Newer ones ask for it by name."""
    asked = {"Accept": "application/openmetrics-text; version=1.0.0"}
    answer = client.get("/metrics", headers=asked)
    assert answer.content_type.startswith("application/openmetrics-text")
    assert answer.get_data(as_text=True).endswith("# EOF\n")


def test_nothing_that_people_ask_for_becomes_a_label(client: FlaskClient) -> None:
    """Else a stranger could fill the memory of whoever scrapes."""
    client.get("/api/v1/nodes/made-up-by-somebody")
    client.get("/made-up-by-somebody")
    assert "made-up-by-somebody" not in client.get("/metrics").get_data(as_text=True)
    assert part_of("/_dash-update-component") == "page"
    assert part_of("/screen/sparks.json") == "screen"


def test_a_page_counts_as_a_viewer_while_it_asks_for_news() -> None:
    """One name once; forgotten after a while; rubbish and more than can be are not remembered."""
    now = [0.0]
    viewers = Viewers(lambda: now[0])
    for page in ("0123456789ab", "0123456789ab", "ba9876543210", "", "x" * 5000, "<script>"):
        viewers.note(page)
    assert viewers.count == 2
    now[0] = LATELY - 1
    viewers.note("0123456789ab")
    now[0] = LATELY + 1
    assert viewers.count == 1
    for i in range(MOST + 50):
        viewers.note(f"{i:012d}")
    assert viewers.count == MOST


def test_durations_are_counted_by_bounds_and_also_where_the_work_failed() -> None:
    """Cumulative, as the text format wants them."""
    timings = Timings()
    timings.note(0.1)
    timings.note(7.0)
    timings.note(99.0)
    with pytest.raises(ValueError, match="broke"), timings.timed():
        raise ValueError("broke")
    buckets, total = timings.buckets()
    counts = dict(buckets)
    assert counts["0.1"] == 2
    assert counts["10.0"] == 3
    assert counts["+Inf"] == 4
    assert total == pytest.approx(106.1, abs=0.5)


def test_the_page_about_metrics_names_each_of_them_and_no_other(
    counting: tuple[CountingSource, FlaskClient, Services],
) -> None:
    """By the names under which they are asked for."""
    source, client, services = counting
    source.shared = SharedSigns()
    services.poller.sweep_once()
    families = text_string_to_metric_families(client.get("/metrics").get_data(as_text=True))
    told = {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in families
        if family.name.startswith("navigator_")
    }
    page = (ROOT / "docs" / "metrics-path.md").read_text("utf-8")
    table = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `navigator_")]
    named = {name for cell in table for name in re.findall(r"`(navigator_\w+)`", cell)}
    assert named == told
