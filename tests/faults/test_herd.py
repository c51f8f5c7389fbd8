"""Five hundred people open a navigator that knows nothing yet: the source has no more to do than for one."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from hierarchy.evidence.readings import Trust
from tests.adapters.fake_upstream import Piece
from tests.faults.chain import BANK, Chain, chain, well_machines
from tests.faults.fault_server import Asked, FaultServer
from tests.faults.lies import GOOD, PROBE

PEOPLE = 500
AT_ONCE = 20
WAIT = 60.0


class _Held:
    """A good source that answers nobody until `go`."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def __call__(self, asked: Asked) -> Iterator[Piece]:
        while not self.go.is_set():
            yield 0.02
        yield from GOOD(asked)


@pytest.fixture
def held() -> Iterator[_Held]:
    """What the source does."""
    made = _Held()
    yield made
    made.go.set()


@pytest.fixture
def failing(held: _Held) -> Iterator[FaultServer]:
    """The source."""
    server = FaultServer(held)
    yield server
    server.close()


def _open(followed: Chain, number: int) -> list[int]:
    """What a page asks first, seen by one in ten to its end; the status of each answer."""
    client = followed.page.client.application.test_client()  # one for each thread
    revision, at = followed.services.model.revision, followed.clock.now()
    window = f"revision={revision}&from={at - 3600:.0f}&to={at:.0f}"
    paths = ["/screen/scene.json?columns=6&rows=4"]
    if number % 10 == 0:
        paths += ["/", f"/screen/sparks.json?{window}&keys=4.0,3.0", "/api/v1/health"]
    return [client.get(path).status_code for path in paths]


def _questions(server: FaultServer) -> Counter[tuple[str, ...]]:
    """How often each question was asked, by its query and its times."""
    times = ("time", "start", "end", "step")
    return Counter(
        (asked.query, *(asked.form.get(name, "") for name in times))
        for asked in server.asked()
        if asked.query and asked.query != PROBE
    )


def test_five_hundred_opens_of_a_cold_page_are_one_sweep_and_wait_for_none(
    failing: FaultServer, held: _Held
) -> None:
    """All are answered while the source has answered nobody, and each question was asked once in the end."""
    with well_machines() as machines, chain(failing.url, machines.url, timeout=WAIT) as followed:
        sweep = followed.sweeper.submit(followed.services.poller.sweep_once)
        assert failing.wait_for(lambda: bool(failing.requests))
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="navigator-people") as people:
            opened = people.map(partial(_open, followed), range(PEOPLE))
            answers = Counter(status for one in opened for status in one)
        assert not held.go.is_set()
        assert not sweep.done()
        assert set(answers) <= {200, 202, 503}, answers
        assert failing.most_at_once <= 3
        held.go.set()
        health = sweep.result(timeout=WAIT)
        assert health.nodes["bank"].signals[BANK.signal].trust is Trust.LIVE
        once = _questions(failing)
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="navigator-people") as people:
            opened = people.map(partial(_open, followed), range(PEOPLE))
            answers = Counter(status for one in opened for status in one)
        assert answers[200] >= PEOPLE, answers
        asked = _questions(failing)
        assert set(asked.values()) == {1}, asked.most_common(3)
        sweeps = {question for question in asked if not question[2]}
        assert sweeps == {question for question in once if not question[2]}
