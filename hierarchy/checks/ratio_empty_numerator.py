"""A quotient whose numerator has no series while nothing fails has no value then."""

from __future__ import annotations

import promql_parser

from hierarchy.checks.page import WARNING, Check, page
from hierarchy.checks.parsing import COUNTED, counts_failures, operators, parsed, with_callers
from hierarchy.checks.written import signals_written
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined

PAGE = page(
    "ratio-empty-numerator",
    WARNING,
    "a ratio has no value while nothing fails, because its numerator is empty then",
    why="""Most clients make the series of an error code when the first error occurs. Until then the sum
    over it is empty, the quotient is empty, and a healthy node is unknown instead of ok.""",
    instead="""Write `bad` and `total` instead of one `query`: a missing `bad` is 0 while `total` answers.
    Or say under `zero_while` when an empty answer means 0.""",
    wrong="""
        version: 1
        nodes:
          cart:
            level: physical-function
            signals:
              errors:
                query: sum(rate(requests_total{code=~"5.."}[5m])) / sum(rate(requests_total[5m]))
                #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                unit: ratio
    """,
    right="""
        version: 1
        nodes:
          cart:
            level: physical-function
            signals:
              errors:
                bad: sum(rate(requests_total{code=~"5.."}[5m]))
                total: sum(rate(requests_total[5m]))
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """Plain quotients only; `or` in the numerator, and zero_while or zero_when, are taken as a cure."""
    for written in signals_written(joined):
        query = written.scalar("query")
        if query is None or written.text("zero_while") or written.text("zero_when"):
            continue
        tree = parsed(joined, query.text)
        if is_empty_while_well(tree):
            message = f"'{written.signal.id}' has no value while nothing fails: its numerator is empty then"
            hint = "write bad: '…' and total: '…' instead; a missing 'bad' is 0"
            findings.warning(query.at, "ratio-empty-numerator", message, hint)


def is_empty_while_well(tree: promql_parser.Expr | None) -> bool:
    """Whether a query is a quotient whose numerator counts failures only; gauges have their zeros."""
    if not isinstance(tree, promql_parser.BinaryExpr) or str(tree.op) != "/" or "or" in operators(tree.lhs):
        return False
    selectors = list(with_callers(tree.lhs))
    return bool(selectors) and all(
        counts_failures(selector) and not COUNTED.isdisjoint(around) for selector, around in selectors
    )


CHECK = Check(PAGE, look)
