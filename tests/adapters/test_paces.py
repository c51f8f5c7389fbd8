"""What has a pace is asked again only now and then, and its age stays honest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs

import orjson
import pytest

from adapters.prometheus import paces
from adapters.prometheus.adapter import PrometheusSource
from hierarchy.evidence.readings import Reading, SourceState, Trust
from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, SignalKey, SourceConfig
from tests.adapters.fake_upstream import FakeUpstream, Piece, reply

NOW = 1_700_000_000.0
SLOW, QUICK = SignalKey("n", "slow"), SignalKey("n", "quick")


class Upstream:
    """Answers every value query with how many it has been asked, and every age with `lag` before the time."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self.lag = 5.0
        self.refuses = False
        self.warns = False

    def __call__(self, request: bytes) -> Iterable[Piece]:
        form = parse_qs(request.partition(b"\r\n\r\n")[2].decode())
        query, at = form["query"][0], float(form["time"][0])
        if "timestamp" in query:
            return self._said(at - self.lag, at)
        if "count_over_time" in query:
            return self._said(40.0, at)
        if query == "vector(1)":
            return self._said(1.0, at)
        self.values.append(query)
        if self.refuses and "slow" in query:
            return reply(b'{"status":"error","errorType":"execution","error":"no"}', "422 Unprocessable")
        return self._said(float(len(self.values)), at)

    def _said(self, value: float, at: float) -> Iterable[Piece]:
        result = [{"metric": {}, "value": [at, str(value)]}]
        more = {"warnings": ["a store is away"]} if self.warns else {}
        return reply(
            orjson.dumps({"status": "success", "data": {"resultType": "vector", "result": result}, **more})
        )


@pytest.fixture
def answers() -> Upstream:
    """What the server says."""
    return Upstream()


@pytest.fixture
def server(answers: Upstream) -> Iterator[FakeUpstream]:
    """A server that is closed at the end."""
    made = FakeUpstream(answers)
    yield made
    made.close()


@pytest.fixture
def source(server: FakeUpstream) -> Iterator[PrometheusSource]:
    """A source of one slow and one quick signal."""
    made = PrometheusSource(model(server.url), now=lambda: NOW)
    yield made
    made.close()


def model(url: str, **signals: str) -> Model:
    found = [
        Signal("slow", "Slow", query="sum(slow)", pace=300.0),
        Signal("quick", "Quick", query="sum(quick)"),
    ]
    found += [Signal(name, name, query=query) for name, query in signals.items()]
    node = Node("n", Level.PHYSICAL_FORM, "n", signals=tuple(found))
    return Model("1", "m", {"n": node}, sources={"default": SourceConfig("default", "prometheus", url)})


def slow(source: PrometheusSource, at: float) -> Reading:
    return source.sweep(at).readings[SLOW]


def test_within_its_pace_the_last_answer_holds_with_its_own_age(
    source: PrometheusSource, answers: Upstream
) -> None:
    """The other signal is asked every time; the value is as old as it is, and believed that long."""
    first = slow(source, NOW)
    held = slow(source, NOW + 299)
    fresh = slow(source, NOW + 300)

    assert answers.values.count("sum(slow)") == 2
    assert answers.values.count("sum(quick)") == 3
    assert (held.value, held.time) == (first.value, NOW - 5)
    assert (held.trust, held.max_age) == (Trust.LIVE, first.max_age + 299)
    assert (fresh.time, fresh.max_age) == (NOW + 295, first.max_age)
    assert fresh.value != first.value


def test_a_sample_too_old_when_it_was_asked_for_is_not_made_young_by_a_pace(
    source: PrometheusSource, answers: Upstream
) -> None:
    """What was stale then is stale while it is held."""
    answers.lag = 70.0

    assert slow(source, NOW).trust is Trust.STALE
    assert slow(source, NOW + 200).trust is Trust.STALE
    assert answers.values.count("sum(slow)") == 1


