"""Filling `$match` in: escaped, grouped, then parsed again and compared with what was meant.

The recipe and the traps behind it: the parser's own tree edits are lost when printed, and its plain
printing does not escape, so texts are edited here and only *checked* with the parser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.prometheus.query_shape import SENTINEL, expected_shape, shape_of
from adapters.prometheus.tokens import add_grouping, replace_match
from hierarchy.promql import quote
from hierarchy.queries import Matcher

_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_META = re.compile(r"[\\.+*?()|\[\]{}^$]")
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%\- ]*")


@dataclass(frozen=True, slots=True)
class Clause:
    """One matcher of a filled query: `op` is `=` or `=~`, `value` as Prometheus shall see it."""

    label: str
    op: str
    value: str

    def __str__(self) -> str:
        return f"{self.label}{self.op}{quote(self.value)}"


@dataclass(frozen=True, slots=True)
class Filled:
    """A query ready to be sent, or the reason why it must not be (`refused`)."""

    query: str
    refused: str = ""


def quote_regex(value: str) -> str:
    """RE2 text that matches exactly `value` (the characters of Go's regexp.QuoteMeta)."""
    return _META.sub(lambda found: "\\" + found.group(), value)


def one_of(label: str, values: Sequence[str]) -> Clause:
    """The matcher for any of several values, an equality where there is only one."""
    if len(values) == 1:
        return Clause(label, "=", values[0])
    return Clause(label, "=~", "|".join(quote_regex(value) for value in values))


def clause_of(matcher: Matcher) -> Clause:
    """The clause of one matcher of the model."""
    return Clause(matcher.label, "=~" if matcher.regex else "=", matcher.value)


def why_refused(matchers: Sequence[Matcher]) -> str:
    """Why these matchers must not stand in for `$match`, or an empty string."""
    for matcher in matchers:
        if not _LABEL.fullmatch(matcher.label):
            return f"'{matcher.label}' is not a label name"
        if not matcher.value:
            return f"label '{matcher.label}' is empty here and would match series without that label"
    return ""


def fill(template: str, clauses: Sequence[Clause], group_by: Sequence[str] = ()) -> Filled:
    """The template with `$match` filled and `group_by` added to every aggregation, verified.

    `template` is normalized (no comments). What the parser does not know (a function newer than it)
    is sent only when no value could break out of its string.
    """
    text = add_grouping(replace_match(template, ",".join(str(c) for c in clauses)), group_by)
    meant = shape_of(replace_match(template, SENTINEL))
    if meant is None:
        if group_by or any(not _PLAIN.fullmatch(clause.value) for clause in clauses):
            return Filled(text, "the query cannot be checked after its labels were filled in")
        return Filled(text)
    wanted = expected_shape(meant, [(c.op, c.label, c.value) for c in clauses], group_by)
    if shape_of(text) != wanted:
        return Filled(text, "the query means something else once its labels are filled in")
    return Filled(text)
