"""How long answers take and how they end: a layer around the app, with few and fixed labels."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from time import perf_counter
from types import TracebackType

from prometheus_client.core import HistogramMetricFamily

from navigator.metrics.timings import Timings
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


class Answers:
    """Durations by part of the app and class of status; safe in several threads."""

    def __init__(self) -> None:
        # What has not been yet is told as 0: a share of failures needs both from the first one on.
        parts = ("page", "screen", "api", "files")
        self._took = {(part, status): Timings() for part in parts for status in ("2xx", "5xx")}
        self._lock = threading.Lock()

    def note(self, part: str, status: str, seconds: float) -> None:
        """Count one."""
        with self._lock:
            took = self._took.setdefault((part, status), Timings())
        took.note(seconds)

    def family(self) -> HistogramMetricFamily:
        """All of them as one histogram."""
        name = "navigator_http_request_duration_seconds"
        found = HistogramMetricFamily(name, "Time until an answer was made.", labels=["part", "status"])
        with self._lock:
            took = list(self._took.items())
        for labels, one in took:
            found.add_metric(list(labels), *one.buckets())
        return found


def measured(app: WSGIApplication, answers: Answers, base_path: str) -> WSGIApplication:
    """`app` with the time of every answer noted, refusals included."""
    prefix = base_path.rstrip("/")

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        begun, seen = perf_counter(), _Seen(start_response)
        part = part_of(str(environ.get("PATH_INFO", "")).removeprefix(prefix))
        body = app(environ, seen)
        return _Told(body, lambda: answers.note(part, seen.status, perf_counter() - begun))

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
