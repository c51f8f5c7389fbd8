"""What a job is, by the names of its metrics: the templates that fit it, and what it is there for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from adapters.discovery_facts import Job
from adapters.discovery_survey import scope_of, selector_of
from adapters.prometheus.query_shape import SENTINEL, SelectorFact, evidence_of
from adapters.prometheus.tokens import replace_match
from hierarchy.file.foreign_yaml import read_foreign
from hierarchy.file.library import library_text
from hierarchy.promql import quote

Signals = Mapping[str, Mapping[str, Any]]


class Role(StrEnum):
    """What a job is there for, as far as its metrics tell."""

    MACHINE = "machine"
    STORE = "store"
    SERVICE = "service"
    PROBE = "probe"
    WATCHER = "watcher"
    OTHER = "other"


class Sign(NamedTuple):
    """A template that fits where one of the metrics is told. `stands_for` is what the job then is: an
    exporter that speaks for something else, so that its own process is of no interest. Without a template
    only the role is known."""

    template: str
    metrics: tuple[str, ...]
    role: Role | None = None
    stands_for: bool = False


SIGNS = (
    Sign("node-exporter", ("node_cpu_seconds_total", "node_memory_MemTotal_bytes"), Role.MACHINE, True),
    Sign("blackbox", ("probe_success",), Role.PROBE, True),
    Sign("redis", ("redis_up",), Role.STORE, True),
    Sign("memcached", ("memcached_up",), Role.STORE, True),
    Sign("postgres", ("pg_up",), Role.STORE, True),
    Sign("nginx", ("nginx_up",), Role.SERVICE, True),
    Sign(
        "", ("mysql_up", "mongodb_up", "rabbitmq_up", "kafka_brokers", "elasticsearch_up"), Role.STORE, True
    ),
    Sign("", ("etcd_server_has_leader", "rabbitmq_identity_info", "minio_cluster_health_status"), Role.STORE),
    Sign("prometheus", ("prometheus_tsdb_head_series", "prometheus_engine_queries"), Role.WATCHER),
    Sign("alertmanager", ("alertmanager_alerts",), Role.WATCHER),
    Sign("otel-http-server", ("http_server_request_duration_seconds_count",), Role.SERVICE),
    Sign("otel-http-server-ms", ("http_server_duration_milliseconds_count",), Role.SERVICE),
    Sign("spring-http-server", ("http_server_requests_seconds_count",), Role.SERVICE),
    Sign("http-server", ("http_request_duration_seconds_count",), Role.SERVICE),
    Sign("http-requests", ("http_requests_total",), Role.SERVICE),
    Sign("grpc-server", ("grpc_server_handled_total",), Role.SERVICE),
    Sign("otel-rpc-server", ("rpc_server_duration_milliseconds_count",), Role.SERVICE),
    Sign("http-client", ("http_client_request_duration_seconds_count",)),
    Sign("spring-http-client", ("http_client_requests_seconds_count",)),
    Sign("grpc-client", ("grpc_client_handled_total",)),
    Sign("process", ("process_start_time_seconds",)),
    Sign("go-process", ("go_goroutines",)),
    Sign("python-process", ("python_info",)),
)
ANSWERS = tuple(sign.template for sign in SIGNS if sign.role is Role.SERVICE and not sign.stands_for)
"""The templates that measure what a service answers."""

ALTERNATIVE = " or "
"""What stands between the ways in which a template of the library may find a signal told."""

_WATCHERS = re.compile(
    r".*(?:prometheus|alertmanager|grafana|pushgateway|thanos|mimir|cortex|loki|tempo|promtail|jaeger"
    r"|collector|telemetry|kube-?state|cadvisor|vmagent|victoria|monitoring).*"
)


@dataclass(frozen=True, slots=True)
class Use:
    """A template at a job: `prefix` before its signals' ids, and what it has to be without.

    `absent` are signals that nothing is told for, `unlimited` those whose capacity nobody tells,
    `unspread` those without the label of their distribution. `ways` are, for a signal that may be told
    in several ways (the alternatives of its query), the positions of those in which it is.
    """

    template: str
    prefix: str = ""
    absent: tuple[str, ...] = ()
    unlimited: tuple[str, ...] = ()
    unspread: tuple[str, ...] = ()
    ways: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recognized:
    """A job with its role and the templates that fit it."""

    job: Job
    role: Role
    uses: tuple[Use, ...]


def template_signals(template: str) -> Signals:
    """The signals of a template of the library, as its file has them."""
    documents, _problems = read_foreign(template, library_text(template) or "templates: {}")
    document: Any = documents[0]
    signals: Signals = document["templates"].get(template, {}).get("signals", {})
    return signals


def candidates(job: Job) -> tuple[Sign, ...]:
    """The signs that a job shows; the process behind an exporter is not that of what it speaks for."""
    found = [sign for sign in SIGNS if not job.metrics.isdisjoint(sign.metrics)]
    speaking = [sign for sign in found if sign.stands_for]
    chosen = speaking or found
    if any(sign.template == "http-server" for sign in chosen):  # both are often told by one library
        chosen = [sign for sign in chosen if sign.template != "http-requests"]
    scraped = [Sign("target", ("up",))] if job.found_by == "up" else []
    return (*scraped, *chosen)


def questions(job: Job) -> tuple[str, ...]:
    """The selectors and queries of which only the source can say whether they yield anything."""
    asked = (
        text for sign in candidates(job) if sign.template for text in questions_about(sign.template, job)
    )
    return tuple(dict.fromkeys(asked))


def questions_about(template: str, job: Job) -> Iterator[str]:
    """The same for one template; a job without a name stands for all that anything tells."""
    for signal in template_signals(template).values():
        for selector in _selectors(signal):
            yield from _to_ask(job, selector)
        yield from _spread_selectors(job, signal)
        yield from _capacity_queries(job, signal)


def recognize(job: Job, present: Collection[str]) -> Recognized:
    """What a job is; `present` are those of its `questions` that yield something."""
    uses: list[Use] = []
    ids: set[str] = set()
    signs = candidates(job)
    for sign in signs:
        use = fitted(sign.template, job, present, ids) if sign.template else None
        if use is not None:
            uses.append(use)
    roles = [sign.role for sign in signs if sign.role is not None]
    role = roles[0] if roles else Role.WATCHER if _WATCHERS.fullmatch(job.name.lower()) else Role.OTHER
    return Recognized(job, role, tuple(uses))


def fitted(template: str, job: Job, present: Collection[str], ids: set[str]) -> Use | None:
    """A template with what it has to be without at a job, None where nothing would be left.

    `ids` are those of the signals that the node has already, to which its own are added.
    """
    signals = template_signals(template)
    absent = tuple(name for name, signal in signals.items() if not _is_told(job, signal, present))
    kept = [name for name in signals if name not in absent]
    if not kept:
        return None
    prefix = template if ids & set(kept) else ""
    ids.update(f"{prefix}.{name}" if prefix else name for name in signals)
    unlimited = tuple(name for name in kept if not _has_capacity(job, signals[name], present))
    unspread = tuple(name for name in kept if not _has_spread(job, signals[name], present))
    ways = {name: _ways(job, signals[name], present) for name in kept}
    return Use(template, prefix, absent, unlimited, unspread, ways)


def _selectors(signal: Mapping[str, Any]) -> Iterator[SelectorFact]:
    for key in ("query", "total"):
        text = signal.get(key)
        if isinstance(text, str):
            yield from (fact for fact, _ in evidence_of(replace_match(text, SENTINEL)))


def _is_told(job: Job, signal: Mapping[str, Any], present: Collection[str]) -> bool:
    return _has_evidence(job, str(signal.get("query") or signal["total"]), present)


def _capacity_queries(job: Job, signal: Mapping[str, Any]) -> tuple[str, ...]:
    """As a whole, since a limit that is not set is often told as 0 and left out by the query."""
    text = signal.get("capacity")
    return (replace_match(text, scope_of(job.name)),) if isinstance(text, str) else ()


def _has_capacity(job: Job, signal: Mapping[str, Any], present: Collection[str]) -> bool:
    return all(query in present for query in _capacity_queries(job, signal))


def _has_evidence(job: Job, text: str, present: Collection[str]) -> bool:
    """Whether every part of a query that needs samples has some; of alternatives one is enough."""
    groups: dict[int, bool] = {}
    for fact, group in evidence_of(replace_match(text, SENTINEL)):
        if group is not None:
            asked = _to_ask(job, fact)
            known = fact.name in job.metrics and (not asked or asked[0] in present)
            groups[group] = groups.get(group, False) or known
    return all(groups.values())


def _ways(job: Job, signal: Mapping[str, Any], present: Collection[str]) -> tuple[int, ...]:
    texts = str(signal.get("query") or signal["total"]).split(ALTERNATIVE)
    return tuple(i for i, text in enumerate(texts) if _has_evidence(job, text, present))


def _to_ask(job: Job, fact: SelectorFact) -> tuple[str, ...]:
    """The selector to ask for, none where the name of the metric alone tells."""
    fixed = [f"{label}{op}{quote(value)}" for op, label, value in fact.fixed]
    return (selector_of(fact.name, job.name, fixed),) if fixed and fact.name in job.metrics else ()


def _spread_selectors(job: Job, signal: Mapping[str, Any]) -> tuple[str, ...]:
    label, text = signal.get("spread"), str(signal.get("query") or signal.get("total"))
    if not label:
        return ()
    names = dict.fromkeys(fact.name for fact, _ in evidence_of(replace_match(text, SENTINEL)))
    return tuple(selector_of(name, job.name, (f'{label}!=""',)) for name in names if name in job.metrics)


def _has_spread(job: Job, signal: Mapping[str, Any], present: Collection[str]) -> bool:
    asked = _spread_selectors(job, signal)
    return not asked or any(selector in present for selector in asked)