def test_other_moments_of_the_past_are_asked_anew_and_take_nothing_from_the_present(
    source: PrometheusSource, answers: Upstream
) -> None:
    """Filling the past does not make the next sweep ask again."""
    first = slow(source, NOW)
    earlier = slow(source, NOW - 30)
    held = slow(source, NOW + 30)

    assert answers.values.count("sum(slow)") == 2
    assert (earlier.time, held.value) == (NOW - 35, first.value)


@pytest.mark.parametrize("trouble", ["refuses", "warns"])
def test_failures_and_answers_with_warnings_are_not_kept(
    source: PrometheusSource, answers: Upstream, trouble: str
) -> None:
    """They are told as they are, and the next sweep asks again."""
    setattr(answers, trouble, True)
    bad = slow(source, NOW)
    setattr(answers, trouble, False)
    good = slow(source, NOW + 15)

    assert bad.trust is (Trust.ERROR if trouble == "refuses" else Trust.PARTIAL)
    assert (good.trust, good.time) == (Trust.LIVE, NOW + 10)


def test_a_renewed_source_keeps_what_holds_and_a_changed_server_is_asked_anew(
    source: PrometheusSource, server: FakeUpstream, answers: Upstream
) -> None:
    """An edited hierarchy does not cost the dear queries again; another server may say otherwise."""
    first = slow(source, NOW)
    renewed = source.renewed(model(server.url, third="sum(third)"))
    moved = source.renewed(model(server.url + "/moved"))
    try:
        assert slow(renewed, NOW + 15).value == first.value
        assert answers.values.count("sum(slow)") == 1
        assert slow(moved, NOW + 15).value != first.value
        assert answers.values.count("sum(slow)") == 2
    finally:
        renewed.close()
        moved.close()


def test_a_query_that_a_signal_without_pace_shares_is_asked_every_time(
    server: FakeUpstream, answers: Upstream
) -> None:
    """The one in a hurry decides."""
    source = PrometheusSource(model(server.url, same="sum(slow)"))
    try:
        source.sweep(NOW)
        source.sweep(NOW + 15)
    finally:
        source.close()

    assert answers.values.count("sum(slow)") == 2


def test_a_source_of_which_everything_holds_is_as_it_was_when_it_answered(
    server: FakeUpstream, answers: Upstream
) -> None:
    """It is not unreachable for not having been asked, and does not look newer than it is."""
    plain = model(server.url)
    node = replace(plain.nodes["n"], signals=plain.nodes["n"].signals[:1])
    source = PrometheusSource(replace(plain, nodes={"n": node}), now=lambda: NOW)
    try:
        source.sweep(NOW)
        held = source.sweep(NOW + 60)
    finally:
        source.close()

    assert len(answers.values) == 1
    assert held.sources["default"].state is SourceState.LIVE
    assert held.sources["default"].answered_at == NOW


def test_the_age_of_a_value_that_holds_is_its_own_though_newer_samples_are_known(
    server: FakeUpstream, answers: Upstream
) -> None:
    """A quick signal of the same metric asks for its age every time; the slow value gets no younger."""
    source = PrometheusSource(model(server.url, same="max(slow)"))
    try:
        first = slow(source, NOW)
        held = slow(source, NOW + 200)
        answers.lag = 400.0
        ended = slow(source, NOW + 250)
    finally:
        source.close()

    assert answers.values.count("sum(slow)") == 1
    assert (held.value, held.time, held.trust) == (first.value, NOW, Trust.LIVE)
    assert ended.trust is Trust.STALE


def test_no_more_than_so_many_answers_are_kept(
    source: PrometheusSource, answers: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Queries of models that are gone do not pile up."""
    monkeypatch.setattr(paces, "MOST", 0)
    slow(source, NOW)
    slow(source, NOW + 15)

    assert answers.values.count("sum(slow)") == 2
