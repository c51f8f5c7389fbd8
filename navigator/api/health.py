"""Health as JSON: what `GET /api/v1/health` and `navigator status --format json` answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hierarchy.evidence.health import Health, NodeHealth, Reason, SignalHealth
from hierarchy.evidence.readings import SourceStatus
from hierarchy.evidence.usual import Deviation
from hierarchy.model import Band, Limit, Model, Node, SignalKey
from navigator.api.answers import rfc3339
from navigator.api.laws import law_json, mute_json
from navigator.screen.source_words import WAITING, worst_status

Json = dict[str, object]


def health_json(
    model: Model,
    since: Mapping[str, float],
    health: Health,
    deviations: Mapping[SignalKey, Deviation] = MappingProxyType({}),
) -> Json:
    """The whole model's health; times RFC 3339, ages in seconds, values in the signals' units.

    `deviations` are those that are known already; for other signals they are null.
    """
    worst = worst_status(health)
    warnings = sorted({warning for status in health.sources.values() for warning in status.warnings})
    return {
        "at": rfc3339(health.at),
        "revision": health.revision,
        "source": {
            "state": worst[1].state.value if worst else WAITING,
            "age_seconds": _answered(worst[1], health.at) if worst else None,
            "warnings": warnings,
        },
        "sources": {name: _source(status, health.at) for name, status in health.sources.items()},
        "assumed": assumed_json(health),
        "nodes": {
            id: node_health_json(model.nodes[id], node, since.get(id), deviations)
            for id, node in health.nodes.items()
        },
    }


def assumed_json(health: Health) -> Json:
    """The states that are taken for granted by node, empty where all are real."""
    return {id: node.assumed.value for id, node in health.nodes.items() if node.assumed is not None}


def node_health_json(
    declared: Node,
    node: NodeHealth,
    since: float | None,
    deviations: Mapping[SignalKey, Deviation] = MappingProxyType({}),
) -> Json:
    """One node's health; `own`, `threat`, `since`, `mute`, `assumed` and `deviation` may be null."""
    units = {signal.id: signal.unit for signal in declared.shown}
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
            id: {"unit": units.get(id, ""), **_signal(signal, deviations.get(SignalKey(declared.id, id)))}
            for id, signal in node.signals.items()
        },
        "laws": [law_json(law) for law in node.laws],
        "mute": mute_json(node.mute),
        "assumed": node.assumed.value if node.assumed else None,
        "imagined": node.imagined,
    }


def _signal(signal: SignalHealth, deviation: Deviation | None) -> Json:
    return {
        "value": signal.value,
        "state": signal.state.value if signal.state else None,
        "trust": signal.trust.value,
        "age_seconds": signal.age,
        "detail": signal.detail,
        "capacity": signal.capacity,
        "momentary": signal.momentary.value if signal.momentary else None,
        "note": signal.note,
        "deviation": None if deviation is None else round(deviation.spreads, 4),
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


def _answered(status: SourceStatus, now: float) -> float | None:
    """Seconds since it last answered."""
    return None if status.answered_at is None else max(0.0, now - status.answered_at)


def _source(status: SourceStatus, now: float) -> Json:
    return {
        "state": status.state.value,
        "age_seconds": _answered(status, now),
        "warnings": list(status.warnings),
        "error": status.error,
    }
