"""What a file declares about judging and acting, as JSON."""

from __future__ import annotations

from collections.abc import Mapping

from hierarchy.actions import ChangeRule, Lever
from hierarchy.laws import Balance, Capacity, Objective
from hierarchy.model import Node, Signal
from hierarchy.queries import Query

Json = dict[str, object]


def laws_json(node: Node) -> Json:
    """The laws of a node and what can be done at it; shares are 0..1, times seconds, null if absent."""
    return {
        "objective": _objective(node.objective) if node.objective else None,
        "balance": _balance(node.balance) if node.balance else None,
        "capacity": _capacity(node.capacity) if node.capacity else None,
        "priority": list(node.priority),
        "segments": [{"label": segment.label, "title": segment.title} for segment in node.segments],
        "levers": [lever_json(lever) for lever in node.levers],
        "symptoms": list(node.symptoms),
        "formerly": list(node.formerly),
    }


def declared_of(signal: Signal) -> Json:
    """What is declared of a signal beside its query and its absolute limits."""
    confirming = signal.confirm_with
    return {
        "kind": signal.kind.value,
        "measures": signal.measures,
        "capacity": signal.capacity,
        "warning_share": signal.warning_share,
        "critical_share": signal.critical_share,
        "hold_seconds": signal.hold,
        "max_age_seconds": signal.max_age,
        "pace_seconds": signal.pace or None,
        "min_total": signal.min_total,
        "spread": signal.spread or None,
        "confirm_with": str(confirming) if confirming else None,
        "agree": signal.agree,
    }


def lever_json(lever: Lever) -> Json:
    """One lever, its address as it is written."""
    return {"title": lever.title, "url": lever.url, "effect": lever.effect, "needs": list(lever.needs)}


def change_rule_json(change: ChangeRule) -> Json:
    """One rule by which changes are seen; `match` is empty where they concern everything."""
    return {
        "id": change.id,
        "title": change.title,
        "kind": change.kind.value,
        "query": _query(change.query),
        "while": _query(change.during),
        "track": change.track or None,
        "match": dict(change.match),
    }


def _query(query: Query | None) -> Json | None:
    if query is None:
        return None
    matchers = [{"label": m.label, "value": m.value, "regex": m.regex} for m in query.match]
    return {
        "query": query.text,
        "match": matchers,
        "source": query.source,
        "zero_while": query.zero_while,
    }


def _objective(objective: Objective) -> Json:
    return {
        "target": objective.target,
        "window_seconds": objective.window,
        "good": _query(objective.good),
        "bad": _query(objective.bad),
        "total": _query(objective.total),
        "of": objective.signal,
    }


def _balance(balance: Balance) -> Json:
    return {
        "in": _terms(balance.inflows),
        "out": _terms(balance.outflows),
        "store": _terms(balance.stores),
        "tolerance": balance.tolerance,
        "over_seconds": balance.over,
    }


def _terms(terms: Mapping[str, Query]) -> Json:
    return {name: _query(term) for name, term in terms.items()}


def _capacity(capacity: Capacity) -> Json:
    supply = capacity.supply
    return {
        "demand": _query(capacity.demand),
        "supply": _query(supply) if isinstance(supply, Query) else supply,
        "warning": capacity.warning,
        "critical": capacity.critical,
    }
