"""Readings for generated hierarchies, from names and times alone: as a source, and as Prometheus samples."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from hierarchy.evidence.breakdowns import Breakdown, Split, SpreadSeries
from hierarchy.evidence.changes import Changes
from hierarchy.evidence.readings import Reading, Series, SourceState, SourceStatus, Sweep, Trust
from hierarchy.members import Found
from hierarchy.model import Model, Node, SignalKey
from tests.live.prometheus_server import sample

SCRAPE = 30  # seconds between two samples
_SPELL = 600.0  # a signal changes between healthy and not at most so often
_BAD_OF = 64  # in each spell one signal in so many is bad
# Signal -> (healthy value, value that breaks its critical limit).
_LEVELS: Mapping[str, tuple[float, float]] = {
    "errors": (0.002, 0.08),
    "latency": (0.12, 2.5),
    "rate": (20.0, 20.0),
    "ready": (1.0, 0.4),
    "cpu": (0.35, 0.97),
    "memory": (0.5, 0.98),
    "temperature": (22.0, 47.0),
}
# Template -> (label, gauges: metric of each signal, counters: metrics of failures and of requests).
_METRICS: Mapping[str, tuple[str, Mapping[str, str], tuple[str, str] | None]] = {
    "operation": (
        "service",
        {"latency": "operation_latency_p95_seconds"},
        ("operation_failures_total", "operation_requests_total"),
    ),
    "service": (
        "service",
        {"latency": "http_latency_p95_seconds", "ready": "replicas_ready_ratio"},
        ("http_failures_total", "http_requests_total"),
    ),
    "host": (
        "instance",
        {"cpu": "host_cpu_ratio", "memory": "host_memory_ratio", "temperature": "host_inlet_celsius"},
        None,
    ),
}
_REQUESTS = 20.0  # a second


def value_of(node: str, signal: str, at: float) -> float:
    """The value of a signal at Unix time `at`: healthy with a small wave, or bad for a spell."""
    healthy, bad = _LEVELS[signal]
    if is_bad(node, signal, at):
        return bad
    wave = (zlib.crc32(f"{node} {signal}".encode()) + int(at // SCRAPE) * 7919) % 101 / 1000
    return healthy * (1.0 - wave)


def is_bad(node: str, signal: str, at: float) -> bool:
    """Whether the signal is past its critical limit in the spell around `at`."""
    return zlib.crc32(f"{node} {signal} {int(at // _SPELL)}".encode()) % _BAD_OF == 0


class MadeSource:
    """Answers for a generated model at once, and counts what it is asked."""

    def __init__(self, model: Model) -> None:
        self._keys = tuple(model.signals())
        self.sweeps = 0
        self.batches = 0

    def sweep(self, at: float) -> Sweep:
        """Every signal, live, 5 seconds old."""
        self.sweeps += 1
        readings = {k: Reading(value_of(k.node, k.signal, at), Trust.LIVE, at - 5.0) for k in self._keys}
        return Sweep(at, readings, {"default": SourceStatus(SourceState.LIVE, at)})

    def series(
        self, keys: Sequence[SignalKey], start: float, end: float, step: float
    ) -> Mapping[SignalKey, Series]:
        """The values of the window, without gaps."""
        self.batches += 1
        times = tuple(start + i * step for i in range(int((end - start) / step) + 1))
        return {k: Series(times, tuple(value_of(k.node, k.signal, t) for t in times)) for k in keys}

    def breakdowns(self, splits: Sequence[Split], _at: float) -> Mapping[Split, Breakdown]:
        """Nothing is split."""
        return {split: Breakdown(split.label, trust=Trust.ABSENT) for split in splits}

    def spread_series(
        self, splits: Sequence[Split], start: float, end: float, step: float
    ) -> Mapping[Split, SpreadSeries]:
        """Nothing is split."""
        times = tuple(start + i * step for i in range(int((end - start) / step) + 1))
        nothing = (None,) * len(times)
        return {split: SpreadSeries(times, nothing, nothing, nothing) for split in splits}

    def changes(self, _start: float, _end: float) -> Changes:
        """Nobody does anything."""
        return Changes()

    def members(self, _at: float) -> Mapping[str, Found]:
        """Nobody: a generated model has no members to search for."""
        return {}

    def renewed(self, model: Model) -> MadeSource:
        """The same for another model."""
        return MadeSource(model)

    def close(self) -> None:
        """Nothing to let go of."""


def sample_lines(model: Model, start: int, end: int) -> Iterator[str]:
    """OpenMetrics lines for a generated model over [start, end] (Unix seconds), one metric at a time."""
    times = range(start, end + 1, SCRAPE)
    for template, (label, gauges, counters) in _METRICS.items():
        nodes = [n for n in model.nodes.values() if n.signals and n.signals[0].template == template]
        for signal, metric in gauges.items():
            yield from chain.from_iterable(_gauge(metric, label, n, signal, times) for n in nodes)
        for metric in counters or ():
            bad = metric == (counters or ("",))[0]
            yield from chain.from_iterable(_counter(metric, label, n, times, bad) for n in nodes)


def _gauge(metric: str, label: str, node: Node, signal: str, times: range) -> Iterator[str]:
    for at in times:
        yield sample(metric, {label: node.id}, value_of(node.id, signal, at), at)


def _counter(metric: str, label: str, node: Node, times: range, failures: bool) -> Iterator[str]:
    total = 0.0
    for at in times:
        share = value_of(node.id, "errors", at) if failures else 1.0
        total += _REQUESTS * SCRAPE * share
        yield sample(metric, {label: node.id}, total, at)
