"""Queries of laws over another stretch of time than they are written for.

An objective is asked over several windows, the flows of a balance over one. Where a text is a sum of
rates its ranges are written anew, which gives the average over the window exactly and costs one look at
each sample; any other text is looked at every so often by a subquery.
"""

from __future__ import annotations

import re
from functools import lru_cache

import promql_parser as parser

from hierarchy.file.values import duration_text
from hierarchy.promql import inside, parts

_WINDOW = re.compile(r"\$window\b")
_MATCH = re.compile(r"\$match(?![A-Za-z0-9_])")
_RANGE = re.compile(r"\[\s*[0-9][0-9a-z]*\s*\]")
_HERE = '__match__="here"'
_RATES, _COUNTS = frozenset(("rate",)), frozenset(("increase", "sum_over_time", "count_over_time"))
_LINEAR_OPS = frozenset(("+", "-", "or"))
_LEAST_LOOKS = 4
_LOOKS = 1000  # a subquery looks at most so often, however long its window is


def uses_window(text: str) -> bool:
    """Whether `$window` stands in a query."""
    return _WINDOW.search(text) is not None


@lru_cache(maxsize=4096)
def longest_range(text: str) -> float | None:
    """The longest range in a query in seconds, None where it has none or is not understood."""
    tree = _tree(text)
    found = [] if tree is None else [_seconds(p) for p in parts(tree) if isinstance(p, parser.MatrixSelector)]
    return max(found, default=None)


def averaged(text: str, window: float, step: float) -> str:
    """A flow per second as its average over the last `window` seconds, looked at every `step` seconds
    where it is no sum of rates. A text whose ranges are as long already is left as it is."""
    own = longest_range(text)
    if own is not None and own >= window:
        return text
    tree = _tree(text)
    if tree is not None and _is_sum(tree, _RATES):
        longer = _with_range(text, window)
        if longer is not None:
            return longer
    return subquery("avg_over_time", text, window, step)


def shares(part: str, total: str, window: float, step: float) -> tuple[str, str]:
    """What went wrong (or right) and all of it, as queries whose quotient is the share over `window`
    seconds. What is missing at times adds nothing to its side."""
    if uses_window(part) and uses_window(total):
        return _filled(part, window), _filled(total, window)
    texts = [_filled(text, window) for text in (part, total)]
    trees = [_tree(text) for text in texts]
    for functions in (_RATES, frozenset(("increase",))):
        if all(tree is not None and _is_sum(tree, functions) for tree in trees):
            longer = [_with_range(text, window) for text in texts]
            if longer[0] is not None and longer[1] is not None:
                return longer[0], longer[1]
    of_part, of_total = (subquery("sum_over_time", text, window, step) for text in texts)
    return of_part, of_total


def share(text: str, window: float, step: float) -> str:
    """A query that already is a share, over `window` seconds: filled in, else as its average in time."""
    if uses_window(text):
        return _filled(text, window)
    tree = _tree(text)
    if tree is not None and _is_quotient(tree):
        longer = _with_range(text, window)
        if longer is not None:
            return longer
    return subquery("avg_over_time", text, window, step)


def events(text: str, window: float) -> str | None:
    """The query for how many events there were in the last `window` seconds, from a total as `shares`
    gives it; None where nothing tells that it counts any (averages, recorded ratios, subqueries)."""
    tree = _tree(text)
    if tree is None or (longest_range(text) or 0.0) != window:
        return None
    if _is_sum(tree, _RATES, averages=False):
        return f"sum({_lines(text)}) * {window:g}"
    return f"sum({_lines(text)})" if _is_sum(tree, _COUNTS, averages=False) else None


def zero_folded(text: str, zero: str | None) -> str:
    """The query with 0 where it is empty while `zero` yields more than 0: inside a subquery this must be
    said of every moment, so that what comes out of nothing is seen to grow."""
    if zero is None:
        return text
    return f"sum({_lines(text)}) or (max({_lines(zero)}) > 0) * 0"


def subquery(function: str, text: str, window: float, step: float) -> str:
    """`function((text)[window:step])`; a longer window is looked at less often, a short one four times."""
    every = max(1.0, float(round(min(max(step, window / _LOOKS), window / _LEAST_LOOKS))))
    return f"{function}(({_lines(text)})[{_length(window)}:{_length(every)}])"


def _filled(text: str, window: float) -> str:
    return _WINDOW.sub(_length(window), text)


def _length(seconds: float) -> str:
    """A length of time as PromQL writes it, which knows no fractions."""
    return duration_text(seconds) if seconds == int(seconds) else f"{round(seconds * 1000)}ms"


def _lines(text: str) -> str:
    """A text that something can be written behind: a comment ends with its line."""
    return f"{text}\n" if "#" in text else text


def _tree(text: str) -> parser.Expr | None:
    try:
        return parser.parse(_WINDOW.sub("1h", _MATCH.sub(_HERE, text)))
    except ValueError:
        return None


def _seconds(part: parser.MatrixSelector) -> float:
    return float(part.range.total_seconds())


def _with_range(text: str, window: float) -> str | None:
    """The text with every range as long as the window; None where that does not mean just this."""
    tree = _tree(text)
    ranges = [] if tree is None else [p for p in parts(tree) if isinstance(p, parser.MatrixSelector)]
    written, count = _RANGE.subn(f"[{_length(window)}]", text)
    if not ranges or count != len(ranges):
        return None
    again = _tree(written)
    found = [] if again is None else [p for p in parts(again) if isinstance(p, parser.MatrixSelector)]
    return written if len(found) == len(ranges) and all(_seconds(p) == window for p in found) else None


def _is_sum(tree: parser.Expr, functions: frozenset[str], *, averages: bool = True) -> bool:
    """Whether a text adds up these functions of ranges, and numbers times them: then its average over
    time is the same text over a longer range."""
    waiting = [tree]
    seen = False
    while waiting:
        part = waiting.pop()
        if isinstance(part, parser.Call):
            if part.func.name not in functions or not isinstance(part.args[0], parser.MatrixSelector):
                return False
            seen = True
        elif isinstance(part, parser.AggregateExpr):
            if str(part.op) not in (("sum", "avg") if averages else ("sum",)):
                return False
            waiting.append(part.expr)
        elif isinstance(part, parser.ParenExpr):
            waiting.append(part.expr)
        elif isinstance(part, parser.BinaryExpr):
            factor = _factor(part, averages)
            if factor is None and str(part.op) not in _LINEAR_OPS:
                return False
            waiting += inside(part) if factor is None else [factor]
        else:
            return False
    return seen


def _factor(part: parser.BinaryExpr, allowed: bool) -> parser.Expr | None:
    """What is multiplied or divided by a number."""
    if not allowed or str(part.op) not in ("*", "/"):
        return None
    if isinstance(part.rhs, parser.NumberLiteral):
        return part.lhs
    return part.rhs if isinstance(part.lhs, parser.NumberLiteral) and str(part.op) == "*" else None


def _is_quotient(tree: parser.Expr) -> bool:
    """A sum of rates by a sum of rates, or 1 - such a quotient."""
    while isinstance(tree, parser.ParenExpr):
        tree = tree.expr
    if not isinstance(tree, parser.BinaryExpr):
        return False
    if str(tree.op) == "-" and isinstance(tree.lhs, parser.NumberLiteral):
        return _is_quotient(tree.rhs)
    if str(tree.op) != "/":
        return False
    sides = (tree.lhs, tree.rhs)
    return any(all(_is_sum(side, one) for side in sides) for one in (_RATES, frozenset(("increase",))))
