"""The plans of one model: with the signals of those members that were there at a time."""

from __future__ import annotations

from collections.abc import Collection

from adapters.prometheus.plan import AGES, VALUES, Request, Role, build_plan
from hierarchy.model import Model, SignalKey

_KEPT = 4  # the present, and the times that people look at


class Plans:
    """Builds a plan when it is first asked for, and keeps the newest few."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._lifetimes = [(n.id, n.lifetime) for n in model.nodes.values() if n.lifetime is not None]
        self._kept: dict[frozenset[str], tuple[Request, ...]] = {}

    def at(self, at: float) -> tuple[Request, ...]:
        """What a sweep as of Unix time `at` asks for."""
        absent = frozenset(node_id for node_id, lifetime in self._lifetimes if not lifetime.holds(at))
        plan = self._kept.get(absent)
        if plan is None:
            plan = build_plan(self._model, self._keys(absent), VALUES | AGES)
            kept = {**self._kept, absent: plan}
            self._kept = dict(list(kept.items())[-_KEPT:])
        return plan

    def of(self, roles: Collection[Role]) -> tuple[Request, ...]:
        """What is asked in these roles for everyone who has not departed."""
        departed = frozenset(node_id for node_id, lifetime in self._lifetimes if lifetime.until is not None)
        return build_plan(self._model, self._keys(departed), roles)

    def _keys(self, absent: frozenset[str]) -> list[SignalKey] | None:
        """Every signal of the others; None for all."""
        return [key for key in self._model.signals() if key.node not in absent] if absent else None
