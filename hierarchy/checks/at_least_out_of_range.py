"""A group can't need more members than it has."""

from __future__ import annotations

from hierarchy.checks.page import ERROR, Check, page
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined

PAGE = page(
    "at-least-out-of-range",
    ERROR,
    "more members are needed than the group has",
    why="Three of two can never be, so the end would be critical whatever its means do.",
    instead="Write a number from 1 to that of the members; a node with `each` stands for all its members.",
    wrong="""
        version: 1
        nodes:
          pay: {level: generalized-function, how: [{at_least: 3, of: [psp-a, psp-b]}]}
        #                                           ^^^^^^^^
          psp-a: {level: physical-function, signals: {up: {query: psp_a_up, worse: lower, critical: 1}}}
          psp-b: {level: physical-function}
    """,
    right="""
        version: 1
        nodes:
          pay: {level: generalized-function, how: [{at_least: 2, of: [psp-a, psp-b]}]}
          psp-a: {level: physical-function, signals: {up: {query: psp_a_up, worse: lower, critical: 1}}}
          psp-b: {level: physical-function}
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """Counted are the members that are written or meant; a node with `each` may have any number."""
    for node in joined.draft.nodes.values():
        written = {group.at: len(group.members) for group in node.how}
        for group in joined.how[node.id]:
            size = max(len(group.members), written.get(group.at, 0))
            open_ended = any(joined.draft.nodes[ref.id].each for ref in group.members)
            if group.at_least > size and not open_ended:
                hint = f"write a number from 1 to {size}" if size > 1 else "write the id alone"
                message = f"at least {group.at_least} of {size} can never be"
                findings.error(group.at, "at-least-out-of-range", message, hint)


CHECK = Check(PAGE, look)
