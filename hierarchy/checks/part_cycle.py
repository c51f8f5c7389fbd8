"""A part is not, over any number of steps, a part of itself."""

from __future__ import annotations

from hierarchy.checks.cycles import find_cycles
from hierarchy.checks.page import ERROR, Check, page
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined

PAGE = page(
    "part-cycle",
    ERROR,
    "parts and wholes run in a circle",
    why="A whole is judged by its parts; in a circle there is nothing to begin with.",
    instead="Delete `part_of` at the outermost whole.",
    wrong="""
        version: 1
        nodes:
          cart: {level: physical-function, part_of: shop}
          shop: {level: physical-function, part_of: cart}
        #                                           ^^^^
    """,
    right="""
        version: 1
        nodes:
          cart: {level: physical-function, part_of: shop}
          shop: {level: physical-function}
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """One problem per circle, at the last `part_of` of it."""
    wholes = {node: [ref.id] for node, ref in joined.part_of.items()}
    for cycle in find_cycles({node: wholes.get(node, []) for node in joined.draft.nodes}):
        path = " -> ".join([*cycle, cycle[0]])
        at = max(joined.part_of[node].at for node in cycle)
        message = f"parts and wholes run in a circle: {path}"
        findings.error(at, "part-cycle", message, "delete 'part_of' at the outermost whole")


CHECK = Check(PAGE, look)
