"""Deterministic scenes in the wire format: a plain stand-in for the server's own selection of cards."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.browser.renderer_fixture.evidence import run_length, with_evidence
from tests.browser.renderer_fixture.models import ROLES, SIGNALS, FixtureModel

NOW = 1661142000
LETTERS = "owcu"
TRUST_LIVE, TRUST_PARTIAL, TRUST_STALE, TRUST_ABSENT, TRUST_ERROR = 0, 1, 3, 4, 6
_SEVERITY = (0, 2, 3, 1)


@dataclass(frozen=True)
class View:
    """What a scene is asked for: place, viewport and which variant of the world."""

    focus: str
    at: int | None
    range_seconds: int
    columns: int
    rows: int
    variant: str
    place: str
    evidence: bool = False
    assumed: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    pin: str = ""


def states_of(model: FixtureModel, variant: str) -> list[int]:
    """One state a node: mostly ok, a few abnormal; an incident follows links up from one resource."""
    rng = random.Random(11)
    states = [rng.choices((0, 1, 2, 3), (88, 6, 1, 5))[0] for _ in model.nodes]
    if variant in ("unknown", "unreachable", "waiting"):
        return [3] * len(states)
    if variant == "calm":
        return [0] * len(states)
    if states:
        culprit = model.wire["lanes"][4][1]
        reached = [culprit]
        for node in reached:
            states[node] = 2 if len(reached) < 7 else states[node] or 1
            reached.extend(end for end in model.ends[node] if end not in reached)
    return states


def _worst_first(states: list[int], nodes: Iterable[int]) -> list[int]:
    return sorted(nodes, key=lambda node: (-_SEVERITY[states[node]], node))


def _chain(links: tuple[tuple[int, ...], ...], states: list[int], start: int) -> list[int]:
    chain, node = [], start
    while links[node]:
        node = _worst_first(states, links[node])[0]
        chain.append(node)
    return chain


def _roles(
    model: FixtureModel, states: list[int], focus: int, opened: tuple[str, ...] = ()
) -> dict[int, str]:
    """Nodes in the order they are wanted on stage, with their roles."""
    roles: dict[int, str] = {}
    if focus >= 0:
        roles[focus] = "focus"
        for node in (*model.ends[focus], *model.means[focus]):
            roles[node] = "end" if node in model.ends[focus] else "means"
        for node in (*_chain(model.ends, states, focus), *_chain(model.means, states, focus)):
            roles.setdefault(node, "context")
        for node in model.parts_of(opened):
            roles.setdefault(node, "context")
        for node in (n for means in model.means[focus] for n in model.ends[means]):
            roles.setdefault(node, "context")
        peers = [n for end in model.ends[focus] for n in model.means[end] if n != focus]
        for node in peers:
            if model.nodes[node]["l"] == model.nodes[focus]["l"]:
                roles.setdefault(node, "peer")
    for node in _worst_first(states, range(len(states))):
        if focus < 0 or states[node] or len(states) <= 30:
            roles.setdefault(node, "context")
    return roles


def _pick(model: FixtureModel, roles: dict[int, str], focus: int, view: View) -> list[list[int]]:
    """Which nodes of each lane become cards: at most 60, a lane no more than it has room for."""
    lanes: list[list[int]] = [[] for _ in range(5)]
    direct = dict.fromkeys(range(5), 0)
    for node, role in roles.items():
        direct[model.nodes[node]["l"]] += role in ("end", "means")
    focus_level = model.nodes[focus]["l"] if focus >= 0 else -1
    total = 0
    for node in roles:
        level = model.nodes[node]["l"]
        rows = view.rows if direct[level] > 2 * view.columns else 2
        room = 1 + view.rows * (view.columns - 2) if level == focus_level else rows * view.columns
        if total < 60 and len(lanes[level]) < room:
            lanes[level].append(node)
            total += 1
    return [sorted(lane) for lane in lanes]


def _slots(lane: list[int], focus: int, view: View) -> dict[int, tuple[float, int, int, int]]:
    """(x, width, row, rows) per node of one lane."""
    slots: dict[int, tuple[float, int, int, int]] = {}
    columns, rows = view.columns, view.rows
    if focus in lane:
        others = [node for node in lane if node != focus]
        left_columns = (columns - 2) // 2
        before = [n for n in others if n < focus][-left_columns * rows :]
        left = before + [n for n in others if n > focus][: max(0, left_columns * rows - len(before)) * 0]
        right = [n for n in others if n not in left]
        while len(right) > (columns - 2 - left_columns) * rows:
            left.append(right.pop(0))
        slots[focus] = (left_columns, 2, 0, 1)
        for place, node in enumerate(left):
            slots[node] = (left_columns - math.ceil(len(left) / rows) + place // rows, 1, place % rows, rows)
        for place, node in enumerate(right):
            slots[node] = (left_columns + 2 + place // rows, 1, place % rows, rows)
        return slots
    used = 1 if len(lane) <= columns else 2 if len(lane) <= 2 * columns else rows
    start = (columns - math.ceil(len(lane) / used)) / 2 if lane else 0
    for place, node in enumerate(lane):
        slots[node] = (start + place // used, 1, place % used, used)
    return slots


def _card(
    model: FixtureModel, states: list[int], node: int, role: str, slot: tuple[float, int, int, int]
) -> list[Any]:
    x, width, row, rows = slot
    shown = states[node]
    below = _worst_first(states, model.means[node])
    threat = states[below[0]] if below else -1
    trust, age, value, badge = TRUST_LIVE, 8 + node % 9, f"{120 + node * 37 % 900} ms", ""
    own = shown
    if shown == 3:
        trust = (TRUST_ABSENT, TRUST_STALE, TRUST_ERROR)[node % 3]
        value, age = ("no data", "412 ms", "no data")[node % 3], 240
    elif shown and node % 5 == 0:
        trust, badge = TRUST_PARTIAL, "7/9"
    if node % 7 == 3 and shown in (1, 2):
        own = 0
    least = int(bool(shown) and shown != 3 and trust == TRUST_PARTIAL)
    return [
        node,
        ROLES.index(role),
        x,
        width,
        row,
        rows,
        own,
        threat,
        shown,
        trust,
        node % 3,
        value,
        age,
        least,
        badge,
    ]


def _source(variant: str) -> dict[str, Any]:
    if variant == "unreachable":
        return {"state": "unreachable", "age": 780, "text": "Prometheus has not answered for 13 min."}
    if variant == "waiting":
        return {"state": "waiting", "age": None, "text": "No source has answered yet"}
    if variant == "stale":
        return {"state": "stale", "age": 190, "text": "Prometheus answers, but its newest sample is old."}
    return {"state": "live", "age": 8, "text": "Prometheus answered 8 s ago"}


def make_cards(model: FixtureModel, states: list[int], focus: int, view: View) -> list[list[Any]]:
    """The cards of a picture, lane by lane."""
    roles = _roles(model, states, focus, view.opened)
    return [
        _card(model, states, node, roles[node], slot)
        for lane in _pick(model, roles, focus, view)
        for node, slot in _slots(lane, focus, view).items()
    ]


def make_scene(model: FixtureModel, view: View) -> dict[str, Any]:
    """The scene of a view, with up to twelve entries in the strip."""
    states = states_of(model, view.variant)
    focus = model.index(view.focus) if view.focus else -1
    notices = []
    if view.focus and focus < 0:
        notices.append(
            {
                "id": "unknown-focus",
                "severity": "warning",
                "text": f"“{view.focus}” is not in this hierarchy. You see the whole system instead.",
            }
        )
    if view.variant == "no-hierarchy":
        notices.append({"id": "no-hierarchy", "severity": "warning", "text": "hierarchy.yaml was not found."})
    cards = make_cards(model, states, focus, view)
    at = view.at or NOW
    mode = "past" if view.at else "replay" if view.variant == "replay" else "live"
    bad = [n for n in _worst_first(states, range(len(states))) if states[n] in (1, 2)]
    scene = {
        "revision": model.wire["revision"], "place": view.place, "at": at, "as": NOW,
        "window": [NOW - view.range_seconds, NOW], "step": 15, "mode": mode,
        "clock": {"speed": 10 if mode == "replay" else 1}, "range": "1h", "focus": focus,
        "columns": view.columns, "rows": view.rows, "since": {},
        "states": run_length([LETTERS[state] for state in states]),
        "cards": cards, "source": _source(view.variant),
        "strip": [[NOW - 240 - 97 * i, node, states[node]] for i, node in enumerate(bad[:12])],
        "more": max(0, len(bad) - 12), "notices": notices,
    }  # fmt: skip
    if view.opened:
        scene["open"] = [model.index(whole) for whole in view.opened]
    if view.pin:
        scene["pin"] = pin_of(model, states, view.pin)
    return with_evidence(model, scene, view.assumed) if view.evidence else scene


def pin_of(model: FixtureModel, states: list[int], pin: str) -> list[Any]:
    """What a scene says of the symptom that somebody came with, `ID/SIGNAL` or `ID`."""
    name, _, signal = pin.rpartition("/") if model.index(pin) < 0 else (pin, "", "")
    node = model.index(name)
    number = next((i for i, (key, _) in enumerate(SIGNALS) if key == signal), -1)
    return [node, number, states[node], "912 ms" if number >= 0 else "", TRUST_LIVE, 8]


def make_sparks(keys: list[str], start: int, end: int, evidence: bool = False) -> dict[str, Any]:
    """Sixty values a key, with a gap; the first key is pending once the range says so."""
    sparks: dict[str, dict[str, Any]] = {}
    for key in keys:
        node, signal = (int(part) for part in key.split("."))
        rng = random.Random(node * 3 + signal)
        level = rng.uniform(0.15, 0.4)
        values: list[float | None] = []
        for i in range(60):
            level += rng.uniform(-0.05, 0.05) + (0.012 if i > 38 and node % 2 else 0)
            level = min(0.97, max(0.03, level))
            values.append(None if 20 <= i < 24 and node % 4 == 1 else round(level, 3))
        scale = f"made/{SIGNALS[signal][0]}"
        sparks[key] = {"values": values, "scale": scale, "domain": [0, 1], "limits": [0.8], "trust": "live"}
        if evidence and node % 4:
            sparks[key]["band"] = [0.2, 0.3, 0.42]
    return {"step": (end - start) // 60, "from": start, "to": end, "sparks": sparks, "pending": []}


def make_timeline(model: FixtureModel, variant: str, start: int, end: int) -> dict[str, Any]:
    """Sixty columns of shares; nothing is known in the first sixth, nor ever without a source."""
    rng = random.Random(5)
    step = (end - start) // 60
    levels: list[list[float | None]] = []
    worst: list[list[int | None]] = []
    for level in range(5):
        shares: list[float | None] = []
        states: list[int | None] = []
        for i in range(60):
            known = variant not in ("unknown", "unreachable") and i >= 10
            hit = i > 52 - 2 * level
            shares.append(
                (round(rng.uniform(0.2, 0.9), 2) if hit else rng.choice((0, 0, 0, 0.05))) if known else None
            )
            states.append((2 if hit else 1) if known else None)
        levels.append(shares)
        worst.append(states)
    onsets = [[end - 240 - 97 * i, 0, 2 if i % 2 else 1] for i in range(8)] if model.nodes else []
    return {"from": start, "to": end, "step": step, "times": [start + i * step for i in range(60)],
            "levels": levels, "worst": worst, "onsets": onsets, "pending": False}  # fmt: skip
