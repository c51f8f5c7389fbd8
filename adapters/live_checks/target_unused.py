"""Scraped targets that no node reads from: what the picture does not show."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.live_checks.remark import Remark
from adapters.live_checks.view import LiveView

ID = "target-unused"
_SHOWN = 3


def look(view: LiveView) -> Iterator[Remark]:
    """One remark per source and job that has targets which no signal and no search for members reads."""
    for source, targets in view.scraped.items():
        used = {pair for s in view.selectors if s.source == source for pair in s.targets}
        unused: dict[str, list[str]] = {}
        for job, instance in targets:
            if (job, instance) not in used:
                unused.setdefault(job, []).append(instance)
        for job, instances in unused.items():
            total = sum(one == job for one, _ in targets)
            shown = ", ".join(instances[:_SHOWN]) + (", …" if len(instances) > _SHOWN else "")
            message = f"{len(instances)} of {total} targets of job '{job}' are read by no node: {shown}"
            hint = "add nodes for them; navigator init drafts some"
            yield Remark(ID, message, hint)
