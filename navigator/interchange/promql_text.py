"""Queries of others as our files can hold them: checked by our own reader, windows put in."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import promql_parser

from adapters.prometheus.tokens import Token, normalize, tokenize
from hierarchy.file.findings import Findings
from hierarchy.file.located import Scalar
from hierarchy.file.queries import QueryChecks
from hierarchy.problems import Position, Severity
from hierarchy.promql import parts

_PLACEHOLDER = re.compile(
    r"\{\{-?\s*\.[wW]indow\s*-?\}\}|\$(?:window|__range)(?![A-Za-z0-9_])|\$\{(?:window|__range)\}"
)
COMPARISONS = ("==", "!=", ">=", "<=", ">", "<")
_AT = Position("query", 1, 1)
_COUNTED = frozenset(("count", "count_values"))
_COUNTING_CALLS = frozenset(("changes", "resets", "count_over_time"))
_NOT_ONE = frozenset(("topk", "bottomk", "count_values", "limitk", "limit_ratio"))
_ONE_VALUE = frozenset(("scalar", "vector", "absent", "absent_over_time", "time"))


def why_unusable(query: str, *, windowed: bool = False) -> str:
    """Why a hierarchy file cannot hold a query, or an empty text. `windowed` are those of objectives."""
    if not query.strip():
        return "there is no query"
    findings = Findings()
    QueryChecks(findings).check(Scalar(query, _AT, False, (1, 1)), in_template=False, windowed=windowed)
    errors = [problem for problem in findings.sorted() if problem.severity is Severity.ERROR]
    return errors[0].message if errors else ""


def parsed(query: str) -> promql_parser.Expr | None:
    """The expression, without brackets around the whole; None if it does not parse or is too large."""
    if why_unusable(query, windowed=True):
        return None
    try:
        return unbracketed(promql_parser.parse(query))
    except ValueError:
        return None


def unbracketed(expression: promql_parser.Expr) -> promql_parser.Expr:
    """An expression without the brackets around the whole of it."""
    while isinstance(expression, promql_parser.ParenExpr):
        expression = expression.expr
    return expression


def tidied(query: str) -> str:
    """A query without comments and strings in backticks, which cannot be checked once they are filled."""
    kinds = {token.kind for token in tokenize(query)}
    if "comment" not in kinds and "`" not in query:
        return query.strip()
    return "\n".join(line.rstrip() for line in normalize(query).splitlines())


def with_window(query: str) -> str:
    """A query with the window of others (`{{.window}}`) written as ours."""
    return _PLACEHOLDER.sub("$window", query)


def has_window(query: str) -> bool:
    """Whether the burn window stands in a query."""
    return "$window" in query


def ranges(query: str) -> tuple[str, ...]:
    """The fixed ranges in a query, each once: ("5m",)."""
    tokens = [token for token in tokenize(query) if token.kind != "space"]
    return tuple(dict.fromkeys(tokens[i].text for i in _range_positions(tokens)))


def with_ranges_opened(query: str) -> str:
    """A query with every fixed range replaced by the burn window."""
    tokens = [token for token in tokenize(query) if token.kind != "space" or token.text]
    places = set(_range_positions(tokens))
    return "".join("$window" if i in places else token.text for i, token in enumerate(tokens))


def _range_positions(tokens: list[Token]) -> list[int]:
    """Where the number of a `[5m]` stands; subqueries have a colon and are left alone."""
    texts = [token.text for token in tokens]
    return [
        i
        for i in range(1, len(texts) - 1)
        if texts[i - 1] == "[" and texts[i + 1] == "]" and tokens[i].kind == "number"
    ]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A query held against a constant: `left` as written, one of `COMPARISONS`, and the number."""

    left: str
    expression: promql_parser.Expr
    operator: str
    number: float


_MIRRORED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "==", "!=": "!="}


def comparison(query: str) -> Comparison | None:
    """A query of the shape `expression OP number` or `number OP expression`; None if it is of another.

    `0.5 < x` comes back as `x > 0.5`. A comparison with `bool`, of two queries, or inside `and`, `or`
    and `unless` is of another shape.
    """
    text = _without_brackets(query)
    whole = parsed(text)
    if not isinstance(whole, promql_parser.BinaryExpr) or str(whole.op) not in COMPARISONS:
        return None
    cut = _last_comparison(text)
    if cut is None or whole.modifier is not None:
        return None
    left, operator, right = cut
    high, low = number_of(whole.rhs), number_of(whole.lhs)
    if (high is None) == (low is None):
        return None
    if low is not None and high is None:
        return Comparison(_without_brackets(right), unbracketed(whole.rhs), _MIRRORED[operator], low)
    assert high is not None
    return Comparison(_without_brackets(left), unbracketed(whole.lhs), operator, high)


