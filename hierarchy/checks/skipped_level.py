"""A means stands on the next level that the hierarchy uses."""

from __future__ import annotations

from hierarchy.checks.page import WARNING, Check, page
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined

PAGE = page(
    "skipped-level",
    WARNING,
    "a link skips a level that the hierarchy uses",
    why="""The level between is where the reason belongs: a purpose that rests directly on a database does
    not say what the database does for it.""",
    instead="Put what connects the two in between, and link through it.",
    wrong="""
        version: 1
        nodes:
          buy: {level: functional-purpose, how: [shares, checkout]}
        #                                                ^^^^^^^^
          shares: {level: abstract-function, priority: [buy], how: [checkout]}
          checkout: {level: physical-function}
    """,
    right="""
        version: 1
        nodes:
          buy: {level: functional-purpose, how: [shares]}
          shares: {level: abstract-function, priority: [buy], how: [checkout]}
          checkout: {level: physical-function}
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """Levels that no node stands at can't be skipped."""
    used = {node.level for node in joined.draft.nodes.values()}
    for (end, means), at in joined.links.items():
        upper, lower = joined.draft.nodes[end].level, joined.draft.nodes[means].level
        if upper is None or lower is None:
            continue
        skipped = [level for level in used if level and upper.rank < level.rank < lower.rank]
        if skipped:
            names = ", ".join(level.value for level in sorted(skipped, key=lambda level: level.rank))
            message = f"the link from '{end}' to '{means}' skips {names}"
            findings.warning(at, "skipped-level", message, "put what connects them in between")


CHECK = Check(PAGE, look)
