"""A number that only says what was ordered, with nothing that says what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.live_checks.remark import Remark, named
from adapters.live_checks.view import LiveView, declared_together
from hierarchy.model import Kind

ID = "commanded-unconfirmed"


def look(view: LiveView) -> Iterator[Remark]:
    """Commanded signals with limits that neither confirm themselves nor are confirmed by another."""
    signals = view.model.signals()
    confirmed = {signal.confirm_with for signal in signals.values() if signal.confirm_with}
    alone = [
        key
        for key, signal in signals.items()
        if signal.kind is Kind.COMMANDED
        and signal.has_limits
        and not signal.confirm_with
        and key not in confirmed
    ]
    for signal, keys in declared_together(view.model, alone):
        message = f"signal '{signal.id}' {named(keys)} is commanded: it says what was ordered, not what is so"
        yield Remark(ID, message, "add confirm_with: a measured signal that should agree", keys)
