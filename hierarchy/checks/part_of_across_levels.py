"""A part stands at its whole's level."""

from __future__ import annotations

from hierarchy.checks.page import ERROR, Check, page
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined

PAGE = page(
    "part-of-across-levels",
    ERROR,
    "a part stands at another level than its whole",
    why="""Parts divide one thing at one level. What a thing rests on at a lower level is its means, and
    counts otherwise: a whole may do without some of its parts, an end needs its means.""",
    instead="Say it with `why` or `how`, or put both at one level.",
    wrong="""
        version: 1
        nodes:
          shop: {level: physical-function, how: [cart]}
          cart: {level: physical-form, part_of: shop}
        #                                       ^^^^
    """,
    right="""
        version: 1
        nodes:
          shop: {level: physical-function}
          cart: {level: physical-function, part_of: shop}
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """Nodes whose level is not known are left to that problem."""
    for node, ref in joined.part_of.items():
        mine, theirs = joined.draft.nodes[node].level, joined.draft.nodes[ref.id].level
        if mine is None or theirs is None or mine is theirs:
            continue
        levels = f"but '{node}' is {mine.value} and '{ref.id}' is {theirs.value}"
        message = f"'part_of' stays inside one level, {levels}"
        findings.error(ref.at, "part-of-across-levels", message, "say it with 'why' or 'how'")


CHECK = Check(PAGE, look)
