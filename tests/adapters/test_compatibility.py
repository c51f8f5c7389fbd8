"""What Thanos, Mimir and the VictoriaMetrics cluster answer, as documented: recorded answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import pytest

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.adapter import PrometheusSource
from adapters.prometheus.capabilities import Capabilities, Feature, Presence
from adapters.prometheus.envelope import Answer
from hierarchy.evidence.readings import SourceState, Trust
from hierarchy.levels import Level
from hierarchy.model import Model, Node, Signal, SignalKey, SourceConfig
from tests.adapters.fake_upstream import FakeUpstream, Piece, reply

NOW = 1_700_008_200.0
KEY = SignalKey("node", "load")
THANOS_BUILD = (
    b'{"status":"success","data":{"version":"0.36.1","revision":"f8a1c2","branch":"HEAD",'
    b'"buildUser":"root@build","buildDate":"20240814-15:07:34","goVersion":"go1.22.6"}}'
)
THANOS_STORES = b'{"status":"success","data":{"sidecar":[{"name":"10.0.0.7:10901","lastError":null}]}}'
MIMIR_BUILD = (
    b'{"status":"success","data":{"application":"Grafana Mimir","version":"2.14.1","revision":"0e2a97d",'
    b'"branch":"HEAD","goVersion":"go1.22.8","features":{"ruler_config_api":"true"}}}'
)
NO_SUCH_PAGE = reply(b"404 page not found\n", "404 Not Found", "Content-Type: text/plain\r\n")
Served = Mapping[str, list[Piece]]
Serve = Callable[[Served], FakeUpstream]


def vector(value: float, extra: str = "") -> list[Piece]:
    """A query's answer with one series without labels; NOW passes as a value and as its age."""
    result = f'[{{"metric":{{}},"value":[{NOW:.0f},"{value:.0f}"]}}]'
    body = f'{{"status":"success"{extra},"data":{{"resultType":"vector","result":{result}}}}}'
    return reply(body.encode())


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves answers by path, all else is not found."""
    servers: list[FakeUpstream] = []

    def start(answers: Served) -> FakeUpstream:
        def answer(request: bytes) -> Iterable[Piece]:
            path = request.split(b" ", 2)[1].split(b"?")[0].decode()
            return answers.get(path, NO_SUCH_PAGE)

        servers.append(FakeUpstream(answer))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def opened() -> Iterator[Callable[..., PrometheusSource]]:
    """Opens a source of one node with one signal at a url; closed at the end."""
    sources: list[PrometheusSource] = []

    def start(url: str, tenant: str = "") -> PrometheusSource:
        signal = Signal("load", "Load", query="max(load)")
        node = Node("node", Level.PHYSICAL_FORM, "Node", signals=(signal,))
        config = SourceConfig("default", "prometheus", url, tenant=tenant, timeout=5.0)
        sources.append(PrometheusSource(Model("1", "One", {"node": node}, sources={"default": config})))
        return sources[-1]

    yield start
    for source in sources:
        source.close()


Open = Callable[..., PrometheusSource]


def test_thanos_is_told_from_prometheus_by_its_stores(serve: Serve, opened: Open) -> None:
    """Its build information looks the same; a frontend in front of it passes both on."""
    server = serve(
        {
            "/api/v1/status/buildinfo": reply(THANOS_BUILD),
            "/api/v1/stores": reply(THANOS_STORES),
            "/api/v1/rules": reply(b'{"status":"success","data":{"groups":[{"name":"a"}]}}'),
        }
    )
    about = opened(server.url).abouts()["default"]
    assert isinstance(about, Capabilities)
    assert about.name == "Thanos 0.36.1"
    assert about.features[Feature.RULES] is Presence.THERE
    assert about.lacks == (Feature.TARGETS, Feature.METADATA, Feature.ALERTS)


def test_mimir_is_asked_below_its_prefix_and_with_the_tenant(serve: Serve, opened: Open) -> None:
    """Every request, those that find out what it is included."""
    server = serve(
        {
            "/prometheus/api/v1/status/buildinfo": reply(MIMIR_BUILD),
            "/prometheus/api/v1/metadata": reply(b'{"status":"success","data":{"load":[{"type":"gauge"}]}}'),
            "/prometheus/api/v1/query": vector(NOW),
        }
    )
    source = opened(f"{server.url}/prometheus/", tenant="team-a")
    about = source.abouts()["default"]
    assert isinstance(about, Capabilities)
    assert about.name == "Mimir 2.14.1"
    assert about.features[Feature.METADATA] is Presence.THERE
    assert source.sweep(NOW).readings[KEY].value == NOW
    assert len(server.requests) > 5
    for request in server.requests:
        assert b"x-scope-orgid: team-a" in request.lower()
        assert b" /prometheus/api/v1/" in request


def test_mimir_without_a_tenant_says_whom_to_name(serve: Serve, opened: Open) -> None:
    """401 in plain text: the source is not let in, which is neither an empty answer nor a wrong query."""
    refusal = reply(b"no org id\n", "401 Unauthorized", "Content-Type: text/plain\r\n")
    paths = ("status/buildinfo", "query")
    server = serve({f"/prometheus/api/v1/{path}": refusal for path in paths})
    source = opened(f"{server.url}/prometheus")
    about = source.abouts()["default"]
    assert isinstance(about, SourceFailure)
    assert about.kind is FailureKind.UNAUTHORIZED
    reading = source.sweep(NOW).readings[KEY]
    assert reading.value is None
    assert not reading.is_believed


@pytest.mark.parametrize(
    "said",
    [
        ',"warnings":["No StoreAPIs matched for this query: store 10.0.0.7:10901 is down"]',
        ',"isPartial":true',
    ],
    ids=["thanos", "victoria-cluster"],
)
def test_a_partial_answer_is_partial_whoever_gives_it(said: str, serve: Serve, opened: Open) -> None:
    """Thanos warns, the VictoriaMetrics cluster sets a flag: neither can show that all is well."""
    server = serve({"/api/v1/query": vector(NOW, said)})
    sweep = opened(server.url).sweep(NOW)
    assert sweep.readings[KEY].value == NOW
    assert sweep.readings[KEY].trust is Trust.PARTIAL
    assert sweep.sources["default"].state is SourceState.PARTIAL


def test_a_complete_answer_of_the_cluster_is_not_partial(serve: Serve, opened: Open) -> None:
    """The flag is there in every answer."""
    server = serve({"/api/v1/query": vector(NOW, ',"isPartial":false')})
    [answer] = opened(server.url).ask([("default", "load")], NOW)
    assert isinstance(answer, Answer)
    assert answer.warnings == ()


def test_limits_of_mimir_are_too_much_and_mistakes_of_victoriametrics_are_not(
    serve: Serve, opened: Open
) -> None:
    """Both are 422; only the first is worth coarser steps."""
    limit = (
        b'{"status":"error","errorType":"execution","error":"the query exceeded the maximum number of chunks'
    )
    limit += b' (limit: 2000000 chunks) (err-mimir-max-chunks-per-query)"}'
    mistake = b'{"status":"error","errorType":"422","error":"error when executing query: unexpected token"}'
    kinds = []
    for body in (limit, mistake):
        server = serve({"/api/v1/query": reply(body, "422 Unprocessable Entity")})
        [outcome] = opened(server.url).ask([("default", "load")], NOW)
        assert isinstance(outcome, SourceFailure)
        kinds.append(outcome.kind)
    assert kinds == [FailureKind.TOO_BROAD, FailureKind.BAD_QUERY]


def test_a_proxy_that_lets_only_queries_through_costs_features_and_not_readings(
    serve: Serve, opened: Open
) -> None:
    """Nothing is known of what is behind it, and everything is read from it."""
    server = serve({"/api/v1/query": vector(NOW)})
    source = opened(server.url)
    about = source.abouts()["default"]
    assert isinstance(about, Capabilities)
    assert (about.product, about.version) == ("", "")
    assert about.lacks == tuple(Feature)
    assert source.sweep(NOW).sources["default"].state is SourceState.LIVE


def test_what_is_said_of_a_version_is_kept_short_and_plain(serve: Serve, opened: Open) -> None:
    """It is another's text on our terminal and page."""
    build = b'{"status":"success","data":{"version":"2\\u001b[31m' + b"9" * 5000 + b'","revision":"x"}}'
    server = serve({"/api/v1/status/buildinfo": reply(build)})
    about = opened(server.url).abouts()["default"]
    assert isinstance(about, Capabilities)
    assert len(about.version) <= 60
    assert "\x1b" not in about.version
