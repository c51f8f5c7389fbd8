"""The JSON envelope of the Prometheus HTTP API, validated; nothing of it is taken on trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from adapters.failures import FailureKind, SourceFailure
from adapters.foreign_text import plain

MOST_SERIES = 50_000  # in one answer: more cost memory many times their bytes, and no picture shows them
_FOREIGN = "answered with JSON that is not of the Prometheus API"
_WHERE = "check the url of the source: something else than Prometheus answers there"
_MANY_TEXTS = 8  # warnings of one answer that are passed on
_IS_PARTIAL = "the answer is partial: some of the storage behind the source did not answer"
OF_SERIES = b'"metric"'


@dataclass(frozen=True, slots=True)
class AnsweredSeries:
    """One series: its labels and (Unix time, value) points in order; values may be NaN or infinite."""

    labels: Mapping[str, str]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer. Warnings mean that it may be partial; infos are remarks about the query.

    `ahead` is how many seconds the clock of who answered is ahead of ours, 0 where it did not say; `step`
    the seconds from point to point where these are further apart than was asked for, else 0; `at` the
    Unix time at which it was complete, 0 where nobody noted it.
    """

    series: tuple[AnsweredSeries, ...]
    warnings: tuple[str, ...] = ()
    infos: tuple[str, ...] = ()
    ahead: float = 0.0
    step: float = 0.0
    at: float = field(default=0.0, compare=False)


def read_answer(body: bytes) -> Answer:
    """The answer in a body sent with status 200.

    Raises SourceFailure: not-prometheus for a web page or foreign JSON, broken-answer for JSON that
    is cut off or of another shape, bad-query for `status: error` and for results that are no numbers,
    too-large for more than MOST_SERIES series.
    """
    if body.count(OF_SERIES) > MOST_SERIES:
        raise too_many_series()
    document = _document(body)
    if document.get("status") == "error":
        raise SourceFailure(FailureKind.BAD_QUERY, f"the query failed: {plain(document.get('error'))}")
    data = document.get("data")
    if document.get("status") != "success" or not isinstance(data, dict):
        raise SourceFailure(FailureKind.NOT_PROMETHEUS, _FOREIGN, _WHERE)
    try:
        series = _series(data.get("resultType"), data.get("result"))
    except (TypeError, ValueError, LookupError, AttributeError):
        raise _broken("answered with values of an unexpected shape") from None
    partial = (_IS_PARTIAL,) if document.get("isPartial") is True else ()
    return Answer(series, (*_texts(document.get("warnings")), *partial), _texts(document.get("infos")))


def samples_of(body: bytes) -> int | None:
    """How many samples a query touched, as an answer with `stats=all` tells; None where it does not."""
    try:
        told = orjson.loads(body)["data"]["stats"]["samples"]["totalQueryableSamples"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    return told if isinstance(told, int) else None


def error_words(body: bytes) -> str | None:
    """The upstream's own words in an error answer, shortened; None if it is not the API's JSON."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(document, dict) or "error" not in document:
        return None
    return plain(document["error"])


def _document(body: bytes) -> Mapping[str, object]:
    start = body[:64].lstrip()[:1]
    if start == b"<":
        raise SourceFailure(
            FailureKind.NOT_PROMETHEUS,
            "answered with a web page instead of data",
            "a login page in front of Prometheus? check the url and the credentials of the source",
        )
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        if start == b"":
            raise _broken("answered with nothing at all") from None
        if start == b"{":
            raise _broken("answered with JSON that breaks off or is damaged") from None
        raise SourceFailure(FailureKind.NOT_PROMETHEUS, "answered with no JSON", _WHERE) from None
    if not isinstance(document, dict):
        raise SourceFailure(FailureKind.NOT_PROMETHEUS, _FOREIGN, _WHERE)
    return document


def too_many_series() -> SourceFailure:
    """The failure of an answer with more than MOST_SERIES series."""
    hint = "narrow the query: fewer series for a node"
    return SourceFailure(FailureKind.TOO_LARGE, f"answered with more than {MOST_SERIES:,} series", hint)


def _broken(words: str) -> SourceFailure:
    return SourceFailure(FailureKind.BROKEN_ANSWER, words, "does something between cut or change answers?")


def _series(kind: object, result: object) -> tuple[AnsweredSeries, ...]:
    if kind == "string":
        hint = "a signal wants a query whose answer is a number"
        raise SourceFailure(FailureKind.BAD_QUERY, "answered the query with a text, not with numbers", hint)
    if not isinstance(result, list):
        raise TypeError("no list")
    if kind == "scalar":
        return (AnsweredSeries({}, (_point(result),)),)
    if any("histogram" in item or "histograms" in item for item in result):
        hint = "take a number of it, as histogram_quantile(0.95, …) or histogram_count(…)"
        raise SourceFailure(
            FailureKind.BAD_QUERY, "answered the query with a histogram, not with numbers", hint
        )
    if kind == "vector":
        return tuple(AnsweredSeries(_labels(item["metric"]), (_point(item["value"]),)) for item in result)
    if kind == "matrix":
        return tuple(AnsweredSeries(_labels(item["metric"]), _points(item["values"])) for item in result)
    raise ValueError(f"unexpected resultType {kind!r}")


def _labels(metric: object) -> Mapping[str, str]:
    if not isinstance(metric, dict) or not all(isinstance(value, str) for value in metric.values()):
        raise TypeError("labels are not texts")
    return metric


def _point(pair: object) -> tuple[float, float]:
    if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[1], str):
        raise TypeError("not a pair of time and value")
    return float(pair[0]), float(pair[1])


def _points(pairs: object) -> tuple[tuple[float, float], ...]:
    """As `_point` of each; most of what is ever read are these."""
    if not isinstance(pairs, list):
        raise TypeError("no list")
    for pair in pairs:
        if type(pair) is not list or type(pair[1]) is not str:
            raise TypeError("not a pair of time and value")
    return tuple([(float(time), float(value)) for time, value in pairs])


def _texts(found: object) -> tuple[str, ...]:
    return tuple(plain(text) for text in found[:_MANY_TEXTS]) if isinstance(found, list) else ()
