"""A query that reads so much that it becomes a burden, or is cut off."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.live_checks.remark import Remark, called, named
from adapters.live_checks.view import LiveView, declared_together
from hierarchy.evidence.readings import Trust
from hierarchy.quantities import format_number

ID = "too-many-series"
MOST = 10_000  # series behind one signal of one node; a recording rule pays from far fewer on


def look(view: LiveView) -> Iterator[Remark]:
    """Signals that were cut off, or that read more than MOST series for a node."""
    cut = {key for key, found in view.sweep.readings.items() if found.trust is Trust.TRUNCATED}
    heavy = {
        key: selector.series // max(1, len({k.node for k in selector.keys}))
        for selector in view.selectors
        for key in selector.keys
        if selector.series > MOST * len({k.node for k in selector.keys})
    }
    for signal, keys in declared_together(view.model, [*cut, *(key for key in heavy if key not in cut)]):
        amount = heavy.get(keys[0])
        read = f"reads {format_number(amount)} series a node" if amount else "gives more than can be taken in"
        message = f"{called(signal)} {named(keys)} {read}"
        yield Remark(ID, message, "put it into a recording rule, and read that", keys)
