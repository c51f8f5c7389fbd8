"""A counter only grows; what is compared with a limit is how fast."""

from __future__ import annotations

import re

from hierarchy.checks.page import WARNING, Check, page
from hierarchy.checks.parsing import operators, parsed, with_callers
from hierarchy.checks.written import MEASURES, has_limits, signals_written, terms_written
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined
from hierarchy.file.located import Scalar

PAGE = page(
    "raw-counter-under-threshold",
    WARNING,
    "a counter is compared as it stands, without rate() or increase()",
    why="""A counter grows for as long as its process lives. It passes any limit some day, on a quiet one
    too, and falls back to 0 with every restart, also in the middle of a fault.""",
    instead="""Put `rate(…[5m])` or `increase(…[15m])` around it. What is a gauge in spite of its name is
    better recorded under another one.""",
    wrong="""
        version: 1
        nodes:
          cart:
            level: physical-function
            signals: {errors: {query: 'sum(cart_errors_total)', worse: higher, warning: 10}}
        #                             ^^^^^^^^^^^^^^^^^^^^^^^^
    """,
    right="""
        version: 1
        nodes:
          cart:
            level: physical-function
            signals: {errors: {query: 'sum(increase(cart_errors_total[15m]))', worse: higher, warning: 10}}
    """,
)
# Gauges that are called …_total all the same: how many there are of something at this moment.
_NUMBER_OF = (
    r"(?:online|offline|active|idle|open|current|available|free|used|usable|healthy|unhealthy|ready|running|"
    r"waiting|pending|connected|nodes|drives|disks|replicas|connections|memory|capacity|size|mem)_total"
)
_COUNTER = re.compile(
    r"\w+_(?:total|bucket)|\w+_(?:seconds|bytes|duration|latency|milliseconds)_(?:count|sum)"
)
_NO_COUNTER = re.compile(rf"(?:\w*_)?{_NUMBER_OF}")
_GROWTH = frozenset(
    ("rate", "irate", "increase", "delta", "idelta", "deriv", "resets", "changes", "predict_linear", "count",
     "group", "absent", "absent_over_time", "present_over_time", "count_over_time", "timestamp")
)  # fmt: skip


def look(findings: Findings, joined: Joined) -> None:
    """Signals with limits, and flows of balances; a difference of counters is what is under way."""
    for written in signals_written(joined):
        if has_limits(written.signal):
            for scalar in map(written.scalar, MEASURES):
                _report(findings, joined, scalar, f"'{written.signal.id}' has limits")
    for node, term in terms_written(joined, "in", "out"):
        _report(findings, joined, term.query, f"'{node.written}' compares flows")


def _report(findings: Findings, joined: Joined, query: Scalar | None, why: str) -> None:
    counter = "" if query is None else _raw_counter(joined, query.text)
    if query is not None and counter:
        message = f"{why}, but {counter} only grows"
        findings.warning(
            query.at, "raw-counter-under-threshold", message, f"write rate({counter}[5m]), or increase(…)"
        )


def _raw_counter(joined: Joined, text: str) -> str:
    tree = parsed(joined, text)
    if tree is None or "-" in operators(tree):
        return ""
    for selector, around in with_callers(tree):
        name = selector.name or ""
        if _COUNTER.fullmatch(name) and not _NO_COUNTER.fullmatch(name) and _GROWTH.isdisjoint(around):
            return name
    return ""


CHECK = Check(PAGE, look)
