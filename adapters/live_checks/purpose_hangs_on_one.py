"""Purposes that become unknown when a single node loses its readings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from adapters.live_checks.remark import Remark
from adapters.live_checks.view import LiveView
from hierarchy.evidence.evaluate import Evaluator
from hierarchy.evidence.readings import Reading, Sweep, Trust
from hierarchy.evidence.states import State
from hierarchy.levels import Level
from hierarchy.model import SignalKey

ID = "purpose-hangs-on-one"
MOST = 400  # losses tried; each takes one judgement of the whole model
_LOST = Reading(None, Trust.ABSENT)


def look(view: LiveView) -> Iterator[Remark]:
    """One remark per purpose that is known now, and would not be without some single signal."""
    evaluator = Evaluator(view.model)
    whole = evaluator.evaluate(view.sweep, view.at, explain=False)
    purposes = [n.id for n in view.model.nodes.values() if n.level is Level.FUNCTIONAL_PURPOSE]
    known = [purpose for purpose in purposes if whole.nodes[purpose].state is not State.UNKNOWN]
    tried = [SignalKey(n.id, s.id) for n in view.model.nodes.values() for s in n.signals if s.has_limits]
    tried += [SignalKey(n.id, term.id) for n in view.model.nodes.values() for term in n.terms]
    if not known or not tried or len(tried) > MOST:
        return
    hangs: dict[str, list[SignalKey]] = {}
    for key in tried:
        lost = replace(view.sweep, readings={**view.sweep.readings, key: _LOST})
        for purpose in _unknown(evaluator, lost, view.at, known):
            hangs.setdefault(purpose, []).append(key)
    for purpose, keys in hangs.items():
        shown = ", ".join(str(key) for key in keys[:3]) + (", …" if len(keys) > 3 else "")
        count = "a single signal" if len(keys) == 1 else f"any one of {len(keys)} signals"
        message = f"'{purpose}' becomes unknown when {count} is lost: {shown}"
        hint = "give it a signal or an objective of its own, or means of which some may be missing"
        yield Remark(ID, message, hint, node=purpose)


def _unknown(evaluator: Evaluator, sweep: Sweep, at: float, purposes: list[str]) -> list[str]:
    health = evaluator.evaluate(sweep, at, explain=False)
    return [purpose for purpose in purposes if health.nodes[purpose].state is State.UNKNOWN]
