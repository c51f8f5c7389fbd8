"""Flows that are compared must be counted over the same time."""

from __future__ import annotations

import promql_parser

from hierarchy.checks.page import WARNING, Check, page
from hierarchy.checks.parsing import parsed
from hierarchy.checks.written import terms_written
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined
from hierarchy.file.located import Scalar
from hierarchy.file.values import duration_text
from hierarchy.problems import Position
from hierarchy.promql import parts

PAGE = page(
    "balance-window-mismatch",
    WARNING,
    "the terms of a balance are rates over different ranges",
    why="""After every change of load the longer range follows later. The difference looks like a loss, or
    hides one, for as long as the longer range.""",
    instead="Write the same range into all terms of `in` and `out`.",
    wrong="""
        version: 1
        nodes:
          orders:
            level: abstract-function
            balance:
              in: {asked: 'sum(rate(orders_asked_total[1m]))'}
              out: {stored: 'sum(rate(orders_stored_total[10m]))'}
            #               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    """,
    right="""
        version: 1
        nodes:
          orders:
            level: abstract-function
            balance:
              in: {asked: 'sum(rate(orders_asked_total[5m]))'}
              out: {stored: 'sum(rate(orders_stored_total[5m]))'}
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """At the first term whose range is not that of the first one that has a range."""
    first: dict[Position, tuple[set[str], Scalar]] = {}
    told = set()
    for node, term in terms_written(joined, "in", "out"):
        ranges = _ranges(joined, term.query.text)
        if not ranges:
            continue
        known, at = first.setdefault(node.at, (ranges, term.query))
        if ranges != known and node.at not in told:
            told.add(node.at)
            message = (
                f"this term of '{node.written}' is over {_said(ranges)}, another one over {_said(known)}"
            )
            hint = "write the same range into all terms"
            findings.warning(term.query.at, "balance-window-mismatch", message, hint, [at.at])


def _ranges(joined: Joined, text: str) -> set[str]:
    tree = parsed(joined, text)
    found = parts(tree) if tree is not None else ()
    ranges = (part.range for part in found if isinstance(part, promql_parser.MatrixSelector))
    return {duration_text(length.total_seconds()) for length in ranges}


def _said(ranges: set[str]) -> str:
    return " and ".join(sorted(ranges))


CHECK = Check(PAGE, look)
