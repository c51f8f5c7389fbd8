"""Something at a function or below it must be able to say that the function fails."""

from __future__ import annotations

from hierarchy.checks.page import WARNING, Check, page
from hierarchy.checks.written import has_limits, signals_at
from hierarchy.file.drafts import NodeDraft
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined
from hierarchy.levels import Level

PAGE = page(
    "function-unmeasured",
    WARNING,
    "neither a function nor anything it rests on has a signal with limits",
    why="""Such a function is unknown for good, and so is the purpose above it: nothing that anybody
    measures could ever show that it fails.""",
    instead="""Give it, or a means of it, a signal with `warning` or `critical`. Functions are measured best
    per method or topic: failed and slow calls.""",
    wrong="""
        version: 1
        nodes:
          take-payment: {level: generalized-function}
        # ^^^^^^^^^^^^
          psp: {level: physical-function, why: [take-payment], signals: {load: {query: psp_requests}}}
    """,
    right="""
        version: 1
        nodes:
          take-payment: {level: generalized-function}
          psp:
            level: physical-function
            why: [take-payment]
            signals: {load: {query: psp_requests, worse: lower, critical: 1}}
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """Silent while there are errors, and about nodes without means, which are told as such."""
    if findings.any_error or joined.broken:
        return
    measured = _measured_from_below(joined)
    with_means = {end for end, _means in joined.links}
    for node in joined.draft.nodes.values():
        if node.level is Level.GENERALIZED_FUNCTION and node.id not in measured and node.id in with_means:
            message = f"nothing can say that '{node.id}' fails: no signal with limits here or below"
            hint = "add a signal with 'warning' or 'critical' here, or at one of its means"
            findings.warning(node.at, "function-unmeasured", message, hint)


def _measured_from_below(joined: Joined) -> set[str]:
    """Nodes that have a state of their own, and everything that rests on them."""
    upward: dict[str, list[str]] = {}
    for end, means in joined.links:
        upward.setdefault(means, []).append(end)
    for part, ties in joined.wholes.items():
        upward.setdefault(part, []).extend(tie.ref.id for tie in ties)
    found = {node.id for node in joined.draft.nodes.values() if _has_state(joined, node)}
    waiting = list(found)
    while waiting:
        fresh = [above for above in upward.get(waiting.pop(), ()) if above not in found]
        found.update(fresh)
        waiting.extend(fresh)
    return found


def _has_state(joined: Joined, node: NodeDraft) -> bool:
    laws = node.laws
    if laws.balance or laws.objective or laws.capacity:
        return True
    return any(map(has_limits, signals_at(joined, node)))


CHECK = Check(PAGE, look)
