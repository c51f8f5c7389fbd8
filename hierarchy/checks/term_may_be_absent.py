"""A count of failures has no series before the first one."""

from __future__ import annotations

from hierarchy.checks.page import WARNING, Check, page
from hierarchy.checks.parsing import COUNTED, counts_failures, operators, parsed, with_callers
from hierarchy.checks.ratio_empty_numerator import is_empty_while_well
from hierarchy.checks.written import signals_written, terms_written
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined
from hierarchy.file.located import Scalar

PAGE = page(
    "term-may-be-absent",
    WARNING,
    "a count of failures is absent, not 0, while there are none",
    why="""Most clients make the series of an error code when the first error occurs. Until then a term of a
    balance is missing, and the whole balance unknown; a signal is unknown where it should be 0.""",
    instead="""Say when an empty answer means 0: `zero_while: 'up{job="checkout"}'`, any query above 0 while
    the thing that counts is there.""",
    wrong="""
        version: 1
        nodes:
          orders:
            level: abstract-function
            balance:
              in: {asked: 'sum(rate(orders_total[5m]))'}
              out:
                stored: 'sum(rate(orders_stored_total[5m]))'
                refused: 'sum(rate(orders_total{status="rejected"}[5m]))'
                #        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    """,
    right="""
        version: 1
        nodes:
          orders:
            level: abstract-function
            balance:
              in: {asked: 'sum(rate(orders_total[5m]))'}
              out:
                stored: 'sum(rate(orders_stored_total[5m]))'
                refused:
                  query: 'sum(rate(orders_total{status="rejected"}[5m]))'
                  zero_while: 'up{job="orders"}'
    """,
)
_HINT = "add zero_while: '…', a query above 0 while what counts them is there"


def look(findings: Findings, joined: Joined) -> None:
    """Terms, and signals that are a plain query; `or` in it is taken as a cure."""
    for node, term in terms_written(joined, "in", "out", "store"):
        if term.zero_while is None and _counts_failures_only(joined, term.query):
            message = (
                f"a term of '{node.written}' is absent, not 0, while nothing fails; then so is the balance"
            )
            findings.warning(term.query.at, "term-may-be-absent", message, _HINT)
    for written in signals_written(joined):
        query = written.scalar("query")
        if query is None or written.text("zero_while") or written.text("zero_when"):
            continue
        if _counts_failures_only(joined, query):
            message = f"'{written.signal.id}' is absent, not 0, while nothing fails"
            findings.warning(query.at, "term-may-be-absent", message, _HINT)


def _counts_failures_only(joined: Joined, query: Scalar) -> bool:
    tree = parsed(joined, query.text)
    if tree is None or "or" in operators(tree) or is_empty_while_well(tree):
        return False
    selectors = list(with_callers(tree))
    return bool(selectors) and all(
        counts_failures(selector) and not COUNTED.isdisjoint(around) for selector, around in selectors
    )


CHECK = Check(PAGE, look)
