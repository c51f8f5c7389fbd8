"""A source for a changed model takes over what the one before it knows, and neither hurts the other."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from adapters.prometheus.adapter import PrometheusSource
from hierarchy.evidence.readings import SourceState, Trust
from hierarchy.levels import Level
from hierarchy.model import Each, Model, Node, Signal, SignalKey, SourceConfig
from hierarchy.queries import Query
from tests.adapters.fake_upstream import FakeUpstream, Piece, reply

SERIES = b'{"metric":{"host":"a"},"value":[1000,"7"]}'
GOOD = b'{"status":"success","data":{"resultType":"vector","result":[' + SERIES + b"]}}"
KEY = SignalKey("n", "s")


class Answers:
    """Good ones, or none at all while `gone` is set."""

    def __init__(self) -> None:
        self.gone = False

    def __call__(self, _request: bytes) -> Iterable[Piece]:
        return [] if self.gone else reply(GOOD)


@pytest.fixture
def answers() -> Answers:
    """What the server says."""
    return Answers()


@pytest.fixture
def upstream(answers: Answers) -> Iterator[FakeUpstream]:
    """A server that is closed at the end."""
    made = FakeUpstream(answers)
    yield made
    made.close()


def model(url: str, *names: str, timeout: float = 5.0) -> Model:
    """Nodes with one constant signal each, and one with members."""
    signal = Signal("s", "s", query="vector(7)")
    nodes = {n: Node(n, Level.PHYSICAL_FORM, n, signals=(signal,)) for n in names}
    nodes["hosts"] = Node("hosts", Level.PHYSICAL_FORM, "Hosts", each=Each(("host",), Query("up")))
    return Model(
        "1", "m", nodes, sources={"default": SourceConfig("default", "prometheus", url, timeout=timeout)}
    )


def test_closing_the_old_source_does_not_hurt_the_new_one(upstream: FakeUpstream) -> None:
    """Nor the other way round; what is closed says so."""
    for closes_old in (True, False):
        old = PrometheusSource(model(upstream.url, "n"))
        new = old.renewed(model(upstream.url, "n", "m"))
        closed, open_one = (old, new) if closes_old else (new, old)
        closed.close()
        closed.close()
        assert open_one.sweep(1000.0).readings[KEY].trust is Trust.LIVE
        assert "closed" in closed.sweep(1000.0).readings[KEY].detail
        open_one.close()


def test_the_thread_ends_with_the_last_source(upstream: FakeUpstream) -> None:
    """However often a model changes, there is one loop, and none is left."""
    before = threading.active_count()
    source = PrometheusSource(model(upstream.url, "n"))
    for i in range(5):
        after = source.renewed(model(upstream.url, "n", f"m{i}"))
        source.close()
        source = after
    assert threading.active_count() == before + 1
    source.close()
    assert threading.active_count() == before


def test_a_closed_source_can_still_be_renewed(upstream: FakeUpstream) -> None:
    """The new one begins by itself."""
    old = PrometheusSource(model(upstream.url, "n"))
    old.close()
    new = old.renewed(model(upstream.url, "n"))
    assert new.sweep(1000.0).readings[KEY].trust is Trust.LIVE
    new.close()


def test_what_is_known_of_a_dead_server_is_taken_over(upstream: FakeUpstream, answers: Answers) -> None:
    """An open breaker stays open for the same configuration, and is new for another one."""
    answers.gone = True
    old = PrometheusSource(model(upstream.url, "n"))
    for _ in range(4):
        assert old.sweep(1000.0).sources["default"].state is SourceState.UNREACHABLE
    asked = len(upstream.requests)
    new = old.renewed(model(upstream.url, "n", "m"))
    new.sweep(1000.0)
    assert len(upstream.requests) == asked
    other = old.renewed(model(upstream.url, "n", timeout=4.0))
    other.sweep(1000.0)
    assert len(upstream.requests) > asked
    for source in (old, new, other):
        source.close()


def test_members_are_searched_for_in_one_request_each(upstream: FakeUpstream, answers: Answers) -> None:
    """Who is found by node, or the failure in a sentence; a source without such nodes asks nothing.

    How many there had been before is asked once, also when the source is renewed.
    """
    source = PrometheusSource(model(upstream.url))
    first = source.members(1000.0)["hosts"]
    assert (first.series, first.expected) == (({"host": "a"},), 7)
    assert len(upstream.requests) == 2
    renewed = source.renewed(model(upstream.url, "n"))
    assert renewed.members(1015.0)["hosts"].expected is None
    renewed.close()
    assert len(upstream.requests) == 3
    answers.gone = True
    assert "could not be searched for" in source.members(1030.0)["hosts"].failure
    asked = len(upstream.requests)
    plain = source.renewed(replace(model(upstream.url), nodes={}))
    assert plain.members(1030.0) == {}
    assert len(upstream.requests) == asked
    source.close()
    assert "closed" in source.members(1000.0)["hosts"].failure
    plain.close()
