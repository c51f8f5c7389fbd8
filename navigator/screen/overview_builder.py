"""The detail without a focus, as a view-model: what is hurt, since when, where to look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from hierarchy.evidence.health import Health
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.model import Model
from layouts.evidence_views import SplitView
from layouts.view_models import OverviewView, ReasonRow
from navigator.screen.around import NOTHING_AROUND, Around, began
from navigator.screen.change_rows import recent_changes
from navigator.screen.cue_rows import look_next
from navigator.screen.node_rows import judged_by, last_read, rows, since_text
from navigator.screen.split_rows import splits_shown

LONGEST_LIST = 12


def build_overview(
    model: Model,
    health: Health,
    since: Mapping[str, float],
    around: Around = NOTHING_AROUND,
    what_if: Sequence[tuple[str, State]] = (),
) -> OverviewView:
    """What is hurt and since when: suffering purposes first, then the rest, worst and oldest first."""
    judged = health.nodes
    abnormal = [id for id, h in judged.items() if SEVERITY[h.state] >= SEVERITY[State.WARNING]]
    abnormal.sort(key=lambda id: (-SEVERITY[judged[id].state], since.get(id, 0.0)))
    purposes = [id for id in abnormal if model.nodes[id].level.rank == 0]
    rest = [id for id in abnormal if model.nodes[id].level.rank > 0]
    unknown = [id for id, h in judged.items() if h.state is State.UNKNOWN]
    zone = around.zone
    notes = {id: since_text(since.get(id), health.at, zone) for id in purposes[:LONGEST_LIST]}
    times = {id: f"since {zone.clock(since[id])}" for id in rest[:LONGEST_LIST] if id in since}
    values = {id: judged_by(model, judged[id], id) for id in purposes[:LONGEST_LIST]}
    counts = Counter(h.state for h in judged.values())
    known = sum(1 for h in judged.values() for s in h.signals.values() if s.trust is Trust.LIVE)
    expected = sum(len(h.signals) for h in judged.values())
    return OverviewView(
        title=model.title,
        description=model.description,
        counts={state: counts.get(state, 0) for state in State},
        verdict=_verdict(model, health),
        hurt=rows(model, health, tuple(purposes[:LONGEST_LIST]), notes, values),
        more=sum(max(0, len(ids) - LONGEST_LIST) for ids in (purposes, rest, unknown)),
        elsewhere=rows(model, health, tuple(rest[:LONGEST_LIST]), times),
        unknown=rows(model, health, tuple(unknown[:LONGEST_LIST])),
        evidence=f"{known} of {expected} signals are known{last_read(health)}",
        problems=tuple(problem.message for problem in model.problems[:LONGEST_LIST]),
        look=look_next(model, health, around, None),
        splits=_hurt_splits(model, around, purposes),
        changes=recent_changes(model, around, None if around.whose is None else began(around, around.whose)),
        imagined=_assumed(model, what_if),
    )


def _hurt_splits(model: Model, around: Around, purposes: Sequence[str]) -> tuple[tuple[str, SplitView], ...]:
    """Who is hurt, of each purpose that suffers, by what it is judged by first."""
    told: dict[tuple[str, str], SplitView] = {}
    for id in purposes:
        for view in splits_shown(model, around, id):
            if view.segments:
                told.setdefault((model.nodes[id].title, view.title.partition(" · ")[0]), view)
    return tuple((title, view) for (title, _), view in told.items())


def _assumed(model: Model, what_if: Sequence[tuple[str, State]]) -> str:
    """What is taken for granted, so that nobody takes the picture for the world."""
    taken = [f"{model.nodes[id].title} {state}" for id, state in what_if if id in model.nodes]
    return f"What if: {', '.join(taken)}. States that follow from this are not real." if taken else ""


def _verdict(model: Model, health: Health) -> ReasonRow:
    """What may be said of the purposes when none is seen to suffer: no more than is known."""
    judged = [health.nodes[node.id] for node in model.nodes.values() if node.level.rank == 0]
    unknown = sum(h.state is State.UNKNOWN for h in judged)
    unmeasured = sum(h.own is None for h in judged)
    if not judged:
        return ReasonRow("No purpose is defined.", State.UNKNOWN)
    if unknown:
        return ReasonRow(f"{unknown} of {len(judged)} purposes are unknown; no other suffers.", State.UNKNOWN)
    if last_read(health):
        return ReasonRow("No purpose was known to suffer when the source last answered.", State.UNKNOWN)
    if unmeasured:
        text = f"No purpose is known to suffer; {unmeasured} of {len(judged)} are judged from below only."
        return ReasonRow(text, State.UNKNOWN)
    return ReasonRow("No purpose suffers.", State.OK)
