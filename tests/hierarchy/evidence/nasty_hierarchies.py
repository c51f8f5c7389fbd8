"""Hierarchies at random with everything in them that a state can depend on, and readings of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from math import inf, nan

from hierarchy.evidence.assumptions import Assumptions, Mute, MuteKind
from hierarchy.evidence.readings import Reading, SourceState, SourceStatus, Sweep, Trust
from hierarchy.evidence.states import State
from hierarchy.laws import Balance, Capacity, Need, Objective
from hierarchy.levels import Level
from hierarchy.members import Lifetime, Membership
from hierarchy.model import Band, Each, Impact, MeansGroup, Model, Node, Rule, Signal, SignalKey, Worse
from hierarchy.queries import Query
from hierarchy.terms import with_terms

NOW = 100_000.0
STEP = 15.0
Readings = dict[SignalKey, Reading]
PROVES_NOTHING = tuple(t for t in Trust if t not in (Trust.LIVE, Trust.PARTIAL, Trust.CONFLICTING))
_LEVELS = tuple(Level)
_ODD = (nan, inf, -inf, None)
# By the beginning of the id of a signal or term: values that keep, brush and break limits and laws.
_VALUES = {
    "balance.in": (100.0, 100.0, 0.0, 200.0, 1e9),
    "balance.out": (100.0, 100.0, 0.0, 60.0),
    "balance.store": (10.0, 1e6, 0.0),
    "balance.growth": (0.0, 0.0, 40.0, -40.0),
    "capacity.demand": (10.0, 85.0, 99.0, 0.0, -1.0),
    "capacity.supply": (100.0, 100.0, 20.0, 0.0, -1.0),
    "objective.bad": (0.0, 0.0, 0.007, 0.02, 1.0),
    "objective.events": (1e6, 0.0, 10.0),
}
_LOADS = (0.5, 0.5, 0.5, 1.0, 1.04, 2.0, 3.0, 0.0, -1.0)


def values_of(signal: str) -> tuple[float, ...]:
    """What a signal or term of a nasty hierarchy may be, the first of it fine."""
    return next((values for start, values in _VALUES.items() if signal.startswith(start)), _LOADS)


def nasty_model(dice: random.Random) -> Model:
    """Two to four nodes at each level over any of those below, each with any signals, laws, rules, impacts,
    needs, parts and members; signals confirm any others, in circles too."""
    ids = [[f"{'pagfr'[i]}{j}" for j in range(dice.randint(2, 4))] for i in range(5)]
    nodes: dict[str, Node] = {}
    keys = [SignalKey(name, f"s{i}") for row in ids for name in row for i in range(2)]
    for i, row in enumerate(ids):
        below = [name for lower in ids[i + 1 :] for name in lower]
        for j, name in enumerate(row):
            how = tuple(_group(dice, below) for _ in range(dice.randint(0, 3))) if below else ()
            parts = (_group(dice, row[j + 1 :]),) if dice.random() < 0.2 and row[j + 1 :] else ()
            signals = tuple(_signal(dice, f"s{k}", keys, name) for k in range(dice.randint(0, 2)))
            node = Node(name, _LEVELS[i], name, signals=signals, how=how, parts=parts)
            nodes[name] = with_terms(_lawful(dice, node), STEP)
    members: dict[str, Membership] = {}
    for whole, membership, company in _companies(dice, keys):
        nodes[whole.id] = whole
        nodes |= {node.id: node for node in company}
        if membership is not None:
            members[whole.id] = membership
        end = nodes[dice.choice([name for row in ids[:4] for name in row])]
        group = _group(dice, [whole.id, *(node.id for node in company)])
        nodes[end.id] = replace(end, how=(*end.how, group))
    for name in dice.sample(ids[1], 1):
        nodes[name] = replace(nodes[name], priority=tuple(ids[0]))
    return Model("r", "t", nodes, members=members, step=STEP)


def _group(dice: random.Random, below: list[str]) -> MeansGroup:
    members = tuple(dice.sample(below, dice.randint(1, min(4, len(below)))))
    rule = dice.choice(tuple(Rule))
    least = dice.randint(1, 6) if rule is Rule.AT_LEAST else 0
    impact = dice.choice((Impact.FULL, Impact.FULL, Impact.DEGRADED, Impact.NONE))
    need = dice.choice((None, None, None, Need(count=dice.randint(1, 6)), Need(share=dice.random())))
    expected = dice.choice((None, None, len(members), len(members) + 1))
    return MeansGroup(rule, members, least, impact, need=need, expected=expected)


def _signal(dice: random.Random, name: str, keys: list[SignalKey], node: str) -> Signal:
    signal = Signal(name, name, query="q", worse=Worse.HIGHER, source=dice.choice(("default", "other")))
    kind = dice.random()
    if kind < 0.45:
        signal = replace(signal, warning=1.0, critical=2.0)
    elif kind < 0.55:
        signal = replace(signal, warning=1.0) if dice.random() < 0.5 else replace(signal, critical=1.0)
    elif kind < 0.65:
        signal = replace(signal, worse=Worse.LOWER, warning=0.4, critical=-0.5)
    elif kind < 0.75:
        signal = replace(signal, worse=Worse.EITHER, warning=Band(0.1, 1.0), critical=Band(-0.5, 2.5))
    elif kind < 0.9:
        signal = replace(signal, capacity="c", warning_share=0.5, critical_share=0.9)
    if dice.random() < 0.3:
        witness = dice.choice([key for key in keys if key != SignalKey(node, name)])
        signal = replace(signal, confirm_with=witness, agree=dice.choice((None, 0.1)))
    return replace(signal, hold=60.0) if dice.random() < 0.15 else signal


def _lawful(dice: random.Random, node: Node) -> Node:
    flow, count, bare = Query("sum(rate(x[5m]))"), Query("sum(increase(y[$window]))"), Query("r:$window")
    if dice.random() < 0.2:
        stores = {name: Query("z") for name in "st"[: dice.randint(0, 2)]}
        node = replace(node, balance=Balance({"a": flow}, {"b": flow, "c": flow}, stores))
    if dice.random() < 0.2:
        supply = dice.choice((Query("s"), Query("s"), 100.0))
        limits = dice.choice(((0.8, 0.95), (None, 0.9), (0.8, None), (None, None)))
        node = replace(node, capacity=Capacity(Query("d"), supply, *limits))
    if dice.random() < 0.2:
        window = dice.choice((3600.0, 30 * 86400.0))
        target = dice.choice((0.999, 0.9, 0.5))
        ratio = Objective(target, window, bad=bare)
        node = replace(
            node, objective=dice.choice((Objective(target, window, bad=count, total=count), ratio))
        )
    return node


def _companies(
    dice: random.Random, keys: list[SignalKey]
) -> Iterator[tuple[Node, Membership | None, list[Node]]]:
    """Wholes with members, some of whom have departed or are not there yet, some of whom are missing."""
    for number in range(dice.randint(0, 2)):
        name = f"hosts{number}"
        company = []
        for i in range(dice.randint(0, 4)):
            life = dice.choice((Lifetime(), Lifetime(), Lifetime(until=NOW - 100), Lifetime(since=NOW + 100)))
            one = Node(f"{name}/{i}", Level.PHYSICAL_FORM, f"{i}", lifetime=life, member_of=name)
            company.append(replace(one, signals=(_signal(dice, "s0", keys, one.id),)))
        everyone = tuple(node.id for node in company)
        expected = len(company) + dice.randint(0, 1)
        group = replace(_group(dice, list(everyone) or [name]), members=everyone, expected=expected)
        failure = dice.choice(("", "", "the search failed"))
        membership = dice.choice((None, Membership((), expected, failure), Membership((), expected, failure)))
        whole = Node(name, Level.PHYSICAL_FORM, name, each=Each(("host",), Query("e")), parts=(group,))
        yield whole, membership, company


def nasty_readings(model: Model, dice: random.Random, live: float, at: float = NOW) -> Readings:
    """Mostly fine ones, or mostly others; the share `live` of them may prove anything."""
    found: Readings = {}
    usual = dice.choice((0.5, 0.8, 0.95, 1.0))
    for key in model.asked():
        values = values_of(key.signal)
        value = values[0] if dice.random() < usual else dice.choice(values)
        trust = Trust.LIVE if dice.random() < live else dice.choice(tuple(Trust))
        found[key] = Reading(value, trust, at, capacity=dice.choice((1.2, 1.2, 10.0)))
    return found


def lost(readings: Readings, dice: random.Random, now: float = NOW) -> Readings:
    """Some readings gone, old, trusted less, no number, or without the capacity that their limits are of.

    What is not live any more has any value: what was read long ago, or of some instances only, need not
    be what is so now. None is trusted more.
    """
    kept: Readings = {}
    share = dice.choice((0.02, 0.1, 0.5))
    for key, reading in readings.items():
        fate = dice.random() / share
        other = dice.choice((reading.value, *values_of(key.signal)))
        if fate >= 1:
            kept[key] = reading
        elif fate < 0.2:
            continue
        elif fate < 0.4:
            kept[key] = replace(reading, value=other, time=dice.choice((now - 1e5, now - 61, None)))
        elif fate < 0.55:
            kept[key] = replace(reading, value=dice.choice(_ODD))
        elif fate < 0.65:
            kept[key] = replace(reading, capacity=None)
        elif reading.trust is Trust.LIVE and fate < 0.8:
            # A part of it was seen: of a count never more than there is.
            trust = dice.choice((Trust.PARTIAL, Trust.CONFLICTING))
            kept[key] = replace(reading, trust=trust, value=other)
        else:
            kept[key] = replace(reading, trust=dice.choice(PROVES_NOTHING), value=other)
    return kept


def nasty_sweep(readings: Readings, dice: random.Random | None = None, at: float = NOW) -> Sweep:
    """A sweep of these readings; with dice a source may have stopped answering, which leaves what it
    answered before as old as it is."""
    sources = {}
    if dice is not None and dice.random() < 0.3:
        sources["other"] = SourceStatus(SourceState.UNREACHABLE, at - 100, error="refused")
    return Sweep(at, readings, sources)


def assumed(model: Model, dice: random.Random) -> Assumptions:
    """Some nodes muted, some taken to be in some state, in most cases none."""
    share = dice.choice((0.0, 0.0, 0.1, 0.4))
    mutes = {name: Mute(MuteKind.MAINTENANCE) for name in model.nodes if dice.random() < share}
    share = dice.choice((0.0, 0.0, 0.1))
    states = {name: dice.choice(tuple(State)) for name in model.nodes if dice.random() < share}
    return Assumptions(states, mutes)
