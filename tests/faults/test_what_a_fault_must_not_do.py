"""A fault costs no request thread, no place in the source, no secret, no memory, and half a minute."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.prometheus.adapter import PrometheusSource
from hierarchy.evidence.readings import SourceState
from navigator.clock import LiveClock
from navigator.services import Services
from tests.faults import lies
from tests.faults.chain import Watched, chain, shop, well_machines
from tests.faults.fault_server import Behaviour, FaultServer

ROOT = Path(__file__).parents[2]
BACK_WITHIN = 30.0
PATIENCE = 120.0  # seconds that no machine needs
LIMIT_MB = 64


@pytest.fixture
def machines() -> Iterator[FaultServer]:
    """The source that stays well."""
    with well_machines() as server:
        yield server


@pytest.fixture
def failing() -> Iterator[FaultServer]:
    """The source that is going to fail; it is well at first."""
    server = FaultServer(lies.GOOD)
    yield server
    server.close()


def _reads(revision: str, at: float) -> tuple[str, ...]:
    """Everything that a page and programs ask for."""
    window = f"revision={revision}&from={at - 3600:.0f}&to={at:.0f}"
    place = f"revision={revision}&place=%3F&columns=6&rows=4&focus=bank"
    return (
        f"/screen/sparks.json?{window}&keys=4.0,3.0",
        f"/screen/timeline.json?{window}",
        f"/screen/next.json?{place}",
        "/screen/edition.json",
        f"/screen/model.json?revision={revision}",
        "/api/v1/health",
        "/api/v1/nodes/bank",
        "/api/v1/cues?focus=bank",
        f"/api/v1/series?signal=bank/lost&from={at - 600:.0f}&to={at:.0f}",
        "/livez",
    )


def test_no_request_thread_asks_a_source_that_hangs(failing: FaultServer, machines: FaultServer) -> None:
    """Whatever is asked of the navigator, only threads of its own wait for a source."""
    with chain(failing.url, machines.url, timeout=2.0) as followed:
        followed.sweep()
        failing.behaviour = lies.holding(60.0)
        under_way = followed.sweeper.submit(followed.services.poller.sweep_once)
        assert failing.wait_for(lambda: bool(failing.requests))
        for focus in ("", "bank", "cart"):
            followed.scene(focus)
            followed.detail(focus)
        for path in _reads(followed.services.model.revision, followed.clock.now()):
            answer = followed.page.client.get(path)
            assert answer.status_code in (200, 202, 503), (path, answer.get_data(as_text=True))
            assert "Traceback" not in answer.get_data(as_text=True)
        own = {name for name in followed.source.threads if not name.startswith(("sweeper", "navigator-"))}
        assert own == set()
        under_way.result(timeout=60)


def test_a_source_never_has_more_to_do_at_once_than_it_may(
    failing: FaultServer, machines: FaultServer
) -> None:
    """Those who give up leave what they asked in its place until it ends."""
    failing.behaviour = lies.holding(0.05)
    with chain(failing.url, machines.url, max_concurrency=2) as followed:
        at = followed.clock.now()
        sweeps = [followed.sweeper.submit(followed.services.poller.sweep_once) for _ in range(2)]
        with ThreadPoolExecutor(4, thread_name_prefix="navigator-test") as others:
            keys = [key for key in followed.services.signals if key.node != "host"]
            reads = [
                others.submit(followed.source.series, keys, at // 5 * 5 - 300 * n, at // 5 * 5, 5.0)
                for n in (1, 2, 3)
            ]
            for sweep in sweeps:
                sweep.result(timeout=60)
            for read in reads:
                read.result(timeout=60)
        assert len(failing.asked()) > 4
        assert failing.most_at_once <= 2


@pytest.mark.parametrize("behaviour", [lies.repeating_its_request, lies.warning_of_its_request])
def test_a_secret_that_a_source_repeats_is_not_passed_on(
    behaviour: Behaviour, failing: FaultServer, machines: FaultServer, tmp_path: Path
) -> None:
    """Some servers say what they were sent; the screen, the API and the log do not."""
    file = tmp_path / "token"
    file.write_text(lies.TOKEN)
    failing.behaviour = behaviour
    with chain(failing.url, machines.url, bearer_token_file=str(file)) as followed:
        followed.sweep()
        assert any(lies.TOKEN in asked.head for asked in failing.asked())
        shown = followed.shown("bank")
        assert "Bearer …" in shown or "…" in shown
        assert lies.TOKEN not in shown


_GROWTH = """
import resource, sys
from adapters.prometheus.transport import MAX_BODY
from tests.faults.chain import chain, well_machines
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
with well_machines() as machines, chain(sys.argv[1], machines.url, cap=MAX_BODY, timeout=120.0) as followed:
    followed.sweep()
    followed.shown()
    print(peak(), flush=True)
    for _ in sys.stdin:
        followed.sweep(30.0)
        followed.shown()
        print(peak(), followed.swept[-1].sources["default"].error, flush=True)
"""


def test_no_answer_is_too_large_for_the_memory_that_there_is(failing: FaultServer) -> None:
    """The process that reads grows by less than 64 MB, as far as it ever gets, whatever comes."""
    with subprocess.Popen(
        [sys.executable, "-c", _GROWTH, failing.url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        before = float(child.stdout.readline())
        for behaviour in (lies.BOMB, lies.ENDLESS, lies.MILLION):
            failing.behaviour = behaviour
            child.stdin.write("go on\n")
            child.stdin.flush()
            after, _, error = child.stdout.readline().partition(" ")
            assert "more than" in error
            assert float(after) - before < LIMIT_MB, behaviour
        child.stdin.close()


def _within(seconds: float, is_so: Callable[[], bool]) -> bool:
    """Whether it became so in time."""
    until, never = time.monotonic() + seconds, threading.Event()
    while not is_so():
        if time.monotonic() > until:
            return False
        never.wait(0.05)
    return True


def test_sources_that_are_back_are_read_again_within_30_s_unaided(machines: FaultServer) -> None:
    """One that was refused and one that hung, with the real pauses and threads: as many sweeps later as are
    begun in that time, however long they take on this machine."""
    servers = [FaultServer(lies.GOOD), FaultServer(lies.GOOD)]
    made: list[Services] = []
    watched: list[Watched] = []
    try:
        for server in servers:
            model = shop(server.url, machines.url, timeout=2.0)
            watched.append(Watched(PrometheusSource(model)))
            made.append(Services.build(model, watched[-1], LiveClock()))
            made[-1].start()

        def has(state: SourceState) -> bool:
            found = [one.poller.current for one in made]
            return all(h is not None and h.sources["default"].state is state for h in found)

        assert _within(PATIENCE, lambda: has(SourceState.LIVE))
        servers[0].refuse()
        servers[1].behaviour = lies.holding(60.0)
        assert _within(PATIENCE, lambda: has(SourceState.UNREACHABLE))
        servers[0].listen()
        servers[1].behaviour = lies.GOOD
        before = [one.sweeps for one in watched]
        assert _within(PATIENCE, lambda: has(SourceState.LIVE))
        taken = [one.sweeps - swept for one, swept in zip(watched, before, strict=True)]
        assert max(taken) <= BACK_WITHIN / made[0].model.step, taken
    finally:
        for server in servers:
            server.close()
        for one in made:
            one.close()
