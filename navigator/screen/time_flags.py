"""Changes as flags on the time bar, as the browser's part draws them (docs/screen-protocol.md)."""

from __future__ import annotations

from collections.abc import Mapping

from hierarchy.evidence.changes import Change
from navigator.change_desk import PENDING
from navigator.series import Window
from navigator.services import Services

MOST_FLAGS = 200
MOST_NODES = 20

Json = dict[str, object]


def flags_json(services: Services, window: Window) -> tuple[Json, bool]:
    """`changes` of the window, the newest MOST_FLAGS of them in time order, how many more there are, and in
    sentences why there may be others; and whether some are still being read."""
    seen = services.changes.between(window.start, window.end)
    shown = seen.found[-MOST_FLAGS:]
    said: Json = {"changeFailures": list(seen.failures)} if seen.failures else {}
    flags = [_flag(change, services.index, window.end) for change in shown]
    return {"changes": flags, "moreChanges": len(seen.found) - len(shown), **said}, PENDING in seen.failures


def _flag(change: Change, index: Mapping[str, int], end: float) -> list[object]:
    """What still goes on reaches to the end of the window."""
    until = end if change.until is None and change.lasting else change.until
    nodes = [index[id] for id in change.nodes[:MOST_NODES] if id in index]
    return [
        change.at,
        until,
        change.title,
        nodes,
        change.origin.value,
        int(change.everything),
        change.url,
    ]
