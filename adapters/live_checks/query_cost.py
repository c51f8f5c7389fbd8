"""What one round of reading costs the source, where that is a lot."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.live_checks.remark import Remark
from adapters.live_checks.view import LiveView
from hierarchy.quantities import format_number

ID = "query-cost"
MOST = 500_000  # series touched by one sweep; a small Prometheus needs about a second of work for them


def look(view: LiveView) -> Iterator[Remark]:
    """One remark when a sweep of the whole model touches more than MOST series."""
    touched = sum(selector.series for selector in view.selectors)
    if touched <= MOST:
        return
    dearest = sorted(view.selectors, key=lambda selector: -selector.series)[:3]
    shown = ", ".join(f"{s.metric or s.text[:40]} ({format_number(s.series)})" for s in dearest)
    message = f"one sweep touches {format_number(touched)} series, most of them in {shown}"
    yield Remark(ID, message, "record what is dearest, or raise 'step'", dearest[0].keys)
