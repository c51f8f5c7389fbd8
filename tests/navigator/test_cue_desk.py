"""Cues gathered in the background, once for everybody who looks at the same focus."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from hierarchy.evidence.changes import Change, Changes
from hierarchy.evidence.cue import Cue, CueEvidence, CueKind, CueNote, Cues
from hierarchy.evidence.cues import Facts
from hierarchy.evidence.health import Health
from hierarchy.evidence.states import State
from hierarchy.evidence.usual import Deviation, Usual
from hierarchy.graph import Graph
from hierarchy.model import Model, SignalKey, SourceConfig
from navigator import cue_desk
from navigator.cue_desk import OLD_SECONDS
from navigator.screen.moments import look
from navigator.screen.url_state import Place
from navigator.services import Services

NOW = 1_661_142_000.0
CART = SignalKey("cart", "errors")
USUAL = Usual(0.0, 0.001, 0.002, 0.002, 60, "the same hour a day ago")


class _Work:
    """Stands for gathering and ranking: reads the ranges of everything below, and finds the cart."""

    def __init__(self) -> None:
        self.facts: list[Facts] = []
        self.note: CueNote | None = None
        self.broken = False
        self.begun = threading.Semaphore(0)
        self.go = threading.Event()
        self.go.set()

    def gather(
        self,
        fetch: Callable[..., Mapping[SignalKey, Any]],
        model: Model,
        graph: Graph,
        health: Health,
        focus: str,
        at: float,
        changes: Changes,
        breakdowns: Mapping[Any, Any],
    ) -> Facts:
        """As `navigator.cueing.gather`."""
        self.begun.release()
        assert self.go.wait(20)
        keys: Sequence[SignalKey] = [SignalKey(id, "errors") for id in (focus, *graph.below(focus))]
        start = (at - 3600) // 15 * 15
        series = fetch(keys, start, at // 15 * 15, 15.0)
        self.facts.append(Facts(model, graph, health, focus, at, series, {}, changes, breakdowns))
        if self.broken:
            raise RuntimeError("broken")
        return self.facts[-1]

    def cues(self, facts: Facts, limit: int) -> Cues:
        """As `hierarchy.evidence.cues.cues`."""
        evidence = CueEvidence(CueKind.STATE, f"at most {limit}", "errors", 0.2)
        found = () if self.note else (Cue(1, "cart", (facts.focus, "cart"), 3.0, (evidence,)),)
        return Cues(facts.focus, facts.at, found, self.note, {CART: Deviation(3.0, 0.2, USUAL)})


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> _Work:
    """That work in the place of the real one."""
    made = _Work()
    monkeypatch.setattr(cue_desk, "gather", made.gather)
    monkeypatch.setattr(cue_desk, "cues", made.cues)
    return made


def _count_series(source: Any) -> list[tuple[SignalKey, ...]]:
    asked: list[tuple[SignalKey, ...]] = []
    answer = source.series

    def series(keys: Sequence[SignalKey], start: float, end: float, step: float) -> object:
        asked.append(tuple(keys))
        return answer(keys, start, end, step)

    source.series = series
    return asked


def test_nothing_is_asked_before_somebody_looks(services: Services, source: Any, work: _Work) -> None:
    """Sweeps and pictures without a focus cost no ranges."""
    asked = _count_series(source)
    services.poller.sweep_once()
    look(services, Place())
    assert asked == []
    assert work.facts == []


def test_fifty_viewers_of_one_focus_are_one_gathering(services: Services, source: Any, work: _Work) -> None:
    """Load does not grow with viewers: one set of ranges, and one ranking for all of them."""
    asked = _count_series(source)
    health = services.poller.sweep_once()
    source.go.clear()
    found: list[Cues | None] = []
    viewers = [
        threading.Thread(target=lambda: found.append(services.cues.get("buy", health, 10))) for _ in range(50)
    ]
    for viewer in viewers:
        viewer.start()
    source.go.set()
    for viewer in viewers:
        viewer.join(20)
    assert len(found) == 50
    assert {one.cues[0].node for one in found if one is not None} == {"cart"}
    assert None not in found
    assert len(work.facts) == 1
    assert len(asked) == 1
    assert services.cues.get("buy", health, 0.0) is not None
    assert len(work.facts) == 1


def test_neighbouring_foci_share_the_ranges(services: Services, source: Any, work: _Work) -> None:
    """Going down asks for nothing that was read above."""
    asked = _count_series(source)
    health = services.poller.sweep_once()
    assert services.cues.get("buy", health, 5) is not None
    assert services.cues.get("pay", health, 5) is not None
    assert len(work.facts) == 2
    assert len(asked) == 1


def test_a_look_does_not_wait_longer_than_said(services: Services, source: Any, work: _Work) -> None:
    """None while the gathering is under way."""
    health = services.poller.sweep_once()
    source.go.clear()
    assert services.cues.get("buy", health, 0.01) is None
    source.go.set()
    assert services.cues.get("buy", health, 5) is not None
    assert len(work.facts) == 1


@pytest.mark.usefixtures("work")
def test_cues_of_a_step_ago_are_shown_while_new_ones_are_gathered(
    services: Services, source: Any, clock: Any
) -> None:
    """They say of when they are; whoever wants exact ones is told that there are none yet."""
    before = services.poller.sweep_once()
    services.cues.get("buy", before, 5)
    clock.time = NOW + 15
    now = services.poller.sweep_once()
    source.go.clear()
    shown = services.cues.get("buy", now, 5)
    assert shown is not None
    assert shown.at == NOW
    assert services.cues.get("buy", now, 0.01, exact=True) is None
    clock.time = NOW + 600
    assert services.cues.get("buy", now, 0.01) is None, "a look at the past is not refreshed: it waits"
    clock.time = NOW + 15
    source.go.set()
    exact = services.cues.get("buy", now, 5, exact=True)
    assert exact is not None
    assert exact.at == NOW + 15
    clock.time = NOW + 15 + OLD_SECONDS + 15
    later = services.poller.sweep_once()
    source.go.clear()
    assert services.cues.get("buy", later, 0.01) is None


def test_where_time_runs_faster_than_gathering_the_last_cues_stay_and_nothing_queues(
    services: Services, clock: Any, work: _Work
) -> None:
    """One set of a focus at a time, however many steps go by meanwhile; it is the next that is shown."""
    services.cues.get("buy", services.poller.sweep_once(), 5)
    work.go.clear()
    for steps in range(1, 9):
        clock.time = NOW + 15 * steps
        now = services.poller.sweep_once()
        shown = services.cues.get("buy", now, 0.0)
        assert shown is not None
        assert shown.at == NOW
    work.go.set()
    exact = services.cues.get("buy", now, 5, exact=True)
    assert exact is not None
    assert exact.at == NOW + 15 * 8
    assert [facts.at for facts in work.facts if facts.focus == "buy"] == [NOW, NOW + 15, NOW + 15 * 8]


def test_the_first_cues_of_a_focus_are_waited_for_although_time_goes_on(
    services: Services, clock: Any, work: _Work
) -> None:
    """Whoever comes while they are gathered gets those, of a step before, and asks for no others."""
    work.go.clear()
    assert services.cues.get("buy", services.poller.sweep_once(), 0.0) is None
    clock.time = NOW + 15
    now = services.poller.sweep_once()
    assert services.cues.get("buy", now, 0.0) is None
    work.go.set()
    shown = services.cues.get("buy", now, 5)
    assert shown is not None
    assert shown.at == NOW


def test_what_goes_wrong_is_a_note_and_no_exception(
    services: Services, work: _Work, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever looks is told that nothing can be said; the log has why."""
    work.broken = True
    found = services.cues.get("buy", services.poller.sweep_once(), 5)
    assert found is not None
    assert found.cues == ()
    assert found.note is not None
    assert found.note.code == "no_data"
    assert "could not be worked out" in caplog.text


