"""PromQL as far as a file alone can judge it: does it parse, and does `$match` stand everywhere?

The parser (promql-parser) overflows its stack on very long expressions and is quadratic in the number
of operators, so what it is given is bounded first.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import promql_parser

from hierarchy.file.findings import Findings
from hierarchy.file.located import Scalar, quoted
from hierarchy.promql import parts

MAX_LENGTH = 8192
MAX_OPERATORS = 250
MAX_NESTING = 48
_WORK_PER_LOAD = 5_000_000  # operators squared; about a second of parsing
_WORK_PER_REGEX = 500_000  # about the most that one takes before the parser itself calls it too large
_WORK_PER_CLASS = 1500  # of thousands of ranges, as Unicode's letters are
_WORK_PER_FOLDING = 20_000  # of a class whose characters are all compared without regard to case
_EXHAUSTED = "too many long queries in one hierarchy to check them all"

_REPEAT = re.compile(r"(\)?)\{(?:\d{0,4},)?(\d{1,4})")
_WIDE_CLASS = re.compile(r"\\[pPwW]")
_IGNORING_CASE = re.compile(r"\(\?[a-zA-Z]*i")
_MATCH = re.compile(r"\$match\b")
_WINDOW = re.compile(r"\$window\b")
_SOME_WINDOW = "5m"  # any range will do to see whether the rest parses
_PLACEHOLDER = "__match__"
_ELSEWHERE = {"signal": ", or move the signal into a template", "change": ""}
_BACKTICKS = re.compile(r"`([^`]*)`")
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|`[^`]*`', re.DOTALL)
_OPERATORS = re.compile(r"[-+*/%^<>=!,]|\b(?:and|or|unless|atan2)\b", re.IGNORECASE)
_VARIABLE = re.compile(r"\$\{?[A-Za-z_]\w*\}?")


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What was found about one text of a query. `bare` are the selectors without `$match`."""

    error: str = ""
    backticks: bool = False
    bare: tuple[str, ...] = ()


