"""A node that serves no end is probably unfinished."""

from __future__ import annotations

from hierarchy.checks.page import WARNING, Check, page
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined, top_whole

PAGE = page(
    "no-ends",
    WARNING,
    "a node below the top level serves no end",
    why="""Nobody who starts from a purpose ever comes to it, and when it fails, nothing says what for.
    Parts have the ends of their whole.""",
    instead="Add `why: [id, …]`. If it serves nothing, it need not be watched here.",
    wrong="""
        version: 1
        nodes:
          buy: {level: functional-purpose, how: [orders]}
          orders: {level: abstract-function, priority: [buy]}
          visits: {level: abstract-function, signals: {load: {query: visits, worse: lower, critical: 1}}}
        # ^^^^^^
    """,
    right="""
        version: 1
        nodes:
          buy: {level: functional-purpose, how: [orders]}
          orders: {level: abstract-function, priority: [buy]}
          visits: {level: abstract-function, why: [buy], priority: [buy]}
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """Silent while a reference leads nowhere or the wrong way: what is loose then is a consequence."""
    if joined.broken or findings.links_unread:
        return
    nodes = joined.draft.nodes.values()
    highest = min((node.level.rank for node in nodes if node.level is not None), default=0)
    for node in nodes:
        whole = top_whole(joined, node.id)
        loose = not joined.why[node.id] and not joined.why[whole]
        if loose and node.level is not None and node.level.rank > highest:
            message = f"'{node.id}' serves no end, so no way from a purpose leads to it"
            findings.warning(node.at, "no-ends", message, "add why: [id, …]")


CHECK = Check(PAGE, look)