def test_before_the_first_reading_there_is_no_ground_for_cues(
    services: Services, source: Any, work: _Work
) -> None:
    """What stands for a moment that is still being read gives none, neither now nor later."""
    source.go.clear()
    moment, _ = look(services, Place(at=NOW - 600))
    assert services.cues.get("buy", moment.health, 0.05) is None
    assert not work.begun.acquire(blocking=False)


def test_cues_are_those_of_what_is_read_whatever_is_imagined(services: Services, work: _Work) -> None:
    """What somebody takes for granted changes no cue, also where that look comes first."""
    services.poller.sweep_once()
    imagined = look(services, Place(what_if=(("host", State.CRITICAL),)))[0].health
    assert imagined.nodes["host"].state is State.CRITICAL
    services.cues.get("buy", imagined, 5)
    assert work.facts[0].health.nodes["host"].state is State.OK


def test_cues_know_of_changes_what_was_known_at_their_moment(
    services: Services, source: Any, work: _Work
) -> None:
    """What came later is not there, and what ended later had not ended."""
    lasting = Change("a", "Rollout", NOW - 1200, until=NOW - 300, nodes=("cart",))
    later = Change("b", "Deploy", NOW - 500, nodes=("cart",))
    source.changes = lambda _start, _end: Changes((lasting, later))
    moment, _ = look(services, Place(at=NOW - 600))
    assert services.cues.get("buy", moment.health, 5) is not None
    (known,) = work.facts[0].changes.found
    assert (known.title, known.until, known.lasting) == ("Rollout", None, True)


