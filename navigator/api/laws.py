"""Objectives, balances and capacities as judged, and what is muted, as JSON."""

from __future__ import annotations

from hierarchy.evidence.assumptions import Mute
from hierarchy.evidence.law_health import BalanceHealth, CapacityHealth, LawHealth, ObjectiveHealth
from navigator.api.answers import rfc3339

Json = dict[str, object]


def law_json(law: LawHealth) -> Json:
    """One law of a node as judged: `kind` objective, balance or capacity, its state, sentence and numbers."""
    if isinstance(law, ObjectiveHealth):
        return {"kind": "objective", **_said(law), **_objective(law)}
    if isinstance(law, BalanceHealth):
        return {"kind": "balance", **_said(law), **_balance(law)}
    return {
        "kind": "capacity",
        **_said(law),
        "demand": law.demand,
        "supply": law.supply,
        "use": law.use,
        "headroom": law.headroom,
    }


def mute_json(mute: Mute | None) -> Json | None:
    """Why a node's state does not go up to its ends, null where it does."""
    if mute is None:
        return None
    return {
        "kind": mute.kind.value,
        "author": mute.author,
        "reason": mute.reason,
        "until": rfc3339(mute.until),
    }


def _said(law: ObjectiveHealth | BalanceHealth | CapacityHealth) -> Json:
    return {"state": law.state.value, "text": law.text}


def _objective(law: ObjectiveHealth) -> Json:
    return {
        "target": law.target,
        "window_seconds": law.window,
        "burns": [{"window_seconds": window, "burn": burn} for window, burn in law.burns.items()],
        "budget": law.budget,
    }


def _balance(law: BalanceHealth) -> Json:
    return {
        "in": dict(law.inflows),
        "out": dict(law.outflows),
        "store": dict(law.stores),
        "growth": dict(law.growth),
        "residual": law.residual,
        "tolerance": law.tolerance,
        "over_seconds": law.over,
        "suspended": law.suspended or None,
        "unit": law.unit,
    }
