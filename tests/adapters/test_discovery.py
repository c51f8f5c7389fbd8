"""Asking a source what it is: one request at a time, with an end, and an answer in any case."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from adapters.discovery import Capabilities, probe
from adapters.failures import FailureKind
from hierarchy.model import SourceConfig
from tests.adapters.fake_upstream import FakeUpstream, Piece, reply

ONE = b'{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}'
BUILD = b'{"status":"success","data":{"version":"3.1.0","revision":"x"}}'
MIMIR = b'{"status":"success","data":{"application":"Grafana Mimir","version":"2.9"}}'


def asked(answer: Callable[[bytes], Iterable[Piece]], timeout: float = 10.0) -> tuple[Capabilities, int]:
    """What is found out, and how many requests it took."""
    upstream = FakeUpstream(answer)
    try:
        found = probe(SourceConfig("d", "prometheus", upstream.url + "/base/", timeout=timeout))
    finally:
        upstream.close()
    return found, len(upstream.requests)


def server(build: bytes, status: str = "200 OK") -> Callable[[bytes], Iterable[Piece]]:
    """A server with this build information that can calculate 1."""
    return lambda request: reply(build, status) if b"/base/api/v1/status/buildinfo" in request else reply(ONE)


@pytest.mark.parametrize(
    ("answer", "name", "version"),
    [
        (server(BUILD), "Prometheus", "3.1.0"),
        (server(MIMIR), "Grafana Mimir", "2.9"),
        (server(b'{"status":"success","data":{}}'), "", ""),
        (server(b"404 page not found", "404 Not Found"), "", ""),
    ],
)
def test_a_server_that_answers_queries_is_usable_whether_or_not_it_says_what_it_is(
    answer: Callable[[bytes], Iterable[Piece]], name: str, version: str
) -> None:
    """Compatible servers have no build information."""
    assert asked(answer) == (Capabilities(name, version), 2)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (lambda _: reply(b"<html>Sign in"), FailureKind.NOT_PROMETHEUS),
        (
            lambda _: reply(b"", "302 Found", "Location: https://login.example/?t=1\r\n"),
            FailureKind.REDIRECTED,
        ),
        (lambda _: reply(b"", "503 X", "Retry-After: 60\r\n"), FailureKind.OVERLOADED),
        (lambda _: reply(b"", "401 X"), FailureKind.UNAUTHORIZED),
        (lambda _: reply(bytes(3_000_000)), FailureKind.TOO_LARGE),
        (lambda _: [60.0], FailureKind.TIMEOUT),
        (lambda _: [piece for _ in range(300) for piece in (b"H", 0.1)], FailureKind.TIMEOUT),
    ],
)
def test_what_is_no_prometheus_is_told_after_one_request(
    answer: Callable[[bytes], Iterable[Piece]], kind: FailureKind
) -> None:
    """No retry, no sleep on Retry-After, no redirect, no hang."""
    found, requests = asked(answer, timeout=1.0 if kind is FailureKind.TIMEOUT else 60.0)
    assert found.failure is not None
    assert not found.usable
    assert (found.failure.kind, requests) == (kind, 1)


def test_a_server_that_cannot_calculate_is_not_usable() -> None:
    """A page that says 200 to everything is no Prometheus."""
    found, _ = asked(lambda _: reply(BUILD))
    assert found.failure is not None
    assert found.failure.kind is FailureKind.NOT_PROMETHEUS


def test_nobody_listening_is_refused_by_host_and_without_the_password_of_the_url() -> None:
    """The message is shown to people."""
    found = probe(SourceConfig("d", "prometheus", "http://user:hidden@127.0.0.1:9/"))
    assert found.failure is not None
    assert found.failure.kind is FailureKind.REFUSED
    assert "hidden" not in found.failure.message
