"""A request on its way to a server: what is sent, how often, and what comes of refusals."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from urllib.parse import parse_qs

import orjson
import pytest

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.adapter import PrometheusSource
from adapters.prometheus.coarsening import FACTOR, REMEMBER_SECONDS
from adapters.prometheus.envelope import Answer
from adapters.prometheus.loop_thread import LoopThread
from adapters.prometheus.pipeline import Outcome, Pipeline
from adapters.prometheus.traffic_gate import Priority
from adapters.prometheus.transport import Span
from adapters.prometheus.vitals import BreakerState
from adapters.source import epoch_of, ranked
from hierarchy.evidence.readings import Trust
from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, SignalKey, SourceConfig
from hierarchy.queries import Matcher
from tests.adapters.fake_upstream import FakeUpstream, Piece, reply

TOO_MUCH = b'{"status":"error","errorType":"execution","error":"would load too many samples into memory"}'
SPAN = Span(1200.0, 1800.0, 15.0)


class Server:
    """Answers ranges with as many points as were asked for; refuses what is told, from so many points on."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.refuses_from = 10_000.0
        self.refuses_nodes = 10_000
        self.refusal = reply(TOO_MUCH, "422 X")
        self.started = "2026-01-01T00:00:00Z"

    def __call__(self, request: bytes) -> Iterable[Piece]:
        if b"runtimeinfo" in request:
            return reply(orjson.dumps({"status": "success", "data": {"startTime": self.started}}))
        form = {
            name: found[0] for name, found in parse_qs(request.partition(b"\r\n\r\n")[2].decode()).items()
        }
        self.forms.append(form)
        times = [float(form["time"])] if "time" in form else _times(form)
        nodes = re.findall(r"n\d+", form["query"])
        if len(times) >= self.refuses_from or len(nodes) >= self.refuses_nodes:
            return self.refusal
        stamp = "timestamp(" in form["query"]
        value: Callable[[float], str] = (lambda t: str(t - 1)) if stamp else (lambda t: str(t / 10))
        key, kind = ("value", "vector") if "time" in form else ("values", "matrix")
        found = [[t, value(t)] for t in times]
        result = [
            {"metric": {"n": n} if n else {}, key: found[0] if "time" in form else found}
            for n in nodes or [""]
        ]
        return reply(orjson.dumps({"status": "success", "data": {"resultType": kind, "result": result}}))


def _times(form: dict[str, str]) -> list[float]:
    start, end, step = (float(form[name]) for name in ("start", "end", "step"))
    return [start + i * step for i in range(round((end - start) / step) + 1)]


class Bench:
    """A pipeline to such a server with a clock of our own."""

    def __init__(self, **changes: object) -> None:
        self.server = Server()
        self.upstream = FakeUpstream(self.server)
        self.now = 0.0
        config = SourceConfig("d", "prometheus", self.upstream.url)
        self.loop = LoopThread()
        self.line = Pipeline(replace(config, **changes), lambda: self.now)  # type: ignore[arg-type]

    def range(self, query: str = "m", span: Span = SPAN) -> Outcome:
        """A range query that nobody has asked before at this time."""
        return self.loop.run(self.line.ask_range(query, span))

    def close(self) -> None:
        """End everything."""
        self.loop.run(self.line.aclose())
        self.loop.close()
        self.upstream.close()


@pytest.fixture
def bench() -> Iterator[Bench]:
    """A bench that is closed at the end."""
    made = Bench()
    yield made
    made.close()


def test_what_is_too_much_is_asked_for_once_more_coarsely_and_so_for_ten_minutes(bench: Bench) -> None:
    """The answer says in what steps it was read; after ten minutes the finer ones are tried again."""
    bench.server.refuses_from = 30
    found = bench.range()
    assert isinstance(found, Answer)
    assert found.step == 15.0 * FACTOR
    assert "every 60 s instead of every 15 s" in found.warnings[0]
    assert [form["step"] for form in bench.server.forms] == ["15.000", "60.000"]
    bench.range(span=Span(1275.0, 1875.0, 15.0))
    assert [form["step"] for form in bench.server.forms[2:]] == ["60.000"]
    assert float(bench.server.forms[2]["start"]) % 60 == 0
    bench.now += REMEMBER_SECONDS
    bench.range(span=Span(1350.0, 1950.0, 15.0))
    assert [form["step"] for form in bench.server.forms[3:]] == ["15.000", "60.000"]
    assert bench.line.vitals.coarsened == 3


