"""A spread over a label that the series do not have."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.live_checks.remark import Remark, named
from adapters.live_checks.view import LiveView, Selector, declared_together
from hierarchy.model import SignalKey

ID = "spread-label-missing"


def look(view: LiveView) -> Iterator[Remark]:
    """One remark per declared signal with `spread` none of whose series has that label."""
    behind: dict[SignalKey, Selector] = {}
    for selector in view.selectors:
        for key in selector.keys if selector.series else ():
            behind.setdefault(key, selector)
    signals = view.model.signals()
    spread = [key for key in behind if signals[key].spread]
    told = list(declared_together(view.model, spread))
    questions = [
        (behind[keys[0]].source, f"count by ({signal.spread}) ({behind[keys[0]].text})")
        for signal, keys in told
    ]
    for (signal, keys), answer in zip(told, view.answers(questions), strict=True):
        if answer is None or any(series.labels.get(signal.spread) for series in answer.series):
            continue
        what = f"signal '{signal.id}' {named(keys)} is to be spread over '{signal.spread}'"
        message = f"{what}, which its series do not have"
        yield Remark(ID, message, "name a label of the series, or delete 'spread'", keys)
