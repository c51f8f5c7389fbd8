"""The JSON envelope of the Prometheus HTTP API, validated; nothing of it is taken on trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from adapters.failures import FailureKind, SourceFailure

_FOREIGN = "answered with JSON that is not of the Prometheus API"
_TEXT = 300  # characters of an upstream's own words that are passed on


@dataclass(frozen=True, slots=True)
class AnsweredSeries:
    """One series: its labels and (Unix time, value) points in order; values may be NaN or infinite."""

    labels: Mapping[str, str]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer. Warnings mean that it may be partial; infos are remarks about the query."""

    series: tuple[AnsweredSeries, ...]
    warnings: tuple[str, ...] = ()
    infos: tuple[str, ...] = ()


def read_answer(body: bytes) -> Answer:
    """The answer in a body sent with status 200.

    Raises SourceFailure: not-prometheus for a web page or foreign JSON, broken-answer for JSON that
    is cut off or of another shape, bad-query for `status: error`.
    """
    document = _document(body)
    if document.get("status") == "error":
        raise SourceFailure(FailureKind.BAD_QUERY, f"the query failed: {_words(document.get('error'))}")
    data = document.get("data")
    if document.get("status") != "success" or not isinstance(data, dict):
        raise SourceFailure(
            FailureKind.NOT_PROMETHEUS, "answered with JSON that is not of the Prometheus API"
        )
    try:
        series = _series(data.get("resultType"), data.get("result"))
    except (TypeError, ValueError, KeyError, AttributeError):
        raise SourceFailure(
            FailureKind.BROKEN_ANSWER, "answered with values of an unexpected shape"
        ) from None
    return Answer(series, _texts(document.get("warnings")), _texts(document.get("infos")))


def error_words(body: bytes) -> str | None:
    """The upstream's own words in an error answer, shortened; None if it is not the API's JSON."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(document, dict) or "error" not in document:
        return None
    return _words(document["error"])


def _document(body: bytes) -> Mapping[str, object]:
    start = body.lstrip()[:1]
    if start == b"<":
        raise SourceFailure(
            FailureKind.NOT_PROMETHEUS,
            "answered with a web page instead of data",
            "a login page in front of Prometheus? check the url and the credentials of the source",
        )
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        kind = FailureKind.BROKEN_ANSWER if start in (b"{", b"") else FailureKind.NOT_PROMETHEUS
        raise SourceFailure(kind, "answered with something that is not complete JSON") from None
    if not isinstance(document, dict):
        raise SourceFailure(
            FailureKind.NOT_PROMETHEUS, "answered with JSON that is not of the Prometheus API"
        )
    return document


def _series(kind: object, result: object) -> tuple[AnsweredSeries, ...]:
    if not isinstance(result, list):
        raise TypeError("no list")
    if kind == "scalar":
        return (AnsweredSeries({}, (_point(result),)),)
    if kind == "vector":
        return tuple(AnsweredSeries(_labels(item["metric"]), (_point(item["value"]),)) for item in result)
    if kind == "matrix":
        return tuple(
            AnsweredSeries(_labels(item["metric"]), tuple(_point(point) for point in item["values"]))
            for item in result
        )
    raise ValueError(f"unexpected resultType {kind!r}")


def _labels(metric: object) -> Mapping[str, str]:
    if not isinstance(metric, dict) or not all(isinstance(value, str) for value in metric.values()):
        raise TypeError("labels are not texts")
    return metric


def _point(pair: object) -> tuple[float, float]:
    if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[1], str):
        raise TypeError("not a pair of time and value")
    return float(pair[0]), float(pair[1])


def _texts(found: object) -> tuple[str, ...]:
    return tuple(_words(text) for text in found) if isinstance(found, list) else ()


def _words(text: object) -> str:
    plain = " ".join(str(text).split())
    return plain if len(plain) <= _TEXT else plain[:_TEXT] + "…"
