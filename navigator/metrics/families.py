"""What the navigator knows of itself at a moment, as metric families; read from memory, asks nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Protocol, runtime_checkable

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
    SummaryMetricFamily,
)

from adapters.failures import FailureKind
from adapters.prometheus.vitals import BreakerState, SharedSigns, VitalSigns
from hierarchy.evidence.readings import SourceState, Trust
from hierarchy.evidence.states import State
from navigator.desk import Desk
from navigator.metrics.timings import Timings
from navigator.services import NoHierarchy, Services
from navigator.version import VERSION


@runtime_checkable
class Measured(Protocol):
    """A source of readings that counts what it does."""

    def vitals(self) -> Mapping[str, VitalSigns]:
        """The numbers of every upstream by its name in the hierarchy."""
        ...


@runtime_checkable
class Shares(Protocol):
    """A source of readings that may share answers with other replicas."""

    def shared_signs(self) -> SharedSigns | None:
        """The numbers of what is shared; None where nothing is."""
        ...


def about_files(desk: Desk) -> Iterator[Metric]:
    """How the newest reading of the hierarchy files went, and what is served."""
    yield InfoMetricFamily("navigator_build", "The version that runs.", value={"version": VERSION})
    yield _gauge(
        "navigator_hierarchy_last_reload_successful",
        "1 if the hierarchy files could be loaded when they were read last, else 0: an older one is served.",
        float(desk.reload.ok),
    )
    if desk.loaded_at is not None:
        yield _gauge(
            "navigator_hierarchy_last_reload_success_timestamp_seconds",
            "When the hierarchy files were loaded successfully for the last time.",
            desk.loaded_at,
        )


def about_model(services: Services) -> Iterator[Metric]:
    """How much is watched, and how it is."""
    model, health = services.model, services.poller.current
    yield _gauge("navigator_hierarchy_nodes", "Nodes of the hierarchy.", float(len(model.nodes)))
    yield _gauge("navigator_hierarchy_signals", "Signals that it reads.", float(len(services.signals)))
    judged = Counter(node.state for node in health.nodes.values()) if health else Counter()
    nodes = GaugeMetricFamily("navigator_nodes", "Nodes by the state that is shown.", labels=["state"])
    for state in State:
        nodes.add_metric([state.value], float(judged[state]))
    yield nodes


def about_reading(services: Services) -> Iterator[Metric]:
    """The sweeps, what they brought, and what is kept of it."""
    poller = services.poller
    yield _histogram(
        "navigator_sweep_duration_seconds", "How long reading the whole hierarchy once took.", poller.timings
    )
    if poller.judged is not None:
        yield _gauge(
            "navigator_last_sweep_timestamp_seconds",
            "The moment that the newest sweep was read for.",
            poller.judged.sweep.at,
        )
        yield from _about_readings(services)
    held = (("screen", services.series.held_bytes), ("background", services.ranges.held_bytes))
    kept = GaugeMetricFamily(
        "navigator_range_memory_bytes",
        "Memory held by values of ranges, without what surrounds them.",
        labels=["shelf"],
    )
    for shelf, size in held:
        kept.add_metric([shelf], float(size))
    yield kept


def _about_readings(services: Services) -> Iterator[Metric]:
    """By source: how many readings are how far trusted, and how old the oldest that is still believed is."""
    judged, now = services.poller.judged, services.clock.now()
    assert judged is not None
    asked = services.model.asked()
    counts: Counter[tuple[str, Trust]] = Counter()
    oldest: dict[str, float] = {}
    for key, reading in judged.sweep.readings.items():
        source = asked[key].source if key in asked else ""
        looked = reading.at(now)
        counts[source, looked.trust] += 1
        age = looked.age(now)
        if looked.is_believed and age is not None:
            oldest[source] = max(age, oldest.get(source, 0.0))
    readings = GaugeMetricFamily(
        "navigator_readings", "Readings by how far they can be trusted.", labels=["source", "trust"]
    )
    ages = GaugeMetricFamily(
        "navigator_oldest_reading_age_seconds",
        "Age of the oldest reading that is still believed.",
        labels=["source"],
    )
    for (source, trust), count in sorted(counts.items()):
        readings.add_metric([source, trust.value], float(count))
    for source, age in sorted(oldest.items()):
        ages.add_metric([source], age)
    yield readings
    yield ages
    yield from _about_sources(services)


def _about_sources(services: Services) -> Iterator[Metric]:
    health = services.poller.current
    states = GaugeMetricFamily(
        "navigator_source_state", "1 for the state that a source is in, else 0.", labels=["source", "state"]
    )
    answered = GaugeMetricFamily(
        "navigator_source_answered_timestamp_seconds",
        "The moment that a source's last good answer was for.",
        labels=["source"],
    )
    for name, status in sorted((health.sources if health else {}).items()):
        for state in SourceState:
            states.add_metric([name, state.value], float(status.state is state))
        if status.answered_at is not None:
            answered.add_metric([name], status.answered_at)
    yield states
    yield answered


_GAUGES = (
    ("requests_in_flight", "in_flight", "Queries in the source now, abandoned ones included."),
    ("requests_waiting", "waiting", "Queries that wait for their turn."),
    ("requests_limit", "width", "Queries that may be in the source at once now."),
    ("oldest_answer_age_seconds", "oldest_age", "Age of the oldest answer that was served lately."),
    ("cached_answers", "kept_answers", "Answers that are kept."),
    ("cache_memory_bytes", "kept_bytes", "Memory held by answers that are kept, about."),
)
_COUNTERS = (
    ("requests", "asked", "Requests that were sent."),
    ("received_bytes", "bytes_in", "Bytes of answers as they came over the network."),
    ("cache_hits", "hits", "Questions that were answered from memory."),
    ("shared_requests", "shared", "Questions that joined a request under way."),
    ("cache_stale_hits", "stale_served", "Hits that were out of date and were asked for anew meanwhile."),
    ("refused_requests", "refused", "Questions that found the queue full."),
    ("coarsened_requests", "coarsened", "Ranges that were read in coarser steps than asked for."),
)


def about_upstreams(vitals: Mapping[str, VitalSigns]) -> Iterator[Metric]:
    """The way to every source: gate, cache, breaker, bytes."""
    for name, field, text in _GAUGES:
        gauge = GaugeMetricFamily(f"navigator_source_{name}", text, labels=["source"])
        for source, signs in vitals.items():
            gauge.add_metric([source], float(getattr(signs, field)))
        yield gauge
    for name, field, text in _COUNTERS:
        counter = CounterMetricFamily(f"navigator_source_{name}", text, labels=["source"])
        for source, signs in vitals.items():
            counter.add_metric([source], float(getattr(signs, field)))
        yield counter
    yield from _about_misses(vitals)
    yield from _about_trouble(vitals)


def _about_misses(vitals: Mapping[str, VitalSigns]) -> Iterator[Metric]:
    misses = CounterMetricFamily(
        "navigator_source_cache_misses",
        "Questions that a request had to be sent for, or joined.",
        labels=["source"],
    )
    waits = SummaryMetricFamily(
        "navigator_source_queue_wait_seconds", "How long requests waited for their turn.", labels=["source"]
    )
    for source, signs in vitals.items():
        misses.add_metric([source], float(signs.asked + signs.shared))
        waits.add_metric([source], count_value=signs.queue_wait_count, sum_value=signs.queue_wait_seconds)
    yield misses
    yield waits


def _about_trouble(vitals: Mapping[str, VitalSigns]) -> Iterator[Metric]:
    failures = CounterMetricFamily(
        "navigator_source_failures", "Requests without a usable answer.", labels=["source", "kind"]
    )
    breaker = GaugeMetricFamily(
        "navigator_source_breaker_state",
        "1 for the state of the breaker: closed lets requests through, open none but a probe.",
        labels=["source", "state"],
    )
    for source, signs in vitals.items():
        for kind in sorted(set(FailureKind) | set(signs.failures)):  # 0 is told as well: a rate needs it
            failures.add_metric([source, kind], float(signs.failures.get(kind, 0)))
        for state in BreakerState:
            breaker.add_metric([source, state.value], float(signs.breaker is state))
    yield failures
    yield breaker


def about_shared(signs: SharedSigns) -> Iterator[Metric]:
    """The way to what replicas share, which is a help and never needed."""
    yield _gauge(
        "navigator_shared_cache_up",
        "1 while the shared cache answers; 0 costs queries only.",
        float(signs.up),
    )
    counted = (
        ("hits", signs.hits, "Answers that were found in it."),
        ("misses", signs.misses, "Answers that were not."),
        ("failures", signs.failures, "Calls that it did not answer in time."),
        ("refused", signs.refused, "Calls that it refused, as when it is full."),
    )
    for name, count, text in counted:
        yield CounterMetricFamily(f"navigator_shared_cache_{name}", text, value=float(count))
    held = GaugeMetricFamily(
        "navigator_shared_cache_leases", "What this replica holds in it for all of them.", labels=["kind"]
    )
    held.add_metric(["claim"], float(signs.claims))
    held.add_metric(["slot"], float(signs.slots))
    yield held


def families(desk: Desk) -> Iterator[Metric]:
    """Everything; without a hierarchy only what is known without one."""
    yield from about_files(desk)
    with desk.reading() as current:
        if isinstance(current, NoHierarchy):
            return
        yield from about_model(current)
        yield from about_reading(current)
        if isinstance(current.source, Measured):
            yield from about_upstreams(current.source.vitals())
        shared = current.source.shared_signs() if isinstance(current.source, Shares) else None
        if shared is not None:
            yield from about_shared(shared)


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def _histogram(name: str, text: str, timings: Timings) -> HistogramMetricFamily:
    buckets, total = timings.buckets()
    return HistogramMetricFamily(name, text, buckets=buckets, sum_value=total)
