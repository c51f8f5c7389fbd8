"""Where to look next, as rows: reasons in sentences, the way there, what there is to say instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hierarchy.evidence.cue import Cue, CueEvidence, CueKind
from hierarchy.evidence.cue_texts import clock
from hierarchy.evidence.health import Health
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.model import Model
from layouts.evidence_views import CueRow, LookNext
from layouts.look import SEEN
from layouts.zones import IN_UTC, Zone
from navigator.screen.around import Around
from navigator.screen.old_cues import restated, since_then

MOST_CUES = 9  # as many as there are keys for
LINES = 2  # sentences of the best cue; of others one, of one like a better one none

_FOCUS = re.compile(r"\bthe focus$")


def look_next(model: Model, health: Health, around: Around, focus: str | None) -> LookNext | None:
    """The cues to show, None where there is nothing to look for: no focus, and no purpose suffers."""
    whose = around.whose
    if whose is None or whose not in model.nodes:
        return None
    title = "" if whose == focus else model.nodes[whose].title
    if around.cues is None:
        calm = _calm(model, health, whose) if title else ""
        return LookNext(pending=True, whose=title, calm=calm, room=_room(model, whose))
    calm = _calm(model, health, whose) if title else ""
    as_of = around.zone.seconds(around.cues.at) if around.old else ""
    known = [_in_zone(cue, around.zone) for cue in around.cues.cues if cue.node in model.nodes]
    if as_of:
        known = [restated(health, cue, as_of) for cue in known]
    shown = known[:MOST_CUES]
    kin = {cue.node: _is_like_one_before(model, shown[:i], cue) for i, cue in enumerate(shown)}
    rows = tuple(
        _row(model, health, cue, 0 if kin[cue.node] else 1 if i else LINES) for i, cue in enumerate(shown)
    )
    if title:
        rows = tuple(_of_a_purpose(row) for row in rows)
    note = around.cues.note
    return LookNext(
        rows=rows,
        note="" if note is None else note.text,
        pending=around.pending,
        whose=title,
        calm=calm,
        as_of=as_of,
        later=since_then(model, health, around) if as_of else "",
    )


def _calm(model: Model, health: Health, whose: str) -> str:
    """What is said of a purpose that is only threatened, so that nobody takes it for one that suffers."""
    if SEVERITY[health.nodes[whose].state] >= SEVERITY[State.WARNING]:
        return ""
    purposes = (health.nodes[node.id].state for node in model.nodes.values() if node.level.rank == 0)
    suffers = "is known to suffer" if State.UNKNOWN in purposes else "suffers"
    return f"no purpose {suffers}; most threatened: {model.nodes[whose].title}"


def _in_zone(cue: Cue, zone: Zone) -> Cue:
    """The cue with its times as that zone writes them: cues are worked out once for everybody."""
    return cue if zone is IN_UTC else replace(cue, evidence=tuple(_zoned(one, zone) for one in cue.evidence))


def _zoned(evidence: CueEvidence, zone: Zone) -> CueEvidence:
    def written(text: str) -> str:
        at = evidence.at
        return zone.rewritten(text if at is None else text.replace(clock(at), zone.seconds(at)))

    return replace(evidence, text=written(evidence.text), brief=written(evidence.brief))


def _room(model: Model, focus: str) -> int:
    """How many cues there may be at most to be seen at once: nodes that it rests on, up to those shown."""
    found, waiting = {focus}, [focus]
    for id in waiting:  # grows while it is walked
        fresh = [one for group in model.nodes[id].how for one in group.members if one not in found]
        found.update(fresh)
        waiting += fresh
        if len(found) > SEEN:
            break
    return min(SEEN, len(found) - 1)


def _row(model: Model, health: Health, cue: Cue, lines: int) -> CueRow:
    """The first `lines` sentences in few words, how the node is shared among them if there is room for more
    than one: that speaks of others than its own signals."""
    node = model.nodes[cue.node]
    telling = _telling_first(cue.evidence)
    shared = cue.shared.partition(";")[0] if lines > 1 else ""
    first = lines - 1 if shared else lines
    said = [*(_briefly(evidence) for evidence in telling[:first]), *([_sentence(shared)] if shared else ())]
    more = [_sentence(cue.shared)] if cue.shared and cue.shared != shared else []
    between = [model.nodes[id].title for id in cue.path[1:-1] if id in model.nodes]
    return CueRow(
        rank=cue.rank,
        id=cue.node,
        title=node.title,
        level=model.levels[node.level.rank].title,
        state=health.nodes[cue.node].state,
        lines=tuple(said),
        via=f"below {between[-1]}" if between and lines else "",
        rest=(*(_told(evidence) for evidence in telling[first:]), *more),
    )


def _of_a_purpose(row: CueRow) -> CueRow:
    """Without a focus on the screen, times are told from the purpose that the heading names."""
    lines, rest = ([_FOCUS.sub("the purpose", text) for text in texts] for texts in (row.lines, row.rest))
    return replace(row, lines=tuple(lines), rest=tuple(rest))


def _telling_first(evidence: Sequence[CueEvidence]) -> list[CueEvidence]:
    """An onset that the deviation of the same signal tells already comes last."""
    told = {one.signal for one in evidence if one.kind is CueKind.DEVIATION}
    return sorted(evidence, key=lambda one: one.kind is CueKind.ONSET and one.signal in told)


def _is_like_one_before(model: Model, before: Sequence[Cue], cue: Cue) -> bool:
    """Whether it is a member of the same whole as a better one: one of six hosts is told at length."""
    whole = model.nodes[cue.node].member_of
    return whole is not None and any(model.nodes[one.node].member_of == whole for one in before)


def _told(evidence: CueEvidence) -> str:
    """A sentence; what was done begins with a title, which is written as it is."""
    return evidence.text if evidence.kind is CueKind.CHANGE else _sentence(evidence.text)


def _briefly(evidence: CueEvidence) -> str:
    """What it is and what it should be; how far that is from another state and what a source answered, the
    node itself tells."""
    if evidence.kind is CueKind.CHANGE:
        return evidence.text
    mark = " (" if evidence.kind is CueKind.UNKNOWN else "; "
    return _sentence(evidence.brief or evidence.text.partition(mark)[0])


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
