"""Who a source is believed to be, and what it is told of who asks: from files, and never shown."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.discovery import Capabilities, probe
from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.envelope import Answer
from adapters.prometheus.loop_thread import LoopThread
from adapters.prometheus.pipeline import Outcome, Pipeline
from hierarchy.model import SourceConfig
from tests.adapters.fake_upstream import FakeUpstream, Piece, reply

TLS = Path(__file__).parents[1] / "data" / "tls"
ONE = b'{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}'


def polled(config: SourceConfig) -> Outcome:
    """The outcome of an instant query as the poller asks it."""
    loop, pipeline = LoopThread(), Pipeline(config)
    try:
        return loop.run(pipeline.ask("1", 1.0))
    finally:
        loop.run(pipeline.aclose())
        loop.close()


def answered(request: bytes) -> list[Piece]:
    """A server that says nothing of itself and can calculate 1."""
    return reply(b"", "404 Not Found") if b"buildinfo" in request else reply(ONE)


@pytest.fixture
def encrypted() -> Iterator[FakeUpstream]:
    """A server with a certificate that only tests/data/tls vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "server.pem", TLS / "server.key")
    upstream = FakeUpstream(answered, context)
    yield upstream
    upstream.close()


def test_a_certificate_counts_when_ca_file_vouches_for_it(encrypted: FakeUpstream) -> None:
    """For the poller, and for what asks a source once."""
    config = SourceConfig("d", "prometheus", encrypted.url, ca_file=str(TLS / "server.pem"))
    assert isinstance(polled(config), Answer)
    assert probe(config) == Capabilities()


def test_a_certificate_that_nobody_vouches_for_is_refused_and_nothing_is_sent(
    encrypted: FakeUpstream, tmp_path: Path
) -> None:
    """There is no way around the check, so a secret goes to nobody else."""
    token = tmp_path / "token"
    token.write_text("hidden")
    config = SourceConfig("d", "prometheus", encrypted.url, bearer_token_file=str(token))
    for failure in (polled(config), probe(config).failure):
        assert isinstance(failure, SourceFailure)
        assert failure.kind is FailureKind.REFUSED
        assert failure.message.endswith("is not trusted")
        assert "ca_file" in failure.hint
    assert encrypted.requests == []


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_a_ca_file_that_holds_none_is_named_by_its_key(tmp_path: Path, content: str | None) -> None:
    """The server may be well, so neither it nor its address is blamed."""
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    config = SourceConfig("d", "prometheus", "https://127.0.0.1:9", ca_file=str(file))
    for failure in (polled(config), probe(config).failure):
        assert isinstance(failure, SourceFailure)
        assert failure.message == "the file named by ca_file is not there, or holds no certificate"


def test_user_and_password_come_from_a_file_and_are_not_told(tmp_path: Path) -> None:
    """As HTTP's basic authentication wants them."""
    pair = tmp_path / "pair"
    pair.write_text("shop:hidden\n")
    upstream = FakeUpstream(lambda _: reply(b"", "401 Unauthorized"))
    config = SourceConfig("d", "prometheus", upstream.url, basic_auth_file=str(pair))
    failures = (polled(config), probe(config).failure)
    upstream.close()
    expected = b"Authorization: Basic " + base64.b64encode(b"shop:hidden") + b"\r\n"
    assert len(upstream.requests) == 2
    assert all(expected.lower() in request.lower() for request in upstream.requests)
    for failure in failures:
        assert isinstance(failure, SourceFailure)
        assert "hidden" not in failure.message + failure.hint
