"""More than one series where one is expected: the navigator never picks one silently."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.live_checks.remark import Remark, called, named
from adapters.live_checks.view import LiveView, declared_together
from hierarchy.evidence.readings import Trust

ID = "several-series"


def look(view: LiveView) -> Iterator[Remark]:
    """One remark per declared signal that is ambiguous at some node."""
    doubtful = [key for key, found in view.sweep.readings.items() if found.trust is Trust.AMBIGUOUS]
    for signal, keys in declared_together(view.model, doubtful):
        reading = view.reading(keys[0])
        detail = reading.detail if reading else ""
        message = f"{called(signal)} {named(keys)} is not one series: {detail}"
        hint = "aggregate it (sum, max …), or add the label that tells the series apart to the match"
        yield Remark(ID, message, hint, keys)
