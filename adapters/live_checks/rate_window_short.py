"""rate() over less than four scrapes: one missed scrape makes it empty."""

from __future__ import annotations

from collections.abc import Iterator

import promql_parser

from adapters.live_checks.remark import Remark, called, named
from adapters.live_checks.view import LiveView, declared_together, texts_of
from adapters.prometheus.query_shape import SENTINEL, parse
from adapters.prometheus.tokens import replace_match
from hierarchy.model import Signal, SignalKey
from hierarchy.promql import parts
from hierarchy.quantities import format_duration

ID = "rate-window-short"
SCRAPES = 4
_RATES = ("rate", "increase", "irate", "delta", "idelta", "deriv")


def look(view: LiveView) -> Iterator[Remark]:
    """One remark per declared signal whose shortest window holds fewer than four samples."""
    interval: dict[SignalKey, float] = {}
    for selector in view.selectors:
        for key in selector.keys if selector.interval is not None else ():
            interval[key] = max(interval.get(key, 0.0), selector.interval or 0.0)
    signals = view.model.asked()
    short = [key for key in interval if _shortest(signals[key]) < SCRAPES * interval[key]]
    for signal, keys in declared_together(view.model, short):
        every, window = interval[keys[0]], _shortest(signal)
        message = (
            f"{called(signal)} {named(keys)} looks at {format_duration(window)}, "
            f"but samples come every {format_duration(every)}"
        )
        hint = f"write a range of at least {format_duration(SCRAPES * every)}, four times the interval"
        yield Remark(ID, message, hint, keys)


def _shortest(signal: Signal) -> float:
    """Seconds of the shortest range under a rate in a signal's texts; infinite without one."""
    shortest = float("inf")
    for text in texts_of(signal):
        tree = parse(replace_match(text, SENTINEL))
        for part in parts(tree) if tree is not None else ():
            if isinstance(part, promql_parser.Call) and part.func.name in _RATES:
                for argument in part.args:
                    if isinstance(argument, promql_parser.MatrixSelector):
                        shortest = min(shortest, argument.range.total_seconds())
    return shortest