def test_what_is_too_much_even_coarsely_is_refused_from_memory(bench: Bench) -> None:
    """Two queries, then none for ten minutes; a stretch of a few steps is asked for all the same."""
    bench.server.refuses_from = 5
    for _ in range(3):
        failure = bench.range()
        assert isinstance(failure, SourceFailure)
        assert failure.kind is FailureKind.TOO_BROAD
        assert "too many samples" in failure.message
    assert len(bench.server.forms) == 2
    assert isinstance(bench.range(span=Span(1755.0, 1800.0, 15.0)), Answer)
    assert bench.line.vitals.breaker is BreakerState.CLOSED


def test_another_refusal_is_not_taken_for_one_of_size(bench: Bench) -> None:
    """VictoriaMetrics says 422 to a mistake, too."""
    bench.server.refuses_from = 5
    bench.server.refusal = reply(
        TOO_MUCH.replace(b"would load too many samples into memory", b"parse"), "422 X"
    )
    bench.range()
    bench.range(span=Span(1215.0, 1815.0, 15.0))
    assert [form["step"] for form in bench.server.forms] == ["15.000", "15.000"]


def test_a_503_narrows_the_gate_of_this_source() -> None:
    """It has too much of what it is asked at once."""
    bench = Bench(max_concurrency=8)
    bench.server.refuses_from = 5
    bench.server.refusal = reply(b'{"status":"error","error":"timed out in query queue"}', "503 X")
    bench.now = 1.0
    bench.range()
    assert bench.line.vitals.width == 4
    assert bench.line.vitals.failures == {"overloaded": 1}
    bench.close()


def test_identity_is_asked_for_and_gzip_only_where_it_is_wished() -> None:
    """Packed answers are understood, and counted as they came over the line."""
    body = orjson.dumps(
        {"status": "success", "data": {"resultType": "vector", "result": []}, "x": "y" * 5000}
    )
    packed = gzip.compress(body)
    sizes = {}
    for compression, sent in (("none", body), ("gzip", packed)):
        headers = "Content-Encoding: gzip\r\n" if compression == "gzip" else ""
        upstream = FakeUpstream(partial(_always, reply(sent, headers=headers)))
        line = Pipeline(SourceConfig("d", "prometheus", upstream.url, compression=compression))
        loop = LoopThread()
        assert isinstance(loop.run(line.ask("up", 1000.0)), Answer)
        loop.run(line.aclose())
        loop.close()
        upstream.close()
        wanted = b"gzip" if compression == "gzip" else b"identity"
        assert b"Accept-Encoding: " + wanted + b"\r\n" in upstream.requests[0]
        sizes[compression] = line.vitals.bytes_in
    assert sizes == {"none": len(body), "gzip": len(packed)}


def _always(pieces: Iterable[Piece], _request: bytes) -> Iterable[Piece]:
    return pieces


def model(url: str, nodes: int = 8, step: float = 15.0) -> Model:
    """Nodes of one template."""
    made = {}
    for name in (f"n{i}" for i in range(nodes)):
        signal = Signal("s", "S", query="max(m{$match})", match=(Matcher("n", name),))
        made[name] = Node(name, Level.PHYSICAL_FUNCTION, name, signals=(signal,))
    sources = {"default": SourceConfig("default", "prometheus", url)}
    return Model("1", "m", made, step=step, sources=sources)


@pytest.fixture
def server() -> Iterator[tuple[Server, FakeUpstream]]:
    """A server and what listens for it."""
    made = Server()
    upstream = FakeUpstream(made)
    yield made, upstream
    upstream.close()


