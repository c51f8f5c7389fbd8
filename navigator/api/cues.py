"""Cues as JSON: what `GET /api/v1/cues` and `navigator cues --format json` answer."""

from __future__ import annotations

from hierarchy.evidence.cue import Cue, CueEvidence, Cues
from navigator.api.answers import rfc3339

Json = dict[str, object]

DEFAULT_LIMIT = 10


def cues_json(found: Cues, limit: int) -> Json:
    """At most `limit` cues, best first; `note` is null or says why there are none, or what they leave out."""
    return {
        "focus": found.focus,
        "at": rfc3339(found.at),
        "cues": [_cue(cue) for cue in found.cues[:limit]],
        "note": {"code": found.note.code, "text": found.note.text} if found.note else None,
    }


def _cue(cue: Cue) -> Json:
    return {
        "rank": cue.rank,
        "node": cue.node,
        "path": list(cue.path),
        "score": round(cue.score, 4),
        "shared": cue.shared or None,
        "evidence": [_evidence(one) for one in cue.evidence],
    }


def _evidence(one: CueEvidence) -> Json:
    return {
        "kind": one.kind.value,
        "text": one.text,
        "signal": one.signal,
        "value": one.value,
        "spreads": one.spreads,
        "time": rfc3339(one.at),
    }
