"""Several sources in one model: one that hangs keeps nobody waiting, and what it says late is not lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pytest

from adapters.prometheus.adapter import PrometheusSource
from adapters.prometheus.bulkheads import Bulkheads
from hierarchy.actions import ChangeKind, ChangeRule
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.readings import SourceState, Trust
from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, SignalKey, SourceConfig
from hierarchy.queries import Query
from tests.adapters.fake_upstream import FakeUpstream, Piece, reply

NOW = 1_700_008_200.0
QUICK, SLOW = SignalKey("quick", "load"), SignalKey("slow", "load")
TIMEOUT = 60.0  # of both sources: far beyond what the test may take


class Upstream:
    """Answers every query with `value`; while `held` it answers nobody."""

    def __init__(self, value: float) -> None:
        self.value = value
        self.held = threading.Event()
        self.go = threading.Event()
        self.answered = threading.Semaphore(0)
        self.server = FakeUpstream(self._answer)

    def _answer(self, _request: bytes) -> Iterable[Piece]:
        if self.held.is_set():
            self.go.wait(TIMEOUT)
        body = (
            f'{{"status":"success","data":{{"resultType":"vector","result":'
            f'[{{"metric":{{}},"value":[{NOW:.0f},"{self.value:.0f}"]}}]}}}}'
        )
        yield from reply(body.encode())
        self.answered.release()

    def hold(self) -> None:
        """Answer nobody from now on."""
        self.go.clear()
        self.held.set()

    def let_go(self) -> None:
        """Answer all who wait, and everyone who asks."""
        self.held.clear()
        self.go.set()


@pytest.fixture
def upstreams() -> Iterator[tuple[Upstream, Upstream]]:
    """A quick one and one that tests hold back."""
    made = Upstream(NOW), Upstream(NOW)
    yield made
    for one in made:
        one.let_go()
        one.server.close()


@pytest.fixture
def source(upstreams: tuple[Upstream, Upstream]) -> Iterator[PrometheusSource]:
    """One node on each, read with little patience."""
    urls = {name: one.server.url for name, one in zip(("quick", "slow"), upstreams, strict=True)}
    nodes = {
        name: Node(
            name,
            Level.PHYSICAL_FORM,
            name,
            signals=(Signal("load", "Load", query="max(load)", source=name),),
        )
        for name in urls
    }
    sources = {name: SourceConfig(name, "prometheus", url, timeout=TIMEOUT) for name, url in urls.items()}
    made = PrometheusSource(Model("1", "Two", nodes, step=15.0, sources=sources))
    made._asking.bulkheads = made._sweeping.bulkheads = Bulkheads(64, patience=0.2, again=0.1)
    yield made
    made.close()


Swept = Callable[[float], None]


def test_a_source_that_hangs_does_not_keep_the_readings_of_another_waiting(
    upstreams: tuple[Upstream, Upstream], source: PrometheusSource
) -> None:
    """The sweep is over while the one still hangs, a minute before its deadline; it says whom it is about."""
    _, slow = upstreams
    slow.hold()
    sweep = source.sweep(NOW)
    assert slow.held.is_set()
    assert sweep.readings[QUICK].trust is Trust.LIVE
    assert sweep.readings[SLOW].trust is Trust.UNREACHABLE
    assert "'slow' has not answered within" in sweep.readings[SLOW].detail
    assert sweep.sources["quick"].state is SourceState.LIVE
    assert sweep.sources["slow"].state is SourceState.UNREACHABLE


def _late_once(slow: Upstream, source: PrometheusSource) -> None:
    """One sweep that the slow one answers after its end; from then on it hangs."""
    slow.hold()
    source.sweep(NOW)
    asked = len(slow.server.requests)
    slow.let_go()
    for _ in range(asked):
        assert slow.answered.acquire(timeout=TIMEOUT)
    source.ask([("slow", "vector(1)")], NOW)  # behind the answers on their way to the same loop
    slow.hold()


def test_what_comes_late_is_taken_by_the_next_sweep_as_old_as_it_is(
    upstreams: tuple[Upstream, Upstream], source: PrometheusSource
) -> None:
    """A source that is always slow is read all the same, one step behind; nothing is made younger."""
    _, slow = upstreams
    _late_once(slow, source)
    sweep = source.sweep(NOW + 15)
    assert slow.held.is_set()
    reading = sweep.readings[SLOW]
    assert reading.trust is Trust.LIVE
    assert reading.time is not None
    assert reading.time <= NOW
    assert sweep.sources["slow"].answered_at == NOW


def test_what_came_late_once_is_not_believed_for_longer_than_two_steps(
    upstreams: tuple[Upstream, Upstream], source: PrometheusSource
) -> None:
    """A source that answered late once and never again is not answering, and nothing of it looks live."""
    _, slow = upstreams
    _late_once(slow, source)
    sweep = source.sweep(NOW + 45)
    assert sweep.readings[SLOW].trust is Trust.UNREACHABLE
    assert sweep.sources["slow"].state is SourceState.UNREACHABLE


def test_a_source_that_answers_again_is_read_as_before(
    upstreams: tuple[Upstream, Upstream], source: PrometheusSource
) -> None:
    """Having been late once does not stick to it."""
    _, slow = upstreams
    slow.hold()
    source.sweep(NOW)
    slow.let_go()
    for turn in range(1, 4):
        sweep = source.sweep(NOW + 15 * turn)
    assert sweep.readings[SLOW].trust is Trust.LIVE
    assert sweep.sources["slow"].state is SourceState.LIVE


def test_a_source_that_is_known_to_be_away_makes_nobody_impatient(
    upstreams: tuple[Upstream, Upstream], source: PrometheusSource
) -> None:
    """What fails at once is no reason to give less time to one that takes its time."""
    quick, slow = upstreams
    quick.server.close()
    for turn in range(3):
        source.sweep(NOW + turn)
    slow.hold()
    threading.Timer(0.8, slow.let_go).start()  # four times the patience
    sweep = source.sweep(NOW + 30)
    assert sweep.readings[QUICK].trust is Trust.UNREACHABLE
    assert sweep.readings[SLOW].trust is Trust.LIVE


RULES = tuple(
    ChangeRule(f"{name}-rule", "Load", ChangeKind.VALUE, query=Query("load", (), source=name))
    for name in ("quick", "slow")
)


def test_what_was_done_is_asked_of_each_source_on_its_own(
    upstreams: tuple[Upstream, Upstream], source: PrometheusSource
) -> None:
    """The rooms together know what all of it at once does, and a room that hangs holds up no other."""
    _, slow = upstreams
    with_rules = source.renewed(replace(source._model, changes=RULES))
    try:
        assert with_rules.change_rooms() == ("quick", "slow")
        slow.hold()
        told = with_rules.changes_of("quick", NOW - 600, NOW)
        assert slow.held.is_set()
        assert slow.server.requests == []
        assert told.failures == ()
        slow.server.close()
        (failure,) = with_rules.changes_of("slow", NOW - 600, NOW).failures
        assert "slow-rule" in failure
        assert with_rules.changes(NOW - 600, NOW).failures == (failure,)
        assert with_rules.changes_of("nobody", NOW - 600, NOW) == Changes()
    finally:
        with_rules.close()


def test_lines_of_a_source_come_before_any_sweep_while_another_hangs(
    upstreams: tuple[Upstream, Upstream], source: PrometheusSource
) -> None:
    """How often samples come is not yet known then, and is not waited for where nobody says it."""
    _, slow = upstreams
    slow.hold()
    reading = threading.Thread(target=lambda: source.series([QUICK], NOW - 60, NOW, 15.0), daemon=True)
    reading.start()
    reading.join(TIMEOUT / 2)
    assert not reading.is_alive()
