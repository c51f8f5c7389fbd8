"""Pictures ahead in the wire format: what a move from a place to each of some nodes would show."""

from __future__ import annotations

from typing import Any

from tests.browser.renderer_fixture.models import FixtureModel
from tests.browser.renderer_fixture.scenes import NOW, View, make_cards, states_of

MOST = 16


def make_pictures(model: FixtureModel, view: View, wanted: list[str]) -> dict[str, Any]:
    """The pictures of at most sixteen moves; unknown ids are left out, the empty one is the whole system."""
    states = states_of(model, view.variant)
    pictures: dict[str, Any] = {}
    for node_id in wanted[:MOST]:
        focus = model.index(node_id) if node_id else -1
        if focus >= 0 or not node_id:
            cards = make_cards(model, states, focus, view)
            pictures[node_id] = {"focus": focus if focus >= 0 else None, "cards": cards, "since": {}}
    return {
        "revision": model.wire["revision"], "at": view.at or NOW, "as": view.at or NOW,
        "columns": view.columns, "rows": view.rows, "pictures": pictures,
    }  # fmt: skip
