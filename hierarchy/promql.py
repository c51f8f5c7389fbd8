"""PromQL as text and as a parsed expression.

The parser's own `walk` takes cubic time on long sums and may overflow the stack; this one is iterative.
"""

from __future__ import annotations

from collections.abc import Iterator

import promql_parser


def quote(value: str) -> str:
    """A PromQL string literal, double-quoted; any text survives the round trip."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def parts(expression: promql_parser.Expr) -> Iterator[promql_parser.Expr]:
    """Every part of an expression, each before what it holds, from left to right."""
    waiting: list[promql_parser.Expr] = [expression]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(inside(part)))


def inside(part: promql_parser.Expr) -> list[promql_parser.Expr]:
    """What an expression directly holds, from left to right."""
    if isinstance(part, promql_parser.MatrixSelector):
        return [part.vector_selector]
    if isinstance(part, promql_parser.BinaryExpr):
        return [part.lhs, part.rhs]
    if isinstance(part, promql_parser.Call):
        return list(part.args)
    if isinstance(part, promql_parser.AggregateExpr):
        return [part.expr] if part.param is None else [part.param, part.expr]
    if isinstance(part, promql_parser.ParenExpr | promql_parser.UnaryExpr | promql_parser.SubqueryExpr):
        return [part.expr]
    return []
