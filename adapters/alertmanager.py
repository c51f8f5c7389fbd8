"""One Alertmanager: its alerts, taken in with the same caution as the answers of Prometheus."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import orjson

from adapters.failures import FailureKind, SourceFailure
from adapters.prometheus.pipeline import Guarded
from adapters.prometheus.transport import Transport
from hierarchy.model import SourceConfig

MOST = 2_000  # alerts of one answer, the newest
MOST_LABELS = 64
MOST_TEXT = 1_000  # characters of a label's value, of the summary and of the address
_PATH = "/api/v2/alerts"
_ALL = {"active": "true", "silenced": "true", "inhibited": "true", "unprocessed": "true"}
_FOREIGN = "answered with something that is not the list of alerts of an Alertmanager"


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert that fires since Unix time `begin`; Alertmanager takes it for over at `end`, unless it hears
    of it again. `muted` is "silenced" or "inhibited" where nobody is told of it, else ""."""

    fingerprint: str
    begin: float
    end: float | None
    labels: Mapping[str, str]
    summary: str = ""
    url: str = ""
    muted: str = ""

    @property
    def title(self) -> str:
        """Its name, what it says of itself, and whether anybody is told of it."""
        name = self.labels.get("alertname", "") or "an alert without a name"
        said = f"{name}: {self.summary}" if self.summary else name
        return f"{said} ({self.muted})" if self.muted else said


class Alerts(NamedTuple):
    """The alerts of one answer; `left_out` is how many more there were than are taken in."""

    found: tuple[Alert, ...]
    left_out: int = 0


Told = Alerts | SourceFailure


class AlertLine(Guarded):
    """The way to one Alertmanager: the deadline, the size limit and the breaker of every source."""

    def __init__(self, config: SourceConfig, monotonic: Callable[[], float] = time.monotonic) -> None:
        transport = Transport(config, "Alertmanager")
        super().__init__(
            config, transport, lambda seconds: transport.get("/api/v2/status", {}, seconds), monotonic
        )

    async def alerts(self) -> Told:
        """All alerts that are not resolved, silenced and inhibited ones too; a failure as a value."""
        return await self.guarded(self._asked)

    async def _asked(self, seconds: float) -> Alerts:
        return read_alerts(await self._transport.get(_PATH, _ALL, seconds))


def read_alerts(body: bytes) -> Alerts:
    """The alerts in a body sent with status 200.

    Raises SourceFailure: not-prometheus for a web page or foreign JSON, broken-answer for JSON that is
    cut off or of another shape.
    """
    start = body.lstrip()[:1]
    if start == b"<":
        raise SourceFailure(
            FailureKind.NOT_PROMETHEUS,
            "answered with a web page instead of alerts",
            "a login page in front of Alertmanager? check the url and the credentials of the source",
        )
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        kind = FailureKind.BROKEN_ANSWER if start in (b"[", b"") else FailureKind.NOT_PROMETHEUS
        raise SourceFailure(kind, "answered with something that is not complete JSON") from None
    if not isinstance(document, list):
        hint = "does the url of the source lead to an Alertmanager (0.16 or newer)?"
        raise SourceFailure(FailureKind.NOT_PROMETHEUS, _FOREIGN, hint)
    try:
        alerts = sorted((_alert(item) for item in document), key=lambda one: -one.begin)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
        raise SourceFailure(
            FailureKind.BROKEN_ANSWER, "answered with alerts of an unexpected shape"
        ) from None
    return Alerts(tuple(alerts[:MOST]), max(0, len(alerts) - MOST))


def _alert(item: Mapping[str, object]) -> Alert:
    annotations = _texts(item.get("annotations") or {})
    url, status = item.get("generatorURL"), item.get("status")
    muted = ""
    if isinstance(status, dict):
        muted = "silenced" if status.get("silencedBy") else "inhibited" if status.get("inhibitedBy") else ""
    is_address = isinstance(url, str) and url.startswith(("http://", "https://")) and len(url) <= MOST_TEXT
    end = _time(item["endsAt"])
    return Alert(
        _text(item["fingerprint"]),
        max(0.0, _time(item["startsAt"])),
        end if end > 0 else None,
        _texts(item["labels"]),
        " ".join((annotations.get("summary", "") or annotations.get("title", "")).split()),
        str(url) if is_address else "",
        muted,
    )


def _texts(found: object) -> Mapping[str, str]:
    if not isinstance(found, dict):
        raise TypeError("no labels")
    return {str(name)[:MOST_TEXT]: _text(value) for name, value in list(found.items())[:MOST_LABELS]}


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise TypeError("no text")
    return found if len(found) <= MOST_TEXT else found[:MOST_TEXT] + "…"


def _time(found: object) -> float:
    """Unix seconds of an RFC 3339 time; before 1970 for the zero time, which means none. A time zone may
    move it out of the years that there are."""
    if not isinstance(found, str):
        raise TypeError("no time")
    time = datetime.fromisoformat(found)
    if time.tzinfo is None:
        raise ValueError("no time zone")
    return time.timestamp()
