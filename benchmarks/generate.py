"""Hierarchies of any size from a seed: for benchmarks, property tests and a large demo.

The shape follows hand-written files: few purposes, many resources, columns of one domain each, shared
means, a few hubs (the database that everything rests on), redundancy, parts and calls. The same
seed gives the same hierarchy, as a checked `Model` and as the text of a hierarchy file.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import yaml

from benchmarks.kinds import KINDS
from hierarchy.levels import Level
from hierarchy.model import (
    Band,
    Impact,
    MeansGroup,
    Model,
    Node,
    Rule,
    Signal,
    SourceConfig,
    Worse,
)
from hierarchy.queries import Matcher

_SHARES = (0.015, 0.04, 0.12, 0.30)
_DOMAINS = (
    "Checkout",
    "Catalogue",
    "Accounts",
    "Shipping",
    "Payments",
    "Search",
    "Messaging",
    "Advice",
    "Billing",
    "Reports",
    "Partners",
    "Platform",
)
_KINDS = ("purpose", "flow", "function", "service", "host")
_WORDS = (
    "orders",
    "carts",
    "prices",
    "visits",
    "stock",
    "refunds",
    "sessions",
    "parcels",
    "invoices",
    "reviews",
)
_NEAR = 0.8  # how often a link stays in its domain
_HUB_EVERY = 150  # one node in so many serves very many ends

_TEMPLATE_OF = ("operation", "operation", "operation", "service", "host")


@dataclass
class _Draft:
    """A node while links are being thrown; ranks count levels from the top."""

    id: str
    rank: int
    domain: str
    title: str
    template: str | None
    means: list[str] = field(default_factory=list)
    groups: list[MeansGroup] = field(default_factory=list)
    part_of: str | None = None
    calls: list[str] = field(default_factory=list)


def generate_model(nodes: int, seed: int) -> Model:
    """A model of exactly `nodes` (at least 5) nodes; the same arguments give an equal model."""
    drafts = _drafts(nodes, random.Random(seed))
    ends: dict[str, list[str]] = {node_id: [] for node_id in drafts}
    for draft in drafts.values():
        for member in (m for group in draft.groups for m in group.members):
            ends[member].append(draft.id)
    revision = hashlib.sha256(f"generated {nodes} {seed}".encode()).hexdigest()[:12]
    return Model(
        revision=revision,
        title=f"Generated, {nodes} nodes",
        nodes={i: _node(d, tuple(ends[i])) for i, d in drafts.items()},
        sources={"default": SourceConfig("default", "prometheus", "http://127.0.0.1:9090")},
    )


def generate_yaml(nodes: int, seed: int) -> str:
    """The same hierarchy as the text of a hierarchy file (format version 1)."""
    drafts = _drafts(nodes, random.Random(seed))
    levels = tuple(Level)
    document = {
        "version": 1,
        "title": f"Generated, {nodes} nodes",
        "sources": {"default": {"type": "prometheus", "url": "${PROMETHEUS_URL:-http://127.0.0.1:9090}"}},
        "templates": {
            name: {"match": {label: f"{{{label}}}"}, "signals": {k: dict(s) for k, s in signals.items()}}
            for name, (label, signals) in KINDS.items()
        },
        "nodes": {d.id: _entry(d, levels[d.rank]) for d in drafts.values()},
    }
    return yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=1000)


class _Plain(yaml.SafeDumper):
    """Writes no anchors: the format refuses them."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the interface is PyYAML's
        return True


def _drafts(nodes: int, dice: random.Random) -> dict[str, _Draft]:
    if nodes < len(_KINDS):
        raise ValueError(f"a hierarchy needs at least {len(_KINDS)} nodes, one a level; got {nodes}")
    lanes = _lanes(nodes, dice)
    for upper, lower in pairwise(lanes):
        _link(upper, lower, dice)
    for lane in lanes:
        for draft in lane:
            draft.groups = _groups(draft.means, dice)
    for lane in lanes[3:]:
        _parts(lane, dice)
    for draft in lanes[3]:
        others = [d.id for d in lanes[3] if d.id != draft.id]
        draft.calls = dice.sample(others, min(len(others), dice.choice((0, 1, 1, 2, 3))))
    return {draft.id: draft for lane in lanes for draft in lane}


