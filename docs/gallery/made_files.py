"""Hierarchy files made for the gallery: one node for every state that a card can have."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from docs.gallery.given import Given
from hierarchy.evidence.readings import Trust
from hierarchy.members import Found

AT = 1_755_770_400.0  # 2025-08-21 10:00 UTC
_BEGUN = AT - 420.0
HEAD = """\
version: 1
title: Every state of a card
templates:
  thing:
    match: [name]
    signals:
      errors:
        title: Failed requests
        bad: 'sum(rate(bad{$match}[2m]))'
        total: 'sum(rate(all{$match}[2m]))'
        worse: higher
        warning: 1%
        critical: 5%
defaults: {owner: shop}
nodes:
"""
# What is read of the node so called, and what it is called on its card.
READ: Mapping[str, tuple[str, Given]] = MappingProxyType(
    {
        "critical": ("Critical", Given(0.072, since=_BEGUN)),
        "warning": ("Warning", Given(0.023, since=_BEGUN)),
        "absent": ("No data", Given(None, Trust.ABSENT, _BEGUN, detail="no series matches")),
        "ok": ("Fine", Given(0.002)),
        "partial": ("Partial, critical", Given(0.081, Trust.PARTIAL, _BEGUN, seen=(7, 9))),
        "partial-ok": ("Partial, fine", Given(0.003, Trust.PARTIAL, _BEGUN, seen=(7, 9))),
        "conflicting": ("Conflicting", Given(0.004, Trust.CONFLICTING, _BEGUN, detail="two samples differ")),
        "stale": ("Stale", Given(0.003, Trust.STALE, _BEGUN, age=312.0)),
        "never": ("Never any data", Given(None, Trust.NEVER, 0.0, detail="no series for a day")),
        "error": ("Query failed", Given(None, Trust.ERROR, _BEGUN, detail="many-to-many matching")),
        "unreachable": ("Unreachable", Given(0.003, Trust.UNREACHABLE, _BEGUN, age=312.0)),
        "truncated": ("Too many series", Given(None, Trust.TRUNCATED, _BEGUN, detail="more than allowed")),
        "ambiguous": ("Several series", Given(None, Trust.AMBIGUOUS, _BEGUN, detail="2 series match")),
        "no-traffic": ("No traffic", Given(None, Trust.NO_TRAFFIC, _BEGUN)),
        "acknowledged": ("Acknowledged", Given(0.072, since=_BEGUN)),
        "maintenance": ("In maintenance", Given(0.023, since=_BEGUN)),
        "long": ("A name so long that it can be written out on no card", Given(0.072, since=_BEGUN)),
    }
)  # fmt: skip
# Nodes that say something by what they rest on: (title, what is read, means).
RESTS: Mapping[str, tuple[str, str, tuple[str, ...]]] = MappingProxyType(
    {
        "threatened": ("Threatened", "ok", ("critical",)),
        "threatened-a-little": ("Threatened a little", "ok", ("warning",)),
        "both": ("Warning and threatened", "warning", ("critical",)),
        "resting-on-unknown": ("Rests on unknown", "ok", ("absent",)),
        "not-measured": ("Not measured", "", ("critical",)),
        "resting-on-departed": ("Rests on members", "ok", ("pods",)),
    }
)
PODS: Mapping[str, Found] = MappingProxyType(
    {"pods": Found(({"pod": "shop-5d8f-xk2lp"}, {"pod": "shop-5d8f-q7w2n"}), 3)}
)
FEWER: Mapping[str, Found] = MappingProxyType({"pods": Found(({"pod": "shop-5d8f-xk2lp"},), 3)})


_LEVELS = ("abstract-function", "generalized-function", "physical-function", "physical-form")


def card_states(lanes: int) -> str:
    """The text of the hierarchy file with all that is read spread over so many lanes: the fewer lanes,
    the smaller are the cards."""
    lines = [HEAD]
    for id, (title, read, means) in RESTS.items():
        measured = "use: thing, labels: {name: ok}, " if read else ""
        how = ", ".join(_needed(one) for one in means)
        lines.append(f"  {id}: {{level: functional-purpose, title: {title}, {measured}how: [{how}]}}\n")
    share = -(-len(READ) // lanes)
    for place, (id, (title, _)) in enumerate(READ.items()):
        level = _LEVELS[place // share]
        lines.append(f"  {id}: {{level: {level}, title: '{title}', use: thing, labels: {{name: {id}}}}}\n")
    each = "each: {label: pod, from: 'group by (pod) (up)', title: 'Pod {pod}'}"
    lines.append(f"  pods: {{level: {_LEVELS[0]}, title: Pods, {each}}}\n")
    return "".join(lines)


def _needed(id: str) -> str:
    return "{node: pods, need: all}" if id == "pods" else id


def card_readings() -> Mapping[str, Given]:
    """What is read of every node, by `node/errors`."""
    read = {f"{id}/errors": given for id, (_, given) in READ.items()}
    return read | {f"{id}/errors": READ[like][1] for id, (_, like, _) in RESTS.items() if like}
