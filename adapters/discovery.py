"""What kind of server a source is, asked once at start and when a hierarchy is written.

prometheus-api-client does the asking, inside a session that takes away what makes it unsafe: retries,
redirects, environment proxies, answers without end.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from urllib3.util.retry import Retry

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.credentials import request_headers, trusted
from adapters.prometheus.envelope import error_words
from adapters.prometheus.refusals import redirect_of, refusal_of
from hierarchy.model import SourceConfig

if TYPE_CHECKING:
    from prometheus_api_client import PrometheusConnect

MAX_BODY = 1024 * 1024
_CONNECT_SECONDS = 2.0
_NOT_ANSWERS = (requests.exceptions.JSONDecodeError, KeyError, IndexError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Product and version as the server says ("" where it does not), or why it can't be used."""

    name: str = ""
    version: str = ""
    failure: SourceFailure | None = None

    @property
    def usable(self) -> bool:
        """Whether it answers queries."""
        return self.failure is None


def probe(config: SourceConfig) -> Capabilities:
    """Build information, then `query=1`; ends within the timeout of the source, never raises.

    Headers that drip in byte by byte cannot be interrupted in requests, so the asking has a thread of
    its own, which is left behind when the time is over.
    """
    found: list[Capabilities] = []
    asking = threading.Thread(target=lambda: found.append(_asked(config)), daemon=True)
    asking.start()
    asking.join(config.timeout)
    if found:
        return found[0]
    message = f"no complete answer from {host_of(config.url)} within {config.timeout:g} s"
    return Capabilities(failure=SourceFailure(FailureKind.TIMEOUT, message))


class GuardedSession(requests.Session):
    """A session whose every request ends: one attempt, no redirect, one deadline, a body of at most
    `most` bytes.

    Raises SourceFailure for every answer but 200.
    """

    def __init__(self, config: SourceConfig, most: int = MAX_BODY) -> None:
        super().__init__()
        self._config = config
        self._most = most
        self.trust_env = False
        self.verify = config.ca_file or True

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """The answer, its body read and checked."""
        until = time.monotonic() + self._config.timeout
        trusted(self._config)  # else requests takes a wrong file for a server that is away
        request.headers.pop("Cookie", None)
        request.headers.update(request_headers(self._config))
        kwargs |= {"timeout": (_CONNECT_SECONDS, self._config.timeout), "stream": True}
        kwargs["allow_redirects"] = False
        with super().send(request, **kwargs) as response:
            host = host_of(self._config.url)
            if response.is_redirect:
                raise redirect_of(response.headers.get("location", ""), host)
            body = bytearray()
            for piece in response.iter_content(64 * 1024):
                body += piece
                if len(body) > self._most:
                    words = f"the answer of {host} is larger than {self._most // 1024**2} MB"
                    raise SourceFailure(FailureKind.TOO_LARGE, words)
                if time.monotonic() > until:
                    raise SourceFailure(FailureKind.TIMEOUT, f"no complete answer from {host} in time")
            if response.status_code != 200:
                raise refusal_of(response.status_code, error_words(bytes(body)), host)
            response._content = bytes(body)
            return response


def failure_of(error: Exception, host: str) -> SourceFailure:
    """What went wrong in a request to `host`, in words for people; raises what is no failure of a source."""
    if isinstance(error, SourceFailure):
        return error
    if isinstance(error, requests.exceptions.SSLError):
        hint = "name the certificate authority with ca_file"
        return SourceFailure(FailureKind.REFUSED, f"the certificate of {host} is not trusted", hint)
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return SourceFailure(FailureKind.BROKEN_ANSWER, f"{host} broke off its answer")
    if isinstance(error, requests.exceptions.Timeout):
        return SourceFailure(FailureKind.TIMEOUT, f"no complete answer from {host} in time")
    if isinstance(error, _NOT_ANSWERS):
        return SourceFailure(FailureKind.NOT_PROMETHEUS, f"{host} does not answer as Prometheus does")
    if isinstance(error, OSError):  # what requests raises is one
        return SourceFailure(FailureKind.REFUSED, f"no connection to {host}")
    raise error


def client_of(config: SourceConfig, session: GuardedSession) -> PrometheusConnect:
    """The client of prometheus-api-client for a source, without retries."""
    from prometheus_api_client import PrometheusConnect as Client  # here: it brings pandas along

    never = Retry(total=0, connect=0, read=False, redirect=0, status=0)
    base = config.url.rstrip("/")
    return Client(url=base, session=session, retry=never, timeout=config.timeout, method="POST")


def host_of(url: str) -> str:
    """Host and port of an address, without user name and password."""
    return urlsplit(url).netloc.rpartition("@")[2]


def _asked(config: SourceConfig) -> Capabilities:
    try:
        with GuardedSession(config) as session:
            return _identify(config, session)
    except Exception as error:
        return Capabilities(failure=failure_of(error, host_of(config.url)))


def _identify(config: SourceConfig, session: GuardedSession) -> Capabilities:
    name, version = _build(config.url.rstrip("/"), session)
    client = client_of(config, session)
    answer = client.custom_query("1")
    if not isinstance(answer, list) or answer[1] != "1":
        raise TypeError("1 is not 1 there")
    return Capabilities(name, version)


def _build(base: str, session: GuardedSession) -> tuple[str, str]:
    """Product and version; compatible servers may not tell them."""
    try:
        data = session.get(f"{base}/api/v1/status/buildinfo").json()["data"]
    except SourceFailure as failure:
        if failure.kind in (FailureKind.NOT_PROMETHEUS, FailureKind.BAD_QUERY):
            return "", ""
        raise
    version = str(data.get("version", ""))[:80]
    return str(data.get("application", "Prometheus" if version else ""))[:80], version
