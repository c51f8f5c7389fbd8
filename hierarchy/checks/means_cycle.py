"""Following how from a node must never lead back to it."""

from __future__ import annotations

from hierarchy.checks.cycles import find_cycles, steps
from hierarchy.checks.page import ERROR, Check, page
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined

PAGE = page(
    "means-cycle",
    ERROR,
    "following how leads back to where it began",
    why="""A node can't be a reason for itself. A state that goes up along links would go round for ever,
    and no path from a purpose would end at a resource.""",
    instead="""Delete the link that does not say how the upper node is achieved; calls between services,
    which may run in circles, belong under `calls`.""",
    wrong="""
        version: 1
        nodes:
          orders: {level: generalized-function, how: [database]}
          database: {level: physical-function, how: [orders]}
        #                                            ^^^^^^
    """,
    right="""
        version: 1
        nodes:
          orders: {level: generalized-function, how: [database]}
          database: {level: physical-function, signals: {up: {query: db_up, worse: lower, critical: 1}}}
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """One problem per circle, at the link that goes the wrong way, else at the one that closes it."""
    for cycle in find_cycles(means_of(joined)):
        joined.broken = True
        links = steps(cycle)
        wrong = next((step for step in links if not _goes_down(joined, *step)), links[-1])
        path = " -> ".join([*cycle, cycle[0]])
        others = [joined.links[step] for step in links if step != wrong]
        message = f"means and ends run in a circle: {path}"
        hint = "delete the link that does not say how the upper node is achieved"
        if len(cycle) == 1:
            hint = "delete it; nothing is its own means"
        elif not _goes_down(joined, *wrong):
            hint = f"'{wrong[1]}' is no means of '{wrong[0]}', which stands no higher; delete this link"
        findings.error(joined.links[wrong], "means-cycle", message, hint, others[:5])


def means_of(joined: Joined) -> dict[str, list[str]]:
    """The direct means of every node, in the order of the links."""
    means: dict[str, list[str]] = {node: [] for node in joined.draft.nodes}
    for end, lower in joined.links:
        means[end].append(lower)
    return means


def _goes_down(joined: Joined, end: str, means: str) -> bool:
    upper, lower = joined.draft.nodes[end].level, joined.draft.nodes[means].level
    return upper is None or lower is None or lower.rank > upper.rank


CHECK = Check(PAGE, look)
