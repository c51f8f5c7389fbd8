"""Component I: whether what was seen before the move can be followed with the eyes to where it is
afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from tests.browser.momentum.snapshots import Box, Frame, Mark, Snapshot, Spot, Transition

STILL = 4.0  # px that count as unmoved
SHORT = 16.0  # px that the eye follows in one step
STRIDE = 0.34  # of the whole way, the most in one frame
POSITIONS = 5  # different places between start and end
FAINT = 0.5  # opacity at which a thing begins to be gone
GHOST_MS = 800.0


def identity(seen: Transition) -> float | None:
    """I = nodes visible in A that stay continuous ÷ nodes visible in A; None when A shows no node.

    A node that B shows too is continuous if it is the same element in every frame, more opaque than 0.5,
    and moves from A's box to B's in steps of at most max(16 px, 34 % of the way), over at least 5 places in
    between where the way is longer than 16 px (T6 and C6 of the specification). Way and step are those of
    the corner that moves most, so that growing counts as moving. A node that B shows no more is continuous
    if it shrinks in such steps, without growing anew, into an aggregate of B that has it as a member, and
    does not fade below 0.5 before half of the way is done. Under reduced motion: unmoved, or outlined at its
    old place for at least 0.8 s, and still the same element.
    """
    cards = seen.before.cards()
    return 1 - len(breaks(seen)) / len(cards) if cards else None


def breaks(seen: Transition) -> dict[str, str]:
    """The nodes visible in A that can't be followed, and why."""
    found = {key: _break(seen, start) for key, start in seen.before.cards().items()}
    return {key: why for key, why in found.items() if why}


def _break(seen: Transition, start: Mark) -> str:
    end = seen.after.cards().get(start.key)
    if end is not None and end.element != start.element:
        return "another element"
    if seen.reduced:
        return _outlined(seen.frames, start, end)
    spots = [frame.nodes.get(start.key) for frame in seen.frames]
    path = [spot for spot in spots if spot is not None]
    if not path or None in spots[: len(path)]:
        return "not in every frame"
    if any(spot.element != start.element for spot in path):
        return "another element on the way"
    return _shrinks(path, start, seen.after) if end is None else _arrives(path, start, end)


def _arrives(path: Sequence[Spot], start: Mark, end: Mark) -> str:
    if any(spot.opacity <= FAINT for spot in path):
        return "fades on the way"
    if path[-1].box.drift(end.box) > STILL:
        return "is elsewhere when it should have arrived"
    return _walks([start.box, *(spot.box for spot in path)], start.box.travel(end.box))


def _walks(boxes: Sequence[Box], way: float) -> str:
    """Steps short enough, and enough places between both ends."""
    longest = max((a.travel(b) for a, b in pairwise(boxes)), default=0.0)
    if longest > max(SHORT, STRIDE * way):
        return f"jumps {longest:.0f} of {way:.0f} px"
    first, last = boxes[0], boxes[-1]
    between = {box for box in boxes if box.travel(first) > 0.5 and box.travel(last) > 0.5}
    return f"only {len(between)} places on {way:.0f} px" if way > SHORT and len(between) < POSITIONS else ""


def _shrinks(path: Sequence[Spot], start: Mark, after: Snapshot) -> str:
    """Into the aggregate that counts it afterwards."""
    homes = [chip.box for chip in after.aggregates if chip.visible and _counts(chip, start)]
    if not homes:
        return "goes, and no visible aggregate has it"
    last = path[-1].box
    if not any(home.holds(last, STILL) and last.h <= home.h + STILL for home in homes):
        return "does not end in its aggregate"
    way = start.box.travel(last)
    heights = [start.box.h, *(spot.box.h for spot in path)]
    if any(b > a + 1 for a, b in pairwise(heights)):
        return "grows before it goes"
    if any(spot.opacity <= FAINT for spot in path if start.box.travel(spot.box) < way / 2):
        return "fades before it goes"
    return _walks([start.box, *(spot.box for spot in path)], way)


def _counts(chip: Mark, node: Mark) -> bool:
    """By its list of members, or where that is too long to be listed, by level."""
    return node.key in chip.members if chip.members else chip.level == node.level


def _outlined(frames: Sequence[Frame], start: Mark, end: Mark | None) -> str:
    if end is not None and start.box.drift(end.box) <= STILL:
        return ""
    shown = [i for i, frame in enumerate(frames) if _is_ghost(frame.ghosts, start)]
    if not shown:
        return "moved at once, and no outline can be seen"
    gone = min(shown[-1] + 1, len(frames) - 1)  # what is drawn stays on the screen until the next frame
    lasted = frames[gone].at - frames[shown[0]].at
    return "" if lasted >= GHOST_MS else f"outlined for {lasted:.0f} ms only"


def _is_ghost(ghosts: Mapping[str, Spot], start: Mark) -> bool:
    ghost = ghosts.get(start.key)
    return ghost is not None and ghost.opacity > FAINT and ghost.box.drift(start.box) <= STILL


def same_elements(seen: Transition) -> tuple[int, int]:
    """How many nodes are shown before and after, and how many are the very same DOM element throughout."""
    both = seen.before.nodes.keys() & seen.after.nodes.keys()
    same = [
        key
        for key in both
        if seen.before.nodes[key].element == seen.after.nodes[key].element
        and all(f.nodes[key].element == seen.before.nodes[key].element for f in seen.frames if key in f.nodes)
    ]
    return len(both), len(same)
