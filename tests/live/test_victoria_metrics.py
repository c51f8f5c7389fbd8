"""The same hierarchy over a real VictoriaMetrics: the same readings, and where it differs, what is said."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.capabilities import Capabilities, Feature, Presence
from hierarchy.evidence.readings import SourceState, Trust
from hierarchy.model import Signal, SignalKey
from tests.live.conftest import Open
from tests.live.prometheus_server import PrometheusServer, sample
from tests.live.shop_data import NOW, STEP, shop_lines
from tests.live.shop_model import match, model_of, services_model
from tests.live.victoria_server import VictoriaServer

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def victoria(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VictoriaServer]:
    """A server that holds `shop_lines()`, as the Prometheus of the other live tests does."""
    server = VictoriaServer(tmp_path_factory.mktemp("victoria")).start()
    try:
        yield server.fill(shop_lines())
    finally:
        server.stop()


def test_a_sweep_reads_the_same_values_as_from_prometheus(
    shop: PrometheusServer, victoria: VictoriaServer, opened: Open
) -> None:
    """Hostile label values included; trust is the same for every signal, values to a hundredth."""
    theirs = opened(services_model(shop.url)).sweep(NOW).readings
    ours = opened(services_model(victoria.url)).sweep(NOW)
    assert ours.sources["default"].state is SourceState.LIVE
    assert {key: one.trust for key, one in ours.readings.items()} == {
        k: one.trust for k, one in theirs.items()
    }
    assert sum(one.value is not None for one in theirs.values()) > 40
    for key, one in ours.readings.items():
        assert one.value == pytest.approx(theirs[key].value, rel=0.01), key


def test_a_series_has_the_same_values_as_from_prometheus(
    shop: PrometheusServer, victoria: VictoriaServer, opened: Open
) -> None:
    """At the same moments."""
    key = SignalKey("n3", "latency")
    asked = ([key], NOW - 20 * STEP, NOW, float(STEP))
    theirs = opened(services_model(shop.url)).series(*asked)[key]
    ours = opened(services_model(victoria.url)).series(*asked)[key]
    assert ours.times == theirs.times
    assert None not in theirs.values
    assert ours.values == pytest.approx(theirs.values, rel=0.02)


def test_nodes_whose_names_are_more_than_a_query_may_have_are_all_read(
    victoria: VictoriaServer, opened: Open
) -> None:
    """It refuses queries of more than 16 KiB: chunks stay below."""
    names = [f"{i:03d}-" + "long" * 60 for i in range(150)]
    victoria.fill(
        sample("wide_gauge", {"service": name}, 7.0, at) for name in names for at in (NOW - 15, NOW)
    )
    wide = {
        name: (
            Signal("wide", "Wide", query="max(wide_gauge{$match})", match=match(service=name), template="t"),
        )
        for name in names
    }
    readings = opened(model_of(wide, victoria.url)).sweep(NOW).readings
    assert [one.value for one in readings.values()] == [7.0] * len(names)


def test_what_it_answers_for_now_is_as_old_as_its_samples_say(victoria: VictoriaServer, opened: Open) -> None:
    """It looks half a minute back and stamps that with the time asked for: the age tells, not the stamp."""
    now = int(time.time())
    victoria.fill(sample("fresh_gauge", {}, float(at), at) for at in range(now - 120, now + 1, 5))
    model = model_of({"node": (Signal("fresh", "Fresh", query="max(fresh_gauge)"),)}, victoria.url)
    at = float(now)
    reading = opened(model).sweep(at).readings[SignalKey("node", "fresh")]
    assert reading.trust is Trust.LIVE
    assert reading.time is not None
    assert reading.value == reading.time
    assert 20 <= at - reading.time < 60


def test_a_query_with_a_mistake_is_not_taken_for_one_that_is_too_much(
    victoria: VictoriaServer, opened: Open
) -> None:
    """It answers 422 to both: a mistake must not be asked again in coarser steps."""
    source = opened(services_model(victoria.url))
    [outcome] = source.ask([("default", "rate((")], NOW)
    assert isinstance(outcome, SourceFailure)
    assert outcome.kind is FailureKind.BAD_QUERY


def test_what_a_victoriametrics_has_beside_answers_is_found_out(
    victoria: VictoriaServer, opened: Open
) -> None:
    """It keeps no types of metrics, and without vmalert no rules and alerts; nobody takes that for errors."""
    about = opened(services_model(victoria.url)).abouts()["default"]
    assert isinstance(about, Capabilities)
    assert about.product == "VictoriaMetrics"
    assert about.features[Feature.METADATA] is Presence.EMPTY
    assert Feature.RULES in about.lacks


def test_what_a_prometheus_has_is_found_out_and_asked_once(scraping: PrometheusServer, opened: Open) -> None:
    """With its version; the second question is answered from memory."""
    scraping.await_series("up")
    source = opened(services_model(scraping.url))
    about = source.abouts()["default"]
    assert isinstance(about, Capabilities)
    assert about.product == "Prometheus"
    assert about.version[:1].isdigit()
    assert about.features[Feature.TARGETS] is Presence.THERE
    assert about.features[Feature.RULES] is Presence.EMPTY
    scraping.stop()
    assert source.abouts()["default"] is about


def test_a_source_that_is_away_says_so_and_is_asked_again(tmp_path: Path, opened: Open) -> None:
    """Nothing is remembered of a source that nobody could ask."""
    server = VictoriaServer(tmp_path)
    source = opened(services_model(server.url))
    first = source.abouts()["default"]
    assert isinstance(first, SourceFailure)
    assert first.kind is FailureKind.REFUSED
    server.start()
    try:
        again = source.abouts()["default"]
    finally:
        server.stop()
    assert isinstance(again, Capabilities)
