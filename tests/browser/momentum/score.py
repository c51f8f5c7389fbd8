"""One number for a transition, and the gate for many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from statistics import mean, median

from tests.browser.momentum import components
from tests.browser.momentum.continuity import identity, same_elements
from tests.browser.momentum.snapshots import Transition

WEIGHTS: Mapping[str, float] = {"L": 0.15, "C": 0.15, "S": 0.15, "I": 0.20, "E": 0.15, "P": 0.10, "R": 0.10}
NAMES: Mapping[str, str] = {
    "L": "landmarks stay",
    "C": "context",
    "S": "side effects",
    "I": "identity",
    "E": "encoding",
    "P": "preview",
    "R": "return",
}
LEAST = 0.05  # so that a total failure costs much and not everything
MEDIAN, WORST, COMPONENT = 90.0, 75.0, 0.80
MOVES = 60  # of a system in one state


@dataclass(frozen=True, slots=True)
class Score:
    """What one transition scored: 0 to 1 by component, None where there was nothing to judge; `total` 0 to
    100."""

    parts: Mapping[str, float | None]
    total: float
    void: bool = False
    shown_in_both: int = 0
    same_element: int = 0


def momentum(parts: Mapping[str, float | None]) -> float:
    """100 · Π max(sᵢ, 0.05)^wᵢ, the weights of what can be judged made to sum to 1; 0 if nothing can be."""
    judged = {name: value for name, value in parts.items() if value is not None}
    whole = sum(WEIGHTS[name] for name in judged)
    if not whole:
        return 0.0
    return 100.0 * prod([float(max(v, LEAST) ** (WEIGHTS[name] / whole)) for name, v in judged.items()])


def judge(seen: Transition) -> Score:
    """All components of a transition; a void one scores 0."""
    parts = {
        "L": components.landmarks(seen),
        "C": components.context(seen),
        "S": components.side_effects(seen),
        "I": identity(seen),
        "E": components.encoding(seen),
        "P": components.preview(seen),
        "R": components.coming_back(seen),
    }
    void = components.is_void(seen)
    both, same = same_elements(seen)
    return Score(parts, 0.0 if void else momentum(parts), void, both, same)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's answer over a sample; `reasons` is empty where it holds."""

    median: float
    worst: float
    means: Mapping[str, float]
    reasons: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.reasons


def gate(scores: Sequence[Score], promised: int = MOVES) -> Verdict:
    """Median ≥ 90, worst ≥ 75, the mean of every component ≥ 0.80, nothing void, every node that is shown
    before and after is the same element, and at least `promised` transitions. Raises ValueError without
    scores."""
    if not scores:
        raise ValueError("there is no transition to judge")
    totals = [score.total for score in scores]
    means = {}
    for name in WEIGHTS:
        judged = [value for score in scores if (value := score.parts.get(name)) is not None]
        if judged:
            means[name] = mean(judged)
    reasons = [
        f"mean of {NAMES[n]} {value:.2f} < {COMPONENT}" for n, value in means.items() if value < COMPONENT
    ]
    if median(totals) < MEDIAN:
        reasons.append(f"median {median(totals):.1f} < {MEDIAN:.0f}")
    if min(totals) < WORST:
        reasons.append(f"worst {min(totals):.1f} < {WORST:.0f}")
    if any(score.void for score in scores):
        reasons.append(f"{sum(score.void for score in scores)} void")
    replaced = sum(score.shown_in_both - score.same_element for score in scores)
    if replaced:
        reasons.append(f"{replaced} nodes are other elements than before")
    if len(scores) < promised:
        reasons.append(f"{len(scores)} of {promised} moves")
    return Verdict(median(totals), min(totals), means, tuple(reasons))
