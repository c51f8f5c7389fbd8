"""Calls are topology inside one level; what a call is needed for is said by why and how."""

from __future__ import annotations

from hierarchy.checks.page import ERROR, Check, page
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined

PAGE = page(
    "calls-across-levels",
    ERROR,
    "a call leads to a node of another level",
    why="""Calls are drawn inside a lane and carry no state upward; between levels the question is why and
    how.""",
    instead="Say it with `why` or `how`, or call the node at the same level.",
    wrong="""
        version: 1
        nodes:
          cart: {level: physical-function, calls: [disk], how: [disk]}
        #                                          ^^^^
          disk: {level: physical-form}
    """,
    right="""
        version: 1
        nodes:
          cart: {level: physical-function, how: [disk]}
          disk: {level: physical-form}
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """Nodes whose level is not known are left to that problem."""
    for node, refs in joined.calls.items():
        for ref in refs:
            mine, theirs = joined.draft.nodes[node].level, joined.draft.nodes[ref.id].level
            if mine is None or theirs is None or mine is theirs:
                continue
            levels = f"but '{node}' is {mine.value} and '{ref.id}' is {theirs.value}"
            message = f"'calls' stays inside one level, {levels}"
            findings.error(ref.at, "calls-across-levels", message, "say it with 'why' or 'how'")


CHECK = Check(PAGE, look)