def other_shape(query: str) -> str:
    """In what a query that is no `comparison` differs from one, in words."""
    whole = parsed(_without_brackets(query))
    if not isinstance(whole, promql_parser.BinaryExpr):
        return "there is no number that it is held against"
    operator = str(whole.op).split()[0]
    if operator in ("and", "or", "unless"):
        return f"it joins conditions by '{operator}'"
    if operator in COMPARISONS:
        return "it compares two queries, or gives 0 and 1 by 'bool'"
    return "there is no number that it is held against"


def _without_brackets(query: str) -> str:
    """A query without the brackets around the whole of it."""
    text = query.strip()
    while text.startswith("(") and text.endswith(")"):
        depth = 0
        tokens = tokenize(text)
        closes = -1
        for i, token in enumerate(tokens):
            depth += (token.text == "(") - (token.text == ")") if token.kind == "mark" else 0
            if depth == 0:
                closes = i
                break
        if closes != len(tokens) - 1:
            break
        text = text[1:-1].strip()
    return text


def _last_comparison(text: str) -> tuple[str, str, str] | None:
    """What stands left and right of the last comparison that is in no brackets, which binds loosest."""
    depth, place, found = 0, 0, None
    tokens = tokenize(text)
    for i, token in enumerate(tokens):
        if token.kind == "mark":
            depth += (token.text in "([{") - (token.text in ")]}")
            pair = token.text + (tokens[i + 1].text if i + 1 < len(tokens) else "")
            before = tokens[i - 1].text if i else ""
            if depth == 0 and before not in ("=", "!", ">", "<"):
                operator = next((o for o in COMPARISONS if o in (pair, token.text)), None)
                found = found if operator is None else (place, operator)
        place += len(token.text)
    if found is None:
        return None
    start, operator = found
    return text[:start].strip(), operator, text[start + len(operator) :].strip()


def is_selector(expression: promql_parser.Expr | None) -> bool:
    """Whether it names series directly, without any function."""
    return isinstance(expression, promql_parser.VectorSelector)


def is_one_series(expression: promql_parser.Expr) -> bool:
    """Whether it certainly yields a single series: an aggregation without labels."""
    whole = unbracketed(expression)
    if isinstance(whole, promql_parser.AggregateExpr):
        keeps = whole.modifier is not None
        return not keeps and str(whole.op) not in _NOT_ONE
    if isinstance(whole, promql_parser.BinaryExpr):
        sides = [unbracketed(whole.lhs), unbracketed(whole.rhs)]
        return all(isinstance(s, promql_parser.NumberLiteral) or is_one_series(s) for s in sides)
    if isinstance(whole, promql_parser.Call):
        return whole.func.name in _ONE_VALUE
    return False


def is_whole_number(expression: promql_parser.Expr) -> bool:
    """Whether its values are certainly whole: it counts something."""
    whole = unbracketed(expression)
    if isinstance(whole, promql_parser.AggregateExpr):
        if str(whole.op) in _COUNTED:
            return True
        return str(whole.op) in ("sum", "max", "min") and is_whole_number(whole.expr)
    return isinstance(whole, promql_parser.Call) and whole.func.name in _COUNTING_CALLS


def number_of(expression: promql_parser.Expr) -> float | None:
    """The value of a constant such as 0.5, -1 or 24 * 60 * 60; None if it is no finite constant."""
    whole = unbracketed(expression)
    if isinstance(whole, promql_parser.NumberLiteral):
        return whole.val if math.isfinite(whole.val) else None
    if isinstance(whole, promql_parser.UnaryExpr):
        inner = number_of(whole.expr)
        return None if inner is None else -inner
    if not isinstance(whole, promql_parser.BinaryExpr):
        return None
    left, right = number_of(whole.lhs), number_of(whole.rhs)
    if left is None or right is None:
        return None
    results = {"*": left * right, "+": left + right, "-": left - right}
    if str(whole.op) == "/" and right:
        results["/"] = left / right
    value = results.get(str(whole.op))
    return value if value is not None and math.isfinite(value) else None


def filters(expression: promql_parser.Expr) -> bool:
    """Whether it leaves series out by a comparison, so that nothing may be left while all is well."""
    return any(
        isinstance(part, promql_parser.BinaryExpr)
        and str(part.op) in COMPARISONS
        and not (part.modifier is not None and part.modifier.return_bool)
        for part in parts(expression)
    )
