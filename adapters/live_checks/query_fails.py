"""A query that the source refuses or cannot finish."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.live_checks.remark import Remark, called, named
from adapters.live_checks.view import LiveView, declared_together
from hierarchy.evidence.readings import Trust

ID = "query-fails"


def look(view: LiveView) -> Iterator[Remark]:
    """One remark per declared signal whose query was answered with an error."""
    failed = [key for key, found in view.sweep.readings.items() if found.trust is Trust.ERROR]
    for signal, keys in declared_together(view.model, failed):
        reading = view.reading(keys[0])
        message = f"{called(signal)} {named(keys)}: {reading.detail if reading else 'the query failed'}"
        yield Remark(ID, message, "run the query in the source's own page to see what it objects to", keys)
