"""Members, capacities and empty answers in a real Prometheus: who comes, who goes, who is missing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.prometheus.adapter import PrometheusSource
from adapters.recording import RecordedSource, read_recording, record, write_recording
from hierarchy.evidence.evaluate import evaluate
from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import Reading, Trust
from hierarchy.evidence.states import State
from hierarchy.laws import Need
from hierarchy.levels import Level
from hierarchy.members import Lifetime
from hierarchy.membership import Registry, expanded
from hierarchy.model import (
    Each,
    MeansGroup,
    MemberSignal,
    Model,
    Node,
    Rule,
    Signal,
    SignalKey,
    SourceConfig,
    Worse,
)
from hierarchy.queries import Matcher, MatchPattern, Query
from tests.live.conftest import Exporter, Open
from tests.live.prometheus_server import START, PrometheusServer, build_blocks, sample

pytestmark = pytest.mark.live

STEP = 15
COMES, GOES, END = START + 900, START + 1500, START + 2400
PATIENCE = 30.0
HOSTILE = 'a"b\\c.{d}'
HEAT = MemberSignal(
    Signal("heat", "Heat", query="max(heat{$match})", worse=Worse.HIGHER, warning=50.0, critical=90.0),
    (MatchPattern("host", "{host}"),),
)


def _lines() -> Iterator[str]:
    """Hosts a and b from the first to the last; c comes, d goes, one has a hostile name; two are twins."""
    spans = {
        "a": (START, END),
        "b": (START, END),
        "c": (COMES, END),
        "d": (START, GOES),
        HOSTILE: (START, END),
    }
    for name in ("node_up", "heat", "pod_on"):
        for host, (first, last) in spans.items():
            labels = {"host": host, "cluster": "eu"} | ({"pod": f"pod-{host}"} if name == "pod_on" else {})
            value = {"node_up": 0.0, "pod_on": 1.0}.get(name, 95.0 if host == "b" else 20.0)
            yield from (sample(name, labels, value, at) for at in range(first, last + 1, STEP))
    for port in ("1", "2"):
        yield from (sample("twin", {"host": "a", "port": port}, 1, at) for at in range(START, END + 1, STEP))
    for name, value in (("used", 46.0), ("full", 50.0), ("served", 0.0), ("few", 3.0), ("few_bad", 3.0)):
        yield from (sample(name, {"host": "a"}, value, at) for at in range(START, END + 1, STEP))


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrometheusServer]:
    """A server that holds `_lines()`."""
    folder = tmp_path_factory.mktemp("fleet")
    build_blocks(folder, _lines())
    server = PrometheusServer(folder).start()
    yield server
    server.stop()


def _model(url: str, each: Each, need: Need | None = None) -> Model:
    """A service that needs some of the hosts, pods that rest on their own host each, and the hosts."""
    nodes = [
        Node("api", Level.PHYSICAL_FUNCTION, "API", how=(MeansGroup(Rule.ALL_OF, ("hosts",), need=need),)),
        Node(
            "pods",
            Level.PHYSICAL_FUNCTION,
            "Pods",
            each=Each(("pod", "host"), Query("pod_on"), "Pod {pod}"),
            how=(MeansGroup(Rule.ALL_OF, ("hosts",), same=(("host", "host"),)),),
        ),
        Node(
            "hosts", Level.PHYSICAL_FORM, "Hosts", each=each, parts=(MeansGroup(Rule.ALL_OF, (), need=need),)
        ),
    ]
    config = SourceConfig("default", "prometheus", url, timeout=8.0)
    return Model("1", "Fleet", {n.id: n for n in nodes}, sources={"default": config})


EACH = Each(("host",), Query("node_up{$match}", (Matcher("cluster", "eu"),)), "Host {host}", signals=(HEAT,))


def _found(source: PrometheusSource, base: Model, registry: Registry, at: float) -> tuple[Model, Health]:
    """The model with the members found at a time, and its health then."""
    model = expanded(base, registry.update(source.members(at), at))
    renewed = source.renewed(model)
    try:
        return model, evaluate(model, renewed.sweep(at), at)
    finally:
        renewed.close()


def test_members_come_and_go_and_are_judged_while_they_are_there(
    fleet: PrometheusServer, opened: Open
) -> None:
    """A newcomer is judged at once; a departed one is unknown, and missed for an hour."""
    base = _model(fleet.url, EACH, Need(share=0.7))
    source, registry = opened(base), Registry(base)
    before, judged = _found(source, base, registry, START + 600)
    assert [n.title for n in before.nodes.values() if n.member_of == "hosts"] == [
        "Host a", f"Host {HOSTILE}", "Host b", "Host d",
    ]  # fmt: skip
    assert judged.nodes["hosts/a"].state is State.OK
    assert judged.nodes["hosts/a%22b%5Cc.%7Bd%7D"].state is State.OK
    assert judged.nodes["hosts/b"].state is State.CRITICAL
    assert judged.nodes["hosts"].state is State.OK
    assert judged.nodes["pods/pod-b.b"].threat is State.CRITICAL
    assert judged.nodes["pods/pod-a.a"].threat is State.OK
    after, judged = _found(source, base, registry, START + 1200)
    assert after.nodes["hosts/c"].lifetime == Lifetime(START + 1200)
    assert judged.nodes["hosts/c"].state is State.OK
    assert after.revision != before.revision
    later, judged = _found(source, base, registry, END)
    gone = judged.nodes["hosts/d"]
    assert later.nodes["hosts/d"].lifetime == Lifetime(None, END)
    assert (gone.state, gone.reasons[0].rule) == (State.UNKNOWN, "departed")
    assert judged.nodes["hosts"].state is State.UNKNOWN
    assert judged.nodes["hosts"].reasons[0].text == (
        "1 of 5 parts critical (Host b), 3 ok, 1 missing, 4 needed"
    )
    # looked at again, d was there
    assert evaluate(later, opened(later).sweep(START + 1200), START + 1200).nodes["hosts/d"].state is State.OK


def test_departed_members_are_not_asked_for_any_more(fleet: PrometheusServer, opened: Open) -> None:
    """They stay in the model, and the queries are those for the living."""
    base = _model(fleet.url, EACH)
    registry = Registry(base)
    source = opened(base)
    _found(source, base, registry, START + 600)
    model, _ = _found(source, base, registry, END)
    readings = opened(model).sweep(END).readings
    assert SignalKey("hosts/a", "heat") in readings
    assert SignalKey("hosts/d", "heat") not in readings
    assert SignalKey("hosts/d", "heat") in opened(model).sweep(START + 600).readings


def test_how_many_there_should_be_may_be_asked_for(fleet: PrometheusServer, opened: Open) -> None:
    """The query's number counts those that were never seen; a query without an answer the most seen."""
    for text, expected in (("count(node_up) * 0 + 9", 9), ("nothing_at_all", 4)):
        base = _model(fleet.url, replace(EACH, expect=Query(text)))
        model, judged = _found(opened(base), base, Registry(base), START + 600)
        assert model.members["hosts"].expected == expected
        assert judged.nodes["hosts"].state is State.CRITICAL
        assert f"{expected} parts" in judged.nodes["hosts"].reasons[0].text


