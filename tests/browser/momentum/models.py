"""The systems that the score is measured on: real server processes whose clock stands still."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.serving import running, write_files
from tests.browser.acceptance.running import navigator
from tests.live.prometheus_server import free_port

READY_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Case:
    """A system in a state. `example` names a recorded incident looked at `at`, else `nodes` are generated;
    `faults` says how much is wrong: "one" or "two"."""

    name: str
    faults: str
    example: str = ""
    at: str = ""
    nodes: int = 0

    @property
    def title(self) -> str:
        """For people."""
        return f"{self.name}, {'two concurrent faults' if self.faults == 'two' else 'everyday'}"


# Recorded: the fault at which the demo opens; and 05:29, when the next fault (the network to currency,
# 05:27) has begun while the minutes of the one before it (its CPU, 05:18) still count. Simulated: half an
# hour into the first fault, with nobody hurt yet; and 09:02, when the gateway's lock (08:12) and the loss of
# packets (08:36) are both there. Generated, everyday: one signal in 64 is bad anywhere; two faults: all is
# well but a mechanism and a resource of another domain.
CASES = (
    Case("online-boutique", "one", example="online-boutique", at="2022-08-22T05:20:00Z"),
    Case("online-boutique", "two", example="online-boutique", at="2022-08-22T05:29:00Z"),
    Case("thundering-herd", "one", example="thundering-herd", at="2025-01-16T08:30:00Z"),
    Case("thundering-herd", "two", example="thundering-herd", at="2025-01-16T09:02:00Z"),
    *(Case(f"generated-{n}", faults, nodes=n) for n in (60, 500, 2000, 10000) for faults in ("one", "two")),
)


@contextmanager
def serving(case: Case) -> Iterator[str]:
    """The address, without the last slash, of a server for the case that has read the history it shows."""
    opened = _recorded(case) if case.example else _generated(case)
    with opened as base:
        yield base


def _recorded(case: Case) -> AbstractContextManager[str]:
    return navigator("demo", case.example, "--paused", "--at", case.at)


@contextmanager
def _generated(case: Case) -> Iterator[str]:
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        write_files(Path(name), case.nodes)
        command = ["-m", "tests.browser.momentum.made_server", name, str(port), "--faults", case.faults]
        with running(command, port, READY_SECONDS) as server:
            yield server.url
