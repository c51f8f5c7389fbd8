"""PromQL as text and as a parsed expression.

The parser's own `walk` takes cubic time on long sums and may overflow the stack; this one is iterative.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

import promql_parser


@dataclass(frozen=True, slots=True)
class Matching:
    """How a binary operation joins two vectors: `kind` is on, ignoring or "" (where no labels are named),
    `copied` are the labels of group_left or group_right."""

    kind: str
    labels: frozenset[str]
    copied: tuple[str, ...]

    def mixes(self, kept: Set[str]) -> str:
        """Why series that differ in one of the labels `kept` would be joined, or an empty string."""
        if self.kind == "on" and not kept <= self.labels:
            return "on (…) leaves a match label out"
        if self.kind == "ignoring" and kept & self.labels:
            return "ignoring (…) leaves a match label out"
        return "a match label is copied by a join" if kept & set(self.copied) else ""


def matching_of(part: promql_parser.BinaryExpr) -> Matching:
    """The labels by which a binary operation joins its two sides."""
    modifier = part.modifier
    if modifier is None:
        return Matching("", frozenset(), ())
    kind, labels = "", frozenset[str]()
    if modifier.matching is not None:
        kind = "on" if str(modifier.matching.type).endswith("Include") else "ignoring"
        labels = frozenset(modifier.matching.labels)
    return Matching(kind, labels, tuple(modifier.group_labels or ()))


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
