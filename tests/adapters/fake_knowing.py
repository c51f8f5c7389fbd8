"""Answers of a Prometheus that knows some targets and metrics, as a FakeUpstream needs them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.adapters.fake_upstream import Piece, reply

Labels = Mapping[str, str]


@dataclass
class Knowing:
    """`targets` None: there is no such endpoint. `up` are the series of `up`; `series` what further
    queries yield, by a part of their text; `metrics` what each job tells. `broken` are parts of addresses
    that are answered with a status."""

    targets: list[Labels] | None = None
    up: list[Labels] = field(default_factory=list)
    series: dict[str, list[Labels]] = field(default_factory=dict)
    metrics: dict[str, list[str]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: bytes) -> Iterable[Piece]:
        """The answer to one request."""
        address = request.split(b" ", 2)[1].decode()
        path, given = urlsplit(address).path, parse_qs(urlsplit(address).query)
        query = given.get("query", given.get("match[]", [""]))[0]
        self.asked.append(f"{path} {query}".strip())
        for part, status in self.broken.items():
            if part in f"{path} {query}":
                return reply(b'{"status":"error","errorType":"x","error":"no"}', status)
        if path.endswith("/buildinfo"):
            return _told({"version": "3.0"})
        if path.endswith("/targets"):
            if self.targets is None:
                return reply(b"404 page not found", "404 Not Found")
            return _told(
                {"activeTargets": [{"labels": one, "scrapeInterval": "30s"} for one in self.targets]}
            )
        if path.endswith("/metadata"):
            return _told({name: [{"type": kind}] for name, kind in self.types.items()})
        if path.endswith("/values"):
            named = [names for job, names in self.metrics.items() if json.dumps(job) in query]
            return _told(named[0] if named else [])
        return self._query(query)

    def _query(self, query: str) -> Iterable[Piece]:
        if query == "1":
            return _told({"resultType": "scalar", "result": [1, "1"]})
        found = self.up if query == "up" else []
        for part, series in self.series.items():
            if part in query:
                found = series
        return _told(
            {"resultType": "vector", "result": [{"metric": one, "value": [1, "1"]} for one in found]}
        )


def _told(data: Any) -> Iterable[Piece]:
    return reply(json.dumps({"status": "success", "data": data}).encode())
