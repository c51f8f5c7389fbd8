"""What must balance is what the second level is about."""

from __future__ import annotations

from hierarchy.checks.page import WARNING, Check, page
from hierarchy.checks.written import has_limits, nodes_written, signals_at
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined
from hierarchy.levels import Level

PAGE = page(
    "abstract-function-unlawful",
    WARNING,
    "an abstract function states no law: no balance, capacity, priority or limit",
    why="""This level holds what can be counted whatever the system is built from: what comes in must go out
    or be held, demand must not exceed supply, the more important comes first. A node without a law
    is a heading; it can't tell that something is lost.""",
    instead="""Write a `balance`, a `capacity` or a `priority`, or signals with limits for a value that must
    be kept. A node that says what is done belongs to the level below, one that says what for to
    the level above.""",
    wrong="""
        version: 1
        nodes:
          orders: {level: abstract-function, title: Orders}
        # ^^^^^^
    """,
    right="""
        version: 1
        nodes:
          orders:
            level: abstract-function
            title: Orders in equal orders out
            balance:
              in: {asked: 'sum(rate(orders_asked_total[5m]))'}
              out: {stored: 'sum(rate(orders_stored_total[5m]))'}
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """Silent while there are errors: what was refused may be the law."""
    if findings.any_error:
        return
    for node in nodes_written(joined):
        laws = node.laws
        if node.level is not Level.ABSTRACT_FUNCTION or laws.balance or laws.capacity or laws.priority:
            continue
        if not laws.objective and not any(map(has_limits, signals_at(joined, node))):
            message = f"'{node.written}' states no law, so it can't tell that anything is lost or short"
            hint = "add a 'balance', a 'capacity', a 'priority', or a signal with limits"
            findings.warning(node.at, "abstract-function-unlawful", message, hint)


CHECK = Check(PAGE, look)