class QueryChecks:
    """Checks of queries during one load; the same text is parsed once."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._verdicts: dict[str, _Verdict] = {}
        self._work = 0

    def check(
        self,
        query: Scalar,
        *,
        in_template: bool,
        match_known: bool = False,
        windowed: bool = False,
        what: str = "signal",
    ) -> None:
        """Report what is wrong with one query of a `what`.

        In a template every selector needs `$match`; elsewhere it may stand if `match_known` says that
        it means something there. `$window` is for the queries of objectives, which are `windowed`.
        """
        if not windowed and _WINDOW.search(query.text):
            hint = "write the range itself, such as [5m]"
            self._findings.error(
                query.at, "window-outside-objective", "$window is filled in only in objectives", hint
            )
            return
        verdict = self._verdicts.get(query.text)
        if verdict is None:
            verdict = self._verdicts[query.text] = self._judge(query.text)
        if verdict.error:
            self._report_syntax(query, verdict.error)
            return
        if verdict.backticks:
            hint = 'write it in "…" with every backslash doubled'
            message = "backslashes inside `…` can't be verified before the query is sent"
            self._findings.warning(query.at, "promql-backticks", message, hint)
        if in_template and verdict.bare:
            selector = quoted(verdict.bare[0])
            message = f"$match is missing in the selector {selector}, so it would read every node's series"
            hint = "write it into the braces: metric{$match}"
            self._findings.error(query.at, "selectors-without-match", message, hint)
        if not (in_template or match_known) and _MATCH.search(query.text):
            message = f"$match stands for a template's match, but this {what} belongs to no template"
            hint = "write the labels themselves" + _ELSEWHERE.get(what, ", or say under defaults: match")
            self._findings.error(query.at, "match-without-template", message, hint)

    def regex_error(self, pattern: str) -> str:
        """Why a pattern is no regular expression for a label matcher, or an empty string."""
        self._work += _regex_work(pattern)
        if len(pattern) > MAX_LENGTH:
            return f"longer than {MAX_LENGTH} characters"
        if self._work > _WORK_PER_LOAD:
            return _EXHAUSTED
        escaped = pattern.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        try:
            promql_parser.parse(f'x{{a=~"{escaped}"}}')
        except ValueError as error:
            return _reason(error)
        return ""

    def _judge(self, text: str) -> _Verdict:
        outside = _STRINGS.sub('""', text)
        operators = len(_OPERATORS.findall(outside))
        work = operators**2 + sum(map(_regex_work, _STRINGS.findall(text))) + 300
        self._work += 2 * work if "`" in text else work
        too_much = _too_much(text, outside, operators)
        if too_much:
            return _Verdict(error=too_much)
        if self._work > _WORK_PER_LOAD:
            return _Verdict(error=_EXHAUSTED)
        filled = _WINDOW.sub(_SOME_WINDOW, _MATCH.sub(f'{_PLACEHOLDER}="x"', text))
        try:
            return _look(filled)
        except ValueError as error:
            reason = _reason(error)
        if "`" in filled:
            try:
                found = _look(_BACKTICKS.sub(_as_double_quoted, filled))
                return _Verdict(backticks=True, bare=found.bare)
            except ValueError:
                pass
        return _Verdict(error=reason)

    def _report_syntax(self, query: Scalar, reason: str) -> None:
        rest = self._findings.follows(query.at.file, query.end) if query.plain else ""
        if re.match(r"\s+#", rest):
            message = f"the query ends here: YAML takes {quoted(rest.strip())} for a comment ({reason})"
            self._findings.error(
                query.at, "query-cut-by-comment", message, "put the whole query in single quotes"
            )
            return
        variable = _VARIABLE.search(_WINDOW.sub("", _MATCH.sub("", query.text)))
        hint = f"{variable.group()} is not filled in here; only $match is" if variable else _cure(reason)
        self._findings.error(query.at, "promql-syntax", f"the query does not parse: {reason}", hint)


def uses_match(text: str) -> bool:
    """Whether `$match` stands in a query."""
    return _MATCH.search(text) is not None


def uses_window(text: str) -> bool:
    """Whether `$window` stands in a query."""
    return _WINDOW.search(text) is not None


def _cure(reason: str) -> str:
    """What to write instead of a query that the parser refuses."""
    if "left parenthesis" in reason or "right parenthesis" in reason:
        return "count the parentheses; each ( needs its )"
    if "label matching" in reason:
        return 'labels are compared with =, !=, =~ or !~, and their values stand in "…"'
    if "unknown function" in reason:
        return "the functions are those of Prometheus, such as rate, increase and avg_over_time"
    if "range in [ ] alone" in reason:
        return "write rate(…[5m]), increase(…[5m]) or avg_over_time(…[5m])"
    if "range" in reason or "type" in reason:
        return "rate() and its kin take a range, such as [5m]; sum() and its kin take none"
    if "recording rule" in reason:
        return "record it under a name of its own, and write that name"
    return "try the query in the source itself, and put it into single quotes here"


def _regex_work(pattern: str) -> int:
    """How long a regular expression takes to be parsed, estimated from above; repetitions are unrolled."""
    repeats = [(group, int(count)) for group, count in _REPEAT.findall(pattern)]
    if any(group for group, _count in repeats):
        unrolled = math.prod(max(1, count) for _group, count in repeats)
    else:
        unrolled = 1 + sum(count for _group, count in repeats)
    once = 2 * len(pattern) + _WORK_PER_CLASS * len(_WIDE_CLASS.findall(pattern))
    if _IGNORING_CASE.search(pattern):
        once += _WORK_PER_FOLDING * pattern.count("[")
    return min(_WORK_PER_REGEX, once * unrolled)


def _too_much(text: str, outside: str, operators: int) -> str:
    deepest = depth = 0
    for sign in outside:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    if len(text) > MAX_LENGTH:
        return f"longer than {MAX_LENGTH} characters; a recording rule is the place for it"
    if deepest > MAX_NESTING:
        return f"brackets nested more than {MAX_NESTING} deep"
    if operators > MAX_OPERATORS:
        return f"more than {MAX_OPERATORS} operators; a recording rule is the place for it"
    return ""


def _look(filled: str) -> _Verdict:
    """Parse; ValueError says what is wrong, also where the result is no number per series."""
    expression = promql_parser.parse(filled)
    result = expression
    while isinstance(result, promql_parser.ParenExpr):
        result = result.expr
    if isinstance(result, promql_parser.MatrixSelector | promql_parser.SubqueryExpr):
        raise ValueError("a range in [ ] alone is no value; put rate(), increase() or the like around it")
    if isinstance(result, promql_parser.StringLiteral):
        raise ValueError("a text is no value")
    bare = [
        str(selector)
        for selector in parts(expression)
        if isinstance(selector, promql_parser.VectorSelector)
        and all(matcher.name != _PLACEHOLDER for matcher in selector.matchers.matchers)
    ]
    return _Verdict(bare=tuple(dict.fromkeys(bare)))


def _as_double_quoted(backticks: re.Match[str]) -> str:
    inner = backticks.group(1).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{inner}"'


def _reason(error: ValueError) -> str:
    """The parser's message; some come with double quotes around the whole."""
    text = " ".join(str(error).split())
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
