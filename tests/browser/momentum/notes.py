"""Why a component is not 1, in words for the report: which nodes, which landmarks, which scale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.browser.momentum import components
from tests.browser.momentum.continuity import breaks
from tests.browser.momentum.score import Score
from tests.browser.momentum.snapshots import Preview, Transition

MOST = 5


def notes(seen: Transition, score: Score) -> dict[str, str]:
    """A sentence for each component that is below 1, and for a void transition."""
    below = {name for name, value in score.parts.items() if value is not None and value < 0.9995}
    written = {
        "L": _landmarks,
        "C": _context,
        "S": _side_effects,
        "I": _identity,
        "E": components.encoding_breaks,
    }
    found = {name: write(seen) for name, write in written.items() if name in below}
    if "P" in below:
        hands = (("mouse", seen.mouse), ("keyboard", seen.keyboard))
        missing = [(hand, one) for hand, one in hands if components.preview_by(seen, one) < 0.9995]
        found["P"] = "; ".join(f"{hand}: {_preview(seen, one)}" for hand, one in missing)
    if "R" in below:
        found["R"] = _back(seen)
    if score.void:
        found["void"] = f"in focus afterwards: {seen.after.focus or 'nothing'}"
    return found


def _some(names: Iterable[str]) -> str:
    listed = sorted(names)
    more = f" and {len(listed) - MOST} more" if len(listed) > MOST else ""
    return ", ".join(listed[:MOST]) + more


def _landmarks(seen: Transition) -> str:
    visible = [key for key, mark in seen.before.landmarks.items() if mark.visible]
    lost = [key for key in visible if not components.stays(seen, key)]
    few = f"; only {len(visible)} can be seen" if len(visible) < components.LANDMARKS else ""
    return f"not where they were: {_some(lost)}{few}" if lost else few.removeprefix("; ")


def _context(seen: Transition) -> str:
    rank, shown = components.context_of(seen)
    return f"not told: {_some(set(rank) - shown)}"


def _side_effects(seen: Transition) -> str:
    rank, shown = components.side_effects_of(seen)
    return f"no card: {_some(set(rank) - shown)}"


def _identity(seen: Transition) -> str:
    found = breaks(seen)
    counted = Counter(found.values()).most_common(MOST)
    return "; ".join(
        f"{count} × {why} ({next(k for k in found if found[k] == why)})" for why, count in counted
    )


def _preview(seen: Transition, one: Preview) -> str:
    revealed = components.revealed(seen)
    if not one.named and not one.more:
        return f"nothing, of {len(revealed)} revealed"
    wrong, missed = set(one.named) - revealed, revealed - set(one.named)
    more = ", ".join(f"{level} +{n}" for level, n in one.more.items())
    return f"not revealed: {_some(wrong) or '–'}; not named: {_some(missed) or '–'}; rest: {more or '–'}"


def _back(seen: Transition) -> str:
    before, again = seen.before.cards(), seen.again.cards()
    moved = [k for k in before.keys() & again.keys() if before[k].box.iou(again[k].box) < 0.98]
    lost, new = before.keys() - again.keys(), again.keys() - before.keys()
    return f"moved: {_some(moved) or '–'}; gone: {_some(lost) or '–'}; new: {_some(new) or '–'}"
