"""Health as JSON: what `GET /api/v1/health` and `navigator status --format json` answer."""

from __future__ import annotations

from collections.abc import Mapping

from hierarchy.evidence.health import Health, NodeHealth, Reason
from hierarchy.evidence.readings import SourceStatus
from hierarchy.model import Band, Limit
from navigator.api.answers import rfc3339
from navigator.screen.view_builder import worst_source

Json = dict[str, object]


def health_json(since: Mapping[str, float], health: Health) -> Json:
    """The whole model's health; times RFC 3339, ages in seconds, values in the signals' units."""
    worst = worst_source(health)
    warnings = sorted({warning for status in health.sources.values() for warning in status.warnings})
    return {
        "at": rfc3339(health.at),
        "revision": health.revision,
        "source": {"state": worst.state, "age_seconds": worst.age, "warnings": warnings},
        "sources": {name: _source(status, health.at) for name, status in health.sources.items()},
        "nodes": {id: node_health_json(node, since.get(id)) for id, node in health.nodes.items()},
    }


def node_health_json(node: NodeHealth, since: float | None) -> Json:
    """One node's health; `own`, `threat`, `since` and `deviation` may be null."""
    return {
        "state": node.state.value,
        "own": node.own.value if node.own else None,
        "threat": node.threat.value if node.threat else None,
        "bounds": [node.bounds.best.value, node.bounds.worst.value],
        "at_least": node.at_least,
        "contradiction": node.contradiction or None,
        "since": rfc3339(since),
        "evidence": {
            "known": node.evidence.known,
            "expected": node.evidence.expected,
            "oldest_seconds": node.evidence.oldest,
        },
        "reasons": [_reason(reason) for reason in node.reasons],
        "signals": {
            id: {
                "value": signal.value,
                "state": signal.state.value if signal.state else None,
                "trust": signal.trust.value,
                "age_seconds": signal.age,
                "detail": signal.detail,
                "deviation": None,
            }
            for id, signal in node.signals.items()
        },
    }


def _reason(reason: Reason) -> Json:
    what: Json = {"signal": reason.signal} if reason.signal else {"means": list(reason.means)}
    return {
        **what,
        "rule": reason.rule,
        "state": reason.state.value,
        "value": reason.value,
        "limit": _limit(reason.limit),
        "margin": reason.margin,
        "text": reason.text,
    }


def _limit(limit: Limit | None) -> object:
    return [limit.low, limit.high] if isinstance(limit, Band) else limit


def _source(status: SourceStatus, now: float) -> Json:
    age = None if status.answered_at is None else max(0.0, now - status.answered_at)
    return {
        "state": status.state.value,
        "age_seconds": age,
        "warnings": list(status.warnings),
        "error": status.error,
    }
