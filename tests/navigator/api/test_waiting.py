"""What asks a source that hangs never takes all threads that answer."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from concurrent.futures import wait as wait_for
from itertools import islice
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from navigator.api.waiting import MOST
from navigator.app import create_app
from navigator.desk import Desk
from navigator.services import Services
from navigator.settings import Settings

AT_ONCE = 3.0  # seconds; well below what a request may wait for a source
THREADS = Settings().threads


class Visitors:
    """As many threads as answer requests, each with a client of its own."""

    def __init__(self, server: Flask) -> None:
        self._server = server
        self._pool = ThreadPoolExecutor(THREADS)

    def ask(self, path: str) -> Future[TestResponse]:
        """The answer, as soon as a thread is free."""
        return self._pool.submit(lambda: self._server.test_client().get(path))

    def close(self) -> None:
        """Wait for all."""
        self._pool.shutdown()


@pytest.fixture
def visitors(services: Services, source: Any) -> Iterator[Visitors]:
    """People and programs; the source is let go at the end."""
    made = Visitors(create_app(Settings(), Desk(services)).server)
    yield made
    source.close()
    made.close()


def paths(kind: str) -> list[str]:
    """More different requests than there are threads."""
    several = {
        "past": "/api/v1/health?at=now-{}m",
        "node": "/api/v1/nodes/cart?at=now-{}m",
        "present": "/api/v1/health?n={}",
        "series": "/api/v1/series?signal=cart/errors&from=now-{}m",
    }
    return [several[kind].format(n) for n in range(1, THREADS + 5)]


@pytest.mark.parametrize("kind", ["past", "node", "present", "series"])
def test_a_source_that_hangs_delays_few_requests_and_the_others_are_told_at_once(
    visitors: Visitors, services: Services, source: Any, kind: str
) -> None:
    """Two wait and get their answer when the source is back; the rest is asked to come again."""
    source.go.clear()
    asked = [visitors.ask(path) for path in paths(kind)]
    assert visitors.ask("/livez").result(AT_ONCE).status_code == 200
    assert visitors.ask("/screen/model.json?revision=rev1").result(AT_ONCE).status_code == 200
    done = list(islice(as_completed(asked, AT_ONCE), len(asked) - MOST))
    waiting = [one for one in asked if one not in done]
    for one in done:
        assert one.result().status_code == 503
        assert one.result().headers["Retry-After"]
    source.go.set()
    services.poller.sweep_once()
    assert [one.result(AT_ONCE).status_code for one in waiting] == [200] * len(waiting)


def test_a_request_that_has_waited_leaves_its_turn_to_others(
    visitors: Visitors, services: Services, source: Any
) -> None:
    """After the source is back everything that is asked one by one gets its answer."""
    source.go.clear()
    asked = [visitors.ask(path) for path in paths("past")]
    source.go.set()
    wait_for(asked, timeout=10)
    services.poller.sweep_once()
    for path in paths("series"):
        assert visitors.ask(path).result(10).status_code == 200