def test_who_went_before_the_first_search_is_missed(fleet: PrometheusServer, opened: Open) -> None:
    """There were five within the hour before; a navigator that begins now expects as many."""
    base = _model(fleet.url, EACH, Need(share=1.0))
    model, judged = _found(opened(base), base, Registry(base), END)
    assert "hosts/d" not in model.nodes
    assert model.members["hosts"].expected == 5
    assert "1 missing, 5 needed" in judged.nodes["hosts"].reasons[0].text


def test_series_that_cannot_be_told_apart_and_too_many_are_said(
    fleet: PrometheusServer, opened: Open
) -> None:
    """The whole is unknown with the sentence, and what is known of it is kept."""
    for each, words in (
        (replace(EACH, query=Query("twin")), '2 series have host="a"; they differ in port'),
        (replace(EACH, most=3), "4 members were found, more than max: 3"),
    ):
        base = _model(fleet.url, each, Need(count=1))
        model, judged = _found(opened(base), base, Registry(base), START + 600)
        assert words in model.members["hosts"].failure
        assert judged.nodes["hosts"].state is State.UNKNOWN
        assert words in judged.nodes["hosts"].reasons[0].text
        assert "hosts/a" in model.nodes


def test_a_search_that_fails_keeps_everyone(fleet: PrometheusServer, opened: Open) -> None:
    """A query that Prometheus refuses is told in its own words."""
    base = _model(fleet.url, EACH)
    registry = Registry(base)
    known, _ = _found(opened(base), base, registry, START + 600)
    broken = _model(fleet.url, replace(EACH, query=Query("node_up * on(cluster) node_up")))
    after, judged = _found(opened(broken), broken, registry.rebased(broken), START + 615)
    assert "could not be searched for" in after.members["hosts"].failure
    assert list(after.nodes) == list(known.nodes)
    assert judged.nodes["hosts"].state is State.CRITICAL