def test_a_sweep_that_is_too_much_at_once_is_asked_in_halves_and_never_in_single_queries(
    server: tuple[Server, FakeUpstream],
) -> None:
    """From the next one on at once in halves; where a half is too much, that is what its nodes say."""
    answers, upstream = server
    answers.refuses_nodes = 5
    source = PrometheusSource(model(upstream.url))
    values = [r.value for r in source.sweep(1500.0).readings.values()]
    assert values == [150.0] * 8
    first = len(answers.forms)
    source.sweep(1515.0)
    asked = [form["query"] for form in answers.forms[first:] if form["query"].startswith("max by (n) (m")]
    assert len(asked) == 2
    answers.refuses_nodes = 3
    before = len(answers.forms)
    trusts = {r.trust for r in source.sweep(1530.0).readings.values()}
    assert trusts == {Trust.ERROR}
    queries = [form["query"] for form in answers.forms[before:]]
    assert len([query for query in queries if "(m{" in query and "timestamp" not in query]) == 2
    source.close()


def test_a_line_in_coarser_steps_is_partial_says_so_and_has_the_age_it_was_read_with(
    server: tuple[Server, FakeUpstream],
) -> None:
    """Its values hold until the next one is due; nothing of it is called live."""
    answers, upstream = server
    answers.refuses_from = 30
    source = PrometheusSource(model(upstream.url, nodes=1))
    line = source.series([SignalKey("n0", "s")], 1200.0, 1800.0, 15.0)[SignalKey("n0", "s")]
    assert line.trust is Trust.PARTIAL
    assert "every 60 s instead of every 15 s" in line.detail
    assert line.values == tuple((1200 + i * 15) // 60 * 60 / 10 for i in range(41))
    source.close()


def test_two_revisions_of_a_model_ask_for_the_same_moment_once(server: tuple[Server, FakeUpstream]) -> None:
    """While one follows the other both sweep."""
    answers, upstream = server
    first = PrometheusSource(model(upstream.url))
    second = first.renewed(replace(model(upstream.url), revision="2"))
    one = first.sweep(1500.0)
    asked = len(answers.forms)
    other = second.sweep(1500.0)
    assert len(answers.forms) == asked
    assert other.readings == one.readings
    assert second.vitals()["default"].hits > 0
    first.close()
    second.close()


def test_a_source_of_another_importance_is_the_same_source(server: tuple[Server, FakeUpstream]) -> None:
    """It shares what is kept, and ends with the one that it was made from."""
    answers, upstream = server
    source = PrometheusSource(model(upstream.url))
    behind = ranked(source, Priority.REFERENCE)
    readings = behind.sweep(1500.0).readings
    asked = len(answers.forms)
    assert source.sweep(1500.0).readings == readings
    assert len(answers.forms) == asked
    source.close()
    closed = behind.sweep(1515.0).readings.values()
    assert {reading.trust for reading in closed} == {Trust.UNREACHABLE}


def test_the_epoch_is_another_when_another_server_answers(server: tuple[Server, FakeUpstream]) -> None:
    """Two that take turns behind one address are told apart once, not at every turn."""
    answers, upstream = server
    now = [1000.0]
    source = PrometheusSource(model(upstream.url), monotonic=lambda: now[0])
    epochs = []
    for minute, started in enumerate("aabababc"):
        answers.started, now[0] = started, 1000.0 + 61 * minute
        start = 1200.0 + 15 * minute
        source.series([SignalKey("n0", "s")], start, start + 150, 15.0)
        _until_looked(source, upstream, minute + 1)
        epochs.append(epoch_of(source))
    assert epochs == [0, 0, 1, 1, 1, 1, 1, 2]
    source.close()


def _until_looked(source: PrometheusSource, upstream: FakeUpstream, times: int) -> None:
    """Until the server has been asked so many times who it is, and the answer has been taken in."""
    line = next(iter(source._asking._pipelines.values()))
    for _ in range(500):
        looked = sum(b"runtimeinfo" in request for request in upstream.requests)
        if looked >= times and line.identity._looking is None:
            return
        source.ask([("default", "up")], 1.0 + len(upstream.requests))
    raise AssertionError("nobody looked who answers")
