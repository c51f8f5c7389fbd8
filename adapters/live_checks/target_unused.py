"""Scraped targets that no node reads from: what the picture does not show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from adapters.live_checks.remark import Remark
from adapters.live_checks.view import LiveView

ID = "target-unused"
_SHOWN = 5


def look(view: LiveView) -> Iterator[Remark]:
    """One remark per source that has targets which no signal reads."""
    for source, targets in view.scraped.items():
        used = {pair for s in view.selectors if s.source == source for pair in s.targets}
        unused = Counter(job for job, instance in targets if (job, instance) not in used)
        if not unused:
            continue
        jobs = [f"{job} ({count})" for job, count in unused.most_common(_SHOWN)]
        more = ", …" if len(unused) > _SHOWN else ""
        where = "" if source == "default" else f" of source '{source}'"
        count = f"{unused.total()} of {len(targets)} scraped targets{where}"
        message = f"{count} are read by no node: {', '.join(jobs)}{more}"
        yield Remark(ID, message, "add nodes for them; navigator init drafts some")
