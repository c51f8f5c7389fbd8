"""How much speaks for looking at each node: its own evidence, and how much of what is above it explains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from hierarchy.evidence.below import Below
from hierarchy.evidence.reference import Matrix

HALF = 0.5  # what is known only indirectly counts half
LATE = 2  # samples by which onsets may be out of order: rates look back, and scrapes are not at once
_DEEPEST = 4  # calls of quiet nodes: what is halved as often is a sixteenth, and no reason any more
EXPLAINING = 256  # so many of the strongest are asked what they explain; beyond, nothing new is learnt


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of every node for weighing: `evidence` (nats) where it is above zero, `onsets` (Unix
    time) where there is one, and the `quiet` ones: they can be judged and nothing is wrong with them."""

    evidence: Mapping[str, float]
    onsets: Mapping[str, float]
    quiet: frozenset[str]


def scores(
    place: Below, standing: Standing, passed: Mapping[str, int], step: float, span: float
) -> Mapping[str, float]:
    """The score in nats of every node below with evidence: the larger, the better a reason to look.

    Its own evidence, and half of what it explains: of each node above it that departed too, as much as it
    could have caused. So a node whose means explain it stands below them, and a means of several
    suffering ends above that of one. Each counts the less, the less likely the two belong together:

    - Across a call by a node that is fine, half: trouble that comes that way would show there.
    - By time, down to half: what began long before (`span` seconds) or afterwards is less likely a reason.
    - By who else uses it: a means of several, few of which suffer, is more likely a victim.

    `passed` says how many such calls lie between the focus and a node, `step` how exact onsets are (s).
    """
    strongest = sorted(standing.evidence, key=lambda n: -standing.evidence[n])
    asked = [n for n in strongest if n != place.focus][:EXPLAINING]
    reach = _reach(place, standing, asked)
    own = np.array([standing.evidence[n] for n in asked])
    began = np.array([standing.onsets.get(n, np.nan) for n in asked])
    focus = np.array([standing.onsets.get(place.focus, np.nan)])
    found: dict[str, float] = {}
    for node in (n for n in place.nodes if n in standing.evidence):
        mine, onset = standing.evidence[node], standing.onsets.get(node, np.nan)
        direct = mine * HALF ** passed[node] * float(_timely(onset, focus, step, span)[0])
        explained = 0.0
        if node in reach:
            likely = reach[node] * _timely(onset, began, step, span)
            explained = float((np.minimum(own, mine) * likely).sum())
        found[node] = direct + HALF * explained * _used(node, place, standing)
    return found


def significant(signals: int) -> float:
    """The score (nats) that one of so many `signals` reaches by chance once at most."""
    return log(max(2, signals))


def certain(signals: int) -> float:
    """Evidence (nats) beyond which there is nothing left to be sure of: that any of so many `signals` has
    it by chance happens once in twenty times."""
    return significant(signals) + log(20)


def told_once(found: Mapping[str, float], wholes: Callable[[str], Sequence[str]]) -> Mapping[str, float]:
    """Scores with those of further members of the same whole halved, once more for each: where all of them
    depart alike, the next one tells little that the first did not."""
    before: Counter[str] = Counter()
    told = {}
    for node in sorted(found, key=lambda n: -found[n]):
        told[node] = found[node] * HALF ** max((before[whole] for whole in wholes(node)), default=0)
        before.update(wholes(node))
    return told


def _timely(onset: float, above: Matrix, step: float, span: float) -> Matrix:
    """How well an onset fits to be a reason for those above it: 1 down to a half; 1 where one is unknown."""
    earlier = above - onset
    fit = 1.0 - (1.0 - HALF) * np.minimum(1.0, np.abs(earlier) / span)
    fit = np.where(earlier < -LATE * step, HALF, fit)
    return np.asarray(np.where(np.isnan(earlier), 1.0, fit))


def _used(node: str, place: Below, standing: Standing) -> float:
    """The share of its ends that suffer, of those that can be judged; one does in any case, seen or not."""
    users = [u for u in place.ends[node] if u in standing.quiet or u in standing.evidence or u == place.focus]
    if len(users) < 2:
        return 1.0
    hurt = sum(u not in standing.quiet for u in users)
    return max(1, hurt) / len(users)


def _reach(place: Below, standing: Standing, asked: Sequence[str]) -> dict[str, Matrix]:
    """For each node of `asked` how surely each of them above it would feel it, 0..1.

    Sets of those above, as bits, by how many calls of quiet nodes lie between; beyond _DEEPEST it is nothing.
    """
    bit = {node: 1 << i for i, node in enumerate(asked)}
    reach = dict.fromkeys((place.focus, *place.nodes), (0,) * _DEEPEST)
    waiting = dict.fromkeys((place.focus, *place.nodes))
    while waiting:
        node = next(iter(waiting))
        del waiting[node]
        felt = reach[node]
        felt = (felt[0] | bit.get(node, 0), *felt[1:])
        if not any(felt):
            continue
        muffled = (0, *felt[:-1])
        for other in place.down[node]:
            through = muffled if node in standing.quiet and (node, other) in place.called else felt
            # nothing explains itself, also not around a circle of calls
            own = ~bit.get(other, 0)
            better = tuple((a | b) & own for a, b in zip(reach[other], through, strict=True))
            if better != reach[other]:
                reach[other] = better
                waiting[other] = None
    return {node: _surely(reach[node], len(asked)) for node in asked}


def _surely(sets: Sequence[int], count: int) -> Matrix:
    """1 for the members of the first set, half of it for those of the second, and so on; the best counts."""
    surely = np.zeros(count)
    for i, members in reversed(list(enumerate(sets))):
        if not members:
            continue
        raw = np.frombuffer(members.to_bytes(count // 8 + 1, "little"), dtype=np.uint8)
        surely[np.unpackbits(raw, bitorder="little", count=count).astype(bool)] = HALF**i
    return surely
