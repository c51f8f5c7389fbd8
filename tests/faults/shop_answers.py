"""What a well Prometheus would say of the small shop, and the bodies that lies are made of."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from tests.adapters.fake_upstream import Piece, reply
from tests.faults.fault_server import Asked

_SERVICES = re.compile(r'service=~?"([^"]*)"')
_WINDOW = re.compile(r"\[(\d+)s\]")
INTERVAL = 5.0  # seconds between two samples
NEWEST = 2.0  # seconds that the newest sample is old

Labels = Mapping[str, str]
Number = Callable[[Asked, str, float], float | None]  # the value for a service at a time, None for no series
Json = dict[str, object]


class Shop:
    """Answers as Prometheus would: one series for each service asked about.

    `values` are lost orders by service, and what is not there has no series; `late` is how many seconds
    samples come after their time.
    """

    def __init__(self, values: Mapping[str, float], late: float = 0.0) -> None:
        self.values = dict(values)
        self.late = late

    def __call__(self, asked: Asked) -> Iterable[Piece]:
        """The answer as HTTP."""
        return reply(success(self.series(asked), asked))

    def series(self, asked: Asked, number: Number | None = None) -> list[Json]:
        """One series for each service, its value what `number` says."""
        found = _SERVICES.search(asked.query)
        names = [{"service": name} for name in found.group(1).split("|")] if found else [{}]
        made = number or self.number
        return [one for labels in names if (one := series_of(labels, asked, made))]

    def number(self, asked: Asked, service: str, at: float) -> float | None:
        """What Prometheus would answer, as far as the navigator asks such things of the shop."""
        if asked.query == "vector(1)":
            return 1.0
        if service not in self.values:
            return None
        if "timestamp(" in asked.query:
            return at - NEWEST - self.late
        if "_over_time(" in asked.query:
            window = _WINDOW.search(asked.query)
            if window and "present_over_time(" in asked.query and NEWEST + self.late > float(window.group(1)):
                return None
            return math.floor(float(window.group(1)) / INTERVAL) if window else 1.0
        return self.values[service]


def series_of(labels: Labels, asked: Asked, number: Number) -> Json | None:
    """One series with a value at every moment that is asked about; None where there is none."""
    pairs = [(t, number(asked, labels.get("service", ""), t)) for t in moments(asked)]
    points = [[t, text(value)] for t, value in pairs if value is not None]
    if not points:
        return None
    return {"metric": dict(labels), **({"values": points} if asked.is_range else {"value": points[-1]})}


def moments(asked: Asked) -> Sequence[float]:
    """The Unix times that are asked about."""
    if not asked.is_range:
        return (float(asked.form.get("time", "0")),)
    start, end, step = (float(asked.form[name]) for name in ("start", "end", "step"))
    return [start + i * step for i in range(int((end - start) / step + 1e-6) + 1)]


def text(value: float) -> str:
    """A value as Prometheus writes it."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return repr(value)


def success(series: Sequence[object], asked: Asked, **beside: object) -> bytes:
    """The envelope of a good answer, with what else stands in it (`warnings`)."""
    data = {"resultType": "matrix" if asked.is_range else "vector", "result": list(series)}
    return json.dumps({"status": "success", "data": data, **beside}).encode()


def failure(words: str, kind: str = "execution") -> bytes:
    """The envelope of an error."""
    return json.dumps({"status": "error", "errorType": kind, "error": words}).encode()
