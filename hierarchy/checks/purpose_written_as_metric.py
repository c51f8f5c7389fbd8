"""A purpose is what somebody wants, not the number by which it is watched."""

from __future__ import annotations

import re

from hierarchy.checks.page import WARNING, Check, page
from hierarchy.checks.written import nodes_written
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined
from hierarchy.levels import Level

PAGE = page(
    "purpose-written-as-metric",
    WARNING,
    "the title of a purpose is a metric or a target",
    why="""A metric says how something is watched. Why it is there, and for whom, is what people need who
    decide what to save first; and another number may tell it better tomorrow.""",
    instead="""Write who can do what: `Customers can buy`. The number becomes a signal, the target an
    `objective`.""",
    wrong="""
        version: 1
        nodes:
          buy: {level: functional-purpose, title: p99 latency of checkout below 500 ms}
        # ^^^
    """,
    right="""
        version: 1
        nodes:
          buy: {level: functional-purpose, title: Customers can buy without waiting}
    """,
)
_METRIC = re.compile(
    r"\bp\d{2,3}\b|[<>≤≥]\s*=?\s*\d+|\d+(?:\.\d+)?\s?%|"
    r"\b(?:error|failure|success|hit|request)s?[ -](?:rate|ratio|count|budget)\b|\bresponse times?\b|"
    r"\b(?:cpu|memory|disk|network|heap)[ -](?:usage|use|load|utili[sz]ation|saturation)\b",
    re.IGNORECASE,
)
# In a sentence these may be what somebody wants: Traders see prices with low latency.
_METRIC_ALONE = re.compile(r"\b(?:latency|throughput|qps|rps|slo|sli|apdex|uptime)\b", re.IGNORECASE)
_FEW = 3  # words
_LOOKED_AT = 200  # characters; the pattern takes quadratic time over very long numbers


def look(findings: Findings, joined: Joined) -> None:
    """In titles only; ids are often short for them."""
    for node in nodes_written(joined):
        title = node.texts.get("title", "")[:_LOOKED_AT]
        found = _METRIC.search(title)
        if found is None and len(title.split()) <= _FEW:
            found = _METRIC_ALONE.search(title)
        if node.level is Level.FUNCTIONAL_PURPOSE and found is not None:
            message = f"the title of '{node.written}' is a metric ({found.group().strip()}), not a purpose"
            hint = "write who can do what, such as Customers can buy; the number belongs into an 'objective'"
            findings.warning(node.at, "purpose-written-as-metric", message, hint)


CHECK = Check(PAGE, look)
