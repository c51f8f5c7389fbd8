"""What a source is and has beside answers to queries; what is missing is a feature less, and no error."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import orjson

from adapters.failures import FailureKind, SourceFailure
from adapters.foreign_text import plain

_LONGEST = 60  # characters of a version that are passed on


class Feature(StrEnum):
    """What a source may offer beside queries."""

    TARGETS = "targets"  # what it scrapes
    METADATA = "metadata"  # types of metrics
    RULES = "rules"
    ALERTS = "alerts"


class Presence(StrEnum):
    """Whether a feature is there."""

    THERE = "there"
    EMPTY = "empty"  # it answers, and has nothing to say
    MISSING = "missing"


# What the navigator does without each, as a clause.
WITHOUT: Mapping[Feature, str] = MappingProxyType(
    {
        Feature.TARGETS: "`navigator init` can't ask what is scraped and goes by the labels of series",
        Feature.METADATA: "counters and gauges can only be told apart by their names",
        Feature.RULES: "its rules are not told; import them from their files",
        Feature.ALERTS: "its alerts are not told; name an Alertmanager as a source for them",
    }
)
_PATHS: Mapping[Feature, tuple[str, Mapping[str, str], str]] = MappingProxyType(
    {
        Feature.TARGETS: ("/api/v1/targets", {"state": "active"}, "activeTargets"),
        Feature.METADATA: ("/api/v1/metadata", {"limit": "1"}, ""),
        Feature.RULES: ("/api/v1/rules", {"type": "alert"}, "groups"),
        Feature.ALERTS: ("/api/v1/alerts", {}, "alerts"),
    }
)

# What is at a path of the source, given a form: raises SourceFailure, as `Transport.get`.
Get = Callable[[str, Mapping[str, str]], Awaitable[bytes]]
_AWAY = (
    FailureKind.REFUSED,
    FailureKind.TIMEOUT,
    FailureKind.THROTTLED,
    FailureKind.OVERLOADED,
    FailureKind.CROWDED,
    FailureKind.UNAUTHORIZED,
    FailureKind.REDIRECTED,
)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """`product` and `version` are empty where the source does not say or what it says is not known."""

    product: str
    version: str
    features: Mapping[Feature, Presence]

    @property
    def lacks(self) -> tuple[Feature, ...]:
        """What is not there, or has nothing to say."""
        return tuple(one for one in Feature if self.features.get(one) is not Presence.THERE)

    @property
    def name(self) -> str:
        """Product and version as people say them."""
        return " ".join(part for part in (self.product, self.version) if part) or "a source of unknown make"


async def probe(get: Get) -> Capabilities:
    """Ask once what is there: a handful of requests, none of which makes the source compute anything.

    Raises the SourceFailure of a source that is away or lets nobody in; a path that is not there is none.
    """
    product, version = await _product(get)
    features = {feature: await _presence(get, feature) for feature in Feature}
    return Capabilities(product, version, MappingProxyType(features))


async def _product(get: Get) -> tuple[str, str]:
    try:
        told = _data(await get("/api/v1/status/buildinfo", {}))
    except SourceFailure as failure:
        if failure.kind in _AWAY:
            raise
        told = {}
    version = plain(told.get("version") or "")[:_LONGEST]
    if "mimir" in str(told.get("application", "")).lower():
        return "Mimir", version
    # Thanos tells of itself as Prometheus does, and alone has stores. VictoriaMetrics tells nothing or, for
    # the sake of others, the version of a Prometheus, and alone has top queries.
    if told.get("revision"):
        thanos = _is_success(await _or_nothing(get, "/api/v1/stores", {}))
        return ("Thanos" if thanos else "Prometheus"), version
    top = await _or_nothing(get, "/api/v1/status/top_queries", {"topN": "1"})
    return ("VictoriaMetrics", "") if b'"topByCount"' in top else ("", version)


async def _presence(get: Get, feature: Feature) -> Presence:
    path, form, inside = _PATHS[feature]
    try:
        body = await get(path, form)
    except SourceFailure as failure:
        # So much that it was cut off is there all the same; and the source itself has answered just before.
        return Presence.THERE if failure.kind is FailureKind.TOO_LARGE else Presence.MISSING
    if not _is_success(body):
        return Presence.MISSING
    told = _data(body)
    return Presence.THERE if (told.get(inside) if inside else told) else Presence.EMPTY


async def _or_nothing(get: Get, path: str, form: Mapping[str, str]) -> bytes:
    try:
        return await get(path, form)
    except SourceFailure:
        return b""


def _is_success(body: bytes) -> bool:
    return _document(body).get("status") == "success"


def _data(body: bytes) -> Mapping[str, object]:
    data = _document(body).get("data")
    return data if isinstance(data, dict) else {}


def _document(body: bytes) -> Mapping[str, object]:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return document if isinstance(document, dict) else {}
