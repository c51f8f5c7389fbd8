"""A query of a template is asked for many nodes at once, so a join must keep them apart."""

from __future__ import annotations

import promql_parser

from hierarchy.checks.page import ERROR, Check, page
from hierarchy.checks.parsing import parsed
from hierarchy.checks.written import MEASURES, signals_written
from hierarchy.file.findings import Findings
from hierarchy.file.joins import Joined
from hierarchy.promql import matching_of, parts

PAGE = page(
    "join-lacks-match-labels",
    ERROR,
    "a join in a template does not keep the labels of its match",
    why="""A template is asked for many nodes in one query. A join that leaves a label of `match` out pairs
    the series of one node with those of another, or fails for all of them as soon as two nodes use
    the template.""",
    instead="""Name all labels of `match` in `on (…)`, none in `ignoring (…)`, and copy none with
    `group_left (…)`. Joins across other labels belong into a recording rule.""",
    wrong="""
        version: 1
        templates:
          pod:
            match: [namespace, pod]
            signals:
              memory:
                query: 'used_bytes{$match} / on (pod) limit_bytes{$match}'
                #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        nodes:
          cart: {level: physical-function, use: pod, labels: {namespace: shop, pod: cart-0}}
    """,
    right="""
        version: 1
        templates:
          pod:
            match: [namespace, pod]
            signals:
              memory:
                query: 'used_bytes{$match} / on (namespace, pod) limit_bytes{$match}'
        nodes:
          cart: {level: physical-function, use: pod, labels: {namespace: shop, pod: cart-0}}
    """,
)


def look(findings: Findings, joined: Joined) -> None:
    """Templates that match by a regular expression are asked for one node at a time; there nothing mixes."""
    for written in signals_written(joined):
        template = written.template
        if template is None or any(pattern.regex for pattern in template.match):
            continue
        kept = frozenset(pattern.label for pattern in template.match)
        for scalar in map(written.scalar, (*MEASURES, "capacity")):
            tree = None if scalar is None else parsed(joined, scalar.text)
            reason = "" if tree is None else _mixes(tree, kept)
            if scalar is not None and reason:
                message = f"nodes would be mixed when they are asked for at once: {reason}"
                hint = f"write on ({', '.join(sorted(kept))}, …), or record the join under a name of its own"
                findings.error(scalar.at, "join-lacks-match-labels", message, hint)


def _mixes(tree: promql_parser.Expr, kept: frozenset[str]) -> str:
    joins = (part for part in parts(tree) if isinstance(part, promql_parser.BinaryExpr))
    return next(filter(None, (matching_of(join).mixes(kept) for join in joins)), "")


CHECK = Check(PAGE, look)
