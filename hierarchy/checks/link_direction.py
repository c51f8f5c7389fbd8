"""A means stands lower than its end."""

from __future__ import annotations

from hierarchy.checks.cycles import find_cycles, steps
from hierarchy.checks.means_cycle import means_of
from hierarchy.checks.page import ERROR, Check, page
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined

PAGE = page(
    "link-direction",
    ERROR,
    "a means stands at the level of its end, or above it",
    why="""Why leads up, how leads down: that is what lets an operator find the reason above a node and the
    cause below it. A sideways link is another relation: a part, or a call.""",
    instead="Exchange why and how; at one level use `part_of` or `calls`.",
    wrong="""
        version: 1
        nodes:
          buy: {level: functional-purpose, why: [orders]}
        #                                        ^^^^^^
          orders: {level: abstract-function, priority: []}
    """,
    right="""
        version: 1
        nodes:
          buy: {level: functional-purpose, how: [orders]}
          orders: {level: abstract-function, priority: [buy]}
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """Links that are part of a circle are told as such."""
    in_circle = {step for cycle in find_cycles(means_of(joined)) for step in steps(cycle)}
    for (end, means), at in joined.links.items():
        upper, lower = joined.draft.nodes[end].level, joined.draft.nodes[means].level
        if upper is None or lower is None or lower.rank > upper.rank or (end, means) in in_circle:
            continue
        where = "at the same level as" if lower is upper else "above"
        message = f"'{means}' ({lower.value}) stands {where} its end '{end}' ({upper.value})"
        hint = "use 'part_of' or 'calls' at one level" if lower is upper else "exchange why and how"
        findings.error(at, "link-direction", message, hint)
        joined.broken = True


CHECK = Check(PAGE, look)
