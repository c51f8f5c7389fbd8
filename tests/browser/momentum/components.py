"""The components of visual momentum but for identity: what the new picture keeps, tells and gives back.

Each is 0 to 1, None where there is nothing to judge. A is the picture before the move, B the one after it,
A′ the one after going back. What the server says is so (`Truth`) decides what has to be shown; whether it is
shown is read from the page. T and C are the techniques and checks of the specification of visual momentum.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from itertools import combinations

from tests.browser.momentum.snapshots import Mark, Preview, Snapshot, Transition, Truth

STAYS = 4.0  # px
LANDMARKS = 7
CAP = 12
NAMED = 6  # names that a preview lists in a lane before it counts
SEVERITY = {"critical": 3, "warning": 2, "unknown": 1, "ok": 0}
GUARD = 0.9


def landmarks(seen: Transition) -> float:
    """L = landmarks visible in A and B whose box differs by at most 4 px in x, y, width and height, in B and
    in every frame in between, ÷ max(7, number visible in A) (T1, T2; C1, C2)."""
    visible = [key for key, mark in seen.before.landmarks.items() if mark.visible]
    return sum(stays(seen, key) for key in visible) / max(LANDMARKS, len(visible))


def stays(seen: Transition, key: str) -> bool:
    """Whether a landmark is where it was, all the time."""
    box, later = seen.before.landmarks[key].box, seen.after.landmarks.get(key)
    if later is None or not later.visible or later.box.drift(box) > STAYS:
        return False
    spots = [frame.landmarks.get(key) for frame in seen.frames]
    return all(spot is not None and spot.box.drift(box) <= STAYS and spot.opacity > 0.5 for spot in spots)


def context(seen: Transition) -> float:
    """C = those of {target} and its ends up to the purposes that B shows with their state ÷ that set (T5,
    C5).

    The set has at most 12, the nearest; which of equally near ones is shown is free. The target must be a
    card. Of the others an aggregate counts that has it as a member and that is true: it counts as many as
    are no cards and is named for the worst state among them.
    """
    rank, shown = context_of(seen)
    return capped(shown, rank)


def context_of(seen: Transition) -> tuple[dict[str, int], set[str]]:
    """What C is about, the nearest ranked highest, and those that are told."""
    hops = {seen.target: 0, **above(seen.truth, seen.target)}
    cards = {key for key in hops if _card_tells(seen.after, seen.truth, key)}
    counted = {key for key in hops if _aggregate_tells(seen.after, seen.truth, key)}
    return {key: -distance for key, distance in hops.items()}, cards | (counted - {seen.target})


def side_effects(seen: Transition) -> float | None:
    """S = other ends of the target's means that B shows as cards with their state ÷ those ends; None if there
    are none (T9, C9).

    The set has at most 12, the worst by state; which of equally bad ones is shown is free. A number in an
    aggregate does not count: it does not tell whom a change would hurt.
    """
    rank, shown = side_effects_of(seen)
    return capped(shown, rank) if rank else None


def side_effects_of(seen: Transition) -> tuple[dict[str, int], set[str]]:
    """What S is about, the worst ranked highest, and those that are told."""
    truth = seen.truth
    others = {end for means in truth.means[seen.target] for end in truth.ends[means]} - {seen.target}
    shown = {key for key in others if _card_tells(seen.after, truth, key)}
    return {key: SEVERITY.get(truth.state[key], 0) for key in others}, shown


def capped(shown: Collection[str], rank: Mapping[str, int]) -> float:
    """Share of the 12 highest ranked that are shown; among those of the rank where the 12 end any will do."""
    wanted = min(CAP, len(rank))
    satisfied, left = 0, wanted
    for value in sorted(set(rank.values()), reverse=True):
        group = [key for key, one in rank.items() if one == value]
        satisfied += min(left, sum(key in shown for key in group))
        left -= min(left, len(group))
    return satisfied / wanted


def encoding(seen: Transition) -> float:
    """E = satisfied ÷ checked of time range, y-domains and state colours; 0 if time range or state colours
    break (T7, C7).

    Time range, one check: whatever tells it (the header, an axis, the charts) tells one in A and B, and
    something that tells it is in both. Y-domains, one check for each scale: all its charts in A and B have
    one domain, and a chart that both show has the same line. Colours, one check: in A and B together each
    known own state has one colour and no two states share one, and at least one state is seen in both.
    """
    if not _same_time(seen) or not _one_colour_a_state(seen):
        return 0.0
    scales = {chart.scale for picture in (seen.before, seen.after) for chart in picture.charts.values()}
    return (2 + len(scales - _broken_scales(seen))) / (2 + len(scales))


def encoding_breaks(seen: Transition) -> str:
    """Which of the checks fail."""
    found = [] if _same_time(seen) else ["time range"]
    found += [] if _one_colour_a_state(seen) else ["state colours"]
    return ", ".join(found + [f"y-domain of {scale}" for scale in sorted(_broken_scales(seen))])


def _broken_scales(seen: Transition) -> set[str]:
    domains: dict[str, set[str]] = defaultdict(set)
    for chart in (*seen.before.charts.values(), *seen.after.charts.values()):
        domains[chart.scale].add(chart.domain)
    broken = {scale for scale, known in domains.items() if len(known) > 1}
    for key, chart in seen.before.charts.items():
        later = seen.after.charts.get(key)
        if later is not None and chart.line and later.line and chart.line != later.line:
            broken.add(chart.scale)
    return broken


def _same_time(seen: Transition) -> bool:
    told = [time_ranges(picture) for picture in (seen.before, seen.after)]
    both = told[0].keys() & told[1].keys()
    single = all(len(known) == 1 for one in told for known in one.values())
    return bool(both) and single and all(told[0][where] == told[1][where] for where in both)


def time_ranges(picture: Snapshot) -> dict[str, set[str]]:
    """Where a range is told -> what is told there, from texts such as "axis|04:20 04:50 05:20"."""
    found: dict[str, set[str]] = defaultdict(set)
    for where, _, what in (one.partition("|") for one in picture.times):
        found[where].add(what)
    return dict(found)


def _one_colour_a_state(seen: Transition) -> bool:
    """What is unknown has a texture of its own, by its reason, but never the colour of a known state."""
    pictures = [_colours(picture, seen.truth) for picture in (seen.before, seen.after)]
    states = set(pictures[0]) | set(pictures[1])
    colours = {state: pictures[0].get(state, set()) | pictures[1].get(state, set()) for state in states}
    single = all(len(colours[state]) == 1 for state in states - {"unknown"})
    apart = all(not colours[a] & colours[b] for a, b in combinations(sorted(states), 2))
    return single and apart and bool(set(pictures[0]) & set(pictures[1]))


def _colours(picture: Snapshot, truth: Truth) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, mark in picture.cards().items():
        own, state = truth.own.get(key, "none"), truth.state.get(key, "unknown")
        if own != "none" and mark.colour:
            found["unknown" if "unknown" in (own, state) else own].add(mark.colour)
    return dict(found)


def preview(seen: Transition) -> float:
    """P = F1 of what was previewed against what is revealed, the worse of mouse and keyboard (T8, C8).

    Revealed are the nodes that B shows as cards and A did not. Previewed are names that can be seen, with the
    glyph of the state that the node has. A "+n" counts for the rest of its level where six are named before
    it and n is exactly how many more of the level are revealed; else it is n wrong guesses. Where nothing is
    revealed and nothing previewed, P is 1.
    """
    return min(preview_by(seen, one) for one in (seen.mouse, seen.keyboard))


def preview_by(seen: Transition, shown: Preview) -> float:
    """P of one hand's preview."""
    return _f1(shown, revealed(seen), seen.truth)


