"""One HTTP request to one source, with an end: total deadline, size cap, typed failures."""

from __future__ import annotations

import asyncio
import http.cookiejar
import zlib
from collections.abc import Awaitable, Mapping
from typing import NamedTuple

import httpx

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.credentials import request_headers, trusted
from adapters.prometheus.envelope import Answer, error_words, read_answer
from hierarchy.model import SourceConfig

MAX_BODY = 32 * 1024 * 1024
_MAX_ERROR_BODY = 64 * 1024
_CONNECT_SECONDS = 2.0
_JOIN_TROUBLE = ("many-to-many", "same labelset", "duplicate series", "multiple matches")


class Span(NamedTuple):
    """A range of Unix times, both ends included, and the step, in seconds."""

    start: float
    end: float
    step: float


class Transport:
    """Speaks to one source from one event loop. Follows nothing, retries nothing, keeps no cookie.

    `product` is what the source is meant to be, as failures name it.
    """

    def __init__(self, config: SourceConfig, product: str = "Prometheus") -> None:
        self._config = config
        self._product = product
        self._client: httpx.AsyncClient | None = None
        self._post = True  # some proxies let only GET through; found out once, then remembered

    async def query(self, query: str, at: float, seconds: float) -> Answer:
        """An instant query at Unix time `at`, over after `seconds`. Raises SourceFailure."""
        return await self._asked("query", {"query": query, "time": f"{at:.3f}"}, seconds)

    async def query_range(self, query: str, span: Span, seconds: float) -> Answer:
        """A range query over after `seconds`. Raises SourceFailure."""
        start, end, step = span
        form = {"query": query, "start": f"{start:.3f}", "end": f"{end:.3f}", "step": f"{step:.3f}"}
        return await self._asked("query_range", form, seconds)

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
        return read_answer(await self._within(seconds, self._exchange(f"/api/v1/{endpoint}", form)))

    async def _within(self, seconds: float, work: Awaitable[bytes]) -> bytes:
        try:
            async with asyncio.timeout(seconds):
                return await work
        except TimeoutError:
            raise SourceFailure(
                FailureKind.TIMEOUT, f"no complete answer from {self._host()} within {seconds:.1f} s"
            ) from None
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
            if response.status_code != 200:
                failure = await self._refusal(response)
                if method == "POST" and response.status_code in (403, 405):
                    raise _PostRefused(failure)
                raise first or failure
            return await _read_capped(response, MAX_BODY)

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
            words = error_words(await _read_capped(response, _MAX_ERROR_BODY))
        except SourceFailure:
            words = None
        return refusal_of(status, words, host, self._product)

    def _failure(self, error: httpx.HTTPError) -> SourceFailure:
        host = self._host()
        if isinstance(error, httpx.TimeoutException):
            return SourceFailure(
                FailureKind.TIMEOUT, f"no connection to {host} within {_CONNECT_SECONDS:g} s"
            )
        if isinstance(error, httpx.ConnectError):
            if "CERTIFICATE" in str(error).upper():
                hint = "name the certificate authority with ca_file"
                return SourceFailure(FailureKind.REFUSED, f"the certificate of {host} is not trusted", hint)
            hint = "is it running, and is the url of the source right?"
            return SourceFailure(FailureKind.REFUSED, f"no connection to {host}", hint)
        return SourceFailure(FailureKind.BROKEN_ANSWER, f"{host} broke off its answer")


class _PostRefused(Exception):  # noqa: N818 - a step of the fallback, not an error
    def __init__(self, failure: SourceFailure) -> None:
        super().__init__()
        self.failure = failure


def redirect_of(location: str, host: str) -> SourceFailure:
    """The failure that a redirect is; of where it leads only the host is named."""
    try:
        target = httpx.URL(location).host or "another path of itself"
    except httpx.InvalidURL:
        target = "an address that cannot be read"
    hint = "redirects are not followed: write the final address as the url of the source"
    return SourceFailure(FailureKind.REDIRECTED, f"{host} redirects to {target}", hint)


def refusal_of(status: int, words: str | None, host: str, product: str = "Prometheus") -> SourceFailure:
    """The failure that a status other than 200 means; `words` are the upstream's own, None if foreign."""
    said = f": {words}" if words else ""
    if status in (401, 403):
        hint = "check bearer_token_file, basic_auth_file or headers_file of the source"
        return SourceFailure(FailureKind.UNAUTHORIZED, f"{host} does not let us in ({status})", hint)
    if status == 429:
        return SourceFailure(FailureKind.THROTTLED, f"{host} asks us to slow down (429){said}")
    if status >= 500:
        return SourceFailure(FailureKind.OVERLOADED, f"{host} cannot answer now ({status}){said}")
    if words is None:
        hint = "check the path in the url of the source"
        return SourceFailure(
            FailureKind.NOT_PROMETHEUS, f"{host} answers {status}, not as {product} does", hint
        )
    if any(trouble in words for trouble in _JOIN_TROUBLE):
        return SourceFailure(FailureKind.AMBIGUOUS, f"several series match where one is expected{said}")
    if status == 422:
        return SourceFailure(FailureKind.TOO_BROAD, f"the query is too much for {host}{said}")
    return SourceFailure(FailureKind.BAD_QUERY, f"{host} refuses the query ({status}){said}")


async def _read_capped(response: httpx.Response, limit: int) -> bytes:
    """The whole body, at most `limit` bytes once unpacked; memory never grows beyond that."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise SourceFailure(
            FailureKind.BROKEN_ANSWER, f"answered packed in a way not asked for ({encoding[:20]!r})"
        )
    unpack = None if encoding in ("identity", "") else zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    body = bytearray()
    async for raw in response.aiter_raw():
        try:
            body += raw if unpack is None else unpack.decompress(raw, limit + 1 - len(body))
        except zlib.error:
            raise SourceFailure(
                FailureKind.BROKEN_ANSWER, "answered with a packed body that is damaged"
            ) from None
        if len(body) > limit:
            megabytes = limit // (1024 * 1024)
            raise SourceFailure(
                FailureKind.TOO_LARGE,
                f"the answer is larger than {megabytes} MB",
                "narrow the query: fewer series for a node, or a coarser step",
            )
    return bytes(body)
