"""What a PromQL text means, as plain comparable facts taken from the parsed tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

import promql_parser as parser

from hierarchy.promql import inside, matching_of, parts

SENTINEL = '__match__="here"'  # stands for `$match` while a template is looked at
SENTINEL_FACT = ("=", "__match__", "here")
_OPS = {"Equal": "=", "NotEqual": "!=", "Re": "=~", "NotRe": "!~"}
_ABSENCES = ("absent", "absent_over_time")
_ALONE = 0

MatcherFact = tuple[str, str, str]  # operator, label, value


@dataclass(frozen=True, slots=True)
class SelectorFact:
    """A selector: metric name ("" if none is given before the braces) and its matchers, sorted."""

    name: str
    matchers: tuple[MatcherFact, ...]
    moved: str = ""  # offset and @ as text

    @property
    def has_match(self) -> bool:
        """Whether `$match` stands in it."""
        return SENTINEL_FACT in self.matchers

    @property
    def fixed(self) -> tuple[MatcherFact, ...]:
        """Its matchers but for `$match`."""
        return tuple(m for m in self.matchers if m != SENTINEL_FACT)


@dataclass(frozen=True, slots=True)
class GroupFact:
    """An aggregation; `kind` is by, without or "" where no grouping is written."""

    op: str
    kind: str
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class JoinFact:
    """A binary operation; `kind` is on, ignoring or "", `copied` the labels of group_left."""

    op: str
    kind: str
    labels: frozenset[str]
    side: str
    copied: tuple[str, ...]
    as_bool: bool


@dataclass(frozen=True, slots=True)
class CallFact:
    """A function call; `texts` are its string arguments in order."""

    name: str
    arguments: int
    texts: tuple[str, ...]


Fact = SelectorFact | GroupFact | JoinFact | CallFact | tuple[str, str]
Shape = tuple[Fact, ...]


def parse(text: str) -> parser.Expr | None:
    """The parsed query, or None where the parser refuses it."""
    try:
        return parser.parse(text)
    except ValueError:
        return None


def shape_of(text: str) -> Shape | None:
    """Every part of a query in reading order; two texts of one shape mean the same. None: not parsed."""
    tree = parse(text)
    if tree is None:
        return None
    return tuple(fact for fact in map(_fact, parts(tree)) if fact is not None)


def expected_shape(template: Shape, clauses: Sequence[MatcherFact], group_by: Sequence[str]) -> Shape:
    """What a filled template must mean: the clauses in place of `$match`, every grouping extended."""
    return tuple(_expected(fact, clauses, group_by) for fact in template)


def selectors_of(shape: Shape) -> tuple[SelectorFact, ...]:
    """The selectors of a query, in reading order."""
    return tuple(fact for fact in shape if isinstance(fact, SelectorFact))


def evidence_of(text: str) -> tuple[tuple[SelectorFact, int | None], ...]:
    """The selectors of a query, each with the alternatives it is one of: a value needs samples behind at
    least one selector of every number.

    Both sides of `or` are alternatives. None stands for what may be missing while the value is good:
    what `absent` looks for, and the right side of `unless`.
    """
    tree = parse(text)
    found: list[tuple[SelectorFact, int | None]] = []
    waiting: list[tuple[parser.Expr, int | None]] = [] if tree is None else [(tree, _ALONE)]
    numbers = count(1)
    while waiting:
        part, among = waiting.pop()
        if isinstance(part, parser.VectorSelector):
            fact = _fact(part)
            assert isinstance(fact, SelectorFact)
            found.append((fact, next(numbers) if among == _ALONE else among))
            continue
        held: list[tuple[parser.Expr, int | None]] = [(one, among) for one in inside(part)]
        if isinstance(part, parser.BinaryExpr) and str(part.op) == "or" and among == _ALONE:
            number = next(numbers)
            held = [(one, number) for one, _ in held]
        elif isinstance(part, parser.BinaryExpr) and str(part.op) == "unless":
            held[1] = (held[1][0], None)
        elif isinstance(part, parser.Call) and part.func.name in _ABSENCES:
            held = [(one, None) for one, _ in held]
        waiting.extend(reversed(held))
    return tuple(found)


def root_of(text: str) -> parser.Expr | None:
    """The outermost expression without the parentheses around it."""
    tree = parse(text)
    while isinstance(tree, parser.ParenExpr):
        tree = tree.expr
    return tree


def is_scalar(text: str) -> bool:
    """Whether a query yields a plain number rather than series."""
    return _is_scalar(root_of(text))


def _is_scalar(tree: parser.Expr | None) -> bool:
    while isinstance(tree, parser.ParenExpr | parser.UnaryExpr):
        tree = tree.expr
    if isinstance(tree, parser.NumberLiteral):
        return True
    if isinstance(tree, parser.Call):
        return str(tree.func.return_type).endswith("Scalar")
    return isinstance(tree, parser.BinaryExpr) and _is_scalar(tree.lhs) and _is_scalar(tree.rhs)


def _fact(node: parser.Expr) -> Fact | None:
    if isinstance(node, parser.VectorSelector):
        matchers = sorted((_OPS[str(m.op).split(".")[-1]], m.name, m.value) for m in node.matchers.matchers)
        moved = f"{node.offset or ''}{_moment(node.at)}" + ("or" if node.matchers.or_matchers else "")
        return SelectorFact(node.name or "", tuple(matchers), moved)
    if isinstance(node, parser.AggregateExpr):
        kind = "" if node.modifier is None else str(node.modifier.type).split(".")[-1].lower()
        labels = frozenset(node.modifier.labels) if node.modifier else frozenset()
        return GroupFact(str(node.op), kind, labels)
    if isinstance(node, parser.BinaryExpr):
        return _join(node)
    if isinstance(node, parser.Call):
        texts = tuple(a.val for a in node.args if isinstance(a, parser.StringLiteral))
        return CallFact(node.func.name, len(node.args), texts)
    if isinstance(node, parser.MatrixSelector):
        return ("range", str(node.range))
    if isinstance(node, parser.SubqueryExpr):
        return ("subquery", f"{node.range} {node.step} {node.offset} {_moment(node.at)}")
    if isinstance(node, parser.NumberLiteral | parser.StringLiteral):
        return ("literal", repr(node.val))
    return None if isinstance(node, parser.ParenExpr) else (type(node).__name__, "")


def _join(node: parser.BinaryExpr) -> JoinFact:
    matching, modifier = matching_of(node), node.modifier
    side = "" if modifier is None else str(modifier.card).split(".")[-1]
    as_bool = modifier is not None and modifier.return_bool
    return JoinFact(str(node.op), matching.kind, matching.labels, side, matching.copied, as_bool)


def _moment(at: parser.AtModifier | None) -> str:
    return "" if at is None else f"@{at.type}{at.at}"


def _expected(fact: Fact, clauses: Sequence[MatcherFact], group_by: Sequence[str]) -> Fact:
    if isinstance(fact, SelectorFact) and fact.has_match:
        return replace(fact, matchers=tuple(sorted((*fact.fixed, *clauses))))
    if isinstance(fact, GroupFact) and group_by and fact.kind != "without":
        return replace(fact, kind="by", labels=fact.labels | set(group_by))
    return fact
