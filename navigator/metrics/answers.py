"""How long answers take and how they end: a layer around the app, with few and fixed labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import perf_counter
from types import TracebackType

from prometheus_client import CollectorRegistry, Histogram

from navigator.metrics.timings import BOUNDS
from navigator.wsgi import Environ, StartResponse, WSGIApplication

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
# The first that a path (below the base path) begins with; what people ask for never becomes a label.
_PARTS = (
    ("/_dash-", "page"),
    ("/screen/", "screen"),
    ("/api/", "api"),
    ("/livez", "operations"),
    ("/readyz", "operations"),
    ("/metrics", "operations"),
)


def measured(app: WSGIApplication, registry: CollectorRegistry, base_path: str) -> WSGIApplication:
    """`app` with the time of every answer, refusals included, in a histogram by part and class of status."""
    took = Histogram(
        "navigator_http_request_duration_seconds",
        "Time until an answer was made.",
        ("part", "status"),
        buckets=BOUNDS,
        registry=registry,
    )
    for part in ("page", "screen", "api", "files"):
        for status in ("2xx", "5xx"):
            took.labels(part, status)  # told as 0 before the first one: a share of failures needs both
    prefix = base_path.rstrip("/")

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        begun, seen = perf_counter(), _Seen(start_response)
        part = part_of(str(environ.get("PATH_INFO", "")).removeprefix(prefix))
        body = app(environ, seen)
        return _Told(body, lambda: took.labels(part, seen.status).observe(perf_counter() - begun))

    return answer


def part_of(path: str) -> str:
    """Which part of the app a path belongs to."""
    return next((part for start, part in _PARTS if path.startswith(start)), "files")


class _Seen:
    """Remembers the class of the status on its way to the client."""

    def __init__(self, start_response: StartResponse) -> None:
        self._start_response = start_response
        self.status = "none"

    def __call__(
        self, status: str, headers: list[tuple[str, str]], exc_info: _ExcInfo | None = None, /
    ) -> Callable[[bytes], object]:
        self.status = f"{status[:1]}xx"
        return self._start_response(status, headers, exc_info)


class _Told:
    """The body; `done` is called once when it has been handed over, or given up."""

    def __init__(self, body: Iterable[bytes], done: Callable[[], None]) -> None:
        self._body = body
        self._chunks = iter(body)
        self._done: Callable[[], None] | None = done

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._chunks)
        except StopIteration:
            self._tell()
            raise

    def close(self) -> None:
        """As servers do after every answer, also one that the client did not wait for."""
        self._tell()
        close = getattr(self._body, "close", None)
        if close is not None:
            close()

    def _tell(self) -> None:
        if self._done is not None:
            done, self._done = self._done, None
            done()