def test_a_replay_has_the_members_that_were_there(
    fleet: PrometheusServer, opened: Open, tmp_path: Path
) -> None:
    """Recorded over their coming and going, at every moment as a live search found them."""
    base = _model(fleet.url, EACH)
    source = opened(base)
    span = (START + 600, END, 150)
    write_recording(record(source, base, {"a.yaml": "x"}, *span), tmp_path / "r")
    recording = read_recording(tmp_path / "r")
    replay, registry, live = RecordedSource(recording, base), Registry(base), Registry(base)
    assert SignalKey("hosts/d", "heat") in recording.tracks
    for at in range(START + 600, END + 1, 150):
        model = expanded(base, registry.update(replay.members(at), at))
        judged = evaluate(model, replay.renewed(model).sweep(at), at)
        wanted, now = _found(source, base, live, at)
        assert list(model.nodes) == list(wanted.nodes)
        assert {i: n.state for i, n in judged.nodes.items()} == {i: n.state for i, n in now.nodes.items()}


def _one(fleet: PrometheusServer, opened: Open, **written: object) -> tuple[Reading, State | None]:
    """The reading and the state of one signal of host a."""
    made = Signal("s", "S", worse=Worse.HIGHER, match=(Matcher("host", "a"),), **written)  # type: ignore[arg-type]
    node = Node("n", Level.PHYSICAL_FORM, "n", signals=(made,))
    config = SourceConfig("default", "prometheus", fleet.url, timeout=8.0)
    model = Model("1", "m", {"n": node}, sources={"default": config})
    sweep = opened(model).sweep(END)
    return sweep.readings[SignalKey("n", "s")], evaluate(model, sweep, END).nodes["n"].signals["s"].state


def test_limits_in_percent_are_of_the_capacity_that_the_server_tells(
    fleet: PrometheusServer, opened: Open
) -> None:
    """46 of 50 are 92 %; without the capacity the signal is unknown."""
    limits = {"query": "max(used{$match})", "warning_share": 0.8, "critical_share": 0.95}
    reading, state = _one(fleet, opened, **limits, capacity="max(full{$match})")
    assert (reading.value, reading.capacity, state) == (46.0, 50.0, State.WARNING)
    reading, state = _one(fleet, opened, **limits, capacity="max(never{$match})")
    assert (reading.value, reading.trust, state) == (46.0, Trust.LIVE, State.UNKNOWN)
    assert "its capacity is not known" in reading.detail


def test_an_empty_answer_is_zero_when_another_query_has_any_value(
    fleet: PrometheusServer, opened: Open
) -> None:
    """Also a value of 0, for which `zero_while` would not do; without any value it stays absent."""
    never = {"query": "sum(never_failed{$match})", "warning": 1.0}
    assert _one(fleet, opened, **never, zero_when="served{$match}")[0].value == 0.0
    assert _one(fleet, opened, **never, zero_when="served{$match}")[1] is State.OK
    assert _one(fleet, opened, **never, zero_while="served{$match}")[0].trust is Trust.ABSENT
    assert _one(fleet, opened, **never, zero_when="nothing{$match}")[1] is State.UNKNOWN


def test_too_little_is_not_judged_and_an_age_of_ones_own_counts(
    fleet: PrometheusServer, opened: Open
) -> None:
    """Three of three bad is critical only if three are enough; `max_age` is what the file says."""
    ratio = {"bad": "max(few_bad{$match})", "total": "max(few{$match})", "critical": 0.5, "max_age": 7.0}
    reading, state = _one(fleet, opened, **ratio, min_total=3.0)
    assert (state, reading.max_age) == (State.CRITICAL, 7.0)
    reading, state = _one(fleet, opened, **ratio, min_total=4.0)
    assert (reading.trust, state) == (Trust.NO_TRAFFIC, State.UNKNOWN)


def test_a_series_that_vanishes_departs_and_returns_as_the_same_member(
    scraping: PrometheusServer, exporter: Exporter, opened: Open
) -> None:
    """Within the time of a scrape, while the same source goes on."""
    base = _model(scraping.url, replace(EACH, query=Query("node_up")))
    source, registry = opened(base), Registry(base)

    def until(*hosts: str) -> Model:
        exporter.lines = [f'node_up{{host="{host}"}} 1' for host in hosts]
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            now = time.time()
            model = expanded(base, registry.update(source.members(now), now))
            members = model.members["hosts"].members
            if {m.labels["host"] for m in members if m.lifetime.until is None} == set(hosts):
                return model
            time.sleep(0.2)
        raise AssertionError(registry.members)

    until("x", "y")
    gone = until("x").nodes["hosts/y"].lifetime
    assert gone is not None
    assert gone.until is not None
    back = until("x", "y", "z")
    assert back.nodes["hosts/y"].lifetime is not None
    assert back.nodes["hosts/y"].lifetime.until is None
    assert back.nodes["hosts/z"].lifetime is not None
    assert back.nodes["hosts/z"].lifetime.since is not None
