"""One HTTP request to one source, with an end: total deadline, size cap, typed failures."""

from __future__ import annotations

import asyncio
import http.cookiejar
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import replace
from typing import NamedTuple

import httpx

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.credentials import request_headers, trusted, without_secrets
from adapters.prometheus.envelope import (
    MOST_SERIES,
    OF_SERIES,
    Answer,
    error_words,
    read_answer,
    samples_of,
    too_many_series,
)
from adapters.prometheus.refusals import (
    ahead_of,
    another_time,
    pause_of,
    redirect_of,
    refusal_of,
    unconnected,
)
from adapters.prometheus.vitals import Vitals
from hierarchy.model import SourceConfig

MAX_BODY = 32 * 1024 * 1024
_MAX_ERROR_BODY = 64 * 1024
_CONNECT_SECONDS = 2.0
_ANOTHER_TIME = 120.0  # seconds between the time asked for and that of an answer: some shift it a little
_PIECE = 256 * 1024
_PACKING = "does a proxy between pack answers?"


class Span(NamedTuple):
    """A range of Unix times, both ends included, and the step, in seconds."""

    start: float
    end: float
    step: float


class Transport:
    """Speaks to one source from one event loop. Follows nothing, retries nothing, keeps no cookie.

    `product` is what the source is meant to be, as failures name it.
    """

    def __init__(
        self, config: SourceConfig, product: str = "Prometheus", vitals: Vitals | None = None
    ) -> None:
        self.vitals = vitals or Vitals()
        self._config = config
        self._product = product
        self._client: httpx.AsyncClient | None = None
        self._ahead = 0.0
        self._room = _Room()
        self._post = True  # some proxies let only GET through; found out once, then remembered

    async def query(self, query: str, at: float, seconds: float) -> Answer:
        """An instant query at Unix time `at`, over after `seconds`. Raises SourceFailure."""
        answer = await self._asked("query", {"query": query, "time": f"{at:.3f}"}, seconds)
        other = next((t for one in answer.series for t, _ in one.points if abs(t - at) > _ANOTHER_TIME), None)
        if other is not None:
            raise another_time(other, self._host())
        return answer

    async def query_range(self, query: str, span: Span, seconds: float) -> Answer:
        """A range query over after `seconds`. Raises SourceFailure."""
        start, end, step = span
        form = {"query": query, "start": f"{start:.3f}", "end": f"{end:.3f}", "step": f"{step:.3f}"}
        return await self._asked("query_range", form, seconds)

    async def samples(self, query: str, at: float, seconds: float) -> int | None:
        """How many samples the source touches to answer at Unix time `at`; None where it does not tell.
        Raises SourceFailure."""
        form = {"query": query, "time": f"{at:.3f}", "timeout": f"{seconds * 1000:.0f}ms", "stats": "all"}
        return samples_of(await self._within(seconds, self._exchange("/api/v1/query", form)))

    async def get(self, path: str, form: Mapping[str, str], seconds: float) -> bytes:
        """What is at a path below the source's address, over after `seconds`. Raises SourceFailure."""
        return await self._within(seconds, self._send("GET", path, form))

    async def aclose(self) -> None:
        """Drop the connections; idempotent."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _asked(self, endpoint: str, form: Mapping[str, str], seconds: float) -> Answer:
        form = {**form, "timeout": f"{seconds * 1000:.0f}ms"}
        body = await self._within(seconds, self._exchange(f"/api/v1/{endpoint}", form))
        try:
            answer = read_answer(body)
        except SourceFailure as failure:
            raise self._named(failure) from None
        warnings = tuple(without_secrets(text, self._config) for text in answer.warnings)
        return replace(answer, warnings=warnings, ahead=self._ahead)

    def _named(self, failure: SourceFailure) -> SourceFailure:
        """The failure with the name of who answered so, and nothing in it that is secret."""
        words = failure.message
        words = f"{self._host()} {words}" if words.startswith("answered") else words
        failure.message = without_secrets(words, self._config)
        return failure

    async def _within(self, seconds: float, work: Awaitable[bytes]) -> bytes:
        try:
            async with asyncio.timeout(seconds):
                return await work
        except SourceFailure as failure:
            raise self._named(failure) from None
        except TimeoutError:
            words = f"no complete answer from {self._host()} within {seconds:.1f} s"
            hint = "is it overloaded, or does something between hold its traffic?"
            raise SourceFailure(FailureKind.TIMEOUT, words, hint) from None
        except httpx.HTTPError as error:
            raise self._failure(error) from None
        except (httpx.InvalidURL, OSError, ValueError):
            raise SourceFailure(FailureKind.REFUSED, "the url of the source cannot be used") from None

    async def _exchange(self, path: str, form: Mapping[str, str]) -> bytes:
        if not self._post:
            return await self._send("GET", path, form)
        try:
            return await self._send("POST", path, form)
        except _PostRefused as refused:
            body = await self._send("GET", path, form, first=refused.failure)
            self._post = False
            return body

    async def _send(
        self, method: str, path: str, form: Mapping[str, str], first: SourceFailure | None = None
    ) -> bytes:
        client, headers = self._open(), request_headers(self._config)
        url = self._url(path)
        content = {"data": form} if method == "POST" else {"params": {**dict(url.params), **form}}
        async with client.stream(method, url, headers=headers, **content) as response:
            self._ahead = ahead_of(response.headers.get("date", ""), time.time())
            if response.status_code != 200:
                failure = await self._refusal(response)
                if method == "POST" and response.status_code in (403, 405):
                    raise _PostRefused(failure)
                raise first or failure
            return await self._read(response, MAX_BODY)

    async def _read(self, response: httpx.Response, limit: int) -> bytes:
        try:
            return await self._room.read(response, limit)
        finally:
            self.vitals.bytes_in += response.num_bytes_downloaded

    def _open(self) -> httpx.AsyncClient:
        if self._client is None:
            nobody = http.cookiejar.DefaultCookiePolicy(allowed_domains=[])
            self._client = httpx.AsyncClient(
                verify=trusted(self._config),
                trust_env=False,
                follow_redirects=False,
                cookies=http.cookiejar.CookieJar(policy=nobody),
                timeout=httpx.Timeout(None, connect=_CONNECT_SECONDS),
                limits=httpx.Limits(max_connections=None, keepalive_expiry=20.0),
            )
        return self._client

    def _url(self, path: str) -> httpx.URL:
        base = httpx.URL(self._config.url)
        if base.scheme not in ("http", "https") or not base.host:
            raise SourceFailure(FailureKind.REFUSED, "the url of the source is not an http or https address")
        return base.copy_with(path=base.path.rstrip("/") + path, fragment=None)

    def _host(self) -> str:
        """Host and port; never the user or password that a url may hold."""
        return httpx.URL(self._config.url).netloc.decode("ascii", "replace")

    async def _refusal(self, response: httpx.Response) -> SourceFailure:
        status, host = response.status_code, self._host()
        if 300 <= status < 400:
            return redirect_of(response.headers.get("location", ""), host)
        try:
            words = error_words(await self._read(response, _MAX_ERROR_BODY))
        except SourceFailure:
            words = None
        failure = refusal_of(status, words, host, self._product)
        failure.retry_after = pause_of(response.headers.get("retry-after", ""), time.time())
        return failure

    def _failure(self, error: httpx.HTTPError) -> SourceFailure:
        host = self._host()
        if isinstance(error, httpx.TimeoutException):
            hint = "is the machine up, and does a firewall let us through?"
            words = f"no connection to {host} within {_CONNECT_SECONDS:g} s"
            return SourceFailure(FailureKind.TIMEOUT, words, hint)
        if isinstance(error, httpx.ConnectError):
            return unconnected(error, host)
        hint = "did it stop just then? does its url want https instead of http?"
        return SourceFailure(FailureKind.BROKEN_ANSWER, f"{host} broke off its answer", hint)


class _PostRefused(Exception):  # noqa: N818 - a step of the fallback, not an error
    def __init__(self, failure: SourceFailure) -> None:
        super().__init__()
        self.failure = failure


class _Room:
    """How much of all answers that a source is giving is held at once, and what one may hold of it."""

    def __init__(self) -> None:
        self._held = 0

    async def read(self, response: httpx.Response, limit: int) -> bytes:
        """The whole body, at most `limit` bytes once unpacked; memory never grows beyond that, and with
        several large ones at once not much beyond that either."""
        # Pieces, since what grows by being copied leaves many times its size of holes behind.
        pieces: list[bytes] = []
        size = series = 0
        try:
            async for piece in _unpacked(response):
                pieces.append(piece)
                size += len(piece)
                self._held += len(piece)
                series += piece.count(OF_SERIES)
                if series > MOST_SERIES:
                    raise too_many_series()
                if size > limit:
                    raise _too_large(limit)
                if self._held > MAX_BODY and size > MAX_BODY // 4:
                    raise _too_large(MAX_BODY // 4)
            return b"".join(pieces)
        finally:
            pieces.clear()
            self._held -= size


def _too_large(limit: int) -> SourceFailure:
    hint = "narrow the query: fewer series for a node, or a coarser step"
    return SourceFailure(FailureKind.TOO_LARGE, f"answered with more than {limit // 1048576} MB", hint)


async def _unpacked(response: httpx.Response) -> AsyncIterator[bytes]:
    """The body in pieces, none of which is larger than _PIECE however small it was packed."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        words = f"answered packed in a way not asked for ({encoding[:20]!r})"
        raise SourceFailure(FailureKind.BROKEN_ANSWER, words, _PACKING)
    unpack = None if encoding in ("identity", "") else zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    async for raw in response.aiter_raw():
        if unpack is None:
            yield raw
            continue
        left = raw
        while left:
            try:
                yield unpack.decompress(left, _PIECE)
            except zlib.error:
                words = "answered with a packed body that is damaged"
                raise SourceFailure(FailureKind.BROKEN_ANSWER, words, _PACKING) from None
            left = unpack.unconsumed_tail
