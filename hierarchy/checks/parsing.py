"""Queries as checks look at them: parsed once, and only where parsing is cheap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

import promql_parser

from hierarchy.file.joins import Joined
from hierarchy.promql import inside

_LONGEST, _DEEPEST, _MOST_OPERATORS = 2000, 20, 60
_MOST = 5000  # different queries that are looked at in one load
# Regular expressions are not compiled for checks, since they may take much time and memory: they are
# parsed as texts that begin with a sign that no file can hold.
_EXPRESSION = "\x01"
_TEXT = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)"""
_TOKEN = re.compile(rf"(?:([=!])~\s*)?({_TEXT})", re.DOTALL)
_OPERATOR = re.compile(r"[-+*/%^<>=]")
_FILLED_IN = re.compile(r"\$match\b|\$window\b")
_STANDS_FOR = {"$window": "5m", "$match": '__match__=""'}
COUNTED = frozenset(("rate", "irate", "increase"))
"""What is put around counters."""

# What a label that says how something went is called, and how a failure is spelled in it.
_OUTCOMES = re.compile(
    r"(grpc_|http_|rpc_)?(response_|status_)?(code|status|status_code|result|outcome|state|error|error_type|reason)"
)
_FAILED = re.compile(
    r"^[(]?[45][0-9.x[]|err|fail|fatal|crash|abort|reject|refus|denied|timeout|exceeded|unavailable|internal|unknown",
    re.IGNORECASE,
)
_WENT_WELL = re.compile(r"^[(]?[123][0-9.x[]|ok|success", re.IGNORECASE)


def parsed(joined: Joined, text: str) -> promql_parser.Expr | None:
    """The parsed query without parentheses around it; None where it is wrong, or long enough to cost time.

    `$match` is the matcher `__match__`, `$window` some range.
    """
    if text not in joined.parsed:
        if len(joined.parsed) >= _MOST:
            return None
        joined.parsed[text] = _parse(text)
    return joined.parsed[text]


def with_callers(
    tree: promql_parser.Expr, callers: tuple[str, ...] = ()
) -> Iterator[tuple[promql_parser.VectorSelector, tuple[str, ...]]]:
    """Every selector with the functions, aggregations and operators around it, the outermost first."""
    waiting: list[tuple[promql_parser.Expr, tuple[str, ...]]] = [(tree, callers)]
    while waiting:
        part, around = waiting.pop()
        if isinstance(part, promql_parser.VectorSelector):
            yield part, around
            continue
        name = ""
        if isinstance(part, promql_parser.Call):
            name = part.func.name
        elif isinstance(part, promql_parser.AggregateExpr | promql_parser.BinaryExpr):
            name = str(part.op)
        waiting.extend((one, (*around, name) if name else around) for one in reversed(inside(part)))


def matchers(selector: promql_parser.VectorSelector) -> Iterator[tuple[str, str, str]]:
    """The matchers of a selector as (label, operator, value); the operator is =, !=, =~ or !~."""
    for matcher in selector.matchers.matchers:
        unequal = str(matcher.op).split(".")[-1] == "NotEqual"
        if matcher.value.startswith(_EXPRESSION):
            yield matcher.name, "!~" if unequal else "=~", matcher.value.removeprefix(_EXPRESSION)
        else:
            yield matcher.name, "!=" if unequal else "=", matcher.value


def counts_failures(selector: promql_parser.VectorSelector) -> bool:
    """Whether a selector takes only what went wrong, so that it is empty while nothing does."""
    for label, operator, value in matchers(selector):
        if _OUTCOMES.fullmatch(label) is None:
            continue
        if operator in ("=", "=~") and _FAILED.search(value):
            return True
        if operator in ("!=", "!~") and _WENT_WELL.search(value) and not _FAILED.search(value):
            return True
    return False


def operators(tree: promql_parser.Expr) -> Set[str]:
    """The names of all binary operators in a query."""
    found, waiting = set(), [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, promql_parser.BinaryExpr):
            found.add(str(part.op))
        waiting.extend(inside(part))
    return found


def _parse(text: str) -> promql_parser.Expr | None:
    if len(text) > _LONGEST or len(_OPERATOR.findall(text)) > _MOST_OPERATORS or _depth(text) > _DEEPEST:
        return None
    filled = _FILLED_IN.sub(lambda found: _STANDS_FOR[found.group()], text)
    try:
        tree = promql_parser.parse(_TOKEN.sub(_as_equality, filled))
    except ValueError:
        return None
    while isinstance(tree, promql_parser.ParenExpr):
        tree = tree.expr
    return tree


def _as_equality(found: re.Match[str]) -> str:
    sign, text = found.groups()
    if sign is None:
        return str(text)
    return f"{'!=' if sign == '!' else '='}{text[0]}{_EXPRESSION}{text[1:]}"


def _depth(text: str) -> int:
    deepest = depth = 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    return deepest
