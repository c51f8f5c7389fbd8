"""Cues over the recorded incidents stay as they are unless somebody means to change them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.examples.told_cues import INCIDENTS, KEPT, Told, told


def _without_scores(found: Told) -> dict[str, Any]:
    return {**found, "cues": [[*cue[:3], *cue[4:]] for cue in found["cues"]]}


@pytest.mark.parametrize("incident", INCIDENTS)
def test_ranks_scores_and_texts_are_those_that_are_kept(incident: str) -> None:
    """Whoever makes cues faster changes nothing; whoever means to change them writes tests/data/cues anew."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))[incident]
    found = told(incident)
    assert list(found) == list(kept)
    for looked, now in found.items():
        assert _without_scores(now) == _without_scores(kept[looked]), looked
        scores = [cue[3] for cue in now["cues"]]
        assert scores == pytest.approx([cue[3] for cue in kept[looked]["cues"]], rel=1e-9), looked


def test_what_is_kept_tells_of_trouble_and_of_quiet() -> None:
    """Otherwise there would be nothing to hold on to."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    looks = [one for incident in kept.values() for one in incident.values()]
    assert sum(len(one["cues"]) for one in looks) > 100
    assert {one["note"][0] for one in looks if one["note"]} == {"none_below"}