def revealed(seen: Transition) -> set[str]:
    """The nodes that the move gave a card that can be seen."""
    return set(seen.after.cards().keys() - seen.before.cards().keys())


def _f1(shown: Preview, new: Collection[str], truth: Truth) -> float:
    named = shown.named.items()
    right = {key for key, glyph in named if key in new and _glyph_fits(glyph, truth.state[key])}
    per_level = Counter(truth.level[key] for key in shown.named if key in truth.level)
    rest = Counter(truth.level[key] for key in new if key not in right)
    counted = sum(n for level, n in shown.more.items() if n == rest[level] and per_level[level] >= NAMED)
    total = len(shown.named) + sum(shown.more.values()) + len(new)
    return 2 * (len(right) + counted) / total if total else 1.0


def _glyph_fits(glyph: str, state: str) -> bool:
    if state == "ok":
        return glyph in ("none", "ok")
    if state == "unknown":
        return glyph not in ("none", "nameless", "ok", "warning", "critical")
    return glyph == state


def coming_back(seen: Transition) -> float:
    """R = mean over the nodes of A and A′ of the intersection over union of their boxes, 0 for one that only
    one of them shows; 0 as a whole if the time range differs (T13, C13)."""
    before, again = seen.before.cards(), seen.again.cards()
    keys = before.keys() | again.keys()
    if not keys or time_ranges(seen.before) != time_ranges(seen.again):
        return 0.0
    return sum(before[k].box.iou(again[k].box) for k in keys if k in before and k in again) / len(keys)


def is_void(seen: Transition) -> bool:
    """Whether B fails to show the target: it is not marked as what is in focus, or less than 90 % of its
    direct means are there (as cards or as members of an aggregate). A picture that never changes must not
    score."""
    means = set(seen.truth.means[seen.target])
    cards = seen.after.cards()
    shown = [m for m in means if m in cards or _aggregate_of(seen.after, seen.truth, m) is not None]
    return seen.after.focus != seen.target or len(shown) < GUARD * len(means)


def above(truth: Truth, node: str) -> dict[str, int]:
    """Ends up to the purposes with the number of links to them."""
    found: dict[str, int] = {}
    edge, hops = [node], 0
    while edge:
        hops += 1
        edge = list(dict.fromkeys(e for n in edge for e in truth.ends[n] if e not in found and e != node))
        found.update(dict.fromkeys(edge, hops))
    return found


def _card_tells(picture: Snapshot, truth: Truth, key: str) -> bool:
    """A visible card whose accessible name says the node's state, and whose glyph does not say another."""
    mark = picture.nodes.get(key)
    if mark is None or not mark.visible:
        return False
    state = truth.state[key]
    return f", {state}" in mark.name and _glyph_fits(mark.glyph, state)


def _aggregate_tells(picture: Snapshot, truth: Truth, key: str) -> bool:
    chip = _aggregate_of(picture, truth, key)
    if chip is None:
        return False
    lane = (n for n, level in truth.level.items() if level == chip.level)
    rest = [n for n in lane if truth.domain[n] == chip.domain and n not in picture.nodes]
    worst = max((truth.state[n] for n in rest), key=lambda s: SEVERITY.get(s, 0), default="ok")
    return chip.count == len(rest) and f" {worst}" in chip.name


def _aggregate_of(picture: Snapshot, truth: Truth, key: str) -> Mark | None:
    """The visible aggregate that has a node as a member: listed, or where there are too many, by its
    place."""
    if key in picture.nodes:
        return None
    for chip in picture.aggregates:
        by_place = chip.level == truth.level[key] and chip.domain == truth.domain[key]
        if chip.visible and (key in chip.members or (not chip.members and by_place)):
            return chip
    return None
