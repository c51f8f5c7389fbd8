"""Everything an upstream can do wrong becomes a typed reading, after exactly one request."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.adapter import PrometheusSource
from adapters.prometheus.envelope import Answer
from adapters.prometheus.loop_thread import LoopThread
from adapters.prometheus.pipeline import Outcome, Pipeline
from hierarchy.evidence.readings import SourceState, Trust
from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, SignalKey, SourceConfig
from tests.adapters.fake_upstream import FakeUpstream, Piece, bomb, dripping, endless, reply

GOOD = b'{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1000,"7"]}]}}'
HTML = "Content-Type: text/html\r\n"
SLOW = 0.6  # total deadline of the tests that wait for it, seconds


def error(kind: str, words: str) -> bytes:
    """An error body as Prometheus sends it."""
    return f'{{"status":"error","errorType":"{kind}","error":"{words}"}}'.encode()


K = FailureKind
ALWAYS = [b" "] * 300  # with its pauses far longer than any deadline here
CASES: dict[str, tuple[Callable[[], Iterable[Piece]], FailureKind]] = {
    "hang": (lambda: [60.0], K.TIMEOUT),
    "dripped head": (lambda: dripping([b"H"] * 300), K.TIMEOUT),
    "dripped header": (lambda: dripping([b"HTTP/1.1 200 OK\r\nX-A: ", *ALWAYS]), K.TIMEOUT),
    "dripped body": (lambda: dripping([b"HTTP/1.1 200 OK\r\n\r\n", *ALWAYS]), K.TIMEOUT),
    "login page with 200": (lambda: reply(b"<!doctype html><p>Sign in", headers=HTML), K.NOT_PROMETHEUS),
    "plain text with 200": (lambda: reply(b"it works"), K.NOT_PROMETHEUS),
    "other JSON": (lambda: reply(b'{"hello":"world"}'), K.NOT_PROMETHEUS),
    "a JSON list": (lambda: reply(b"[1]"), K.NOT_PROMETHEUS),
    "empty body": (lambda: reply(b""), K.BROKEN_ANSWER),
    "cut JSON": (lambda: reply(GOOD[:-20]), K.BROKEN_ANSWER),
    "body shorter than said": (lambda: reply(GOOD, length=len(GOOD) + 9), K.BROKEN_ANSWER),
    "null result": (
        lambda: reply(b'{"status":"success","data":{"resultType":"vector","result":null}}'), K.BROKEN_ANSWER
    ),
    "values of another shape": (
        lambda: reply(GOOD.replace(b'[1000,"7"]', b'{"a":1}')), K.BROKEN_ANSWER
    ),
    "an unknown result type": (lambda: reply(GOOD.replace(b"vector", b"tensor")), K.BROKEN_ANSWER),
    "a text for a number": (
        lambda: reply(b'{"status":"success","data":{"resultType":"string","result":[1000,"7"]}}'), K.BAD_QUERY
    ),
    "a histogram for a number": (
        lambda: reply(GOOD.replace(b'"value":[1000,"7"]', b'"histogram":[1000,{"count":"7"}]')), K.BAD_QUERY
    ),
    "another time than asked for": (lambda: reply(GOOD.replace(b"[1000,", b"[700,")), K.BROKEN_ANSWER),
    "a packing not asked for": (lambda: reply(GOOD, headers="Content-Encoding: br\r\n"), K.BROKEN_ANSWER),
    "a damaged packing": (lambda: reply(GOOD, headers="Content-Encoding: gzip\r\n"), K.BROKEN_ANSWER),
    "closed at once": (list, K.BROKEN_ANSWER),
    "not HTTP": (lambda: [b"SSH-2.0-OpenSSH_9.2\r\n"], K.BROKEN_ANSWER),
    "gzip bomb": (bomb, K.TOO_LARGE),
    "endless body": (endless, K.TOO_LARGE),
    "error in a 200": (lambda: reply(error("execution", "no")), K.BAD_QUERY),
    "400": (lambda: reply(error("bad_data", "1:3: parse error"), "400 Bad Request"), K.BAD_QUERY),
    "400 in plain text": (lambda: reply(b"what?", "400 Bad Request"), K.NOT_PROMETHEUS),
    "401": (lambda: reply(b"", "401 Unauthorized"), K.UNAUTHORIZED),
    "404": (lambda: reply(b"404 page not found", "404 Not Found"), K.NOT_PROMETHEUS),
    "422 too many samples": (
        lambda: reply(error("execution", "would load too many samples"), "422 X"), K.TOO_BROAD
    ),
    "422 a join of many": (
        lambda: reply(error("execution", "many-to-many matching not allowed"), "422 X"), K.AMBIGUOUS
    ),
    "429": (lambda: reply(b"", "429 Too Many Requests", "Retry-After: 4\r\n"), K.THROTTLED),
    "500": (lambda: reply(b"oops", "500 Internal Server Error"), K.OVERLOADED),
    "503": (lambda: reply(error("timeout", "query timed out"), "503 X"), K.OVERLOADED),
    "redirect": (
        lambda: reply(b"", "302 Found", "Location: https://login.example/x?secret=1\r\n"), K.REDIRECTED
    ),
}  # fmt: skip


def ask(config: SourceConfig, times: int = 1) -> list[Outcome]:
    """The outcomes of an instant query asked again and again, each time as of another moment."""
    loop = LoopThread()
    pipeline = Pipeline(config)
    try:
        return [loop.run(pipeline.ask("up", 1000.0 + i)) for i in range(times)]
    finally:
        loop.run(pipeline.aclose())
        loop.close()


def failing(outcome: Outcome) -> SourceFailure:
    """The outcome, which must be a failure."""
    assert isinstance(outcome, SourceFailure)
    return outcome


@pytest.mark.parametrize("name", CASES)
def test_each_fault_is_typed_after_one_request(name: str) -> None:
    """No retry, no hang, no foreign exception; the message names no path, token or body."""
    answer, kind = CASES[name]
    upstream = FakeUpstream(lambda _: answer())
    timeout = SLOW if kind is K.TIMEOUT else 20.0
    try:
        failure = failing(ask(SourceConfig("default", "prometheus", upstream.url, timeout=timeout))[0])
    finally:
        upstream.close()
    assert failure.kind is kind
    assert len(upstream.requests) == 1
    assert "secret" not in failure.message + failure.hint


def test_a_redirect_names_the_host_it_leads_to_and_nothing_else() -> None:
    """Enough to see a login page in the way, without the tokens a location may hold."""
    upstream = FakeUpstream(lambda _: CASES["redirect"][0]())
    failure = failing(ask(SourceConfig("d", "prometheus", upstream.url))[0])
    upstream.close()
    assert failure.message == f"127.0.0.1:{upstream.port} redirects to login.example"


def test_nobody_listening_is_refused_and_after_three_times_not_even_asked() -> None:
    """The breaker answers with the failure that opened it."""
    upstream = FakeUpstream(lambda _: reply(b"", "503 X"))
    outcomes = ask(SourceConfig("d", "prometheus", upstream.url), times=6)
    upstream.close()
    assert {failing(outcome).kind for outcome in outcomes} == {K.OVERLOADED}
    assert len(upstream.requests) == 3
    refused = failing(ask(SourceConfig("d", "prometheus", upstream.url))[0])
    assert refused.kind is K.REFUSED


def test_a_wrong_query_never_opens_the_breaker() -> None:
    """One bad signal must not blind the others."""
    upstream = FakeUpstream(lambda _: reply(error("bad_data", "no"), "400 Bad Request"))
    ask(SourceConfig("d", "prometheus", upstream.url), times=6)
    upstream.close()
    assert len(upstream.requests) == 6


@pytest.mark.parametrize("status", ["405 Method Not Allowed", "403 Forbidden"])
def test_a_proxy_that_takes_only_get_is_asked_by_get_from_then_on(status: str) -> None:
    """One POST to find out, then GET for good."""
    upstream = FakeUpstream(lambda r: reply(b"", status) if r.startswith(b"POST") else reply(GOOD))
    outcomes = ask(SourceConfig("d", "prometheus", upstream.url + "/prom/"), times=2)
    upstream.close()
    assert all(isinstance(outcome, Answer) for outcome in outcomes)
    assert [r.split(b"?")[0].split(b" HTTP")[0] for r in upstream.requests] == [
        b"POST /prom/api/v1/query",
        b"GET /prom/api/v1/query",
        b"GET /prom/api/v1/query",
    ]


def test_secrets_are_read_at_each_request_and_never_shown(tmp_path: Path) -> None:
    """A rotated token is used at once; a missing file is named by its key alone."""
    token, extra = tmp_path / "token", tmp_path / "headers"
    token.write_text("first-secret\n")
    extra.write_text("X-Team: shop\n")
    upstream = FakeUpstream(lambda _: reply(b"", "401 Unauthorized"))
    config = SourceConfig(
        "d", "prometheus", upstream.url, tenant="t1", bearer_token_file=str(token), headers_file=str(extra)
    )
    first = failing(ask(config)[0])
    token.write_text("second-secret")
    ask(config)
    token.unlink()
    missing = failing(ask(config)[0])
    upstream.close()
    heads = [request.decode() for request in upstream.requests]
    assert len(heads) == 2
    assert "Authorization: Bearer first-secret\r\n" in heads[0]
    assert "Authorization: Bearer second-secret\r\n" in heads[1]
    assert "X-Scope-OrgID: t1" in heads[0]
    assert "X-Team: shop" in heads[0]
    assert "Accept-Encoding: identity" in heads[0]
    assert "secret" not in first.message
    assert missing.message == "the file named by bearer_token_file cannot be read"


def test_no_cookie_is_ever_sent_back() -> None:
    """A cookie would tie requests to a session that nobody asked for."""
    upstream = FakeUpstream(lambda _: reply(GOOD, headers="Set-Cookie: session=1; Path=/\r\n"))
    ask(SourceConfig("d", "prometheus", upstream.url), times=2)
    upstream.close()
    assert len(upstream.requests) == 2
    assert not any(b"cookie" in request.lower() for request in upstream.requests)


def model(url: str) -> Model:
    """One node with one constant signal, whose age is the moment itself."""
    node = Node("n", Level.PHYSICAL_FUNCTION, "n", signals=(Signal("s", "S", query="vector(7)"),))
    return Model("1", "m", {"n": node}, sources={"default": SourceConfig("default", "prometheus", url)})


def swept(body: bytes, status: str = "200 OK") -> tuple[Trust, str, SourceState]:
    """Trust and detail of the only reading, state of the only source."""
    upstream = FakeUpstream(lambda _: reply(body, status))
    source = PrometheusSource(model(upstream.url))
    try:
        sweep = source.sweep(1000.0)
        reading = sweep.readings[SignalKey("n", "s")]
        return reading.trust, reading.detail, sweep.sources["default"].state
    finally:
        source.close()
        upstream.close()


def test_a_warning_makes_readings_partial_and_an_info_does_not() -> None:
    """A partial answer may prove trouble, never that all is well."""
    partial = swept(GOOD[:-1] + b',"warnings":["store 2 is <b>down</b>"]}')
    assert partial == (Trust.PARTIAL, "store 2 is <b>down</b>", SourceState.PARTIAL)
    assert swept(GOOD[:-1] + b',"infos":["might not be a counter"]}') == (Trust.LIVE, "", SourceState.LIVE)


def test_a_failed_request_makes_its_readings_unreachable_or_wrong_by_its_kind() -> None:
    """A source that is gone is unreachable, a query it refuses is an error."""
    trust, detail, state = swept(b"", "503 X")
    assert (trust, state) == (Trust.UNREACHABLE, SourceState.UNREACHABLE)
    assert "503" in detail
    trust, detail, state = swept(error("bad_data", "parse error"), "400 X")
    assert (trust, state) == (Trust.ERROR, SourceState.PARTIAL)
    assert "parse error" in detail


def test_closing_ends_a_sweep_under_way_and_later_ones_are_unreachable() -> None:
    """No thread waits for ever for a source that has been closed, and none gets an exception."""
    upstream = FakeUpstream(lambda _: [60.0])
    source = PrometheusSource(model(upstream.url))
    with ThreadPoolExecutor(1) as pool:
        sweep = pool.submit(source.sweep, 1000.0)
        while not upstream.requests:
            threading.Event().wait(0.01)
        source.close()
        source.close()
        readings = [sweep.result(timeout=20).readings, source.sweep(1000.0).readings]
    upstream.close()
    assert [reading[SignalKey("n", "s")].trust for reading in readings] == [Trust.UNREACHABLE] * 2
