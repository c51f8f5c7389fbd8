"""The scene as it travels."""

from __future__ import annotations

import re

import orjson
from hypothesis import given
from hypothesis import strategies as st

from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import State
from layouts.scene import encode, run_length
from layouts.view_models import CardView, Onset, Scene, SourceView


@given(st.lists(st.sampled_from(list(State)), max_size=200))
def test_run_length_coding_loses_nothing(states: list[State]) -> None:
    """The browser gets back one letter per node."""
    decoded = "".join(
        letter * int(count) for letter, count in re.findall(r"([a-z])(\d+)", run_length(states))
    )
    assert decoded == "".join(state.value[0] for state in states)


def test_the_fullest_scene_of_a_large_model_fits_eight_kilobytes() -> None:
    """60 cards, 12 onsets, and 2,000 nodes of which every twentieth is abnormal."""
    card = CardView(
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
    states = tuple(State.CRITICAL if i % 20 == 0 else State.OK for i in range(2000))
    scene = Scene(
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
        states=states,
        cards=(card,) * 60,
        source=SourceView("live", 8.0, "The metric source last answered 8 s ago"),
        since=dict.fromkeys(range(60), 1661142000.0),
        strip=tuple(Onset(1661142000.0, 1999, State.WARNING) for _ in range(12)),
        more=37,
    )
    assert len(orjson.dumps(encode(scene))) <= 8192