def _lanes(nodes: int, dice: random.Random) -> list[list[_Draft]]:
    sizes = [max(1, int(share * nodes)) for share in _SHARES]
    sizes.append(nodes - sum(sizes))
    domains = _DOMAINS[: min(12, max(6, nodes // 100))]
    lanes: list[list[_Draft]] = []
    for rank, size in enumerate(sizes):
        lane = []
        for i in range(size):
            domain = domains[i % len(domains)] if rank < 2 else dice.choice(domains)
            name, word = f"{domain.lower()}-{_KINDS[rank]}-{i + 1}", dice.choice(_WORDS)
            measured = rank != 1 or dice.random() < 0.9
            title = f"{domain} {word} {_KINDS[rank]} {i + 1}"
            lane.append(_Draft(name, rank, domain, title, _TEMPLATE_OF[rank] if measured else None))
        lanes.append(lane)
    return lanes


def _link(upper: list[_Draft], lower: list[_Draft], dice: random.Random) -> None:
    """Every lower node serves one to three ends, a hub very many; every upper node gets a means."""
    by_domain: dict[str, list[_Draft]] = {}
    for draft in upper:
        by_domain.setdefault(draft.domain, []).append(draft)
    for draft in lower:
        count = dice.choice((1, 1, 1, 2, 2, 3))
        if dice.random() < 1 / _HUB_EVERY:
            count = dice.randint(10, 40)
        near = by_domain.get(draft.domain, upper)
        for _ in range(count):
            end = dice.choice(near if dice.random() < _NEAR and count < 4 else upper)
            if draft.id not in end.means:
                end.means.append(draft.id)
    for draft in upper:
        if not draft.means:
            near = [d for d in lower if d.domain == draft.domain] or lower
            draft.means.append(dice.choice(near).id)


def _groups(means: list[str], dice: random.Random) -> list[MeansGroup]:
    """Throws means into groups: mostly one all_of, some redundancy, some that only degrade."""
    groups: list[MeansGroup] = []
    plain, rest = [], list(means)
    while rest:
        throw, size = dice.random(), min(len(rest), dice.choice((2, 3)))
        if throw < 0.12 and size > 1:
            members, rest = tuple(rest[:size]), rest[size:]
            groups.append(MeansGroup(Rule.ANY_OF, members))
        elif throw < 0.2 and size > 2:
            members, rest = tuple(rest[:size]), rest[size:]
            groups.append(MeansGroup(Rule.AT_LEAST, members, at_least=2))
        elif throw < 0.28:
            impact = Impact.NONE if throw < 0.22 else Impact.DEGRADED
            groups.append(MeansGroup(Rule.ALL_OF, (rest.pop(0),), impact=impact))
        else:
            plain.append(rest.pop(0))
    return [MeansGroup(Rule.ALL_OF, tuple(plain)), *groups] if plain else groups


def _parts(lane: list[_Draft], dice: random.Random) -> None:
    wholes = [draft for draft in lane if dice.random() < 0.05]
    for draft in lane:
        near = [whole for whole in wholes if whole.domain == draft.domain]
        if near and draft not in wholes and dice.random() < 0.1:
            draft.part_of = dice.choice(near).id


def _node(draft: _Draft, why: tuple[str, ...]) -> Node:
    label = KINDS[draft.template][0] if draft.template else ""
    return Node(
        id=draft.id,
        level=tuple(Level)[draft.rank],
        title=draft.title,
        domain=draft.domain,
        labels={label: draft.id} if label else {},
        signals=_signals(draft),
        how=tuple(draft.groups),
        why=why,
        part_of=draft.part_of,
        calls=tuple(draft.calls),
    )


def _signals(draft: _Draft) -> tuple[Signal, ...]:
    if draft.template is None:
        return ()
    label, signals = KINDS[draft.template]
    return tuple(_signal(i, s, draft, label) for i, s in signals.items())


def _signal(signal_id: str, written: Mapping[str, Any], draft: _Draft, label: str) -> Signal:
    """The signal as loading the file gives it."""
    keys = {**written, "worse": Worse(written["worse"]) if "worse" in written else None}
    for limit in ("warning", "critical"):
        if isinstance(keys.get(limit), list):
            keys[limit] = Band(*(float(end) for end in keys[limit]))
        elif limit in keys:
            keys[limit] = float(keys[limit])
    unit = keys.pop("unit", "ratio" if "bad" in keys else "")
    return Signal(id=signal_id, unit=unit, match=(Matcher(label, draft.id),), template=draft.template, **keys)


def _entry(draft: _Draft, level: Level) -> dict[str, Any]:
    """The node as an author writes it: links at the end only, groups spelled out where they matter."""
    entry: dict[str, Any] = {"level": level.value, "title": draft.title, "domain": draft.domain}
    if draft.template:
        entry["use"] = draft.template
        entry["labels"] = {KINDS[draft.template][0]: draft.id}
    if draft.part_of:
        entry["part_of"] = draft.part_of
    if draft.calls:
        entry["calls"] = list(draft.calls)
    if draft.groups:
        entry["how"] = [item for group in draft.groups for item in _how(group)]
    return entry


def _how(group: MeansGroup) -> list[Any]:
    if group.rule is Rule.ANY_OF:
        return [{"any_of": list(group.members)}]
    if group.rule is Rule.AT_LEAST:
        return [{"at_least": group.at_least, "of": list(group.members)}]
    if group.impact is Impact.FULL:
        return list(group.members)
    return [{"node": member, "impact": group.impact.value} for member in group.members]
