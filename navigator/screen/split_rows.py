"""Who is hurt and which instance is far from the rest: one signal by the values of a label, as rows."""

from __future__ import annotations

from collections.abc import Callable

from hierarchy.evidence.breakdowns import Breakdown, Split, judged_in
from hierarchy.evidence.limits import judge
from hierarchy.evidence.outliers import Hurt, outlier, who
from hierarchy.evidence.readings import Trust
from hierarchy.evidence.states import SEVERITY, State
from hierarchy.model import Band, Model, Signal, Worse
from hierarchy.quantities import format_quantity
from layouts.evidence_views import SplitView, ValueRow
from navigator.screen.around import Around

MOST_VALUES = 8
_HURT = (Hurt.EVERYONE, Hurt.ONLY, Hurt.SOME)


def splits_shown(model: Model, around: Around, id: str) -> tuple[SplitView, ...]:
    """Segments first, then spreads, those that say something before the others; only what has been read."""
    node = model.nodes[id]
    titles = {segment.label: segment.title for segment in node.segments}
    views = []
    for split, breakdown in around.breakdowns.items():
        signal = judged_in(node, split.key.signal) if split.key.node == id else None
        if signal is not None:
            views.append(_view(signal, split, breakdown, titles.get(split.label)))
    return tuple(sorted(views, key=lambda view: (not view.segments, not view.hurt)))


def _view(signal: Signal, split: Split, breakdown: Breakdown, segment: str | None) -> SplitView:
    far = outlier(breakdown, signal.worse, unit=signal.unit)
    rows = _values(signal, breakdown, "" if far is None else far.name)
    note = "" if breakdown.trust is Trust.LIVE or not rows else breakdown.detail
    shown = rows[:MOST_VALUES]
    if segment is not None:
        found = who(breakdown, signal)
        hurt = found.hurt in _HURT
        return SplitView(
            f"{segment} · {signal.title}", found.text, shown, True, hurt, len(rows) - len(shown), note
        )
    text = far.text if far is not None else _together(rows, breakdown, signal)
    title = f"{signal.title} by {split.label}"
    return SplitView(title, text, shown, False, far is not None, len(rows) - len(shown), note)


def _together(rows: tuple[ValueRow, ...], breakdown: Breakdown, signal: Signal) -> str:
    """That none stands out, with how wide they lie."""
    if not rows:
        return breakdown.detail or "not known"
    low, high = (format_quantity(end(breakdown.values.values()), signal.unit) for end in (min, max))
    if low == high:
        return f"{len(rows)} values of {breakdown.label}, each {low}"
    return f"{len(rows)} values of {breakdown.label}, {low} to {high}; none is far from the rest"


def _values(signal: Signal, breakdown: Breakdown, far: str) -> tuple[ValueRow, ...]:
    """Every value, worst first; bars are shares of the largest."""
    largest = max((abs(value) for value in breakdown.values.values()), default=0.0) or 1.0
    judged = {name: _state(signal, value) for name, value in breakdown.values.items()}
    ordered = sorted(breakdown.values.items(), key=_order(signal, judged))
    return tuple(
        ValueRow(
            name or "(empty)",
            format_quantity(value, signal.unit),
            abs(value) / largest,
            judged[name],
            far=name == far,
        )
        for name, value in ordered
    )


def _order(
    signal: Signal, judged: dict[str, State | None]
) -> Callable[[tuple[str, float]], tuple[int, float, str]]:
    sign = 1.0 if signal.worse is Worse.LOWER else -1.0

    def key(item: tuple[str, float]) -> tuple[int, float, str]:
        name, value = item
        state = judged[name]
        return (0 if state is None else -SEVERITY[state], sign * value, name)

    return key


def _state(signal: Signal, value: float) -> State | None:
    """What the value would be by the signal's own limits; limits of a total say nothing about a part."""
    limits = (signal.warning, signal.critical)
    if all(limit is None for limit in limits) or any(isinstance(limit, Band) for limit in limits):
        return None
    return judge(signal, value) if signal.unit in _INTENSIVE else None


# A share or a duration of one instance may be held against the limits of all; a rate or a size may not.
_INTENSIVE = frozenset({"ratio", "percent", "seconds"})
