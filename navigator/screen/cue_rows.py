"""Where to look next, as rows: reasons in sentences, the way there, what there is to say instead."""

from __future__ import annotations

from hierarchy.evidence.cue import Cue
from hierarchy.evidence.health import Health
from hierarchy.model import Model
from layouts.evidence_views import CueRow, LookNext
from navigator.screen.around import Around

MOST_CUES = 9  # as many as there are keys for
MOST_LINES = 4


def look_next(model: Model, health: Health, around: Around, focus: str | None) -> LookNext | None:
    """The cues to show, None where there is nothing to look for: no focus, and no purpose suffers."""
    whose = around.whose
    if whose is None or whose not in model.nodes:
        return None
    title = "" if whose == focus else model.nodes[whose].title
    if around.cues is None:
        return LookNext(pending=True, whose=title)
    known = [cue for cue in around.cues.cues if cue.node in model.nodes]
    rows = tuple(_row(model, health, cue) for cue in known[:MOST_CUES])
    note = around.cues.note
    return LookNext(
        rows=rows,
        note="" if note is None else note.text,
        pending=around.pending,
        whose=title,
    )


def _row(model: Model, health: Health, cue: Cue) -> CueRow:
    node = model.nodes[cue.node]
    lines = tuple(f"{e.text[:1].upper()}{e.text[1:]}" for e in cue.evidence)
    between = [model.nodes[id].title for id in cue.path[1:-1] if id in model.nodes]
    return CueRow(
        rank=cue.rank,
        id=cue.node,
        title=node.title,
        level=model.levels[node.level.rank].title,
        state=health.nodes[cue.node].state,
        lines=lines[:MOST_LINES],
        via=f"by way of {', '.join(between)}" if between else "",
        shared=cue.shared,
        more=max(0, len(lines) - MOST_LINES),
    )
