"""The strip shows the newest onsets in one fixed order and counts the others, however many there are."""

from __future__ import annotations

import random

import pytest

from hierarchy.evidence.states import SEVERITY, State
from navigator.screen.url_state import Place
from navigator.screen.view_builder import STRIP_SLOTS, Frame, Moment, build_scene, severities
from navigator.services import Services

Onset = tuple[float, str, State]


@pytest.mark.parametrize("count", [0, 1, STRIP_SLOTS, STRIP_SLOTS + 1, 400])
def test_the_strip_is_the_head_of_all_onsets_put_in_order(services: Services, count: int) -> None:
    """Newest first, at one time the worst first, then nearer to the purposes; the rest is a number."""
    dice = random.Random(count)
    nodes, states = list(services.model.nodes), [State.WARNING, State.CRITICAL]
    onsets = sorted(
        [(dice.randrange(20) * 15.0, dice.choice(nodes), dice.choice(states)) for _ in range(count)],
        key=lambda onset: onset[0],
    )

    def place(onset: Onset) -> tuple[float, int, int, int]:
        time, node, state = onset
        rank = services.model.nodes[node].level.rank
        return -time, -SEVERITY[state], rank, services.index[node]

    health = services.poller.sweep_once()
    moment = Moment(
        health, severities(health), health.at, "live", 15.0, 1.0, [*onsets, (0.0, "gone", states[0])]
    )
    frame = Frame(services.model, services.graph, services.order, services.index, 6, 4)
    scene = build_scene(frame, moment, Place())
    expected = [(t, services.index[n], s) for t, n, s in sorted(onsets, key=place)[:STRIP_SLOTS]]
    assert [(o.time, o.node, o.state) for o in scene.strip] == expected
    assert scene.more == max(0, count - STRIP_SLOTS)
