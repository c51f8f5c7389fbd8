"""Counters read raw, and gauges read as if they were counters, by what the source's metadata says."""

from __future__ import annotations

from collections.abc import Iterator

import promql_parser

from adapters.live_checks.remark import Remark, called, named
from adapters.live_checks.view import LiveView, declared_together, texts_of
from adapters.prometheus.query_shape import SENTINEL, parse
from adapters.prometheus.tokens import replace_match
from hierarchy.model import Signal
from hierarchy.promql import inside

ID = "kind-of-metric"
_COUNTING = frozenset(("rate", "increase", "irate", "resets"))
_ANY_RANGE = frozenset(("delta", "idelta", "deriv", "changes"))


def look(view: LiveView) -> Iterator[Remark]:
    """One remark per declared signal that reads a counter without rate(), or a gauge with it."""
    if not view.kinds:
        return
    signals = view.model.asked()
    for signal, keys in declared_together(view.model, signals):
        for metric, counted in _uses(signal):
            kind = view.kinds.get((signal.source, metric), "")
            if kind == "counter" and not counted and signal.has_limits:
                where = f"{called(signal)} {named(keys)}"
                message = f"'{metric}' only ever grows (a counter), and {where} limits it as it is"
                yield Remark(ID, message, f"write rate({metric}[5m]) or increase(…)", keys)
            elif kind == "gauge" and counted:
                taker = f"{called(signal)} {named(keys)}"
                message = f"'{metric}' goes up and down (a gauge), but {taker} takes its rate"
                yield Remark(ID, message, "use it as it is, or delta() and deriv()", keys)


def _uses(signal: Signal) -> set[tuple[str, bool]]:
    """The metrics in a signal's texts, and whether each stands under a function that counts.

    A difference of two counters, such as started - handled, is no counter: nothing is said of it.
    """
    uses: set[tuple[str, bool]] = set()
    for text in texts_of(signal):
        tree = parse(replace_match(text, SENTINEL))
        waiting = [(tree, False, False)] if tree is not None else []
        while waiting:
            part, counted, apart = waiting.pop()
            if isinstance(part, promql_parser.VectorSelector) and part.name and not (apart and not counted):
                uses.add((part.name, counted))
            if isinstance(part, promql_parser.Call):
                name = part.func.name
                counted = counted or name in _COUNTING
                apart = apart or name in _ANY_RANGE or name == "timestamp" or name.endswith("_over_time")
            elif _sets_apart(part):
                apart = True
            waiting.extend((one, counted, apart) for one in inside(part))
    return uses


def _sets_apart(part: promql_parser.Expr) -> bool:
    """Whether what comes out is no longer the counter itself."""
    counts = isinstance(part, promql_parser.AggregateExpr) and str(part.op) in ("count", "group")
    return counts or isinstance(part, promql_parser.BinaryExpr)
