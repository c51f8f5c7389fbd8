"""One registry an app: two navigators in a process share no number, and nothing of the library's own."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from navigator.desk import Desk
from navigator.metrics.answers import Answers
from navigator.metrics.families import families
from navigator.metrics.viewers import Viewers


class _Navigator(Collector):
    def __init__(self, desk: Desk, viewers: Viewers, answers: Answers) -> None:
        self._desk = desk
        self._viewers = viewers
        self._answers = answers

    def collect(self) -> Iterable[Metric]:
        """The numbers as they are now."""
        yield GaugeMetricFamily(
            "navigator_viewers", "Pages that are open and seen.", value=self._viewers.count
        )
        yield self._answers.family()
        yield from families(self._desk)

    def describe(self) -> Iterable[Metric]:
        """Nothing: names are not known before there is a hierarchy."""
        return ()


def registry_of(desk: Desk, viewers: Viewers, answers: Answers) -> CollectorRegistry:
    """All that one app tells, with the memory and processor time of its process."""
    registry = CollectorRegistry()
    registry.register(_Navigator(desk, viewers, answers))
    ProcessCollector(registry=registry)
    GCCollector(registry=registry)
    return registry


def exposition(registry: CollectorRegistry, accept: str) -> tuple[bytes, str]:
    """The text in the format that a client accepts, and its content type."""
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type
