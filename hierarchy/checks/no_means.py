"""A node without means is probably unfinished."""

from __future__ import annotations

from hierarchy.checks.page import WARNING, Check, page
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined, top_whole

PAGE = page(
    "no-means",
    WARNING,
    "a node above the lowest level has no means",
    why="""When it suffers, nothing below explains it: the way from the purpose to the resource at fault
    ends here. Parts have the means of their whole, and a whole those of its parts.""",
    instead="Add `how: [id, …]`, or `why` at what it needs.",
    wrong="""
        version: 1
        nodes:
          buy: {level: functional-purpose, how: [orders]}
          browse: {level: functional-purpose}
        # ^^^^^^
          orders: {level: abstract-function, priority: [buy]}
    """,
    right="""
        version: 1
        nodes:
          buy: {level: functional-purpose, how: [orders]}
          browse: {level: functional-purpose, how: [orders]}
          orders: {level: abstract-function, priority: [buy, browse]}
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """Silent while a reference leads nowhere or the wrong way: what is loose then is a consequence."""
    if joined.broken or findings.links_unread:
        return
    nodes = joined.draft.nodes.values()
    lowest = max((node.level.rank for node in nodes if node.level is not None), default=0)
    with_means = {end for end, _means in joined.links}
    connected_below = _with_wholes(joined, with_means)
    for node in nodes:
        whole = top_whole(joined, node.id)
        loose = node.id not in connected_below and whole not in with_means
        if not loose or node.level is None or node.level.rank >= lowest:
            continue
        message = f"'{node.id}' has no means, so nothing below explains its state"
        findings.warning(node.at, "no-means", message, "add how: [id, …], or 'why' at what it needs")


def _with_wholes(joined: Joined, nodes: set[str]) -> set[str]:
    """These nodes and every whole that one of them is, over any number of steps, a part of."""
    found, waiting = set(nodes), list(nodes)
    while waiting:
        wholes = [tie.ref.id for tie in joined.wholes[waiting.pop()]]
        fresh = [whole for whole in wholes if whole not in found]
        found.update(fresh)
        waiting.extend(fresh)
    return found


CHECK = Check(PAGE, look)
