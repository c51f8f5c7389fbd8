"""One query text per signal: ratios, `zero_while` and `zero_when` folded in where that is safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import promql_parser as parser

from adapters.prometheus.query_shape import SENTINEL, CallFact, JoinFact, is_scalar, root_of, shape_of
from adapters.prometheus.tokens import normalize, replace_match
from hierarchy.model import Signal

ZERO_MARK = (
    "navigator_zero_while"  # a label on answers that are 0 only because zero_while or zero_when says so
)
_PLAIN_AGGREGATES = ("sum", "min", "max", "avg", "count", "group", "stddev", "stdvar", "quantile")


@dataclass(frozen=True, slots=True)
class Composed:
    """What to ask for one signal.

    `own` are the texts whose selectors must have samples for the value to count, `extra` those that
    may be missing (bad and good of a ratio), `zero` yields something above 0 while an empty answer is
    0, "" where it never is.
    """

    value: str
    own: tuple[str, ...]
    extra: tuple[str, ...]
    zero: str
    quotient: bool


def compose(signal: Signal) -> Composed:
    """The value query of a signal as a template, what makes it 0 not yet part of it.

    A ratio is `((bad) or (total) * 0) / (total)`: bad missing while total answers is 0, and 0/0 is
    NaN, which means that there was no traffic. Bad, good and total count events, so where one of
    them is not aggregated its series are summed.
    """
    zero = _zero(signal)
    if signal.total is None:
        query = normalize(signal.query or "")
        return Composed(query, (query,), (), zero, divides(query))
    total = normalize(signal.total)
    part = normalize(signal.bad if signal.bad is not None else signal.good or "")
    t, p = _one_per_node(total), _one_per_node(part)
    share = f"(({p}) or ({t}) * 0) / ({t})"
    return Composed(share if signal.bad is not None else f"1 - {share}", (total,), (part,), zero, True)


def with_zero(value: str, zero: str, labels: Sequence[str]) -> str:
    """Value, or else 0 where `zero` yields something above 0; the 0 carries `ZERO_MARK`.

    The mark keeps apart a 0 that was measured from one that only means "nothing counted yet": they
    age by different samples.
    """
    vector = f"vector({value})" if is_scalar(replace_match(value, SENTINEL)) else value
    nothing = f'label_replace((({zero}) > 0) * 0, "{ZERO_MARK}", "1", "", "")'
    return f"({vector}) or on({', '.join(labels)}) {nothing}"


def judged_total(signal: Signal) -> str | None:
    """The total of a ratio that is not judged when there is too little, else None."""
    if signal.min_total is None or signal.total is None:
        return None
    return _one_per_node(normalize(signal.total))


def judged_capacity(signal: Signal) -> str | None:
    """The query for the capacity that limits of the signal are shares of, else None."""
    shares = signal.warning_share is not None or signal.critical_share is not None
    return normalize(signal.capacity) if shares and isinstance(signal.capacity, str) else None


def _zero(signal: Signal) -> str:
    """What yields something above 0 while an empty answer is 0: `zero_while` as it is, any value of
    `zero_when`, or either of them."""
    parts = []
    if signal.zero_while is not None:
        parts.append(f"max({normalize(signal.zero_while)})")
    if signal.zero_when is not None:
        parts.append(f"group({normalize(signal.zero_when)})")
    return parts[0] if len(parts) == 1 else " or ".join(f"({part} > 0)" for part in parts)


def divides(query: str) -> bool:
    """Whether NaN from this query means that nothing happened: a division or a quantile of buckets."""
    shape = shape_of(replace_match(query, SENTINEL)) or ()
    return any(
        (isinstance(fact, JoinFact) and fact.op == "/")
        or (isinstance(fact, CallFact) and fact.name == "histogram_quantile")
        for fact in shape
    )


def _one_per_node(text: str) -> str:
    """The text so that it yields one series for a node: as it is when aggregated, else its sum."""
    filled = replace_match(text, SENTINEL)
    root = root_of(filled)
    if root is None:
        return text
    if is_scalar(filled):
        return f"vector({text})"
    return text if isinstance(root, parser.AggregateExpr) and _gives_one(root) else f"sum({text})"


def _gives_one(root: parser.AggregateExpr) -> bool:
    return str(root.op) in _PLAIN_AGGREGATES and (root.modifier is None or _is_by_nothing(root.modifier))


def _is_by_nothing(modifier: parser.AggModifier) -> bool:
    return str(modifier.type).endswith("By") and not modifier.labels
