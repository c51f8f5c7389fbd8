"""Which queries may be asked for many nodes at once: a whitelist, everything else runs singly.

The rules are those of PromQL's semantics: every part of the query must keep the match labels apart.
"""

from __future__ import annotations

from collections.abc import Collection

from adapters.prometheus.query_shape import (
    SENTINEL,
    CallFact,
    Fact,
    GroupFact,
    JoinFact,
    SelectorFact,
    is_scalar,
    selectors_of,
    shape_of,
)
from adapters.prometheus.tokens import replace_match
from hierarchy.promql import Matching

_FUNCTIONS = frozenset(
    (
        "rate", "irate", "increase", "delta", "idelta", "deriv", "predict_linear", "changes", "resets",
        "avg_over_time", "min_over_time", "max_over_time", "sum_over_time", "count_over_time",
        "quantile_over_time", "stddev_over_time", "stdvar_over_time", "last_over_time",
        "present_over_time", "mad_over_time", "holt_winters", "double_exponential_smoothing",
        "histogram_quantile", "histogram_avg", "histogram_count", "histogram_sum", "histogram_fraction",
        "clamp", "clamp_min", "clamp_max", "abs", "ceil", "floor", "round", "sqrt", "exp", "ln", "log2",
        "log10", "sgn", "timestamp", "time", "pi", "sort", "sort_desc",
    )
)  # fmt: skip
_RELABELLING = ("label_replace", "label_join")
_PICKING = ("topk", "bottomk")
_AGGREGATING = frozenset(("sum", "min", "max", "avg", "group", "count", "stddev", "stdvar", "quantile"))


def why_single(template: str, labels: Collection[str]) -> str:
    """Why a template cannot be asked for many nodes at once, or an empty string if it can.

    `template` holds `$match`; `labels` are the names of the match labels.
    """
    if not labels:
        return "there are no match labels to tell the nodes apart"
    text = replace_match(template, SENTINEL)
    shape = shape_of(text)
    if shape is None:
        return "the query is not understood by the checker"
    if not selectors_of(shape) or is_scalar(text):
        return "it does not give series"
    reasons = (_why(fact, frozenset(labels)) for fact in shape)
    return next((reason for reason in reasons if reason), "")


def why_whole(template: str, label: str) -> str:
    """Why a query cannot be split by the values of a label that is added to its aggregations, or "".

    As for many nodes at once every part must keep the label's values apart; beyond that, what picks the
    largest would pick others, and `$match` need not stand in every selector.
    """
    text = replace_match(template, SENTINEL)
    shape = shape_of(text)
    if shape is None:
        return "the query is not understood by the checker"
    if not selectors_of(shape) or is_scalar(text):
        return "the query does not give series"
    found = next((why for fact in shape if (why := _why_unsplit(fact, label))), "")
    return found.replace("a match label", f"'{label}'").replace("nodes", f"the values of '{label}'")


def _why_unsplit(fact: Fact, label: str) -> str:
    if isinstance(fact, SelectorFact):
        return ""
    if isinstance(fact, GroupFact) and fact.op in _PICKING:
        return f"{fact.op} would pick others once '{label}' is kept"
    return _why(fact, frozenset((label,)))


def _why(fact: Fact, labels: frozenset[str]) -> str:
    if isinstance(fact, SelectorFact):
        return _why_selector(fact)
    if isinstance(fact, CallFact):
        return _why_call(fact, labels)
    if isinstance(fact, GroupFact):
        return _why_group(fact, labels)
    if isinstance(fact, JoinFact):
        return _why_join(fact, labels)
    return ""


def _why_selector(fact: SelectorFact) -> str:
    if not fact.has_match:
        return "a selector lacks $match"
    by_name = any(label == "__name__" and op != "=" for op, label, _ in fact.fixed)
    named = fact.name or any(label == "__name__" for _, label, _ in fact.fixed)
    return "a selector has no metric name of its own" if by_name or not named else ""


def _why_call(fact: CallFact, labels: frozenset[str]) -> str:
    if fact.name in _RELABELLING:
        written = fact.texts[0] if fact.texts else ""
        return f"{fact.name} writes a match label" if written in labels or not written else ""
    return "" if fact.name in _FUNCTIONS else f"{fact.name}() does not keep nodes apart"


def _why_group(fact: GroupFact, labels: frozenset[str]) -> str:
    if fact.kind == "without":
        return "without (…) drops a match label" if fact.labels & labels else ""
    if fact.op in _PICKING:
        return "" if fact.kind == "by" else f"{fact.op} without by (…) picks among all nodes"
    return "" if fact.op in _AGGREGATING else f"{fact.op} does not keep nodes apart"


def _why_join(fact: JoinFact, labels: frozenset[str]) -> str:
    return Matching(fact.kind, fact.labels, fact.copied).mixes(labels)
