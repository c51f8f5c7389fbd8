"""The plans of one model: for the present without the members that departed, for the past with them."""

from __future__ import annotations

from collections.abc import Collection

from adapters.prometheus.plan import Request, build_plan
from adapters.prometheus.roles import SWEPT, Role
from hierarchy.model import Model


class Plans:
    """Builds a plan when it is first asked for, and keeps it; safe in several threads."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._departed = {
            node.id: node.lifetime
            for node in model.nodes.values()
            if node.lifetime is not None and node.lifetime.until is not None
        }
        self._kept: dict[bool, tuple[Request, ...]] = {}

    def at(self, at: float) -> tuple[Request, ...]:
        """What a sweep as of Unix time `at` asks for: also those who departed, if one of them was there."""
        past = any(lifetime.holds(at) for lifetime in self._departed.values())
        plan = self._kept.get(past)
        if plan is None:
            plan = build_plan(self._model, None, SWEPT) if past else self.of(SWEPT)
            self._kept[past] = plan
        return plan

    def of(self, roles: Collection[Role]) -> tuple[Request, ...]:
        """What is asked in these roles for everyone who has not departed."""
        if not self._departed:
            return build_plan(self._model, None, roles)
        keys = [key for key in self._model.asked() if key.node not in self._departed]
        return build_plan(self._model, keys, roles)
