"""Whatever a source does, the screen says what is wrong and what to do, and calls nothing unknown well."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import SourceState, Trust
from hierarchy.evidence.states import State
from tests.faults.cases import BY_NAME, HARMLESS, REFUSES, Case
from tests.faults.chain import AFFECTED, CAP, NOW, VALUES, Chain, Face, chain, texts, well_machines
from tests.faults.fault_server import FaultServer
from tests.faults.lies import EVIL, GOOD

RECOVERS_WITHIN = 30.0
UNFIT = ("Traceback", "Exception", "Error(", "object at 0x", "None")
STATES = {"buy": "ok", "orders": "warning", "pay": "ok", "cart": "critical", "bank": "ok", "host": "ok"}


@pytest.fixture(scope="module")
def machines() -> Iterator[FaultServer]:
    """The source that stays well."""
    with well_machines() as server:
        yield server


@pytest.fixture(scope="module")
def face() -> Face:
    """What shows them all, one after the other."""
    return Face()


@pytest.fixture
def failing() -> Iterator[FaultServer]:
    """The source that is going to fail; it is well at first."""
    server = FaultServer(GOOD)
    yield server
    server.close()


@pytest.fixture
def followed(
    failing: FaultServer, machines: FaultServer, face: Face, request: pytest.FixtureRequest
) -> Iterator[Chain]:
    """The whole chain over both."""
    case = getattr(request, "param", None)
    about: dict[str, Any] = dict(BY_NAME[case].about) if case else {}
    cap = BY_NAME[case].cap if case else CAP
    with chain(failing.url, machines.url, face, cap, **about) as made:
        yield made


def set_off(server: FaultServer, case: Case) -> None:
    """From now on the server does what the case says."""
    if case.behaviour is None:
        server.refuse()
    else:
        server.behaviour = case.behaviour


def mend(server: FaultServer) -> None:
    """From now on the server is well."""
    server.behaviour = GOOD
    server.listen()


def states_of(health: Health) -> dict[str, str]:
    """The state shown of every node."""
    return {id: node.state.value for id, node in health.nodes.items()}


def are_right(health: Health) -> bool:
    """Whether every node has its true state."""
    return states_of(health) == STATES


def assert_nothing_pretends(health: Health, case: Case, trust: Trust) -> None:
    """What the failing source is asked about has no state that it would need a value for."""
    for id in AFFECTED:
        reading = health.nodes[id].signals["lost"]
        assert reading.trust is trust, (id, reading)
        assert health.nodes[id].own is not State.OK, (id, reading)
        assert health.nodes[id].bounds.worst is State.CRITICAL, id
    host = health.nodes["host"]
    assert (host.own, host.signals["load"].trust) == (State.OK, Trust.LIVE)
    assert health.sources["machines"].state is SourceState.LIVE
    assert health.sources["default"].state is case.state, health.sources["default"]


def assert_told(followed: Chain, case: Case, *, before: bool) -> None:
    """The banner has the words, the detail has them at the signal, and no text says more than it should."""
    scene = followed.scene("bank")
    banners = [notice["text"] for notice in scene["notices"] if notice["id"] == case.state.value]
    told = " ".join(banners)
    for words in case.says if before else [w for w in case.says if not w.startswith("Values are")]:
        assert words.lower() in told.lower(), told
    assert bool(banners) == (case.state is not SourceState.LIVE), scene["notices"]
    if case.state is not SourceState.LIVE:
        assert "“default”" in told
    assert scene["source"]["state"] == ("refusing" if REFUSES in case.says else case.state.value)
    detail = followed.detail("bank")
    for words in case.at_signal:
        assert words in detail, detail
    shown = "\n".join([*texts(scene), detail, followed.told_to_programs()])
    for words in (*UNFIT, EVIL[:60], "\u202e", "\u0007", "x" * 400):
        assert words not in shown, shown
    assert "machines" not in told, "the other source is well"
    assert "last read" not in followed.detail("host"), "so are its nodes"


each = pytest.mark.parametrize(
    ("name", "followed"), [pytest.param(name, name, id=name) for name in BY_NAME], indirect=["followed"]
)


@each
def test_a_fault_is_told_and_what_was_known_grows_old_and_it_heals(
    name: str, followed: Chain, failing: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Known, faulty, faulty for longer than values last, and well again: each time the right is seen."""
    case = BY_NAME[name]
    followed.recovered_after(are_right)
    assert states_of(followed.swept[-1]) == STATES
    set_off(failing, case)
    at_once = followed.sweep(followed.services.poller.pause)
    if case.holds:
        assert are_right(at_once), "the last known holds until it is too old"
    else:
        assert_nothing_pretends(at_once, case, case.trust)
    assert_told(followed, case, before=True)
    late = followed.sweep(120.0)
    assert_nothing_pretends(late, case, case.trust)
    assert_told(followed, case, before=True)
    for id in AFFECTED if case.keeps else ():
        reading = late.nodes[id].signals["lost"]
        assert reading.age is None or reading.age > 100, reading
        if case.trust in (Trust.UNREACHABLE, Trust.TRUNCATED):
            expected = followed.services.model.nodes[id].labels["service"]
            assert reading.value == VALUES[expected], "the last known stays in sight"
    mend(failing)
    taken = followed.recovered_after(are_right)
    assert taken <= RECOVERS_WITHIN
    assert [n for n in followed.scene("bank")["notices"] if n["severity"] != "info"] == []
    assert all("sweeper" in one or "navigator-" in one for one in followed.source.threads)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR or record.exc_info] == []


@each
def test_a_fault_from_the_start_leaves_everything_of_that_source_unknown(
    name: str, followed: Chain, failing: FaultServer
) -> None:
    """Where nothing was ever known there is nothing to show, and nothing that looks well."""
    case = BY_NAME[name]
    set_off(failing, case)
    health = followed.sweep()
    assert_nothing_pretends(health, case, case.fresh or case.trust)
    assert_told(followed, case, before=False)


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_no_fault_changes_nothing(name: str, followed: Chain, failing: FaultServer) -> None:
    """A source may be slow within its time, remark things, or speak an old dialect."""
    failing.behaviour = HARMLESS[name]
    health = followed.sweep()
    assert states_of(health) == STATES
    assert health.sources["default"].state is SourceState.LIVE
    assert followed.scene("bank")["notices"] == []


def test_a_peer_that_closes_between_requests_costs_no_reading(machines: FaultServer) -> None:
    """A connection that is kept open may be gone when it is wanted again."""
    server = FaultServer(GOOD, lasting=True)
    try:
        with chain(server.url, machines.url) as followed:
            for _ in range(3):
                health = followed.sweep(15.0)
                assert states_of(health) == STATES
                server.refuse()
                server.listen()
            assert health.at > NOW
    finally:
        server.close()
