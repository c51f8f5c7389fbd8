"""The scene as it travels."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from layouts.scene import encode, run_length
from layouts.view_models import CardView, Onset, Scene, SourceView

CARD = CardView(
    1999,
    "context",
    3.5,
    1,
    2,
    4,
    State.CRITICAL,
    State.WARNING,
    State.CRITICAL,
    Trust.LIVE,
    3,
    "999 MB/s",
    3599.0,
    True,
)
SCENE = Scene(
    revision="0123456789ab",
    at=1661142000.0,
    as_of=1661142000.0,
    window=(1661138400.0, 1661142000.0),
    range="1h",
    step=60.0,
    refresh=15.0,
    mode="replay",
    columns=6,
    rows=4,
    focus=12,
    states=tuple(State.CRITICAL if i % 20 == 0 else State.OK for i in range(2000)),
    cards=(CARD,) * 60,
    source=SourceView("live", 8.0, "The metric source last answered 8 s ago"),
    since=dict.fromkeys(range(60), 1661142000.0),
    strip=tuple(Onset(1661142000.0, 1999, State.WARNING) for _ in range(12)),
    more=37,
)


@given(st.lists(st.sampled_from(list(State)), max_size=200))
def test_run_length_coding_loses_nothing(states: list[State]) -> None:
    """The browser gets back one letter per node."""
    decoded = "".join(
        letter * int(count) for letter, count in re.findall(r"([a-z])(\d+)", run_length(states))
    )
    assert decoded == "".join(state.value[0] for state in states)


def test_the_fullest_scene_of_a_large_model_fits_eight_kilobytes() -> None:
    """60 cards that all say how they stand to usual and when they began, 12 onsets, nine cues, and 2,000
    nodes of which every twentieth is abnormal, some of them because of what somebody assumes."""
    cards = (replace(CARD, usual="3.2 × usual", onset=-35999.0, contradiction=True),) * 60
    scene = replace(
        SCENE,
        cards=cards,
        cues=tuple((1990 + rank, rank) for rank in range(1, 10)),
        cue_note=("pending", "Comparing what is below with its usual; these are of a minute ago."),
        cues_pending=True,
        what_if=((1234, State.CRITICAL), (1999, State.OK)),
        imagined=tuple(i % 100 == 0 for i in range(2000)),
        mutes=((1200, 1), (1999, 2)),
    )
    assert len(orjson.dumps(encode(scene))) <= 8192


def test_what_a_scene_has_nothing_to_say_of_is_left_out() -> None:
    """Neither empty lists of cues, assumptions and mutes, nor the last elements of an ordinary card."""
    told: Any = encode(SCENE)
    for name in ("cues", "cueNote", "cuesPending", "if", "imagined", "mutes", "moved"):
        assert name not in told
    assert len(told["cards"][0]) == 14


def test_cues_assumptions_and_mutes_travel_by_index() -> None:
    """As docs/screen-protocol.md says, letter by letter."""
    scene = replace(
        SCENE,
        cues=((7, 1), (3, 2)),
        cue_note=("none_below", "Nothing below deviates."),
        what_if=((4, State.CRITICAL),),
        imagined=(False,) * 3 + (True,) * 2,
        mutes=((5, 2),),
    )
    told: Any = encode(scene)
    assert told["cues"] == [[7, 1], [3, 2]]
    assert told["cueNote"] == {"code": "none_below", "text": "Nothing below deviates."}
    assert told["if"] == [[4, 2]]
    assert told["imagined"] == "n3y2"
    assert told["mutes"] == [[5, 2]]


def test_a_card_says_when_it_began_even_if_that_is_when_the_focus_did() -> None:
    """An onset of 0 s is an onset; only what is not known is left out."""
    told: Any = encode(replace(SCENE, cards=(replace(CARD, onset=0.0), replace(CARD, contradiction=True))))
    assert told["cards"][0][14:] == ["", "", 0]
    assert told["cards"][1][14:] == ["", "", None, 1]