@pytest.mark.usefixtures("work")
def test_deviations_are_known_once_somebody_looked(services: Services) -> None:
    """For the moments about that look, and not for others."""
    health = services.poller.sweep_once()
    assert services.cues.deviations(NOW) == {}
    services.cues.get("buy", health, 5)
    assert services.cues.deviations(NOW)[CART].spreads == 3.0
    assert CART in services.cues.deviations(NOW + 15)
    assert services.cues.deviations(NOW - 15) == {}
    assert services.cues.deviations(NOW + 15, exact=True) == {}, "a moment of the past has its own"
    assert CART in services.cues.deviations(NOW, exact=True)
    assert CART in services.cues.deviations(NOW + OLD_SECONDS)
    assert services.cues.deviations(NOW + OLD_SECONDS + 15) == {}


@pytest.mark.usefixtures("work")
def test_a_reload_shows_the_cues_that_still_hold_until_new_ones_are_there(
    model: Model, source: Any, clock: Any
) -> None:
    """Cues that name a node which is gone are not shown."""
    model = replace(model, sources={"default": SourceConfig("default", "prometheus", "http://p:9090")})
    services = Services.build(model, source, clock)
    health = services.poller.sweep_once()
    services.cues.get("buy", health, 5)
    same = services.renewed(replace(model, revision="rev2", title="Another title"), source)
    source.go.clear()
    current = same.poller.current
    assert current is not None
    shown = same.cues.get("buy", current, 0.0)
    assert shown is not None
    assert shown.cues[0].node == "cart"
    nodes = {id: node for id, node in model.nodes.items() if id != "cart"}
    pay = nodes["pay"]
    nodes["pay"] = replace(pay, how=(replace(pay.how[0], members=("checkout",)),))
    nodes["checkout"] = replace(nodes["checkout"], calls=())
    nodes["host"] = replace(nodes["host"], why=("checkout",))
    smaller = services.renewed(replace(model, revision="rev3", nodes=nodes), source)
    current = smaller.poller.current
    assert current is not None
    assert smaller.cues.get("buy", current, 0.0) is None
    source.go.set()
    for one in (services, same, smaller):
        one.close()


def test_an_unknown_focus_is_the_callers_mistake(services: Services) -> None:
    """A KeyError, before anything is asked."""
    with pytest.raises(KeyError):
        services.cues.get("nope", services.poller.sweep_once(), 0.0)
