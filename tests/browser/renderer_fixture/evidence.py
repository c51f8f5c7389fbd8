"""What newer scenes say besides: cues, what is assumed, mutes, usual values, changes; a plain stand-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.browser.renderer_fixture.models import STATES, FixtureModel

CUED = ("l4-1", "l3-1", "l2-0", "l4-20", "l3-16")
"""Node ids of the cues, best first."""


def with_evidence(model: FixtureModel, scene: dict[str, Any], assumed: Sequence[str]) -> dict[str, Any]:
    """The scene with cues, mutes and fuller cards; `assumed` are pairs "ID:state" of its address."""
    focus = scene["focus"]
    ranked = [node for name in CUED if (node := model.index(name)) >= 0 and node != focus]
    added = {"cues": [[node, rank + 1] for rank, node in enumerate(ranked)], "mutes": _mutes(model)}
    cards = [_card(card, focus) for card in scene["cards"]]
    whole = {**scene, **added, "cards": cards}
    return _with_assumptions(model, whole, assumed) if assumed else whole


def _mutes(model: FixtureModel) -> list[list[int]]:
    found = [(model.index("l1-1"), 1), (model.index("l3-0"), 2)]
    return [[node, kind] for node, kind in found if node >= 0]


def _card(card: list[Any], focus: int) -> list[Any]:
    node, own, threat, shown = card[0], card[6], card[7], card[8]
    usual = f"{1.4 + node % 9 * 0.7:.1f} × usual" if shown in (1, 2) else ""
    onset = 0 if node == focus else (node * 17 % 200 - 60 if shown in (1, 2) else None)
    return [*card, usual, onset, int(own == 0 and threat == 2)]


def _with_assumptions(model: FixtureModel, scene: dict[str, Any], assumed: Sequence[str]) -> dict[str, Any]:
    """The assumed nodes, and everything above them that was better than critical, are not real."""
    states = _decoded(scene["states"])
    pairs = [(model.index(one.rpartition(":")[0]), STATES.index(one.rpartition(":")[2])) for one in assumed]
    for node, state in pairs:
        states[node] = state
    reached = [node for node, state in pairs if state == 2]
    for node in reached:
        reached.extend(end for end in model.ends[node] if end not in reached and states[end] != 2)
    for node in reached:
        states[node] = 2
    unreal = {*reached, *(node for node, _ in pairs)}
    cards = [_assumed(card, states, dict(pairs), unreal) for card in scene["cards"]]
    flags = ["y" if node in unreal else "n" for node in range(len(states))]
    said = {"if": [list(pair) for pair in pairs], "imagined": run_length(flags)}
    return {**scene, **said, "cards": cards, "states": run_length(["owcu"[s] for s in states])}


def _assumed(card: list[Any], states: list[int], pairs: dict[int, int], unreal: set[int]) -> list[Any]:
    if card[0] not in unreal:
        return card
    own = pairs.get(card[0], -1)
    threat = card[7] if card[0] in pairs else 2
    return [*card[:6], own, threat, states[card[0]], *card[9:]]


def run_length(letters: Sequence[str]) -> str:
    """`["o", "o", "c"]` -> `"o2c1"`."""
    parts: list[str] = []
    start = 0
    for at in range(1, len(letters) + 1):
        if at == len(letters) or letters[at] != letters[start]:
            parts.append(f"{letters[start]}{at - start}")
            start = at
    return "".join(parts)


def _decoded(text: str) -> list[int]:
    states: list[int] = []
    for part in text.replace("o", " 0:").replace("w", " 1:").replace("c", " 2:").replace("u", " 3:").split():
        state, count = part.split(":")
        states.extend([int(state)] * int(count))
    return states


def changes_of(model: FixtureModel, start: int, end: int) -> list[list[Any]]:
    """One that lasts, three close together, one without a link, one that concerns everything."""
    low, mid = model.index("l4-1"), model.index("l3-1")
    length = end - start
    return [
        [start + length * 0.2, start + length * 0.32, "Rolling update of payments-gw", [mid], "query", 0, ""],
        [start + length * 0.4, None, "Nightly report job", [], "posted", 0, "https://example.org/job/7"],
        [start + length * 0.7, None, "Flag new-checkout on for 5 %", [low], "posted", 0, ""],
        [start + length * 0.702, None, "Flag new-checkout on for 50 %", [low], "posted", 0, ""],
        [start + length * 0.704, None, "Config of redis-cart-0", [low], "query", 0, ""],
        [start + length * 0.85, None, "Maintenance of the network", [], "alert", 1, "javascript:alert(1)"],
    ]


def onsets_of(model: FixtureModel, end: int) -> list[list[int]]:
    """From the resource up, one after the other; the newest is that of the first purpose."""
    names = ("l4-1", "l3-1", "l2-0", "l1-0", "l0-0")
    found = [model.index(name) for name in names]
    return [[end - 900 + 60 * place, node, 2 if place % 2 == 0 else 1] for place, node in enumerate(found)]
